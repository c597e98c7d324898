import { inspect } from 'node:util'
import { formatError, Secret } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from '../index.js'
import * as datastores from './index.js'
import { createFakeRender } from '../testing/index.js'

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const options = { apiKey: 'rnd_test', ownerId: 'tea-1', clock, random: createRandom(2) }
  return { clock, fake, options, client: render.createRenderClient({ ...options, fetch: fake.fetch }) }
}

const shop = { name: 'shop', plan: 'basic_256mb', version: '17' } as const

test('nothing of how to connect is ever shown', async () => {
  const { clock, fake, client } = start()
  const { id: postgresId } = await datastores.createPostgres(client, { ...shop, datadogAPIKey: 'datadog-0123456789' })
  const { id: keyValueId } = await datastores.createKeyValue(client, { name: 'queue', plan: 'starter' })
  await datastores.createPostgresExport(client, { postgresId })
  await clock.advance(60_000)
  const answers = [
    await datastores.getPostgresConnectionInfo(client, { postgresId }),
    await datastores.getKeyValueConnectionInfo(client, { keyValueId }),
    await datastores.listPostgresExports(client, { postgresId }),
  ]
  const values = answers
    .flat()
    .flatMap((one) => Object.values(one))
    .filter((value) => value instanceof Secret)
  expect(values).toHaveLength(8)
  const passwords = [fake.state.postgres.get(postgresId)!.password, fake.state.keyValues.get(keyValueId)!.password]
  const secrets = [...passwords, 'datadog-0123456789', ...values.map((value) => value.reveal())]
  // A server that quotes what it should not.
  const message = secrets.join(' ')
  fake.faults.add({ operation: 'GET /postgres/{postgresId}', kind: 'status', status: 400, message })
  const error = await datastores.getPostgres(client, { postgresId }).catch((thrown: unknown) => thrown)
  const shown = [...answers, error].flatMap((one) => [
    JSON.stringify(one),
    inspect(one, { depth: 9 }),
    formatError(one),
  ])
  for (const secret of secrets) expect(shown.join('\n')).not.toContain(secret)
})

test.each([
  [
    'createPostgres',
    'POST /postgres',
    'Look for a database named "shop"',
    (client, _id) => datastores.createPostgres(client, shop),
  ],
  [
    'createPostgresUser',
    'POST /postgres/{postgresId}/credentials',
    'listPostgresUsers',
    (client, postgresId) => datastores.createPostgresUser(client, { postgresId, username: 'two' }),
  ],
  [
    'createPostgresExport',
    'POST /postgres/{postgresId}/export',
    'listPostgresExports',
    (client, postgresId) => datastores.createPostgresExport(client, { postgresId }),
  ],
  [
    'restartPostgres',
    'POST /postgres/{postgresId}/restart',
    'waitForPostgres',
    (client, postgresId) => datastores.restartPostgres(client, { postgresId }),
  ],
  [
    'recoverPostgres',
    'POST /postgres/{postgresId}/recovery',
    'listPostgres',
    (client, postgresId) => datastores.recoverPostgres(client, { postgresId, restoreTime: '2026-01-01T00:01:00Z' }),
  ],
] as const satisfies readonly (readonly [
  string,
  string,
  string,
  (client: render.RenderClient, postgresId: string) => Promise<unknown>,
])[])(
  '%s that may have been carried out is not repeated, and says what to ask',
  async (_name, operation, hint, call) => {
    const { clock, fake, client } = start()
    const { id } = await datastores.createPostgres(client, { ...shop, name: 'first' })
    await clock.advance(120_000)
    const before = fake.state.calls.length
    fake.faults.add({ operation, kind: 'commit_then_500' })
    await expect(call(client, id)).rejects.toMatchObject({
      code: 'ambiguous_write',
      hint: expect.stringContaining(hint),
    })
    expect(fake.state.calls.slice(before).map((one) => one.operation)).toEqual([operation])
  },
)

test('a suspension and a resumption whose answers were lost are repeated, and are done', async () => {
  const { fake, client } = start()
  const { id: postgresId } = await datastores.createPostgres(client, shop)
  fake.faults.add({ operation: 'POST /postgres/{postgresId}/suspend', kind: 'reset_after' })
  await datastores.suspendPostgres(client, { postgresId })
  expect(fake.state.postgres.get(postgresId)?.suspenders).toEqual(['user'])
  fake.faults.add({ operation: 'POST /postgres/{postgresId}/resume', kind: 'commit_then_500' })
  await datastores.resumePostgres(client, { postgresId })
  expect(fake.state.postgres.get(postgresId)?.suspenders).toEqual([])
})

test('a suspension that is refused for another reason is not done', async () => {
  const { fake, client } = start()
  const { id: postgresId } = await datastores.createPostgres(client, shop)
  for (const status of [400, 403, 409]) {
    fake.faults.add({ operation: 'POST /postgres/{postgresId}/suspend', kind: 'status', status })
    await expect(datastores.suspendPostgres(client, { postgresId })).rejects.toMatchObject({ status })
  }
})

test('a database without a workspace is not sent', async () => {
  const { fake, options } = start()
  const client = render.createRenderClient({ ...options, ownerId: undefined, fetch: fake.fetch })
  await expect(datastores.createPostgres(client, shop)).rejects.toMatchObject({ code: 'config' })
  await expect(datastores.ensurePostgres(client, shop)).rejects.toMatchObject({ code: 'config' })
  expect(fake.state.calls).toEqual([])
})
