import {
  createTable,
  oneOf,
  Refusal,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { serviceEventTypes } from '../event-types.js'
import type { DeployStatus } from '../resources/deploys.schema.js'
import type { DeployCause, EndReason, FailureReason, ServiceEventDetails } from '../resources/events.schema.js'
import type { FakeEvent } from './event-record.js'
import { findService } from './find-service.js'
import { listPage, timeBetween } from './list.js'
import type { FakeDeploy, Store } from './store.js'
import { recordDelivery } from './webhooks.js'

/** An event to write: its details fit its type. */
export type NewEvent = {
  [Type in keyof ServiceEventDetails]: {
    readonly serviceId: string
    readonly type: Type
    readonly details: ServiceEventDetails[Type]
  }
}[keyof ServiceEventDetails]

export const eventsOf = createTable<FakeEvent>()

/** Adds an event of now, or of the date at which it was due; the webhooks that want it are told. */
export function writeEvent(store: Store, event: NewEvent, date = store.clock.date()): FakeEvent {
  const events = eventsOf(store)
  const sequence = events.size + 1
  // Counted apart from other ids: a test that looks at no events sees the ids that it saw without them.
  const written = { ...event, id: `evt-${sequence.toString(32).padStart(20, '0')}`, sequence, date }
  events.set(written.id, written)
  recordDelivery(store, written)
  return written
}

/** What the events have told of a deploy. */
interface Told {
  readonly buildId: string
  isStarted: boolean
  stage: 'build' | 'pre_deploy' | undefined
}

const toldOf = createTable<Told>()

/** Writes what a deploy's step into a state means: a stage that ended, one that began, the end of it all. */
export function writeDeployEvents(store: Store, deploy: FakeDeploy, status: DeployStatus): void {
  if (status === 'created' || status === 'queued') return
  const { id: deployId, serviceId, updatedAt, failure } = deploy
  const told = toldOf(store).get(deployId) ?? {
    buildId: `bld-${deployId.slice(4)}`,
    isStarted: false,
    stage: undefined,
  }
  toldOf(store).set(deployId, told)
  const write = (event: NewEvent) => writeEvent(store, event, updatedAt)
  const hasEnded = !status.endsWith('_in_progress')
  // What never left the queue has no story.
  if (!told.isStarted && status === 'canceled') return
  if (!told.isStarted) write({ serviceId, type: 'deploy_started', details: { deployId, trigger: causeOf(deploy) } })
  told.isStarted = true

  const { buildId, stage } = told
  const command = { deployCommandExecutionId: `dce-${deployId.slice(4)}`, deployId }
  const end = status === 'canceled' ? 'canceled' : 'failed'
  const stageEnd = hasEnded && status !== 'live' && status !== 'update_failed' ? end : 'succeeded'
  const reason = stageEnd === 'failed' ? { failure } : {}
  if (stage === 'build')
    write({
      serviceId,
      type: 'build_ended',
      details: { buildId, buildStatus: stageEnd, reason, ...code(stageEnd) },
    })
  if (stage === 'pre_deploy') {
    const details = { ...command, preDeployStatus: stageEnd, reason, ...code(stageEnd) } as const
    write({ serviceId, type: 'pre_deploy_ended', details })
  }
  told.stage = undefined
  if (status === 'build_in_progress') {
    told.stage = 'build'
    write({ serviceId, type: 'build_started', details: { buildId, trigger: causeOf(deploy) } })
  }
  if (status === 'pre_deploy_in_progress') {
    told.stage = 'pre_deploy'
    write({ serviceId, type: 'pre_deploy_started', details: command })
  }
  if (!hasEnded) return
  const deployStatus = status === 'live' ? 'succeeded' : end
  const details = { deployId, deployStatus, reason: reasonOf(status, buildId, failure), ...code(deployStatus) } as const
  write({ serviceId, type: 'deploy_ended', details })
}

/** The number that the vendor's documents call deprecated and still require. */
function code(status: 'succeeded' | 'failed' | 'canceled'): { readonly status: number } {
  return { status: { succeeded: 2, failed: 3, canceled: 4 }[status] }
}

function reasonOf(status: DeployStatus, buildId: string, failure: FailureReason): EndReason {
  if (status === 'build_failed') return { buildFailed: { id: buildId } }
  return status === 'update_failed' || status === 'pre_deploy_failed' ? { failure } : {}
}

function causeOf({ trigger }: FakeDeploy): DeployCause {
  return {
    firstBuild: false,
    envUpdated: trigger === 'service_updated',
    manual: trigger === 'manual' || trigger === 'api',
    deployedByRender: trigger === 'deployed_by_render',
    clearCache: false,
    rollback: trigger === 'rollback',
  }
}

/** The operations of events. */
export function eventOperations({ store }: { readonly store: Store }) {
  return {
    'GET /services/{serviceId}/events': (request) => listEvents(request, store),
    'GET /events/{eventId}': ({ path }) => {
      const event = eventsOf(store).get(path['eventId'] ?? '')
      if (!event) throw new Refusal(404, `not found: event ${path['eventId']}`)
      return { status: 200, body: showEvent(event) }
    },
  } satisfies Record<string, FakeOperation>
}

/** `GET /services/{serviceId}/events`: the newest first, of the last hour unless times are given. */
function listEvents(request: FakeRequest, store: Store): FakeAnswer {
  const { id: serviceId } = findService(store, request)
  const type = request.query.get('type')
  if (type !== null) oneOf('type', type, serviceEventTypes)
  const isInTime = timeBetween(request, store.clock)
  const items = [...eventsOf(store).values()].filter(
    (event) => event.serviceId === serviceId && (type === null || event.type === type) && isInTime(event.date),
  )
  return listPage(request, items, { name: 'event', position: ({ sequence }) => -sequence, show: showEvent })
}

function showEvent({ id, serviceId, type, date, details }: FakeEvent): object {
  return { id, serviceId, type, timestamp: new Date(date).toISOString(), details }
}
