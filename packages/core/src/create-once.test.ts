import { expect, test } from 'vitest'
import { createOnce } from './create-once.js'
import { KeelsonError } from './errors.js'
import { createFakeClock } from './testing/fake-clock.js'

/** A vendor at which a creation ends as listed, and whose list shows it after some looks. */
function vendor(ends: readonly ('done' | 'lost' | 'refused' | 'conflict' | 'forbidden')[], lagLooks = 0) {
  const clock = createFakeClock({ auto: true })
  const made: number[] = []
  let sends = 0
  let looks = 0
  const create = async () => {
    const end = ends[sends++] ?? ends.at(-1)
    if (end === 'done' || end === 'lost') made.push(sends)
    if (end === 'done') return `answer ${sends}`
    const code = end === 'conflict' || end === 'forbidden' ? end : 'ambiguous_write'
    throw new KeelsonError('it failed', { code })
  }
  const find = async () => (looks++ >= lagLooks && made.length > 0 ? `found ${made[0]}` : undefined)
  return { clock, made, create, find, counts: () => ({ sends, looks }) }
}

test('a creation that is answered is not looked for', async () => {
  const { counts, ...given } = vendor(['done'])
  expect(await createOnce(given)).toEqual({ how: 'created', value: 'answer 1' })
  expect(counts()).toEqual({ sends: 1, looks: 0 })
})

test('one whose answer was lost is found, also in a list that lags, and not sent again', async () => {
  const { counts, made, ...given } = vendor(['lost'], 5)
  expect(await createOnce(given)).toEqual({ how: 'created_unseen', value: 'found 1' })
  expect(counts()).toEqual({ sends: 1, looks: 6 })
  expect(made).toHaveLength(1)
  expect(given.clock.now()).toBeGreaterThan(13_000)
})

test('one that was not carried out is sent again after six looks, eight times at most', async () => {
  const { counts, ...given } = vendor(['refused', 'refused', 'done'])
  expect(await createOnce(given)).toEqual({ how: 'created', value: 'answer 3' })
  expect(counts()).toEqual({ sends: 3, looks: 12 })
  const never = vendor(['refused'])
  await expect(createOnce(never)).rejects.toMatchObject({ code: 'ambiguous_write' })
  expect(never.counts()).toEqual({ sends: 8, looks: 48 })
})

test('a conflict is the thing itself, or an error; ours only when a send of ours may have made it', async () => {
  const theirs = vendor(['conflict'])
  theirs.made.push(1)
  expect(await createOnce(theirs)).toMatchObject({ how: 'existing' })
  const ours = vendor(['lost', 'conflict'], 6)
  expect(await createOnce(ours)).toMatchObject({ how: 'created_unseen' })
  await expect(createOnce(vendor(['conflict']))).rejects.toMatchObject({ code: 'conflict' })
})

test('any other refusal is told at once, and an abort ends the looking', async () => {
  const { counts, ...given } = vendor(['forbidden'])
  await expect(createOnce(given)).rejects.toMatchObject({ code: 'forbidden' })
  expect(counts()).toEqual({ sends: 1, looks: 0 })
  const stopped = vendor(['refused'])
  await expect(createOnce({ ...stopped, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  expect(stopped.counts().sends).toBe(1)
})
