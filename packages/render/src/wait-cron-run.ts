import { nextLook, type CallOptions, type Check, type Resume, type WaitOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from './client.js'
import { endLook, lookUntilDone } from './look.js'
import type { CronRun } from './resources/cron-runs.schema.js'
import { listEvents } from './resources/events.js'
import { RunError } from './run-error.js'

/** Which run is meant. */
export interface CronRunParams {
  readonly cronJobId: string
  /** The `id` that `runCronJob` answered, or `cronJobRunId` of an event. */
  readonly runId: string
  /** ISO 8601: a time before the end of the run. @default one hour before the first look */
  readonly since?: string
}

const operation = 'GET /services/{serviceId}/events'

/**
 * One look at a run of a cron job, for a function that must return soon; hand `resume` to the next look. Render has no
 * operation that shows a run, so the events of the cron job are asked for its end.
 *
 * `done` means successful; throws {@link RunError} (`wait_failed`) when it was unsuccessful or canceled. A state that is
 * not documented is on the way. https://api-docs.render.com/reference/list-events
 *
 * @example
 * import * as render from '@keelson/render'
 * const { done, resume, nextCheckMs } = await render.checkCronRun(client, { cronJobId, runId }, savedResume)
 */
export async function checkCronRun(
  client: RenderClient,
  { cronJobId, runId, since }: CronRunParams,
  resume?: Resume,
  options?: CallOptions,
): Promise<Check<CronRun>> {
  const look = nextLook({ wait: 'render.cron_run', cronJobId, runId }, resume)
  const hourAgo = new Date(client.clock.date() - 60 * 60_000).toISOString()
  const startTime = since ?? (resume ? String(resume['since']) : hourAgo)
  const isTime = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?$/
  input.check(client, operation, [input.text('since', startTime, isTime, 'it is a time in ISO 8601')])
  const next = { ...look, since: startTime }
  const filters = { serviceId: cronJobId, type: 'cron_job_run_ended', startTime } as const
  for await (const { type, details, timestamp } of listEvents(client, filters, options)) {
    if (type !== 'cron_job_run_ended' || details.cronJobRunId !== runId) continue
    const { status, reason } = details
    if (status === 'unsuccessful' || status === 'canceled') {
      throw new RunError(client.redact(`the run ${runId} of ${cronJobId}`), {
        operation,
        outcome: status === 'canceled' ? status : 'failed',
        reason,
        resume: next,
      })
    }
    return endLook(next, { id: runId, status, finishedAt: timestamp }, status === 'successful')
  }
  return endLook(next, { id: runId, status: 'pending' }, false)
}

/**
 * Waits until a run of a cron job was successful, an hour at most by default.
 *
 * Throws {@link RunError} (`wait_failed`) when it failed, with the reason, or was canceled, and `wait_timeout` or `aborted`
 * with the `resume` to go on with.
 *
 * @example
 * import * as render from '@keelson/render'
 * const run = await render.runCronJob(client, { cronJobId })
 * await render.waitForCronRun(client, { cronJobId, runId: run.id })
 */
export function waitForCronRun(
  client: RenderClient,
  params: CronRunParams,
  options: WaitOptions<CronRun> = {},
): Promise<CronRun> {
  const subject = `the run ${params.runId} of ${params.cronJobId}`
  const wait = { subject, totalTimeoutMs: 60 * 60_000, describe: ({ status }: CronRun) => status }
  return lookUntilDone(client, checkCronRun, params, wait, options)
}
