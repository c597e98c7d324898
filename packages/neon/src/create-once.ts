import { isKeelsonError, nextCheckMs, sleep, type CallOptions } from '@keelson/core'
import type { NeonClient } from './client.js'

/** As many as a read is sent: with 30 % of all creations lost on the way, fewer than 1 in 10,000 ends without anything. */
const mostRounds = 8
/** Seven and a half seconds: the list may lag behind the write. */
const mostLooks = 5

/** How something came to be there. */
export type Once<Created, Found> =
  | { readonly how: 'created'; readonly value: Created }
  /** By a send of ours whose answer was lost, as far as can be told. */
  | { readonly how: 'created_unseen'; readonly value: Found }
  /** By somebody else. */
  | { readonly how: 'existing'; readonly value: Found }

/**
 * Creates what was not there a moment ago. A creation that may have been carried out is looked for, several times, before it
 * is sent again; a conflict may be the thing itself.
 */
export async function createOnce<Created, Found>(
  client: NeonClient,
  create: () => Promise<Created>,
  find: () => Promise<Found | undefined>,
  options: CallOptions,
): Promise<Once<Created, Found>> {
  let mayBeOurs = false
  for (let round = 1; ; round++) {
    try {
      return { how: 'created', value: await create() }
    } catch (error) {
      if (!isKeelsonError(error) || (error.code !== 'ambiguous_write' && error.code !== 'conflict')) throw error
      mayBeOurs ||= error.code === 'ambiguous_write'
      const value = await findAfterWrite(client, find, options)
      if (value !== undefined) return { how: mayBeOurs ? 'created_unseen' : 'existing', value }
      if (error.code === 'conflict' || round === mostRounds) throw error
    }
  }
}

async function findAfterWrite<Found>(
  client: NeonClient,
  find: () => Promise<Found | undefined>,
  options: CallOptions,
): Promise<Found | undefined> {
  for (let look = 1; look <= mostLooks; look++) {
    const found = await find()
    if (found !== undefined) return found
    if (look < mostLooks) await sleep(client.clock, nextCheckMs(look), options.signal)
  }
  return undefined
}
