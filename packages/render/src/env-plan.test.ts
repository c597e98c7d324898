import { inspect } from 'node:util'
import { Secret } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

/** A service with this environment. */
async function start(environment: Readonly<Record<string, string>> = {}) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_env',
    ownerId: 'tea-1',
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
  })
  const { service } = await render.createService(client, {
    type: 'web_service',
    repo: 'https://github.com/me/shop',
    name: 'shop',
    envVars: Object.entries(environment).map(([key, value]) => ({ key, value })),
    serviceDetails: { runtime: 'node' },
  })
  const before = fake.state.calls.length
  const calls = () =>
    fake.state.calls.slice(before).map(({ operation, path }) => `${operation.split(' ')[0]} ${path.split('/').at(-1)}`)
  const environmentNow = () => Object.fromEntries(fake.state.services.get(service.id)?.envVars ?? [])
  return { fake, client, serviceId: service.id, calls, environmentNow }
}

const there = { KEEP: 'keep-value', CHANGE: 'old-value', DROP: 'drop-value', OTHER: 'other-value' }
const wanted = {
  set: { KEEP: 'keep-value', CHANGE: new Secret('new-value'), ADD: 'added-value' },
  unset: ['DROP', 'NEVER_WAS'],
}

describe('planEnvVars', () => {
  test('tells what is added, updated, removed, unchanged and left alone, and changes nothing', async () => {
    const { client, serviceId, calls, environmentNow } = await start(there)
    const plan = await render.planEnvVars(client, { serviceId, ...wanted })
    expect(plan).toEqual({
      serviceId,
      changes: [
        { key: 'CHANGE', action: 'update', before: expect.any(String), after: expect.any(String) },
        { key: 'ADD', action: 'add', after: expect.any(String) },
        { key: 'DROP', action: 'remove', before: expect.any(String) },
      ],
      unchanged: ['KEEP'],
      unmanaged: ['OTHER'],
    })
    expect(new Set(calls())).toEqual(new Set(['GET env-vars']))
    expect(environmentNow()).toEqual(there)
  })

  test('prune removes what set does not name', async () => {
    const { client, serviceId, environmentNow } = await start(there)
    const desired = { set: { KEEP: 'keep-value' }, prune: true }
    const plan = await render.planEnvVars(client, { serviceId, ...desired })
    expect(plan.changes.map(({ key, action }) => `${action} ${key}`).toSorted()).toEqual([
      'remove CHANGE',
      'remove DROP',
      'remove OTHER',
    ])
    expect(plan.unmanaged).toEqual([])
    await render.applyEnvVars(client, plan, desired)
    expect(environmentNow()).toEqual({ KEEP: 'keep-value' })
  })

  test('reads every page before it compares', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`NAME_${index}`, `value-${index}`]))
    const { client, serviceId, calls } = await start(many)
    const plan = await render.planEnvVars(client, { serviceId, set: { ...many, NAME_249: 'changed' } })
    expect(plan.changes.map(({ key, action }) => `${action} ${key}`)).toEqual(['update NAME_249'])
    expect(plan.unchanged).toHaveLength(249)
    expect(calls()).toHaveLength(4)
  })

  test('an empty value is a value, and names of the language are names', async () => {
    const { client, serviceId, environmentNow } = await start({ EMPTY: '' })
    const set = { EMPTY: '', constructor: 'a', toString: 'b', ALSO_EMPTY: '' }
    const plan = await render.planEnvVars(client, { serviceId, set })
    expect(plan).toMatchObject({ unchanged: ['EMPTY'], unmanaged: [] })
    await render.applyEnvVars(client, plan, { set })
    expect(environmentNow()).toEqual(set)
  })

  test.each(['', '1A', 'A B', 'A=B', 'A\n', 'Ä', 'a/b', '..', '-A'])(
    '%j is no name: refused before anything is sent',
    async (name) => {
      const { client, serviceId, calls } = await start()
      const desired = [{ set: { [name]: 'x' } }, { set: {}, unset: [name] }]
      for (const one of desired) {
        await expect(render.diffEnvVars(serviceId, new Map(), one)).rejects.toMatchObject({ code: 'config' })
        await expect(render.planEnvVars(client, { serviceId, ...one })).rejects.toMatchObject({ code: 'config' })
      }
      expect(calls()).toEqual([])
    },
  )

  test('the same name in set and unset is refused before anything is sent', async () => {
    const { client, serviceId, calls } = await start()
    await expect(render.planEnvVars(client, { serviceId, set: { A: '1' }, unset: ['A'] })).rejects.toMatchObject({
      code: 'config',
      message: 'A is both set and unset',
    })
    expect(calls()).toEqual([])
  })
})

