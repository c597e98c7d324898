import { systemClock, type Clock } from '@keelson/core'
import {
  createFakeApi,
  type FakeAnswer,
  type FakeCall,
  type FakeFault,
  type FakeFaults,
  type FakeRequest,
} from '@keelson/core/testing'
import {
  createDatabase,
  deleteDatabase,
  getDatabase,
  listDatabases,
  renameDatabase,
  resetPassword,
} from './databases.js'
import { backupOperations } from './backups.js'
import type { FakeUpstashHost } from './host.js'
import { findDatabase, settingOperations } from './settings.js'
import { teamOperations } from './teams.js'
import type { FakeBackup, FakeRedisDatabase, FakeTeam, World } from './world.js'

/** Options of {@link createFakeUpstash}. */
export interface FakeUpstashOptions {
  /** The only address that is accepted; without it, any is. */
  readonly email?: string
  /** The only key that is accepted; without it, any is. */
  readonly apiKey?: string
  /** What ends creations. @default the clock of the machine */
  readonly clock?: Clock
  /** Where ids, credentials and the chance of faults come from: numbers from 0 up to 1. @default Math.random */
  readonly random?: () => number
  /** Runs a real Redis for each database; without it they have a host name at Upstash and nothing behind it. */
  readonly host?: FakeUpstashHost
  /** How long a new database is being created, and everything else that takes its time, in milliseconds. @default 3000 */
  readonly createMs?: number
}

/** What the fake knows, for tests to read and to prepare. */
export interface FakeUpstashState {
  readonly databases: Map<string, FakeRedisDatabase>
  readonly backups: Map<string, FakeBackup>
  readonly teams: Map<string, FakeTeam>
  /** Every request so far, the oldest first. */
  readonly calls: readonly FakeCall[]
}

/** An operation that the fake has, as the vendor's documents name it. */
export type FakeUpstashOperation = keyof ReturnType<typeof createOperations>

/** A fault to inject. */
export type FakeUpstashFault = FakeFault<FakeUpstashOperation>

/** A stand-in for the Developer API of Upstash. */
export interface FakeUpstash {
  /** Answers what is sent to any host below `/v2`; nothing leaves the process. */
  readonly fetch: typeof fetch
  readonly state: FakeUpstashState
  readonly faults: FakeFaults<FakeUpstashOperation>
  /** Ends what a host started; without one there is nothing to end. */
  stop(): Promise<void>
}

/**
 * A stateful stand-in for the Developer API of Upstash: Redis databases whose creation takes its time, with faults on demand.
 *
 * @example
 * import { createUpstashClient, listRedisDatabases } from '@keelson/upstash'
 * import { createFakeUpstash } from '@keelson/upstash/testing'
 * const fake = createFakeUpstash()
 * fake.faults.add({ operation: 'GET /redis/databases', kind: 'status', status: 503 })
 * const client = createUpstashClient({ email: 'me@example.com', apiKey: 'key', fetch: fake.fetch })
 * console.log(await listRedisDatabases(client).toArray())
 */
export function createFakeUpstash(options: FakeUpstashOptions = {}): FakeUpstash {
  const { email, apiKey, clock = systemClock, random = Math.random, host, createMs = 3000 } = options
  const databases = new Map<string, FakeRedisDatabase>()
  const backups = new Map<string, FakeBackup>()
  const teams = new Map<string, FakeTeam>()
  let requests = 0
  const api = createFakeApi<FakeUpstashOperation>({
    clock,
    random,
    basePath: '/v2',
    operations: createOperations({ clock, random, databases, backups, teams, host, createMs }),
    isAuthorized: (headers) => {
      const [given, key] = readBasic(headers.get('authorization'))
      return Boolean(given && key) && (email ?? given) === given && (apiKey ?? key) === key
    },
    errorBody: ({ message }) => ({ error: message }),
    newRequestId: () => `req-${++requests}`,
  })
  return {
    fetch: async (input, init) => {
      const response = await api.fetch(input, init)
      // Not all refusals of the vendor are JSON.
      return response.status === 401
        ? new Response('Unauthorized', { status: 401, headers: response.headers })
        : response
    },
    faults: api.faults,
    state: { databases, backups, teams, calls: api.calls },
    stop: async () => host?.stop(),
  }
}

/** The operations that the fake has, as the vendor's documents name them. */
export function createOperations(world: World) {
  /** An operation on the database that the path names. */
  const onDatabase =
    (run: (database: FakeRedisDatabase, request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>) =>
    (request: FakeRequest) =>
      run(findDatabase(world, request.path['id']), request)
  return {
    'GET /redis/databases': () => listDatabases(world),
    'POST /redis/database': (request: FakeRequest) => createDatabase(request, world),
    'GET /redis/database/{id}': onDatabase((database, request) => getDatabase(request, database, world)),
    'DELETE /redis/database/{id}': onDatabase((database) => deleteDatabase(database, world)),
    'POST /redis/rename/{id}': onDatabase((database, request) => renameDatabase(request, database, world)),
    'POST /redis/reset-password/{id}': onDatabase((database) => resetPassword(database, world)),
    ...settingOperations(world),
    ...backupOperations(world),
    ...teamOperations(world, (headers) => readBasic(headers.get('authorization'))[0] ?? ''),
  }
}

function readBasic(authorization: string | null): readonly string[] {
  const [, coded = ''] = /^Basic (\S+)$/i.exec(authorization ?? '') ?? []
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(coded), (character) => character.charCodeAt(0))).split(':')
  } catch {
    return []
  }
}
