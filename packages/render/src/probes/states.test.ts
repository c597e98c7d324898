import { readFileSync } from 'node:fs'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import type { DatabaseStatus } from '../datastores/database.schema.js'
import * as render from '../index.js'
import type { Suspender } from '../resources/services.schema.js'
import { createFakeRender } from '../testing/index.js'
import { keyValueStateProbe, postgresStateProbe, serviceProbe } from './index.js'

const { components } = JSON.parse(readFileSync(new URL('../../contract.json', import.meta.url), 'utf8')) as {
  components: { schemas: Readonly<Record<string, { readonly enum?: readonly string[] }>> }
}
const wordsOf = (name: string) => components.schemas[name]?.enum?.toSorted()

const context = () => ({ signal: new AbortController().signal, attempt: 1 })

/** A client for which everything is like this. */
function answering(body: object) {
  return render.createRenderClient({
    apiKey: 'rnd_probe',
    clock: createFakeClock(),
    fetch: async () => Response.json(body),
  })
}

describe('serviceProbe', () => {
  const said: Readonly<Record<Suspender, string>> = {
    user: 'resumeService brings it back',
    billing: 'has to be paid for',
    admin: 'dashboard says why',
    parent_service: 'dashboard says why',
    stuck_crashlooping: 'dashboard says why',
    hipaa_enablement: 'dashboard says why',
    unknown: 'dashboard says why',
  }

  test('every suspender of the contract is one of these', () => {
    expect(Object.keys(said).toSorted()).toEqual(wordsOf('suspenderType'))
  })

  test.each(Object.entries(said))('suspended by %s fails, names it, and says what to do', async (suspender, hint) => {
    const client = answering({ id: 'srv-1', suspended: 'suspended', suspenders: [suspender] })
    expect(await serviceProbe(client, { serviceId: 'srv-1' }).run(context())).toEqual({
      status: 'fail',
      code: 'suspended',
      output: expect.stringMatching(new RegExp(`^service srv-1 is suspended \\(by: ${suspender}\\)\\. .*${hint}`)),
    })
  })

  test('maintenance mode warns', async () => {
    const serviceDetails = { maintenanceMode: { enabled: true, uri: '' } }
    const client = answering({ id: 'srv-1', suspended: 'not_suspended', suspenders: [], serviceDetails })
    expect(await serviceProbe(client, { serviceId: 'srv-1' }).run(context())).toMatchObject({
      status: 'warn',
      code: 'maintenance',
    })
  })

  test('follows a suspension and its end', async () => {
    const clock = createFakeClock({ auto: true })
    const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
    const client = render.createRenderClient({ apiKey: 'rnd_probe', ownerId: 'tea-1', clock, fetch: fake.fetch })
    const { service } = await render.createService(client, {
      type: 'web_service',
      name: 'shop',
      repo: 'https://github.com/me/shop',
      serviceDetails: { runtime: 'node' },
    })
    const probe = serviceProbe(client, { serviceId: service.id })
    expect(await probe.run(context())).toEqual({ status: 'pass' })
    await render.suspendService(client, { serviceId: service.id })
    expect(await probe.run(context())).toMatchObject({ status: 'fail', code: 'suspended' })
    await render.resumeService(client, { serviceId: service.id })
    expect(await probe.run(context())).toEqual({ status: 'pass' })
  })
})

const states: Readonly<Record<DatabaseStatus, 'pass' | 'warn' | 'fail'>> = {
  available: 'pass',
  maintenance_scheduled: 'warn',
  creating: 'fail',
  unavailable: 'fail',
  config_restart: 'fail',
  suspended: 'fail',
  maintenance_in_progress: 'fail',
  recovery_failed: 'fail',
  recovery_in_progress: 'fail',
  unknown: 'fail',
  updating_instance: 'fail',
}

const postgres = (more: object) =>
  postgresStateProbe(
    answering({ id: 'dpg-1', status: 'available', suspended: 'not_suspended', suspenders: [], ...more }),
    { postgresId: 'dpg-1' },
  ).run(context())
const keyValue = (more: object) =>
  keyValueStateProbe(answering({ id: 'red-1', ...more }), { keyValueId: 'red-1' }).run(context())

describe('the states of databases', () => {
  test('are those of the contract', () => {
    expect(Object.keys(states).toSorted()).toEqual(wordsOf('databaseStatus'))
  })

  test.each([...Object.entries(states), ['added_later', 'fail']])('%s: %s', async (state, status) => {
    const observed = { observedValue: state, observedUnit: 'state' }
    const why = { code: state, output: expect.stringMatching(/dpg-1|red-1/) }
    const reading = { status, ...(status !== 'pass' && why), ...observed }
    expect(await postgres({ status: state })).toEqual(reading)
    expect(await keyValue({ status: state })).toEqual(reading)
  })

  test('announced maintenance says when', async () => {
    const maintenance = { id: 'mrn-1', type: 'upgrade', scheduledAt: '2026-02-01T03:00:00Z', state: 'scheduled' }
    expect(await keyValue({ status: 'maintenance_scheduled', maintenance })).toMatchObject({
      output: 'maintenance of the Key Value instance red-1 comes at 2026-02-01T03:00:00Z',
    })
  })

  test('a suspension says by whom', async () => {
    expect(await postgres({ suspended: 'suspended', suspenders: ['billing'] })).toMatchObject({
      status: 'fail',
      code: 'suspended',
      output: expect.stringContaining('the database dpg-1 is suspended (billing). Look for a payment'),
    })
  })
})

describe('a free database', () => {
  const now = createFakeClock().date()
  const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString()

  test('warns in its last 7 days, and says when it ends', async () => {
    expect(await postgres({ expiresAt: inDays(7) })).toMatchObject({ status: 'pass' })
    const expiresAt = inDays(6.9)
    expect(await postgres({ expiresAt })).toEqual({
      status: 'warn',
      code: 'expires_soon',
      output: `the database dpg-1 is free, and expires at ${expiresAt}. Another plan keeps it: updatePostgres`,
      observedValue: 6,
      observedUnit: 'days',
    })
  })

  test('that is down and ends soon is down', async () => {
    expect(await postgres({ status: 'unavailable', expiresAt: inDays(1) })).toMatchObject({
      status: 'fail',
      code: 'unavailable',
    })
    expect(await postgres({ suspended: 'suspended', expiresAt: inDays(-1) })).toMatchObject({
      status: 'fail',
      output: expect.stringContaining('it was free, and expired at'),
    })
  })

  test.each([-1, NaN])('%d days are no limit', (warnDays) => {
    expect(() => postgresStateProbe(answering({}), { postgresId: 'dpg-1' }, { warnDays })).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })
})