describe('fingerprints', () => {
  test('are equal for equal values within a plan, and differ from plan to plan', async () => {
    const current = new Map([
      ['A', 'one-value'],
      ['B', 'another'],
    ])
    const set = { A: 'another', B: 'one-value', C: 'one-value', D: new Secret('one-value') }
    const plans = await Promise.all([1, 2].map(() => render.diffEnvVars('srv-1', current, { set })))
    for (const { changes } of plans) {
      const [a, b, c, d] = changes
      expect(new Set([a?.before, b?.after, c?.after, d?.after]).size).toBe(1)
      expect(a?.after).toBe(b?.before)
      expect(a?.before).not.toBe(a?.after)
      expect(a?.before).toMatch(/^[\da-f]{8}$/)
    }
    expect(plans[0]?.changes[0]?.before).not.toBe(plans[1]?.changes[0]?.before)
  })

  test('a plan shows no value, however it is printed', async () => {
    const { client, serviceId } = await start(there)
    const plan = await render.planEnvVars(client, { serviceId, ...wanted })
    const shown = [
      JSON.stringify(plan),
      inspect(plan, { depth: Infinity, showHidden: true }),
      render.formatEnvVarPlan(plan),
    ].join()
    for (const value of [...Object.values(there), 'new-value', 'added-value']) {
      expect(shown).not.toContain(value)
      expect(shown).not.toContain(btoa(value))
    }
    // Neither does a hash that anybody could make of a guess.
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode('old-value')))
    expect(shown).not.toContain(Buffer.from(hash.slice(0, 4)).toString('hex'))
  })

  test('formatEnvVarPlan prints a line for each change, and what stays', () => {
    const plan: render.EnvVarPlan = {
      serviceId: 'srv-1',
      changes: [
        { key: 'A', action: 'add', after: '00000001' },
        { key: 'B', action: 'update', before: '00000002', after: '00000003' },
        { key: 'C', action: 'remove', before: '00000004' },
      ],
      unchanged: ['D', 'E'],
      unmanaged: ['F'],
    }
    expect(render.formatEnvVarPlan(plan)).toBe(
      ['+ A #00000001', '~ B #00000002 → #00000003', '- C #00000004', '  unchanged: D, E', '  left alone: F'].join(
        '\n',
      ),
    )
    expect(render.formatEnvVarPlan({ ...plan, changes: [], unchanged: [], unmanaged: [] })).toBe('')
  })
})

describe('applyEnvVars', () => {
  test('writes the changed names and no other, then there is nothing left to do', async () => {
    const { client, serviceId, calls, environmentNow } = await start(there)
    const plan = await render.planEnvVars(client, { serviceId, ...wanted })
    await render.applyEnvVars(client, plan, wanted)
    expect(calls().filter((call) => !call.startsWith('GET'))).toEqual(['PUT CHANGE', 'PUT ADD', 'DELETE DROP'])
    expect(environmentNow()).toEqual({
      KEEP: 'keep-value',
      CHANGE: 'new-value',
      ADD: 'added-value',
      OTHER: 'other-value',
    })
    const again = await render.planEnvVars(client, { serviceId, ...wanted })
    expect(again.changes).toEqual([])
    await render.applyEnvVars(client, again, wanted)
    expect(calls().filter((call) => !call.startsWith('GET'))).toHaveLength(3)
  })

  test('a value that the plan needs and nobody gave: config before anything is changed', async () => {
    const { client, serviceId, calls, environmentNow } = await start(there)
    const plan = await render.planEnvVars(client, { serviceId, ...wanted })
    await expect(render.applyEnvVars(client, plan, { set: { CHANGE: 'new-value' } })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('sets ADD, but no value was given'),
    })
    expect(calls().every((call) => call.startsWith('GET'))).toBe(true)
    expect(environmentNow()).toEqual(there)
  })

  test('a plan that went through JSON is the same plan', async () => {
    const { client, serviceId, environmentNow } = await start(there)
    const plan = await render.planEnvVars(client, { serviceId, ...wanted })
    await render.applyEnvVars(client, JSON.parse(JSON.stringify(plan)) as render.EnvVarPlan, wanted)
    expect(environmentNow()).toMatchObject({ CHANGE: 'new-value', ADD: 'added-value' })
  })

  test('lost answers on the way change nothing about the end', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { client, fake, serviceId, environmentNow } = await start(there)
      for (const kind of ['reset_before', 'reset_after', 'commit_then_500', 'truncated_json'] as const) {
        fake.faults.add({ operation: '*', kind, probability: 0.08 })
      }
      const plan = await render.planEnvVars(client, { serviceId, ...wanted })
      await render.applyEnvVars(client, plan, wanted)
      expect(environmentNow()).toEqual({
        KEEP: 'keep-value',
        CHANGE: 'new-value',
        ADD: 'added-value',
        OTHER: 'other-value',
      })
    }
  })
})

test('every name that cannot be one is told at once', async () => {
  const desired = { set: { '1ST': 'a', GOOD: 'b' }, unset: ['A B'] }
  await expect(render.diffEnvVars('srv-1', new Map(), desired)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringMatching(/"1ST".*; .*"A B"/),
  })
})
