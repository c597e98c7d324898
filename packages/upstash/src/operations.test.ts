import { reveal } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as upstash from './index.js'
import { createFakeUpstash, type FakeUpstashOperation } from './testing/index.js'

afterEach(() => vi.unstubAllEnvs())

const account = { email: 'me@example.com', apiKey: 'upstash-key-7f3k' }
const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const

/** A client on a fake with one database, and every request as it left the client. */
async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeUpstash({ ...account, clock, random: createRandom(1) })
  const sent: { request: string; body: unknown; headers: Headers }[] = []
  const client = upstash.createUpstashClient({
    ...account,
    clock,
    random: createRandom(2),
    fetch: async (input) => {
      const request = new Request(input)
      const { pathname, search } = new URL(request.url)
      const text = await request.clone().text()
      sent.push({
        request: `${request.method} ${pathname}${search}`,
        body: text === '' ? undefined : JSON.parse(text),
        headers: request.headers,
      })
      return fake.fetch(request)
    },
  })
  const { database_id: databaseId } = await upstash.createRedisDatabase(client, desired)
  sent.length = 0
  return { clock, fake, client, sent, databaseId, kept: fake.state.databases.get(databaseId)! }
}

type Started = Awaited<ReturnType<typeof start>>

/** What a switch that does not exist is refused with, for rows that have none. */
const refused = { code: 'invalid_request', message: 'nothing to change' }
const credentials = ['password', 'rest_token', 'read_only_rest_token']

describe('an operation', () => {
  test('carries the account as HTTP Basic', async () => {
    const { client, sent } = await start()
    await upstash.listRedisDatabases(client).toArray()
    expect(sent[0]?.headers.get('authorization')).toBe(`Basic ${btoa(`${account.email}:${account.apiKey}`)}`)
  })

  test('credentials are those of the database, whatever else the answer holds', async () => {
    const { client, databaseId, kept } = await start()
    const { password, rest_token, read_only_rest_token } = await upstash.getRedisDatabase(client, { databaseId })
    expect([password, rest_token, read_only_rest_token].map((secret) => reveal(secret!))).toEqual([
      kept.password,
      kept.restToken,
      kept.readOnlyRestToken,
    ])
    const before = kept.password
    const after = await upstash.resetRedisPassword(client, { databaseId })
    expect(reveal(after.password!)).toBe(kept.password)
    expect(kept.password).not.toBe(before)
  })

  test('credentials that were not asked for are not there', async () => {
    const { client, databaseId } = await start()
    const hidden = await upstash.getRedisDatabase(client, { databaseId, credentials: 'hide' })
    for (const field of credentials) expect(hidden).not.toHaveProperty(field)
  })

  test('credentials in a list, should they ever be there, are secrets as well', async () => {
    const client = upstash.createUpstashClient({
      ...account,
      fetch: async () => Response.json([{ database_id: '1', password: 'pw-in-a-list', rest_token: 't', port: 1 }]),
    })
    const [database] = await upstash.listRedisDatabases(client).toArray()
    expect(JSON.stringify(database)).toBe('{"database_id":"1","password":"[secret]","rest_token":"[secret]","port":1}')
  })

  test('options of a call come third, as everywhere', async () => {
    const { client, sent } = await start()
    const controller = new AbortController()
    controller.abort()
    const list = upstash.listRedisDatabases(client, {}, { signal: controller.signal })
    await expect(list.first()).rejects.toMatchObject({ code: 'aborted' })
    expect(sent).toEqual([])
  })

  test('one list is one request, read when it is asked for', async () => {
    const { client, sent } = await start()
    const pages = upstash.listRedisDatabases(client)
    expect(sent).toEqual([])
    expect(await pages.first()).toMatchObject({ database_name: 'shop' })
    expect(sent).toHaveLength(1)
  })
})

