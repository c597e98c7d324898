import { systemClock, type Clock } from '@keelson/core'
import { createFakeApi, type FakeCall } from '@keelson/core/testing'
import { addBlueprint, blueprintsOf, type FakeBlueprint } from './blueprints.js'
import { cronRunsOf, settleCronRuns, type FakeCronRun } from './cron-runs.js'
import { deployHookUrl, isDeployHook } from './deploy-hook.js'
import { customDomainsOf, type FakeCustomDomain } from './custom-domains.js'
import { disksOf, type FakeDisk } from './disks.js'
import { createDeployTimeline, type FakeDeployDurations } from './deploy-timeline.js'
import type { FakeEvent } from './event-record.js'
import { eventsOf, writeEvent, type NewEvent } from './events.js'
import { jobsOf, settleJobs, type FakeJob } from './jobs.js'
import { metricsOf, type FakeMetric } from './metrics.js'
import {
  createOperations,
  type FakeRenderFault,
  type FakeRenderFaults,
  type FakeRenderOperation,
} from './operations.js'
import { envGroupsOf, type FakeEnvGroup } from './env-groups.js'
import { ownerMembersOf, type FakeOwnerMember } from './owners.js'
import { environmentsOf, projectsOf, type FakeEnvironment, type FakeProject } from './project-store.js'
import { secretFilesOf } from './secret-files.js'
import { createRateLimits, type FakeRenderRateLimits } from './rate-limits.js'
import { keyValuesOf, type FakeKeyValue } from './key-value.js'
import { postgresOf, type FakePostgres } from './postgres-store.js'
import type { FakeRenderRunner } from './runner.js'
import type { World } from './world.js'
import {
  createStore,
  type FakeCommit,
  type FakeDeploy,
  type FakeLog,
  type FakeOwner,
  type FakeService,
} from './store.js'
import { webhooksOf, type FakeWebhook } from './webhooks.js'

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
  /** How long after its creation the DNS record of a custom domain can be seen; `Infinity` for never. @default 0 */
  readonly dnsDelayMs?: number
}

/** What the fake knows, for tests to read and to prepare. */
export interface FakeRenderState {
  readonly owners: Map<string, FakeOwner>
  readonly services: Map<string, FakeService>
  /** Moved on to the present by reading it. */
  readonly deploys: Map<string, FakeDeploy>
  /** Moved on to the present by reading it, as the following one. */
  readonly postgres: Map<string, FakePostgres>
  readonly keyValues: Map<string, FakeKeyValue>
  readonly customDomains: Map<string, FakeCustomDomain>
  readonly disks: Map<string, FakeDisk>
  /** The secret files of each service, by its id: contents by name. */
  readonly secretFiles: Map<string, Map<string, string>>
  readonly envGroups: Map<string, FakeEnvGroup>
  readonly projects: Map<string, FakeProject>
  readonly environments: Map<string, FakeEnvironment>
  /** The members of each workspace, by its id; one that is not here has its owner alone. */
  readonly ownerMembers: Map<string, readonly FakeOwnerMember[]>
  readonly logs: readonly FakeLog[]
  /** Every request so far, the oldest first. */
  readonly calls: readonly FakeCall[]
  /** The id of the workspace. */
  readonly ownerId: string
  /** Moved on to the present by reading it, as the runs. */
  readonly jobs: Map<string, FakeJob>
  readonly cronRuns: Map<string, FakeCronRun>
  readonly webhooks: Map<string, FakeWebhook>
  readonly blueprints: Map<string, FakeBlueprint>
  /** What was measured, under any names: add what the operations of metrics are to answer. */
  readonly metrics: Map<string, FakeMetric>
  /** Everything that happened to services. */
  readonly events: Map<string, FakeEvent>
  /**
   * Makes something happen to a service that no request causes: `server_failed` with its reason, `server_hardware_failure`,
   * `autoscaling_ended`, ….
   */
  writeEvent(event: NewEvent): void
  /** Connects a repository, as the dashboard does. */
  addBlueprint(blueprint: Partial<FakeBlueprint> & Pick<FakeBlueprint, 'name'>): FakeBlueprint
  /** The deploy hook URL of a service, which this fake's `fetch` answers as well. */
  deployHookUrl(serviceId: string): string
  /** Writes a line into a service's log; with a `date` (milliseconds since 1970) of before it comes late. */
  log(
    line: Pick<FakeLog, 'message' | 'resource'> & Partial<Pick<FakeLog, 'instance' | 'type' | 'level' | 'labels'>>,
    date?: number,
  ): void
}

/** A stand-in for the API of Render. */
export interface FakeRender {
  /** Answers what is sent to any host below `/v1`, and deploy hooks; nothing leaves the process. */
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
  const { latestCommit, dnsDelayMs = 0 } = options
  const world: World = {
    store,
    timeline,
    runner,
    latestCommit: () => latestCommit ?? { id: store.newHex(40), message: 'First commit' },
    dnsDelayMs,
  }
  const settle = () => {
    timeline.settle()
    settleJobs(store)
    settleCronRuns(store)
  }
  const countRequest = createRateLimits(clock, rateLimits)
  const { fetch, calls, faults } = createFakeApi<FakeRenderOperation, FakeRenderFault['kind']>({
    clock,
    random,
    basePath: '/v1',
    operations: createOperations(world),
    isAuthorized: (headers, operation) => {
      if (isDeployHook(operation)) return true
      const [, key] = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
      return key !== undefined && (apiKey === undefined || key === apiKey)
    },
    errorBody: ({ message, requestId }) => ({ id: requestId, message }),
    newRequestId: () => store.newId('req'),
    settle,
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
      customDomains: customDomainsOf(store),
      disks: disksOf(store),
      logs: store.logs,
      calls,
      secretFiles: secretFilesOf(store),
      envGroups: envGroupsOf(store),
      projects: projectsOf(store),
      environments: environmentsOf(store),
      ownerMembers: ownerMembersOf(store),
      get postgres() {
        return postgresOf(store)
      },
      get keyValues() {
        return keyValuesOf(store)
      },
      get jobs() {
        settle()
        return jobsOf(store)
      },
      get cronRuns() {
        settle()
        return cronRunsOf(store)
      },
      get events() {
        settle()
        return eventsOf(store)
      },
      webhooks: webhooksOf(store),
      blueprints: blueprintsOf(store),
      metrics: metricsOf(store),
      writeEvent: (event) => void writeEvent(store, event),
      addBlueprint: (blueprint) => addBlueprint(store, { ownerId, ...blueprint }),
      deployHookUrl: (serviceId) => deployHookUrl(store, serviceId),
      get deploys() {
        timeline.settle()
        return store.deploys
      },
      log: (line, date) => store.log({ instance: line.resource, type: 'app', level: 'info', ...line }, date),
    },
  }
}
