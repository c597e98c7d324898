import type { CallOptions } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { CronRun } from './cron-runs.schema.js'

const path = '/cron-jobs/{cronJobId}/runs'

/**
 * Runs a cron job now; a run that is active is canceled. Never repeated by itself when it may have been carried out
 * (`ambiguous_write`). https://api-docs.render.com/reference/run-cron-job
 *
 * @example
 * import * as render from '@keelson/render'
 * const run = await render.runCronJob(client, { cronJobId: 'crn-…' })
 * await render.waitForCronRun(client, { cronJobId: 'crn-…', runId: run.id })
 */
export function runCronJob(
  client: RenderClient,
  params: { readonly cronJobId: string },
  options?: CallOptions,
): Promise<CronRun> {
  const ambiguousHint = 'Look at listEvents of the cron job for a new cron_job_run_started before running it again'
  return client.send({ method: 'POST', path, params, response: CronRun, ambiguousHint }, options)
}

/**
 * Cancels the run of a cron job that is active. https://api-docs.render.com/reference/cancel-cron-job-run
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.cancelCronRun(client, { cronJobId: 'crn-…' })
 */
export function cancelCronRun(
  client: RenderClient,
  params: { readonly cronJobId: string },
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path, params }, options)
}
