import { isKeelsonError, type Resume } from '@keelson/core'
import { createFakeClock, type FakeCall, type FakeClock } from '@keelson/core/testing'
import { expect } from 'vitest'
import { serveFetch } from '../serve-fetch.ts'
import { lookInProcess, servingFrom } from './look-request.ts'
import type { Waiter } from './waiter.ts'

/** Something that has begun at a fake. */
export interface Begun {
  readonly fetch: typeof fetch
  readonly calls: readonly FakeCall[]
  /** What is waited for. */
  readonly params: object
  /** What happens between this look and the next one. */
  readonly afterLook?: ((look: number) => void) | undefined
}

/** A wait, and how it ends. */
export interface Scenario {
  readonly vendor: string
  /** `/v1` */
  readonly basePath: string
  readonly waiter: string
  /** The same each time. */
  readonly begin: (clock: FakeClock) => Promise<Begun>
  /** The look from which on a probe passes. */
  readonly servesAt?: number
}

/** A wait that has ended. */
export interface Ended {
  /** What was seen at each look, as JSON. */
  readonly seen: readonly unknown[]
  readonly error: unknown
  /** `GET /services/{serviceId} 200`, in the order of the alphabet: those of one look are sent together. */
  readonly requests: readonly string[]
}

/** The whole wait, in this process. */
export async function waitWithoutStop(
  waiter: Waiter,
  { begin, servesAt }: Scenario,
): Promise<Ended & { result: unknown }> {
  const clock = createFakeClock({ auto: true })
  const { fetch, calls, params, afterLook } = await begin(clock)
  const from = calls.length
  const seen: unknown[] = []
  const onProgress = (value: unknown) => {
    seen.push(asJson(value))
    afterLook?.(seen.length)
  }
  let error: unknown
  const options = { onProgress, ...servingFrom(servesAt) }
  const result = await waiter.wait({ clock, fetch }, params as never, options).catch((thrown: unknown) => {
    if (!isKeelsonError(thrown)) throw thrown
    error = thrown.toJSON()
  })
  return { seen, error: asJson(error), result: asJson(result), requests: show(calls.slice(from)) }
}

/** The same wait, each look in a process of its own that knows nothing but the token of the one before it. */
export async function waitInProcesses(
  scenario: Scenario,
): Promise<Ended & { tokens: readonly string[]; params: object }> {
  const clock = createFakeClock({ auto: true })
  const { vendor, basePath, waiter, servesAt, begin } = scenario
  const { fetch, calls, params, afterLook } = await begin(clock)
  const from = calls.length
  const seen: unknown[] = []
  const tokens: string[] = []
  const server = await serveFetch(fetch)
  try {
    for (;;) {
      const request = {
        vendor,
        waiter,
        url: server.url + basePath,
        params,
        resume: tokens.at(-1),
        date: clock.date(),
        servesAt,
      }
      const answer = await lookInProcess(request)
      const { resume } = 'error' in answer ? answer.error : answer
      if (resume) tokens.push(JSON.stringify(resume))
      const ended = () => ({ tokens, params, seen, requests: show(calls.slice(from)) })
      if ('error' in answer) return { ...ended(), error: asJson(answer.error) }
      seen.push(answer.value)
      if (answer.done) return { ...ended(), error: undefined }
      afterLook?.(seen.length)
      await clock.advance(answer.nextCheckMs)
      expect(seen.length).toBeLessThan(20)
    }
  } finally {
    await server.close()
  }
}

/** What holds of every token of a wait. */
export function expectPlainTokens(tokens: readonly string[], params: object): void {
  const given = Object.values(params).map(String)
  for (const [index, token] of tokens.entries()) {
    expect(token.length).toBeLessThan(500)
    const { wait, checks, since, askedAt, ...identity } = JSON.parse(token) as Resume
    expect({ wait, checks }).toEqual({ wait: expect.stringMatching(/^[a-z]+\.[a-z_-]+$/), checks: index + 1 })
    // Nothing but what was asked for and when: what a vendor answered, a secret among it, has no way in.
    expect(given.toSorted()).toEqual(Object.values(identity).map(String).toSorted())
    expect(since ?? '2026-01-01T00:00:00.000Z').toMatch(/^\d{4}(-\d\d){2}T(\d\d:){2}\d\d\.\d{3}Z$/)
    expect(typeof (askedAt ?? 0)).toBe('number')
  }
}

/** What a token is not, by what was done to it. */
export function spoil(token: string): [spoiled: string, resume: Resume][] {
  const good = JSON.parse(token) as Record<string, string | number>
  const put = (name: string, value: unknown): [string, Resume] => [
    `${name} ${JSON.stringify(value) ?? 'missing'}`,
    // As JSON leaves it: without what is undefined.
    JSON.parse(JSON.stringify({ ...good, [name]: value })) as Resume,
  ]
  const others = Object.keys(good).flatMap((name) => [put(name, null), put(name, { a: 1 })])
  // A domain may have been verified before anybody asked.
  const needed = Object.keys(good).filter((name) => name !== 'askedAt')
  const texts = Object.entries(good).filter(([, value]) => typeof value === 'string')
  const counts = Object.entries(good).filter(([, value]) => typeof value === 'number')
  return [
    ...others,
    ...needed.map((name) => put(name, undefined)),
    ...texts.flatMap(([name, value]) => [put(name, `${value}x`), put(name, 5), put(name, '')]),
    ...counts.flatMap(([name, value]) => [put(name, -1), put(name, String(value)), put(name, 'x')]),
    put('checks', 1.5),
    // JSON knows no other wrong types of the whole.
    ...[null, 7, 'text', [], [good], token].map((whole): [string, Resume] => [JSON.stringify(whole), whole as never]),
  ]
}

/** Without the address of the API, which is another one in each process. */
function asJson(value: unknown): unknown {
  if (value === undefined) return undefined
  return JSON.parse(JSON.stringify(value).replaceAll(/https?:\/\/[\w.:-]+(?:\/api)?\/v\d\//g, ''))
}

function show(calls: readonly FakeCall[]): string[] {
  return calls.map(({ operation, status }) => `${operation} ${status}`).toSorted()
}
