import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { contract } from '../../../../test/operations/render/contract.ts'
import { createFakeRender } from './fake-render.js'

type Fields = Readonly<Record<string, unknown>>

function start() {
  const clock = createFakeClock()
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const call = async (operation: string, sent?: unknown): Promise<Fields & { status: number; body: Fields }> => {
    const [method = '', path = ''] = operation.split(' ')
    const response = await fake.fetch(`https://api.render.com/v1${path}`, {
      method,
      headers: { authorization: 'Bearer rnd_test' },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    })
    const text = await response.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const problems = contract.problemsOf(contract.operationOf(method, path.replace(/\?.*/, '')), response.status, body)
    expect(problems, `${operation} ${response.status}: ${text}`).toBeUndefined()
    return { status: response.status, body: body as Fields }
  }
  return { clock, fake, call }
}

const shop = {
  name: 'shop',
  ownerId: 'tea-1',
  plan: 'basic_256mb',
  version: '17',
  region: 'ohio',
  databaseName: 'shop',
}
const queue = { name: 'queue', ownerId: 'tea-1', plan: 'starter', region: 'ohio' }

describe('Postgres', () => {
  test.each([
    ['POST /postgres', {}, 400, 'name'],
    ['POST /postgres', { ...shop, ownerId: 'tea-none' }, 400, 'ownerId'],
    ['POST /postgres', { ...shop, plan: 'huge' }, 400, 'plan'],
    ['POST /postgres', { ...shop, version: '9' }, 400, 'version'],
    ['POST /postgres', { ...shop, region: 'mars' }, 400, 'region'],
    ['POST /postgres', { ...shop, diskSizeGB: 7 }, 400, 'diskSizeGB'],
    ['POST /postgres', { ...shop, databaseUser: 'db-user' }, 400, 'not a valid SQL identifier'],
    ['POST /postgres', { ...shop, ipAllowList: [{}] }, 400, 'cidrBlock'],
    ['POST /postgres', { ...shop, readReplicas: ['x'] }, 400, 'readReplicas'],
    ['GET /postgres/dpg-none', undefined, 404, 'not found'],
    ['PATCH /postgres/ID', { diskSizeGB: 1 }, 400, 'cannot shrink'],
    ['PATCH /postgres/ID', { region: 'oregon' }, 400, 'region: cannot be changed'],
    ['POST /postgres/ID/resume', undefined, 400, 'not suspended'],
    ['POST /postgres/ID/credentials', { username: 'shop_user' }, 400, 'there already'],
    ['DELETE /postgres/ID/credentials/shop_user', undefined, 400, 'default user'],
    ['DELETE /postgres/ID/credentials/nobody', undefined, 404, 'not found'],
    ['POST /postgres/ID/recovery', { restoreTime: '2025-01-01T00:00:00Z' }, 400, 'must be from'],
  ])('%s with %j is refused: %i %s', async (operation, sent, status, message) => {
    const { clock, call } = start()
    const { body } = await call('POST /postgres', { ...shop, databaseUser: 'shop_user' })
    await clock.advance(60_000)
    const answer = await call(operation.replace('ID', String(body['id'])), sent)
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) } })
  })

  test('while it is suspended, nothing can be done with it but to resume it', async () => {
    const { call } = start()
    const { body } = await call('POST /postgres', shop)
    const at = `POST /postgres/${String(body['id'])}`
    expect((await call(`${at}/suspend`)).status).toBe(202)
    for (const verb of ['suspend', 'restart', 'export']) expect((await call(`${at}/${verb}`)).status).toBe(400)
    expect((await call(`${at}/resume`)).status).toBe(202)
  })

  test('a change passes through its state', async () => {
    const { clock, fake, call } = start()
    const { body } = await call('POST /postgres', shop)
    const id = String(body['id'])
    const status = () => fake.state.postgres.get(id)?.status
    const after = async (ms: number) => {
      await clock.advance(ms)
      return status()
    }
    expect(status()).toBe('creating')
    expect([await after(59_999), await after(1)]).toEqual(['creating', 'available'])
    await call(`PATCH /postgres/${id}`, { parameterOverrides: { work_mem: '64MB' } })
    expect([status(), await after(15_000)]).toEqual(['config_restart', 'available'])
    await call(`PATCH /postgres/${id}`, { plan: 'basic_1gb' })
    expect([status(), await after(60_000)]).toEqual(['updating_instance', 'available'])
    await call(`PATCH /postgres/${id}`, { name: 'store' })
    expect(status()).toBe('available')
  })

  test('the addresses are those of the region, and a new user changes them', async () => {
    const { call } = start()
    const { body } = await call('POST /postgres', { ...shop, databaseUser: 'one' })
    const id = String(body['id'])
    const first = (await call(`GET /postgres/${id}/connection-info`)).body
    const host = `${id}.ohio-postgres.render.com`
    expect(first).toEqual({
      password: expect.stringMatching(/^[\da-f]{32}$/),
      internalConnectionString: `postgresql://one:${String(first['password'])}@${id}/shop`,
      externalConnectionString: `postgresql://one:${String(first['password'])}@${host}/shop`,
      psqlCommand: `PGPASSWORD=${String(first['password'])} psql -h ${host} -U one shop`,
    })
    await call(`POST /postgres/${id}/credentials`, { username: 'two' })
    const second = (await call(`GET /postgres/${id}/connection-info`)).body
    expect(second['internalConnectionString']).toMatch(/^postgresql:\/\/two:/)
    expect(second['password']).not.toBe(first['password'])
  })

  test('a free one has an end, and no way back in time', async () => {
    const { call } = start()
    const { body } = await call('POST /postgres', { ...shop, plan: 'free' })
    expect(body['expiresAt']).toBe('2026-01-31T00:00:00.000Z')
    const at = `/postgres/${String(body['id'])}/recovery`
    expect((await call(`GET ${at}`)).body).toEqual({ recoveryStatus: 'NOT_AVAILABLE' })
    expect((await call(`POST ${at}`, { restoreTime: '2026-01-01T00:00:00Z' })).status).toBe(400)
  })

  test('a backup cannot be taken back to while the database is in the making', async () => {
    const { call } = start()
    const { body } = await call('POST /postgres', shop)
    const { body: info } = await call(`GET /postgres/${String(body['id'])}/recovery`)
    expect(info).toEqual({ recoveryStatus: 'BACKUP_NOT_READY' })
  })
})

