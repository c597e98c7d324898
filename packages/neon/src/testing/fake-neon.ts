import { systemClock, type Clock } from '@keelson/core'
import { createFakeApi, type FakeCall, type FakeFaults, type FakeOperation as Run } from '@keelson/core/testing'
import { organizationsOf, type FakeOrganization } from './account.js'
import { admitsKey, apiKeysOf, type FakeApiKey } from './api-keys.js'
import { forgetBranch } from './branch-ends.js'
import type { FakeNeonCompute } from './compute.js'
import { recordUse, type FakeUse } from './consumption.js'
import { createOperationTimeline, type FakeNeonDurations } from './operation-timeline.js'
import { operations, type FakeNeonOperation } from './operations.js'
import { snapshotsOf, type FakeSnapshot } from './snapshots.js'
import {
  createStore,
  type FakeBranch,
  type FakeEndpoint,
  type FakeOperation,
  type FakeProject,
  type Store,
} from './store.js'
import type { World } from './world.js'

/** Options of {@link createFakeNeon}. */
export interface FakeNeonOptions {
  /** The only key that is accepted; without it, any is. */
  readonly apiKey?: string
  /** The organization of projects that name none, as a key of an organization implies it. */
  readonly orgId?: string
  /** What moves operations on. @default the clock of the machine */
  readonly clock?: Clock
  /** Where ids, passwords and the chance of faults come from: numbers from 0 up to 1. @default Math.random */
  readonly random?: () => number
  /** How long operations take without a compute. */
  readonly durations?: FakeNeonDurations
  /** How long lists do not show what was made, in milliseconds. @default 0 */
  readonly listLagMs?: number
  /** Real servers behind the branches; operations then take as long as the work does. */
  readonly compute?: FakeNeonCompute
}

/** `operation_failed`: the first operation that the request starts fails once; `operation_error`: for good. */
export type FakeNeonFaultKind = 'operation_failed' | 'operation_error'

/** What the fake knows, moved on to the present by reading it. */
export interface FakeNeonState {
  readonly projects: ReadonlyMap<string, FakeProject>
  readonly branches: ReadonlyMap<string, FakeBranch>
  readonly endpoints: ReadonlyMap<string, FakeEndpoint>
  readonly operations: ReadonlyMap<string, FakeOperation>
  readonly snapshots: ReadonlyMap<string, FakeSnapshot>
  readonly organizations: ReadonlyMap<string, FakeOrganization>
  readonly apiKeys: ReadonlyMap<string, FakeApiKey>
  /** Lets something be used, which consumption then tells. */
  use(use: FakeUse): void
}

/** A stand-in for the API of Neon. */
export interface FakeNeon {
  /** Answers what is sent to any host below `/api/v2`; nothing leaves the process. */
  readonly fetch: typeof fetch
  /** Every request so far, the oldest first. */
  readonly calls: readonly FakeCall[]
  readonly faults: FakeFaults<FakeNeonOperation, FakeNeonFaultKind>
  readonly state: FakeNeonState
  /** Waits for what a compute is doing and stops it; without one there is nothing to stop. */
  stop(): Promise<void>
}

/**
 * A stateful stand-in for the control plane of Neon: projects, branches that expire, computes, roles, databases, and
 * operations that take their time and lock their project meanwhile (423); with faults on demand.
 *
 * @example
 * import { createFakeNeon } from '@keelson/neon/testing'
 * const fake = createFakeNeon()
 * fake.faults.add({ operation: 'POST /projects', kind: 'commit_then_500' })
 * const answer = await fake.fetch('https://console.neon.tech/api/v2/projects', { headers: { authorization: 'Bearer napi_test' } })
 * console.log(answer.status)
 */
export function createFakeNeon(options: FakeNeonOptions = {}): FakeNeon {
  const { apiKey, orgId, clock = systemClock, random = Math.random, durations = {}, listLagMs = 0, compute } = options
  const store = createStore(clock, random)
  const timeline = createOperationTimeline(store, durations)
  const world: World = { store, timeline, compute, orgId, listLagMs }
  const closing = new Set<Promise<void>>()

  const settle = () => {
    timeline.settle()
    for (const branch of store.branches.values()) {
      if (branch.expiresAt === undefined || branch.expiresAt > clock.date()) continue
      forgetBranch(world, branch)
      const closed = compute?.closeBranch(branch.id)
      if (closed) closing.add(closed)
    }
  }

  // Object.entries widens the names that the type keeps.
  const bound = Object.fromEntries(
    Object.entries(operations).map(([name, run]): [string, Run] => [name, (request) => run(request, world)]),
  ) as Record<FakeNeonOperation, Run>
  const api = createFakeApi<FakeNeonOperation, FakeNeonFaultKind>({
    clock,
    random,
    basePath: '/api/v2',
    operations: bound,
    isAuthorized(headers) {
      const [, key] = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
      if (key === undefined) return false
      return admitsKey(store, key) ?? (apiKey === undefined || key === apiKey)
    },
    errorBody: ({ message, code = '', requestId }) => ({ code, message, request_id: requestId }),
    newRequestId: () => store.newId('req'),
    settle,
  })
  return {
    fetch: api.fetch,
    calls: api.calls,
    faults: api.faults,
    state: readState(world, settle),
    async stop() {
      await timeline.idle()
      await Promise.all(closing)
      await compute?.stop()
    },
  }
}

function readState(world: World, settle: () => void): FakeNeonState {
  const { store } = world
  const settled = <Kind extends keyof FakeNeonState & keyof Store>(kind: Kind): Store[Kind] => {
    settle()
    return store[kind]
  }
  return {
    use: (use) => recordUse(store, use),
    get organizations() {
      return organizationsOf(world)
    },
    get snapshots() {
      settle()
      return snapshotsOf(store)
    },
    get apiKeys() {
      return apiKeysOf(store)
    },
    get projects() {
      return settled('projects')
    },
    get branches() {
      return settled('branches')
    },
    get endpoints() {
      return settled('endpoints')
    },
    get operations() {
      return settled('operations')
    },
  }
}
