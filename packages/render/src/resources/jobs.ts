import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { cancelOnce } from './cancel-once.js'
import { Job, JobPage, type JobStatus } from './jobs.schema.js'

/** Which job is meant. */
export interface JobParams {
  readonly serviceId: string
  readonly jobId: string
}

/** Filters of {@link listJobs}. */
export interface ListJobsParams {
  readonly serviceId: string
  /** Any of these. */
  readonly status?: JobStatus | readonly JobStatus[]
  /** ISO 8601, as the others. */
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly startedAfter?: string
  readonly startedBefore?: string
  readonly finishedAfter?: string
  readonly finishedBefore?: string
}

/** What {@link createJob} sends. */
export interface CreateJobParams {
  readonly serviceId: string
  readonly startCommand: string
  /** `plan-srv-006`, …: another size than that of the service. @default the service's */
  readonly planId?: string
}

const path = '/services/{serviceId}/jobs'
const statuses: readonly JobStatus[] = ['pending', 'running', 'succeeded', 'failed', 'canceled']

/**
 * The one-off jobs of a service. Throws `config` for a status that does not exist.
 * https://api-docs.render.com/reference/list-job
 *
 * @example
 * import * as render from '@keelson/render'
 * const failed = await render.listJobs(client, { serviceId: 'srv-…', status: 'failed' }).toArray({ limit: 10 })
 */
export function listJobs(
  client: RenderClient,
  { serviceId, ...query }: ListJobsParams,
  options?: CallOptions,
): Pages<Job> {
  const check = () => input.check(client, `GET ${path}`, [input.word('status', query.status, statuses)])
  return listPages(
    client,
    { method: 'GET', path, params: { serviceId }, query, response: JobPage },
    (page) => page.job,
    options,
    check,
  )
}

/**
 * One job. https://api-docs.render.com/reference/retrieve-job
 *
 * @example
 * import * as render from '@keelson/render'
 * const { status } = await render.getJob(client, { serviceId: 'srv-…', jobId: 'job-…' })
 */
export function getJob(client: RenderClient, params: JobParams, options?: CallOptions): Promise<Job> {
  return client.send({ method: 'GET', path: `${path}/{jobId}`, params: { ...params }, response: Job }, options)
}

/**
 * Runs a command once, with the build and the environment of the service's live deploy; 2,000 an hour. Never repeated by
 * itself when it may have been carried out (`ambiguous_write`). https://api-docs.render.com/reference/post-job
 *
 * @example
 * import * as render from '@keelson/render'
 * const job = await render.createJob(client, { serviceId: 'srv-…', startCommand: 'python manage.py migrate' })
 * await render.waitForJob(client, { serviceId: 'srv-…', jobId: job.id })
 */
export async function createJob(client: RenderClient, params: CreateJobParams, options?: CallOptions): Promise<Job> {
  const { serviceId, ...body } = params
  input.check(client, `POST ${path}`, [input.required('startCommand', body.startCommand)])
  const ambiguousHint = 'Look at listJobs for a job with this command before starting another one'
  return client.send({ method: 'POST', path, params: { serviceId }, body, response: Job, ambiguousHint }, options)
}

/**
 * Ends a job that is pending or running. https://api-docs.render.com/reference/cancel-job
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.cancelJob(client, { serviceId: 'srv-…', jobId: 'job-…' })
 */
export function cancelJob(client: RenderClient, params: JobParams, options?: CallOptions): Promise<Job> {
  const spec = { method: 'POST', path: `${path}/{jobId}/cancel`, params: { ...params }, idempotent: true } as const
  return cancelOnce(
    () => client.send({ ...spec, response: Job }, options),
    () => getJob(client, params, options),
  )
}