describe('Key Value', () => {
  test.each([
    ['POST /key-value', {}, 400, 'name'],
    ['POST /key-value', { ...queue, plan: 'pro plus' }, 400, 'plan'],
    ['POST /key-value', { ...queue, maxmemoryPolicy: 'allkeys-lru' }, 400, 'maxmemoryPolicy'],
    ['GET /key-value/red-none', undefined, 404, 'not found'],
    ['PATCH /key-value/ID', { region: 'oregon' }, 400, 'region: cannot be changed'],
    ['POST /key-value/ID/resume', undefined, 400, 'not suspended'],
  ])('%s with %j is refused: %i %s', async (operation, sent, status, message) => {
    const { call } = start()
    const { body } = await call('POST /key-value', queue)
    const answer = await call(operation.replace('ID', String(body['id'])), sent)
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) } })
  })

  test('the addresses are those of the region', async () => {
    const { call } = start()
    const { body } = await call('POST /key-value', queue)
    const id = String(body['id'])
    const { body: info } = await call(`GET /key-value/${id}/connection-info`)
    expect(info['internalConnectionString']).toBe(`redis://${id}:6379`)
    expect(info['externalConnectionString']).toMatch(
      new RegExp(`^rediss://${id}:[\\da-f]{32}@ohio-keyvalue\\.render\\.com:6379$`),
    )
    expect(info['cliCommand']).toContain(`valkey-cli --user ${id} -h ohio-keyvalue.render.com`)
  })
})
