import { systemClock, type Clock } from '@keelson/core'
import { createFakeApi, type FakeCall } from '@keelson/core/testing'
import { createDeployTimeline, type FakeDeployDurations } from './deploy-timeline.js'
import {
  createOperations,
  type FakeRenderFault,
  type FakeRenderFaults,
  type FakeRenderOperation,
} from './operations.js'
import { createRateLimits, type FakeRenderRateLimits } from './rate-limits.js'
import type { FakeRenderRunner } from './runner.js'
import type { World } from './services.js'
import {
  createStore,
  type FakeCommit,
  type FakeDeploy,
  type FakeLog,
  type FakeOwner,
  type FakeService,
} from './store.js'

/** Options of {@link createFakeRender}. */
export interface FakeRenderOptions {
  /** The only key that is accepted; without it, any is. */
  readonly apiKey?: string
  /** The id of the workspace. @default one in the vendor's form */
  readonly ownerId?: string
  /** What moves deploys on. @default the clock of the machine */
  readonly clock?: Clock
  /** Where ids and the chance of faults come from: numbers from 0 up to 1. @default Math.random */
  readonly random?: () => number
  /** Carries deploys out; without it they only pass through their states. */
  readonly runner?: FakeRenderRunner
  /** The newest commit of every branch, which a deploy without a `commitId` takes. @default a random one a service */
  readonly latestCommit?: FakeCommit
  /** How long each state lasts without a runner. */
  readonly durations?: FakeDeployDurations
  /** What a deploy does while another one runs: wait for its end, or cancel it. @default 'wait' */
  readonly overlap?: 'wait' | 'override'
  readonly rateLimits?: FakeRenderRateLimits
}

/** What the fake knows, for tests to read and to prepare. */
export interface FakeRenderState {
  readonly owners: Map<string, FakeOwner>
  readonly services: Map<string, FakeService>
  /** Moved on to the present by reading it. */
  readonly deploys: Map<string, FakeDeploy>
  readonly logs: readonly FakeLog[]
  /** Every request so far, the oldest first. */
  readonly calls: readonly FakeCall[]
  /** The id of the workspace. */
  readonly ownerId: string
  /** Writes a line into a service's log. */
  log(line: Pick<FakeLog, 'message' | 'resource'> & Partial<Pick<FakeLog, 'instance' | 'type' | 'level'>>): void
}

/** A stand-in for the API of Render. */
export interface FakeRender {
  /** Answers what is sent to any host below `/v1`; nothing leaves the process. */
  readonly fetch: typeof fetch
  readonly state: FakeRenderState
  readonly faults: FakeRenderFaults
  /** Ends what a runner started; without a runner there is nothing to end. */
  stop(): Promise<void>
}

/**
 * A stateful stand-in for the API of Render: services, environment, deploys that take their time, rollbacks and logs,
 * with faults on demand.
 *
 * @example
 * import { createFakeRender } from '@keelson/render/testing'
 * const fake = createFakeRender()
 * fake.faults.add({ operation: 'GET /services', kind: 'status', status: 429, retryAfter: 2 })
 * const answer = await fake.fetch('https://api.render.com/v1/services', { headers: { authorization: 'Bearer rnd_test' } })
 * console.log(answer.status, answer.headers.get('retry-after'))
 */
export function createFakeRender(options: FakeRenderOptions = {}): FakeRender {
  const {
    apiKey,
    clock = systemClock,
    random = Math.random,
    runner,
    durations = {},
    overlap = 'wait',
    rateLimits = {},
  } = options
  const store = createStore(clock, random)
  const { ownerId = store.newId('tea') } = options
  store.owners.set(ownerId, { id: ownerId, name: 'Test workspace', email: 'owner@example.com', type: 'team' })
  const timeline = createDeployTimeline({ store, durations, overlap, runner })
  const { latestCommit } = options
  const world: World = {
    store,
    timeline,
    runner,
    latestCommit: () => latestCommit ?? { id: store.newHex(40), message: 'First commit' },
  }
  const countRequest = createRateLimits(clock, rateLimits)
  const { fetch, calls, faults } = createFakeApi<FakeRenderOperation, FakeRenderFault['kind']>({
    clock,
    random,
    basePath: '/v1',
    operations: createOperations(world),
    isAuthorized: (headers) => {
      const [, key] = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
      return key !== undefined && (apiKey === undefined || key === apiKey)
    },
    errorBody: ({ message, requestId }) => ({ id: requestId, message }),
    newRequestId: () => store.newId('req'),
    settle: () => timeline.settle(),
    admit: (operation, path) => countRequest(operation, path['serviceId']),
  })

  return {
    fetch,
    faults,
    stop: () => runner?.stop() ?? Promise.resolve(),
    state: {
      ownerId,
      owners: store.owners,
      services: store.services,
      logs: store.logs,
      calls,
      get deploys() {
        timeline.settle()
        return store.deploys
      },
      log: (line) => store.log({ instance: line.resource, type: 'app', level: 'info', ...line }),
    },
  }
}
