import { readFileSync } from 'node:fs'
import { createFakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from '../index.js'
import type { BranchState } from '../resources/branches.schema.js'
import type { EndpointState } from '../resources/endpoints.schema.js'
import { branchProbe, computeProbe } from './index.js'

const { components } = JSON.parse(readFileSync(new URL('../../contract.json', import.meta.url), 'utf8')) as {
  components: { schemas: Readonly<Record<string, { readonly enum?: readonly string[] }>> }
}

const context = () => ({ signal: new AbortController().signal, attempt: 1 })
const clock = createFakeClock()
const inDays = (days: number) => new Date(clock.date() + days * 86_400_000).toISOString()

function answering(body: object) {
  return neon.createNeonClient({ apiKey: 'napi_probe', clock, fetch: async () => Response.json(body) })
}
const branch = (more: object, warnDays?: number) =>
  branchProbe(
    answering({ branch: { id: 'br-1', current_state: 'ready', ...more } }),
    { projectId: 'p', branchId: 'br-1' },
    { warnDays },
  ).run(context())
const compute = (more: object) =>
  computeProbe(answering({ endpoint: { id: 'ep-1', current_state: 'active', disabled: false, ...more } }), {
    projectId: 'p',
    endpointId: 'ep-1',
  }).run(context())

const branchStates: Readonly<Record<BranchState, 'pass' | 'fail'>> = {
  init: 'fail',
  resetting: 'fail',
  ready: 'pass',
  archived: 'pass',
}
const endpointStates: Readonly<Record<EndpointState, 'pass' | 'fail'>> = { init: 'fail', active: 'pass', idle: 'pass' }

test('the states are those of the contract, which has none for branches', () => {
  expect(Object.keys(endpointStates).toSorted()).toEqual(components.schemas['EndpointState']?.enum?.toSorted())
  expect(components.schemas['BranchState']?.enum).toBeUndefined()
})

test.each([...Object.entries(branchStates), ['added_later', 'fail']])(
  'a branch that is %s: %s',
  async (state, status) => {
    const why = { code: state, output: `branch br-1 is not ready, but in state ${state}` }
    expect(await branch({ current_state: state })).toEqual({
      status,
      ...(status !== 'pass' && why),
      observedValue: state,
      observedUnit: 'state',
    })
  },
)

test.each([...Object.entries(endpointStates), ['added_later', 'fail']])(
  'a compute that is %s: %s, and says so',
  async (state, status) => {
    const why = { code: state, output: `compute ep-1 takes no connections yet: ${state}` }
    expect(await compute({ current_state: state })).toEqual({
      status,
      ...(status !== 'pass' && why),
      observedValue: state,
      observedUnit: 'state',
    })
  },
)

test('a compute that is disabled fails, also in its sleep', async () => {
  expect(await compute({ current_state: 'idle', disabled: true })).toMatchObject({ status: 'fail', code: 'disabled' })
})

describe('a branch that expires', () => {
  test('warns in its last 3 days', async () => {
    expect(await branch({ expires_at: inDays(3) })).toMatchObject({ status: 'pass', observedValue: 'ready' })
    const expires_at = inDays(2.5)
    expect(await branch({ expires_at })).toEqual({
      status: 'warn',
      code: 'expires_soon',
      output: `branch br-1 expires at ${expires_at}, and is deleted then. updateBranch gives it more time`,
      observedValue: 2,
      observedUnit: 'days',
    })
  })

  test('warns as early as the caller wants, and not for a limit that is none', async () => {
    expect(await branch({ expires_at: inDays(9) }, 10)).toMatchObject({ status: 'warn', observedValue: 9 })
    expect(await branch({ expires_at: inDays(0.5) }, 0)).toMatchObject({ status: 'pass' })
    expect(() => branchProbe(answering({}), { projectId: 'p', branchId: 'b' }, { warnDays: -1 })).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })

  test('and is not ready is not ready', async () => {
    expect(await branch({ current_state: 'resetting', expires_at: inDays(1) })).toMatchObject({ code: 'resetting' })
  })
})
