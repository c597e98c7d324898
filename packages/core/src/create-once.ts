import { systemClock, type Clock } from './clock.js'
import { isKeelsonError } from './errors.js'
import { nextCheckMs } from './poll.js'
import { sleep } from './within.js'

/** How something came to be there. */
export type Once<Created, Found> =
  | { readonly how: 'created'; readonly value: Created }
  /** By a send of ours whose answer was lost, as far as can be told. */
  | { readonly how: 'created_unseen'; readonly value: Found }
  /** By somebody else. */
  | { readonly how: 'existing'; readonly value: Found }

/** As many as a read is sent: with 30 % of all creations lost on the way, fewer than 1 in 10,000 ends without anything. */
const mostRounds = 8

/** Over 13 seconds: a list may lag behind the write, and each creation that is sent meanwhile could make a second one. */
const mostLooks = 6

/**
 * Creates what was not there a moment ago, at a vendor that knows no idempotency keys. A creation that may have been carried
 * out is looked for, several times, before it is sent again; a conflict may be the thing itself.
 *
 * @example
 * import { createOnce } from '@keelson/core'
 * const once = await createOnce({ create: () => createProject(client, desired), find: () => findProject(client, desired) })
 */
export async function createOnce<Created, Found>({
  create,
  find,
  clock = systemClock,
  signal,
}: {
  readonly create: () => Promise<Created>
  readonly find: () => Promise<Found | undefined>
  readonly clock?: Clock
  readonly signal?: AbortSignal | undefined
}): Promise<Once<Created, Found>> {
  let mayBeOurs = false
  for (let round = 1; ; round++) {
    try {
      return { how: 'created', value: await create() }
    } catch (error) {
      if (!isKeelsonError(error) || (error.code !== 'ambiguous_write' && error.code !== 'conflict')) throw error
      mayBeOurs ||= error.code === 'ambiguous_write'
      for (let look = 1; look <= mostLooks; look++) {
        const value = await find()
        if (value !== undefined) return { how: mayBeOurs ? 'created_unseen' : 'existing', value }
        if (look < mostLooks) await sleep(clock, nextCheckMs(look), signal)
      }
      if (error.code === 'conflict' || round === mostRounds) throw error
    }
  }
}
