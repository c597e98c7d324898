import { describe, expect, test } from 'vitest'
import type { FakeCall, FakeClock } from '@keelson/core/testing'
import { basePath, waiters } from './health.ts'
import { waitInProcesses, waitWithoutStop, type Scenario } from './stopped-waits.ts'

/** A health endpoint that answers by the number of the request. */
const begin = (answer: (request: number) => Response): Scenario['begin'] => {
  return (clock: FakeClock) => {
    const calls: FakeCall[] = []
    const fetch = () => {
      const response = answer(calls.length + 1)
      const call = {
        operation: 'GET /healthz',
        path: '/healthz',
        requestId: String(clock.now()),
        status: response.status,
      }
      calls.push(call)
      return Promise.resolve(response)
    }
    return Promise.resolve({ fetch, calls, params: { release: 'b2' } })
  }
}

const serves = (releaseId: string) => Response.json({ status: 'pass', releaseId })
const away = () => new Response('database is away', { status: 503 })

const endings: Readonly<Record<string, { begin: Scenario['begin']; looks: number; error?: unknown }>> = {
  'opens when the old release is gone': {
    begin: begin((request) => (request < 3 ? away() : serves(request === 3 || request === 5 ? 'a1' : 'b2'))),
    looks: 9,
  },
  'is not opened in time': {
    begin: begin(() => away()),
    looks: 7,
    error: { name: 'GateError', code: 'wait_timeout', status: 503, body: '503 database is away' },
  },
  'is refused': {
    begin: begin(() => new Response('who are you?', { status: 401 })),
    looks: 5,
    error: { name: 'GateError', code: 'wait_failed', message: expect.stringContaining('check path and credentials') },
  },
  'is superseded before it was stable': {
    begin: begin((request) => serves(request < 3 ? 'b2' : 'c3')),
    looks: 3,
    error: { name: 'GateError', code: 'wait_failed', message: expect.stringContaining('release c3') },
  },
}

describe.concurrent('a gate that is stopped after each look, and goes on in a new process', () => {
  test.each(Object.entries(endings))('%s', { timeout: 60_000 }, async (_, { begin: start, looks, error }) => {
    const scenario: Scenario = { vendor: 'health', basePath, waiter: 'gate', begin: start }
    const { result, ...whole } = await waitWithoutStop(waiters.gate, scenario)
    const { tokens, params, ...parts } = await waitInProcesses(scenario)
    const { seen, ...ended } = parts
    // What the last look of all saw is in its error.
    expect({ ...ended, seen }).toEqual({ ...whole, seen: whole.seen.slice(0, seen.length) })
    expect(seen.length).toBeGreaterThanOrEqual(looks - 1)
    expect(parts.requests).toHaveLength(looks)
    expect(parts).toMatchObject({ error })
    expect(result === undefined).toBe(error !== undefined)
    for (const token of tokens) expect(token.length).toBeLessThan(700)
    expect(params).toEqual({ release: 'b2' })
  })
})
