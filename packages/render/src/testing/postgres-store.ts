import {
  createTable,
  optionalText,
  Refusal,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { passThrough, settleDatabases, showDatabase, type FakeDatabase } from './database.js'
import { isoTime } from './service-record.js'
import type { Store } from './store.js'

/** A Postgres database as the fake keeps it. */
export interface FakePostgres extends FakeDatabase {
  readonly version: string
  readonly databaseName: string
  databaseUser: string
  readonly expiresAt: number | undefined
  diskSizeGB: number
  diskAutoscalingEnabled: boolean
  highAvailabilityEnabled: boolean
  parameterOverrides: Readonly<Record<string, unknown>>
  readReplicas: readonly { readonly id: string; readonly name: string }[]
  /** Empty unless it is suspended. */
  suspenders: readonly string[]
  /** When each was added. */
  readonly users: Map<string, number>
  readonly exports: { readonly id: string; readonly createdAt: number; readonly readyAt: number }[]
}

const tableOf = createTable<FakePostgres>()

/** The databases of a fake, moved on to the present. */
export function postgresOf(store: Store): Map<string, FakePostgres> {
  return settleDatabases(tableOf(store), store.clock)
}

/** An operation on the database that the path names. */
export type OnPostgres = (run: (request: FakeRequest, postgres: FakePostgres) => FakeAnswer) => FakeOperation

/** Refuses what needs a running database. */
export function refuseSuspended({ suspenders }: FakePostgres): void {
  if (suspenders.length > 0) throw new Refusal(400, 'the database is suspended')
}

/** Keeps a new database. */
export function addPostgres(
  store: Store,
  { status, lastsMs, ...rest }: Omit<FakePostgres, 'id' | 'next' | 'users' | 'exports'> & { readonly lastsMs: number },
): FakePostgres {
  const postgres: FakePostgres = {
    ...rest,
    id: `${store.newId('dpg')}-a`,
    status,
    next: undefined,
    users: new Map([[rest.databaseUser, rest.createdAt]]),
    exports: [],
  }
  passThrough(postgres, status, lastsMs, store.clock)
  postgresOf(store).set(postgres.id, postgres)
  return postgres
}

/** A whole database as an answer. */
export function detail(status: number, postgres: FakePostgres, store: Store): FakeAnswer {
  const { parameterOverrides } = postgres
  return { status, body: { ...showPostgres(postgres, store), parameterOverrides } }
}

/** A name of a database or a user, or a 400. */
export function readIdentifier(body: Record<string, unknown>, field: string): string | undefined {
  const name = optionalText(body, field)
  if (name === undefined || /^[a-z_][a-z_\d]*$/.test(name)) return name
  throw new Refusal(400, `${field}: "${name}" is not a valid SQL identifier`)
}

/** A database as a list shows it. */
export function showPostgres(postgres: FakePostgres, store: Store): Record<string, unknown> {
  const { expiresAt, id } = postgres
  return {
    ...showDatabase(postgres, store),
    version: postgres.version,
    databaseName: postgres.databaseName,
    databaseUser: postgres.databaseUser,
    expiresAt: expiresAt && isoTime(expiresAt),
    dashboardUrl: `https://dashboard.render.com/d/${id}`,
    diskSizeGB: postgres.diskSizeGB,
    diskAutoscalingEnabled: postgres.diskAutoscalingEnabled,
    highAvailabilityEnabled: postgres.highAvailabilityEnabled,
    readReplicas: postgres.readReplicas,
    role: 'primary',
    suspended: suspensionOf(postgres),
    suspenders: postgres.suspenders,
  }
}

/** Whether it is suspended, in the vendor's word. */
export function suspensionOf({ suspenders }: FakePostgres): string {
  return suspenders.length > 0 ? 'suspended' : 'not_suspended'
}
