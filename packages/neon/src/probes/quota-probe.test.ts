import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as neon from '../index.js'
import { planFacts } from '../plan-facts.js'
import type { SubscriptionType } from '../resources/projects.schema.js'
import { quotaProbe, type QuotaParams, type QuotaProbeOptions } from './index.js'

const gb = 2 ** 30
const end = '2026-12-01T00:00:00Z'
/** As Neon answers for a project of the Free plan. */
const unused = {
  id: 'p',
  compute_time_seconds: 0,
  active_time_seconds: 0,
  written_data_bytes: 0,
  data_transfer_bytes: 0,
  synthetic_storage_size: 0,
  consumption_period_end: end,
  owner: { subscription_type: 'free_v3' },
}

function ask(used: object, { plan }: Partial<QuotaParams> = {}, options: QuotaProbeOptions = {}) {
  const client = neon.createNeonClient({
    apiKey: 'napi_probe',
    fetch: async () => Response.json({ project: { ...unused, ...used } }),
  })
  return quotaProbe(client, { projectId: 'p', plan }, options).run({ signal: new AbortController().signal, attempt: 1 })
}

describe('the Free plan', () => {
  const { compute, storage, egress } = planFacts.free

  test.each([
    ['compute_hours', 'compute_time_seconds', compute.value * 3600],
    ['storage', 'synthetic_storage_size', storage.value * gb],
    ['transfer', 'data_transfer_bytes', egress.value * gb],
  ])('%s: warns from 80 %%, fails from 100 %%', async (code, field, limit) => {
    expect(await ask({ [field]: limit * 0.79 })).toEqual({
      status: 'pass',
      observedValue: expect.closeTo(79, 0),
      observedUnit: 'percent',
    })
    expect(await ask({ [field]: limit * 0.8125 })).toMatchObject({ status: 'warn', code, observedValue: 81.2 })
    expect(await ask({ [field]: limit })).toMatchObject({ status: 'fail', code, observedValue: 100 })
  })

  test('says what is used up, of how much, and until when', async () => {
    expect(await ask({ compute_time_seconds: 92 * 3600, data_transfer_bytes: 4.5 * gb })).toEqual({
      status: 'warn',
      code: 'compute_hours',
      output: `used: 92 of 100 compute unit hours of the plan (92 %), 4.5 of 5 GB sent of the plan (90 %); the billing period ends at ${end}`,
      observedValue: 92,
      observedUnit: 'percent',
    })
  })

  test('holds by word of the caller, whoever the owner is', async () => {
    const used = { compute_time_seconds: 360_000, owner: { subscription_type: 'launch_v3' } }
    expect(await ask(used)).toEqual({ status: 'pass' })
    expect(await ask(used, { plan: 'free' })).toMatchObject({ status: 'fail' })
    expect(await ask({ compute_time_seconds: 360_000 }, { plan: 'launch' })).toEqual({ status: 'pass' })
  })
})

test('which subscription has the limits of the Free plan', async () => {
  const isFree: Readonly<Record<SubscriptionType, boolean>> = {
    UNKNOWN: false,
    direct_sales: false,
    direct_sales_v3: false,
    aws_marketplace: false,
    // Other limits, which are no longer documented.
    free_v2: false,
    free_v3: true,
    launch: false,
    launch_v3: false,
    scale: false,
    scale_v3: false,
    business: false,
    vercel_pg_legacy: false,
  }
  const { components } = JSON.parse(readFileSync(new URL('../../contract.json', import.meta.url), 'utf8')) as {
    components: { schemas: { BillingSubscriptionType: { enum: string[] } } }
  }
  expect(Object.keys(isFree).toSorted()).toEqual(components.schemas.BillingSubscriptionType.enum.toSorted())
  for (const [subscription_type, free] of Object.entries(isFree)) {
    const reading = await ask({ compute_time_seconds: 360_000, owner: { subscription_type } })
    expect([subscription_type, reading.status]).toEqual([subscription_type, free ? 'fail' : 'pass'])
  }
  expect(await ask({ compute_time_seconds: 360_000, owner: undefined })).toEqual({ status: 'pass' })
})

describe('the quota of the project itself, on any plan', () => {
  test.each([
    ['compute_hours', 'compute_time_seconds', 7200],
    ['active_time', 'active_time_seconds', 7200],
    ['transfer', 'data_transfer_bytes', gb],
    ['written_data', 'written_data_bytes', gb],
  ])('%s', async (code, field, limit) => {
    const own = { owner: undefined, settings: { quota: { [field]: limit } } }
    expect(await ask({ ...own, [field]: limit * 0.9 })).toMatchObject({ status: 'warn', code, observedValue: 90 })
    expect(await ask({ ...own, [field]: limit })).toMatchObject({ status: 'fail', code })
  })

  test('0 is no limit', async () => {
    const none = { settings: { quota: { compute_time_seconds: 0 } }, owner: undefined, compute_time_seconds: 9e9 }
    expect(await ask(none)).toEqual({ status: 'pass' })
  })
})

test('the shares are the caller’s, and refused when they make no sense', async () => {
  const used = { compute_time_seconds: 180_000 }
  expect(await ask(used, {}, { warnPercent: 50, failPercent: 60 })).toMatchObject({ status: 'warn' })
  expect(() => quotaProbe(neon.createNeonClient(), { projectId: 'p' }, { warnPercent: 101 })).toThrow(
    expect.objectContaining({ code: 'config' }),
  )
})

test('a plan that there is not would be judged by nothing', async () => {
  await expect(async () => ask({}, JSON.parse('{"plan":"pro"}'))).rejects.toMatchObject({
    code: 'config',
    message: 'there is no plan "pro", only free, launch, scale',
  })
})