describe('repetition', () => {
  test.each<readonly [string, FakeUpstashOperation, string, (started: Started) => Promise<unknown>]>([
    [
      'createRedisDatabase',
      'POST /redis/database',
      'named "shop"',
      ({ client }) => upstash.createRedisDatabase(client, desired),
    ],
    [
      'resetRedisPassword',
      'POST /redis/reset-password/{id}',
      'which password holds now',
      ({ client, databaseId }) => upstash.resetRedisPassword(client, { databaseId }),
    ],
    [
      'moveRedisToTeam',
      'POST /redis/move-to-team',
      'which team has the database',
      ({ client, databaseId }) => upstash.moveRedisToTeam(client, { databaseId, teamId: 'team' }),
    ],
    [
      'createRedisBackup',
      'POST /redis/create-backup/{id}',
      'a backup named "b"',
      ({ client, databaseId }) => upstash.createRedisBackup(client, { databaseId, name: 'b' }),
    ],
    [
      'restoreRedisBackup',
      'POST /redis/restore-backup/{id}',
      'is it that of the backup?',
      ({ client, databaseId }) => upstash.restoreRedisBackup(client, { databaseId, backupId: 'b' }),
    ],
    [
      'createTeam',
      'POST /team',
      'a team named "buyers"',
      ({ client }) => upstash.createTeam(client, { team_name: 'buyers' }),
    ],
  ])('%s is not sent again when it may have been carried out', async (_, operation, hint, call) => {
    const started = await start()
    started.fake.faults.add({ operation, kind: 'reset_before' })
    await expect(call(started)).rejects.toMatchObject({
      code: 'ambiguous_write',
      message: expect.stringContaining(hint),
    })
    expect(started.sent).toHaveLength(1)
  })

  test.each<readonly [FakeUpstashOperation, (started: Started) => Promise<unknown>, object]>([
    [
      'POST /redis/enable-eviction/{id}',
      ({ client, databaseId }) => upstash.enableEviction(client, { databaseId }),
      { eviction: true },
    ],
    [
      'POST /redis/enable-autoupgrade/{id}',
      ({ client, databaseId }) => upstash.enableAutoUpgrade(client, { databaseId }),
      { autoUpgrade: true },
    ],
    [
      'PATCH /redis/enable-dailybackup/{id}',
      ({ client, databaseId }) => upstash.enableDailyBackup(client, { databaseId }),
      { dailyBackup: true },
    ],
    [
      'POST /redis/rename/{id}',
      ({ client, databaseId }) => upstash.renameRedisDatabase(client, { databaseId, name: 'new' }),
      { name: 'new' },
    ],
    [
      'POST /redis/{id}/change-plan',
      ({ client, databaseId }) => upstash.changeRedisPlan(client, { databaseId, plan_name: 'free' }),
      { type: 'free' },
    ],
    [
      'PATCH /redis/update-budget/{id}',
      ({ client, databaseId }) => upstash.updateRedisBudget(client, { databaseId, budget: 7 }),
      { budget: 7 },
    ],
    [
      'POST /redis/update-regions/{id}',
      ({ client, databaseId }) => upstash.updateRedisRegions(client, { databaseId, read_regions: ['us-east-1'] }),
      { readRegions: ['us-east-1'] },
    ],
    [
      'DELETE /redis/database/{id}',
      ({ client, databaseId }) => upstash.deleteRedisDatabase(client, { databaseId }),
      {},
    ],
  ])('%s is: twice is once', async (operation, call, end) => {
    const started = await start()
    const { fake, sent, kept } = started
    fake.faults.add({ operation, kind: 'commit_then_500' })
    await call(started)
    expect(sent.filter(({ request }) => !request.startsWith('GET'))).toHaveLength(2)
    expect(kept).toMatchObject(end)
    expect(fake.state.databases.size).toBe(operation.startsWith('DELETE') ? 0 : 1)
  })

  test('a member who was added, or taken out, by a send whose answer was lost', async () => {
    const { client, fake } = await start()
    const { team_id: teamId } = await upstash.createTeam(client, { team_name: 'buyers' })
    const they = { teamId, member_email: 'They@example.com' }
    fake.faults.add({ operation: 'POST /teams/member', kind: 'commit_then_500' })
    fake.faults.add({ operation: 'DELETE /teams/member', kind: 'commit_then_500' })
    const added = await upstash.addTeamMember(client, { ...they, member_role: 'dev' })
    expect(added).toMatchObject({ member_email: 'They@example.com', member_role: 'dev' })
    await upstash.removeTeamMember(client, { ...they, member_email: 'They@example.com' })
    expect([...fake.state.teams.values()].map(({ members }) => [...members])).toEqual([[[account.email, 'owner']]])
  })
})

