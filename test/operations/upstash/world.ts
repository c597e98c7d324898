import { isSecret } from '@keelson/core'
import { createFakeClock, createRandom, type FakeClock } from '@keelson/core/testing'
import * as upstash from '@keelson/upstash'
import { createFakeUpstash, type FakeRedisDatabase, type FakeUpstash } from '@keelson/upstash/testing'
import { expect } from 'vitest'
import { rowsIn, type RefusalRow } from '../table.ts'

const account = { email: 'me@example.com', apiKey: 'upstash-key-7f3k' }

/** An account with one database, "shop", which has a backup, and one team. */
export interface UpstashWorld {
  readonly clock: FakeClock
  readonly fake: FakeUpstash
  readonly client: upstash.UpstashClient
  readonly databaseId: string
  readonly backupId: string
  readonly teamId: string
  /** The database as the fake keeps it. */
  readonly kept: FakeRedisDatabase
}

export async function start(): Promise<UpstashWorld> {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeUpstash({ ...account, clock, random: createRandom(1) })
  const client = connect(fake.fetch, { clock })
  const { database_id: databaseId } = await upstash.createRedisDatabase(client, {
    database_name: 'shop',
    platform: 'aws',
    primary_region: 'eu-central-1',
  })
  await upstash.createRedisBackup(client, { databaseId, name: 'first' })
  await upstash.waitForRedisDatabase(client, { databaseId })
  const { team_id: teamId } = await upstash.createTeam(client, { team_name: 'sellers' })
  await upstash.addTeamMember(client, { teamId, member_email: 'you@example.com', member_role: 'dev' })
  const [backupId = ''] = fake.state.backups.keys()
  const kept = fake.state.databases.get(databaseId) ?? expect.unreachable()
  return { clock, fake, client, databaseId, backupId, teamId, kept }
}

/** What comes back must be as its schemas say, from the fake and from Prism, unless a client is not strict. */
export function connect(
  fetch: typeof globalThis.fetch,
  { clock }: Pick<UpstashWorld, 'clock'> = { clock: createFakeClock({ auto: true }) },
  strict = true,
): upstash.UpstashClient {
  return upstash.createUpstashClient({ ...account, strict, clock, random: createRandom(2), fetch })
}

/** `db`, `backup` and `team` for the ids of what was there from the start. */
export function shorten(text: string, { databaseId, backupId, teamId }: UpstashWorld): string {
  return text.replaceAll(databaseId, 'db').replaceAll(backupId, 'backup').replaceAll(teamId, 'team')
}

/** What an answer holds that shows a database with its credentials. */
export const credentials = {
  password: expect.toSatisfy(isSecret),
  rest_token: expect.toSatisfy(isSecret),
  read_only_rest_token: expect.toSatisfy(isSecret),
}

export const row = rowsIn<UpstashWorld>()
export type Refusal = RefusalRow<upstash.UpstashClient>
