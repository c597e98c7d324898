import { expect, test } from 'vitest'
import type { Client } from './client.js'
import { KeelsonError, type ErrorCode } from './errors.js'
import { insist, isOutage } from './outage.js'
import { createFakeClock } from './testing/index.js'

/** A client that throws these, one a call, and answers then. */
function failing(...errors: readonly KeelsonError[]) {
  const clock = createFakeClock()
  const left = [...errors]
  const at: number[] = []
  const notes: string[] = []
  const client = {
    clock,
    async send() {
      at.push(clock.now())
      const error = left.shift()
      if (error) throw error
      return 'answer'
    },
  } as Pick<Client, 'clock' | 'send'> as Client
  return { clock, at, notes, client: insist(client, (text) => notes.push(text)) }
}
const error = (code: ErrorCode, retryAfterMs?: number) => new KeelsonError(`it was ${code}`, { code, retryAfterMs })
const spec = { method: 'GET', path: '/a' } as const

test('asks again until somebody answers, as late as the vendor asks, and tells of it once', async () => {
  const { clock, at, notes, client } = failing(error('server'), error('rate_limited', 25_000), error('locked'))
  const answer = client.send(spec)
  await clock.advance(60_000)
  expect(await answer).toBe('answer')
  expect(at).toEqual([0, 10_000, 35_000, 45_000])
  expect(notes).toEqual(['undo goes on trying: it was server'])
})

test.each<ErrorCode>(['auth', 'not_found', 'ambiguous_write', 'config', 'aborted'])('%s is an answer', async (code) => {
  const { at, client } = failing(error(code))
  await expect(client.send(spec)).rejects.toMatchObject({ code })
  expect(at).toEqual([0])
})

test('ends with its signal', async () => {
  const { clock, at, client } = failing(error('network'), error('network'))
  const controller = new AbortController()
  const answer = client.send(spec, { signal: controller.signal }).catch((thrown: unknown) => thrown)
  await clock.advance(9000)
  controller.abort()
  expect(await answer).toMatchObject({ code: 'aborted' })
  expect([at, clock.pending]).toEqual([[0], 0])
})

test('what is no error of ours is no outage', () => {
  expect([isOutage(new TypeError('fetch failed')), isOutage(undefined), isOutage(error('timeout'))]).toEqual([
    false,
    false,
    true,
  ])
})
