import { isKeelsonError, nextLook, type CallOptions, type Check, type Resume, type WaitOptions } from '@keelson/core'
import type { RenderClient } from './client.js'
import { endLook, lookUntilDone } from './look.js'
import type { FailureReason } from './resources/events.schema.js'
import { listEvents } from './resources/events.js'
import type { Job } from './resources/jobs.schema.js'
import { getJob, type JobParams } from './resources/jobs.js'
import { RunError } from './run-error.js'

/**
 * One look at a one-off job, for a function that must return soon; hand `resume` to the next look.
 *
 * `done` means succeeded; throws {@link RunError} (`wait_failed`) when it failed or was canceled. A state that is not
 * documented is on the way.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { done, resume, nextCheckMs } = await render.checkJob(client, { serviceId, jobId }, savedResume)
 */
export async function checkJob(
  client: RenderClient,
  { serviceId, jobId }: JobParams,
  resume?: Resume,
  options?: CallOptions,
): Promise<Check<Job>> {
  const look = nextLook({ wait: 'render.job', serviceId, jobId }, resume)
  const job = await getJob(client, { serviceId, jobId }, options)
  // Spelled out: an open list of states is not narrowed by a comparison.
  const end = job.status === 'failed' ? 'failed' : job.status === 'canceled' ? 'canceled' : undefined
  if (end) {
    throw new RunError(client.redact(`the job ${jobId} of ${serviceId}`), {
      operation: 'GET /services/{serviceId}/jobs/{jobId}',
      outcome: end,
      reason: end === 'failed' ? await findReason(client, job, options) : undefined,
      resume: look,
    })
  }
  return endLook(look, job, job.status === 'succeeded')
}

/**
 * Waits until a one-off job has succeeded, an hour at most by default.
 *
 * Throws {@link RunError} (`wait_failed`) when it failed, with the reason, or was canceled, and `wait_timeout` or `aborted`
 * with the `resume` to go on with.
 *
 * @example
 * import * as render from '@keelson/render'
 * const job = await render.createJob(client, { serviceId, startCommand: 'python manage.py migrate' })
 * await render.waitForJob(client, { serviceId, jobId: job.id })
 */
export function waitForJob(client: RenderClient, params: JobParams, options: WaitOptions<Job> = {}): Promise<Job> {
  const subject = `the job ${params.jobId} of ${params.serviceId}`
  const wait = { subject, totalTimeoutMs: 60 * 60_000, describe: ({ status = 'pending' }: Job) => status }
  return lookUntilDone(client, checkJob, params, wait, options)
}

/** Only the events tell why a job failed. */
async function findReason(
  client: RenderClient,
  { id, serviceId, createdAt }: Job,
  options?: CallOptions,
): Promise<FailureReason | undefined> {
  try {
    for await (const event of listEvents(client, { serviceId, type: 'job_run_ended', startTime: createdAt }, options))
      if (event.type === 'job_run_ended' && event.details.jobId === id) return event.details.reason
  } catch (error) {
    // That the job failed is known, and counts more than why.
    if (!isKeelsonError(error)) throw error
  }
  return undefined
}
