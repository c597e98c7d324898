import type { DeployStatus } from '../resources/deploys.schema.js'
import type { FailureReason } from '../resources/events.schema.js'
import type { ServiceType } from '../resources/services.schema.js'
import type { Clock } from '@keelson/core'

/** A workspace. */
export interface FakeOwner {
  readonly id: string
  name: string
  email: string
  type: 'user' | 'team'
}

/** A commit of a service's branch. */
export interface FakeCommit {
  readonly id: string
  readonly message: string
}

/** The settings that a deploy takes with it and a rollback brings back. */
export interface FakeRelease {
  readonly buildCommand: string
  readonly preDeployCommand: string
  readonly startCommand: string
  readonly healthCheckPath: string
  readonly commit: FakeCommit | undefined
  readonly imagePath: string | undefined
  readonly envVars: ReadonlyMap<string, string>
}

/** A service as the fake keeps it; the environment's values are plain text in here. */
export interface FakeService {
  readonly id: string
  readonly sequence: number
  readonly type: ServiceType
  readonly ownerId: string
  readonly slug: string
  readonly createdAt: number
  name: string
  updatedAt: number
  suspended: boolean
  autoDeploy: string
  branch: string
  repo: string | undefined
  imagePath: string | undefined
  environmentId: string | undefined
  rootDir: string
  buildFilter: Record<string, unknown> | undefined
  /** `serviceDetails` as they were sent, without `envSpecificDetails`. */
  details: Record<string, unknown>
  /** `serviceDetails.envSpecificDetails`: build and start command, or those of Docker. */
  envSpecificDetails: Record<string, unknown>
  envVars: Map<string, string>
  /** What the next deploy without a `commitId` takes; set it to push. */
  latestCommit: FakeCommit
  /** `https://<slug>.onrender.com`, or the address on this machine when a runner is used. */
  url: string
  /** When its last deploy ended, by the clock's `now`. */
  freeAt: number
}

/** A deploy as the fake keeps it. */
export interface FakeDeploy {
  readonly id: string
  readonly sequence: number
  readonly serviceId: string
  readonly trigger: string
  readonly createdAt: number
  /** What it runs, with the environment's values; fixed when it leaves the queue. */
  release: FakeRelease
  status: DeployStatus
  updatedAt: number
  startedAt: number | undefined
  finishedAt: number | undefined
  /** Whether the artifact of an earlier build is used. */
  readonly skipBuild: boolean
  /** The end that a fault asked for. */
  readonly failAs: 'build_failed' | 'update_failed' | undefined
  /** What its events tell if it fails. */
  failure: FailureReason
  /** What brought the release of an older deploy back, which the service's settings must not replace. */
  readonly pinned: boolean
  /** When the next change of state is due, by the clock's `now`; `undefined` when something else decides. */
  dueAt: number | undefined
}

/** One line of a log. */
export interface FakeLog {
  readonly id: string
  readonly message: string
  /** ISO 8601 with nine digits of fraction, so that no two lines share one. */
  readonly timestamp: string
  readonly resource: string
  readonly instance: string
  readonly type: 'app' | 'build' | 'request'
  readonly level: 'info' | 'error'
  /** Further labels, such as `host`, `method`, `path` and `statusCode` of a request. */
  readonly labels?: Readonly<Record<string, string>>
}

/** Everything that the fake knows. */
export interface Store {
  readonly clock: Clock
  readonly owners: Map<string, FakeOwner>
  readonly services: Map<string, FakeService>
  readonly deploys: Map<string, FakeDeploy>
  readonly logs: FakeLog[]
  /** A number that grows with each call: the order in which things were made. */
  nextSequence(): number
  /** An id in the vendor's form. */
  newId(prefix: string): string
  /** As many hexadecimal digits, for commits. */
  newHex(length: number): string
  /** Adds a line, of now or of an earlier date. */
  log(line: Omit<FakeLog, 'id' | 'timestamp'>, date?: number): void
}

/** As many lines as a fake keeps: a chatty program must not fill the memory of a test. */
const logCapacity = 10_000

/** An empty workspace. */
export function createStore(clock: Clock, random: () => number): Store {
  let sequence = 0
  let lines = 0
  const nextSequence = () => ++sequence
  const digits = (length: number, radix: number) =>
    Array.from({ length }, () => Math.floor(random() * radix).toString(radix)).join('')
  const logs: FakeLog[] = []
  const newId = (prefix: string) => {
    // The end counts: a constant source of randomness must not make two equal ids.
    const end = nextSequence().toString(32).padStart(6, '0')
    return `${prefix}-${digits(20 - end.length, 32)}${end}`
  }
  return {
    clock,
    owners: new Map(),
    services: new Map(),
    deploys: new Map(),
    logs,
    nextSequence,
    newId,
    newHex: (length) => digits(length, 16),
    log(line, date = clock.date()) {
      // Lines of one millisecond are told apart by what comes behind it.
      const timestamp = preciseTime(Math.floor(date), ++lines % 1_000_000)
      // What was due earlier may be written later: it still belongs where it was due.
      const before = logs.findLastIndex((earlier) => earlier.timestamp <= timestamp)
      logs.splice(before + 1, 0, { id: newId('log'), timestamp, ...line })
      if (logs.length > logCapacity) logs.shift()
    },
  }
}

/** A time with nine digits of fraction, whose order is that of its text. */
export function preciseTime(ms: number, nanoseconds = 0): string {
  return new Date(ms).toISOString().replace('Z', `${String(nanoseconds).padStart(6, '0')}Z`)
}
