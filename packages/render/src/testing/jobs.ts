import {
  bodyObject,
  createTable,
  optionalText,
  Refusal,
  requiredText,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { writeEvent } from './events.js'
import { findService } from './find-service.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import type { Store } from './store.js'

/** A one-off job as the fake keeps it. */
export interface FakeJob {
  readonly id: string
  readonly sequence: number
  readonly serviceId: string
  readonly startCommand: string
  readonly planId: string
  readonly createdAt: number
  status: string
  startedAt: number | undefined
  finishedAt: number | undefined
  /** The end that a fault asked for. */
  readonly failAs: 'job_failed' | undefined
  /** When the next change of state is due, by the clock's `now`; set it to `undefined` to keep a job where it is. */
  dueAt: number | undefined
}

/** How long a job is pending, and then running, in milliseconds. */
const durations = { pending: 500, running: 5000 }

export const jobsOf = createTable<FakeJob>()

/** Moves all jobs on to the present. */
export function settleJobs(store: Store): void {
  for (const job of jobsOf(store).values()) {
    while (job.dueAt !== undefined && job.dueAt <= store.clock.now()) {
      const date = Math.round(store.clock.date() - (store.clock.now() - job.dueAt))
      if (job.status === 'pending') {
        job.status = 'running'
        job.startedAt = date
        job.dueAt += durations.running
      } else endJob(store, job, job.failAs ? 'failed' : 'succeeded', date)
    }
  }
}

function endJob(
  store: Store,
  job: FakeJob,
  status: 'succeeded' | 'failed' | 'canceled',
  date = store.clock.date(),
): void {
  job.status = status
  job.finishedAt = date
  job.dueAt = undefined
  const reason = status === 'failed' ? { reason: { evicted: false, nonZeroExit: 1 } } : {}
  const { serviceId, id: jobId } = job
  writeEvent(store, { serviceId, type: 'job_run_ended', details: { jobId, status, ...reason } }, date)
}

/** The operations of one-off jobs. */
export function jobOperations({ store }: { readonly store: Store }) {
  const service = (request: FakeRequest) => findService(store, request)
  const find = (request: FakeRequest): FakeJob => {
    const job = jobsOf(store).get(request.path['jobId'] ?? '')
    if (!job || job.serviceId !== service(request).id) throw new Refusal(404, `not found: job ${request.path['jobId']}`)
    return job
  }
  return {
    'GET /services/{serviceId}/jobs': (request) => {
      const { id } = service(request)
      const inStatus = joinedFilter(request, 'status')
      const inTime = timeFilter(request, ['createdAt', 'startedAt', 'finishedAt'])
      const items = [...jobsOf(store).values()].filter(
        (job) => job.serviceId === id && inStatus(job.status) && inTime(job),
      )
      return listPage(request, items, { name: 'job', position: ({ sequence }) => -sequence, show: showJob })
    },
    'POST /services/{serviceId}/jobs': (request) => {
      const { id: serviceId, suspended, type } = service(request)
      const body = bodyObject(request)
      const startCommand = requiredText(body, 'startCommand')
      if (suspended) throw new Refusal(400, 'the service is suspended')
      if (type === 'static_site') throw new Refusal(400, 'a static site runs no jobs')
      const job: FakeJob = {
        id: store.newId('job'),
        sequence: store.nextSequence(),
        serviceId,
        startCommand,
        planId: optionalText(body, 'planId') ?? 'plan-srv-006',
        createdAt: store.clock.date(),
        status: 'pending',
        startedAt: undefined,
        finishedAt: undefined,
        failAs: request.strikes('job_failed') ? 'job_failed' : undefined,
        dueAt: store.clock.now() + durations.pending,
      }
      jobsOf(store).set(job.id, job)
      return { status: 201, body: showJob(job) }
    },
    'GET /services/{serviceId}/jobs/{jobId}': (request) => ({ status: 200, body: showJob(find(request)) }),
    'POST /services/{serviceId}/jobs/{jobId}/cancel': (request) => {
      const job = find(request)
      if (job.finishedAt !== undefined) throw new Refusal(400, `the job is ${job.status} and cannot be canceled`)
      endJob(store, job, 'canceled')
      return { status: 200, body: showJob(job) }
    },
  } satisfies Record<string, FakeOperation>
}

function showJob({ id, serviceId, startCommand, planId, status, ...job }: FakeJob): object {
  const time = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())
  const times = { createdAt: time(job.createdAt), startedAt: time(job.startedAt), finishedAt: time(job.finishedAt) }
  return { id, serviceId, startCommand, planId, status, ...times }
}
