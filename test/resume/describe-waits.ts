import { isKeelsonError, systemClock } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import {
  expectPlainTokens,
  spoil,
  waitInProcesses,
  waitWithoutStop,
  type Ended,
  type Scenario,
} from './stopped-waits.ts'
import type { Waiter } from './waiter.ts'

/** A way in which a wait ends. */
export interface Ending {
  readonly begin: Scenario['begin']
  readonly servesAt?: number
  /** How many looks it takes: more than one, or nothing is resumed. */
  readonly looks: number
  /** What the wait answers, or what its error says. */
  readonly result?: unknown
  readonly error?: unknown
  /** All requests that are not reads. */
  readonly writes?: readonly string[]
}

/** The tests of every waiter of a vendor: `endings` by the name of the waiter, then by what happens. */
export function describeWaits<Name extends string>(
  {
    vendor,
    basePath,
    waiters,
  }: Pick<Scenario, 'vendor' | 'basePath'> & { readonly waiters: Readonly<Record<Name, Waiter>> },
  endings: Readonly<Record<Name, Readonly<Record<string, Ending>>>>,
): void {
  const names = Object.keys(waiters) as Name[]
  const cases = names.flatMap((waiter) =>
    Object.entries(endings[waiter]).map(([what, ending]) => ({ waiter, what, ...ending })),
  )

  describe.concurrent('a wait that is stopped after each look, and goes on in a new process', () => {
    test.each(cases)('$waiter: $what', { timeout: 60_000 }, async ({ waiter, looks, writes = [], ...ending }) => {
      const scenario = { vendor, basePath, waiter, ...ending }
      const { result, ...whole } = await waitWithoutStop(waiters[waiter], scenario)
      const { tokens, params, ...parts } = await waitInProcesses(scenario)
      expect(parts).toEqual(asOneLook(whole))
      expect(parts.seen.length + (parts.error === undefined ? 0 : 1)).toBe(looks)
      expect(parts.requests.filter((request) => !request.startsWith('GET '))).toEqual(writes)
      expectPlainTokens(tokens, params)
      const { error, result: wanted } = ending
      expect({ result, ...parts }).toMatchObject({ error, ...(wanted !== undefined && { result: wanted }) })
      expect(await takenWhenSpoiled(waiters[waiter], params, tokens.at(-1)!)).toEqual([])
    })
  })

  test('every waiter has an end that is good and one that is not', () => {
    for (const name of names) {
      const all = Object.values<Ending>(endings[name])
      expect([name, all.some(({ error }) => error), all.some(({ error }) => !error)]).toEqual([name, true, true])
      for (const { looks } of all) expect(looks).toBeGreaterThan(1)
    }
  })
}

/** A wait adds the token to what a look throws, which a look on its own does not have. */
function asOneLook(ended: Ended): Ended {
  const { error } = ended as { error?: { code?: string; resume?: unknown } }
  if (error === undefined || error.code === 'wait_failed') return ended
  const { resume, ...thrown } = error
  expect(resume).toBeDefined()
  return { ...ended, error: thrown }
}

/** What was done to a token that is taken all the same, and what is asked for although a token is refused. */
async function takenWhenSpoiled(waiter: Waiter, params: object, token: string): Promise<string[]> {
  const taken: string[] = []
  const connection = {
    clock: systemClock,
    fetch: (input: string | URL | Request) => {
      taken.push(`asked for ${new Request(input).url}`)
      return Promise.reject(new TypeError('fetch failed'))
    },
  }
  for (const [spoiled, resume] of spoil(token)) {
    const error = await waiter
      .check(connection, params as never, resume, { retry: 0 })
      .catch((thrown: unknown) => thrown)
    if (!isKeelsonError(error) || error.code !== 'config') taken.push(spoiled)
  }
  return taken
}
