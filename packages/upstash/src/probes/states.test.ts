import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as upstash from '../index.js'
import { planFacts, type RedisPlan } from '../plans.js'
import type { RedisDatabaseState } from '../resources/redis.schema.js'
import { databaseProbe, quotaProbe, type QuotaProbeOptions } from './index.js'

const { components } = JSON.parse(readFileSync(new URL('../../contract.json', import.meta.url), 'utf8')) as {
  components: { schemas: { Database: { properties: Readonly<Record<string, { readonly enum?: string[] }>> } } }
}
const wordsOf = (field: string) => components.schemas.Database.properties[field]?.enum?.toSorted()

const context = () => ({ signal: new AbortController().signal, attempt: 1 })

/** A client for which the only database, and what it has done, are like this. */
function answering(database: object, stats: object = {}) {
  return upstash.createUpstashClient({
    email: 'me@example.com',
    apiKey: 'upstash-probe-key',
    fetch: async (input) =>
      Response.json(
        (input as Request).url.includes('/stats/')
          ? stats
          : { database_id: 'db-1', database_name: 'shop', state: 'active', ...database },
      ),
  })
}

describe('databaseProbe', () => {
  const states: Readonly<Record<RedisDatabaseState, string>> = {
    active: '',
    suspended: 'is suspended: Upstash has switched it off. Look for its limits',
    passive: 'is passive: it was put aside',
  }
  const ask = (database: object) => databaseProbe(answering(database), { databaseId: 'db-1' }).run(context())

  test('every state of the contract is one of these', () => {
    expect(Object.keys(states).toSorted()).toEqual(wordsOf('state'))
  })

  test.each([...Object.entries(states), ['added_later', 'is in state added_later']])('%s', async (state, said) => {
    const why = { code: state, output: expect.stringContaining(`the database db-1 ${said}`) }
    expect(await ask({ state })).toEqual({
      status: said ? 'fail' : 'pass',
      ...(said && why),
      observedValue: state,
      observedUnit: 'state',
    })
  })

  test('what is being changed warns, what is suspended meanwhile fails', async () => {
    expect(await ask({ modifying_state: 'updating-regions' })).toEqual({
      status: 'warn',
      code: 'modifying',
      output: 'the database db-1 is being changed (updating-regions)',
      observedValue: 'active',
      observedUnit: 'state',
    })
    expect(await ask({ modifying_state: 'moving', state: 'suspended' })).toMatchObject({ code: 'suspended' })
  })
})

describe('quotaProbe', () => {
  const mb = 2 ** 20
  const ask = (database: object, stats: object, plan?: RedisPlan, options?: QuotaProbeOptions) =>
    quotaProbe(answering(database, stats), { databaseId: 'db-1', plan }, options).run(context())
  const { free, fixed_250mb: fixed } = planFacts

  test('a plan that there is not is named, with those that there are', () => {
    const params = { databaseId: 'db-1', plan: JSON.parse('"fixed_1g"') }
    expect(() => quotaProbe(answering({}), params)).toThrow(
      /^there is no plan "fixed_1g", only free, payg, fixed_250mb/,
    )
  })

  test.each([
    ['commands', { total_monthly_requests: free.commands.value }],
    ['bandwidth', { total_monthly_bandwidth: free.bandwidth.value * 1024 * mb }],
    ['storage', { current_storage: free.data_size.value * mb }],
  ])('%s of a free database: warns from 80 %%, fails from 100 %%', async (code, full) => {
    const used = (share: number) => Object.fromEntries(Object.entries(full).map(([name, most]) => [name, most * share]))
    expect(await ask({ type: 'free' }, used(0.5))).toEqual({
      status: 'pass',
      observedValue: 50,
      observedUnit: 'percent',
    })
    expect(await ask({ type: 'free' }, used(0.875))).toMatchObject({ status: 'warn', code, observedValue: 87.5 })
    expect(await ask({ type: 'free' }, used(1))).toMatchObject({ status: 'fail', code, observedValue: 100 })
  })

  test('says what is used up, and of how much', async () => {
    expect(await ask({ type: 'free' }, { total_monthly_requests: 450_000, current_storage: 230.4 * mb })).toEqual({
      status: 'warn',
      code: 'commands',
      output: 'used: 450000 of 500000 commands of this month (90 %), 230.4 of 256 MB of storage (90 %)',
      observedValue: 90,
      observedUnit: 'percent',
    })
  })

  test('what the database says of its own size goes first', async () => {
    const database = { type: 'pro', db_disk_threshold: 512 * mb }
    expect(await ask(database, { current_storage: 512 * mb })).toMatchObject({ status: 'fail', code: 'storage' })
    expect(await ask(database, { current_storage: 256 * mb }, 'fixed_250mb')).toMatchObject({ observedValue: 50 })
  })

  test('a database that evicts is not full, but makes room', async () => {
    expect(await ask({ type: 'free', eviction: true }, { current_storage: 256 * mb })).toEqual({ status: 'pass' })
  })

  test('one that upgrades by itself warns, since it goes on', async () => {
    const stats = { total_monthly_bandwidth: fixed.bandwidth.value * 1024 * mb, current_storage: 250 * mb }
    expect(await ask({ type: 'pro' }, stats, 'fixed_250mb')).toMatchObject({ status: 'fail' })
    expect(await ask({ type: 'pro', auto_upgrade: true }, stats, 'fixed_250mb')).toMatchObject({ status: 'warn' })
  })

  test('the type decides, where no plan is named: only the free one counts commands', async () => {
    const stats = { total_monthly_requests: 9e9, total_monthly_bandwidth: 9e12 }
    const status: Record<string, string> = {}
    for (const type of wordsOf('type') ?? []) status[type] = (await ask({ type }, stats)).status
    expect(status).toEqual({ free: 'fail', payg: 'pass', pro: 'pass', paid: 'pass' })
  })

  test('payg has a budget, which stops it', async () => {
    const stats = { total_monthly_billing: 25 }
    expect(await ask({ type: 'payg', budget: 20 }, stats)).toMatchObject({ status: 'fail', code: 'budget' })
    expect(await ask({ type: 'payg', budget: 30 }, stats)).toMatchObject({ status: 'warn', observedValue: 83.3 })
    expect(await ask({ type: 'payg', budget: 0 }, stats)).toEqual({ status: 'pass' })
    expect(await ask({ type: 'free', budget: 20 }, stats)).toEqual({ status: 'pass' })
  })

  test('the shares are the caller’s, and refused when they make no sense', async () => {
    const half = { total_monthly_requests: 250_000 }
    expect(await ask({ type: 'free' }, half, undefined, { warnPercent: 40 })).toMatchObject({ status: 'warn' })
    expect(() => quotaProbe(answering({}), { databaseId: 'db-1' }, { failPercent: 10 })).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })
})
