import type { Clock } from '@keelson/core'
import type { BranchState } from '../resources/branches.schema.js'
import type { EndpointState, EndpointType } from '../resources/endpoints.schema.js'
import type { OperationStatus } from '../resources/operations.schema.js'

/** What all things of the fake have. */
interface Thing {
  readonly id: string
  /** Grows with each thing: the order in which they were made. */
  readonly sequence: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  updatedAt: number
}

/** A project as the fake keeps it. */
export interface FakeProject extends Thing {
  name: string
  readonly orgId: string | undefined
  readonly regionId: string
  readonly pgVersion: number
  readonly storePasswords: boolean
  historyRetentionSeconds: number
  /** As they were given: for computes that are made from now on. */
  endpointDefaults: Record<string, unknown>
  settings: Record<string, unknown>
  /** Shown by lists from here on, by the clock's `now`. */
  readonly listedAt: number
}

/** A role of a branch; the password is plain text in here. */
export interface FakeRole {
  readonly name: string
  readonly canLogIn: boolean
  password: string
  readonly createdAt: number
  updatedAt: number
}

/** A database of a branch. */
export interface FakeDatabase {
  readonly id: number
  readonly name: string
  readonly owner: string
  readonly createdAt: number
}

/** A branch as the fake keeps it. */
export interface FakeBranch extends Thing {
  readonly projectId: string
  name: string
  parentId: string | undefined
  parentLsn: string | undefined
  state: BranchState
  stateChangedAt: number
  isDefault: boolean
  isProtected: boolean
  /** Milliseconds since 1970. */
  expiresAt: number | undefined
  readonly initSource: string
  /** Milliseconds since 1970. */
  lastResetAt?: number
  /** Of a branch that was made from a snapshot. */
  restore?: { readonly snapshotId: string; readonly targetId: string; isFinal: boolean }
  roles: Map<string, FakeRole>
  databases: Map<string, FakeDatabase>
  readonly listedAt: number
}

/** A compute as the fake keeps it. */
export interface FakeEndpoint extends Thing {
  readonly projectId: string
  branchId: string
  readonly regionId: string
  readonly type: EndpointType
  name: string | undefined
  state: EndpointState
  pendingState: EndpointState | undefined
  minCu: number
  maxCu: number
  suspendTimeoutSeconds: number
  isDisabled: boolean
  /** PostgreSQL's own settings. */
  pgSettings: Record<string, unknown>
  /** Milliseconds since 1970. */
  startedAt: number | undefined
  suspendedAt: number | undefined
}

/** An operation as the fake keeps it. */
export interface FakeOperation extends Thing {
  readonly projectId: string
  readonly branchId: string | undefined
  readonly endpointId: string | undefined
  readonly action: FakeNeonAction
  status: OperationStatus
  error: string | undefined
  failures: number
  /** When it was tried again. */
  retryAt: number | undefined
}

/** What operations of the fake do. */
export type FakeNeonAction = 'create_branch' | 'start_compute' | 'suspend_compute' | 'apply_config' | 'delete_timeline'

/** Everything that the fake knows. */
export interface Store {
  readonly clock: Clock
  readonly projects: Map<string, FakeProject>
  readonly branches: Map<string, FakeBranch>
  readonly endpoints: Map<string, FakeEndpoint>
  readonly operations: Map<string, FakeOperation>
  /** What something that is made now begins with. */
  newThing(id: string): Thing
  /** An id in the vendor's form: `br-quiet-river-0000001f`, without a prefix for projects. */
  newId(prefix?: 'br' | 'ep' | 'snap' | 'req'): string
  newUuid(): string
  newNumber(): number
  newPassword(): string
}

const adjectives = ['calm', 'fast', 'late', 'old', 'quiet', 'round', 'still', 'warm']
const nouns = ['bird', 'field', 'frog', 'lake', 'leaf', 'river', 'sea', 'tree']

/** An account without projects. */
export function createStore(clock: Clock, random: () => number): Store {
  let sequence = 0
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? 'plain'
  const digits = (length: number, radix: number) =>
    Array.from({ length }, () => Math.floor(random() * radix).toString(radix)).join('')
  // The end counts in every id: a constant source of randomness must not make two equal ones.
  const end = (length: number) => sequence.toString(16).padStart(length, '0')
  return {
    clock,
    projects: new Map(),
    branches: new Map(),
    endpoints: new Map(),
    operations: new Map(),
    newThing(id) {
      const now = Math.floor(clock.date())
      return { id, sequence: ++sequence, createdAt: now, updatedAt: now }
    },
    newId(prefix) {
      sequence += 1
      return [prefix, pick(adjectives), pick(nouns), end(8)].filter(Boolean).join('-')
    },
    newUuid() {
      sequence += 1
      return `${digits(8, 16)}-${digits(4, 16)}-4${digits(3, 16)}-a${digits(3, 16)}-${end(12)}`
    },
    newNumber: () => ++sequence,
    newPassword: () => `npg_${digits(16, 36)}`,
  }
}
