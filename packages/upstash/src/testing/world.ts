import type { Clock } from '@keelson/core'
import type { FakeUpstashHost } from './host.js'

/** A database as the fake keeps it; its credentials are plain text in here. */
export interface FakeRedisDatabase {
  readonly id: string
  name: string
  state: 'active' | 'suspended' | 'passive'
  /** What is being done about it, until when by the clock's `now`. */
  modifying: { readonly what: string; readonly until: number } | undefined
  readonly endpoint: string
  readonly port: number
  readonly primaryRegion: string
  readRegions: readonly string[]
  type: 'free' | 'payg' | 'pro'
  budget: number
  readonly createdAt: number
  /** Databases of today are born with it. */
  tls: boolean
  eviction: boolean
  autoUpgrade: boolean
  dailyBackup: boolean
  prodPack: boolean
  /** Of the team that it was handed over to. */
  teamId: string | undefined
  password: string
  restToken: string
  readOnlyRestToken: string
}

/** A backup as the fake keeps it: without what is in it. */
export interface FakeBackup {
  readonly id: string
  readonly databaseId: string
  readonly name: string
  readonly createdAt: number
  /** When it is whole, by the clock's `now`. */
  readonly completedAt: number
  /** Set it to let the backup fail. */
  failed: boolean
}

/** A team as the fake keeps it. */
export interface FakeTeam {
  readonly id: string
  readonly name: string
  readonly copyCard: boolean
  /** The role of each address. */
  readonly members: Map<string, string>
}

/** What the operations work on. */
export interface World {
  readonly clock: Clock
  readonly random: () => number
  readonly databases: Map<string, FakeRedisDatabase>
  readonly backups: Map<string, FakeBackup>
  readonly teams: Map<string, FakeTeam>
  readonly host: FakeUpstashHost | undefined
  /** How long a new database is being created, and everything else that takes its time, in milliseconds. */
  readonly createMs: number
}