describe('refusals', () => {
  const answering = (response: () => Response) =>
    upstash.createUpstashClient({ ...account, retry: false, fetch: async () => response() })

  test.each([
    ['error', () => Response.json({ error: 'no such plan' }, { status: 400 }), 'no such plan'],
    ['error before message', () => Response.json({ error: 'a', message: 'b' }, { status: 400 }), '400 a'],
    ['message', () => Response.json({ code: 'X', message: 'too many' }, { status: 400 }), 'too many'],
    ['an empty error', () => Response.json({ error: '', message: 'the message' }, { status: 400 }), 'the message'],
    ['a JSON text', () => Response.json('quota exceeded', { status: 400 }), '400 quota exceeded'],
    ['plain text', () => new Response('try later', { status: 400 }), '400 try later'],
    ['something else', () => Response.json({ detail: 7 }, { status: 400 }), '400 {"detail":7}'],
  ])('%s is shown', async (_, response, said) => {
    const call = upstash.createRedisDatabase(answering(response), desired)
    await expect(call).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringContaining(said) })
  })

  test('401 and 404 of the fake, as the client tells them', async () => {
    const { client, fake } = await start()
    const stranger = upstash.createUpstashClient({ ...account, apiKey: 'another', fetch: fake.fetch })
    await expect(upstash.listRedisDatabases(stranger).first()).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('401 Unauthorized'),
    })
    await expect(upstash.getRedisDatabase(client, { databaseId: 'none' })).rejects.toMatchObject({
      code: 'not_found',
      operation: 'GET /redis/database/{id}',
      message: expect.stringContaining('404 database not found'),
    })
  })

  test('another refusal of a switch is one', async () => {
    const { client } = await start()
    await expect(upstash.enableEviction(client, { databaseId: 'none' })).rejects.toMatchObject({ code: 'not_found' })
  })

  describe.each([
    ['eviction', upstash.enableEviction, upstash.disableEviction],
    ['auto_upgrade', upstash.enableAutoUpgrade, upstash.disableAutoUpgrade],
    ['daily_backup_enabled', upstash.enableDailyBackup, upstash.disableDailyBackup],
    ['tls', upstash.enableRedisTls, undefined],
  ] as const)('%s', (field, enable, disable) => {
    test.each([true, false, undefined])('that is at %s already may be refused in any words', async (value) => {
      const client = upstash.createUpstashClient({
        ...account,
        fetch: async (input) =>
          new Request(input).method === 'GET'
            ? Response.json({ database_id: 'db-1', ...(value === undefined ? {} : { [field]: value }) })
            : new Response('nothing to change', { status: 400 }),
      })
      const [there, elsewhere] = value ? [enable, disable] : [disable, enable]
      await there?.(client, { databaseId: 'db-1' })
      await expect(elsewhere?.(client, { databaseId: 'db-1' }) ?? Promise.reject(refused)).rejects.toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining('nothing to change'),
      })
    })
  })

  test('somebody who is a member with another role, or of a team that there is not', async () => {
    const { client } = await start()
    const { team_id: teamId } = await upstash.createTeam(client, { team_name: 'buyers' })
    const you = { teamId, member_email: 'you@example.com' }
    await upstash.addTeamMember(client, { ...you, member_role: 'dev' })
    expect(await upstash.addTeamMember(client, { ...you, member_role: 'dev' })).toMatchObject({ member_role: 'dev' })
    await expect(upstash.addTeamMember(client, { ...you, member_role: 'admin' })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('already a member'),
    })
    await upstash.removeTeamMember(client, you)
    await upstash.removeTeamMember(client, you)
    await expect(upstash.removeTeamMember(client, { ...you, teamId: 'none' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('somebody who is still there after a refusal was not taken out', async () => {
    const client = upstash.createUpstashClient({
      ...account,
      fetch: async (input) =>
        new Request(input).method === 'GET'
          ? Response.json([{ member_email: 'you@example.com', member_role: 'owner' }])
          : Response.json('the owner cannot leave', { status: 400 }),
    })
    const call = upstash.removeTeamMember(client, { teamId: 'team', member_email: 'YOU@example.com' })
    await expect(call).rejects.toMatchObject({ message: expect.stringContaining('the owner cannot leave') })
  })
})

describe('the account', () => {
  test('comes from the environment, at the first call', async () => {
    const seen: (string | null)[] = []
    const client = upstash.createUpstashClient({
      fetch: async (input) => {
        seen.push(new Request(input).headers.get('authorization'))
        return Response.json([])
      },
    })
    vi.stubEnv('UPSTASH_EMAIL', 'me+shop@example.com')
    vi.stubEnv('UPSTASH_API_KEY', 'key-of-the-environment')
    await upstash.listRedisDatabases(client).first()
    const coded = Buffer.from('me+shop@example.com:key-of-the-environment').toString('base64')
    expect(seen).toEqual([`Basic ${coded}`])
    expect(client.redact(`sent ${coded}`)).toBe('sent [secret]')
  })

  test.each([
    ['no address', undefined, 'key', 'Set UPSTASH_EMAIL'],
    ['an address with a colon, which would end it', 'a:b@example.com', 'key', 'Set UPSTASH_EMAIL'],
    ['an address that no header can carry', 'tüv@example.com', 'key', 'Set UPSTASH_EMAIL'],
    ['no key', 'me@example.com', undefined, 'Set UPSTASH_API_KEY'],
  ])('%s is told before anything is sent', async (_, email, apiKey, hint) => {
    vi.stubEnv('UPSTASH_EMAIL', undefined)
    vi.stubEnv('UPSTASH_API_KEY', undefined)
    const fetch = vi.fn<typeof globalThis.fetch>()
    const client = upstash.createUpstashClient({ email, apiKey, fetch })
    await expect(upstash.listRedisDatabases(client).first()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(hint),
    })
    expect(fetch).not.toHaveBeenCalled()
  })
})
