import { isKeelsonError, KeelsonError, nextCheckMs, sleep, type CallOptions } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { createLogWindow, type FollowLogsParams } from './log-window.js'
import { getDeploy } from '../resources/deploys.js'
import { getJob, type JobParams } from '../resources/jobs.js'
import type { Log } from '../resources/logs.schema.js'
import { hasEnded, type DeployParams } from '../wait.js'

export type { FollowLogsParams } from './log-window.js'

/** Why no lines come for a while; those of that time follow later. */
export interface LogGap {
  readonly error: KeelsonError
  /** Failures in a row, this one included. */
  readonly failures: number
}

/** What followers of a log do about failures. */
export interface LogGapOptions {
  /** Called at every failure that is waited out; what it throws is ignored. */
  readonly onGap?: ((gap: LogGap) => void) | undefined
  /** The error is thrown when nothing could be read for so long, in milliseconds. @default 300000 */
  readonly gapTimeoutMs?: number | undefined
}

/** Options of {@link followLogs}. */
export interface FollowLogsOptions extends CallOptions, LogGapOptions {
  /** Pause between two looks, in milliseconds; 30 requests a minute are allowed, so of a busy log it is longer. @default 3000 */
  readonly intervalMs?: number | undefined
  /**
   * Asked before each look; when it answers true, a last look is taken one pause later, since Render shows lines late, and
   * the iteration ends: {@link untilDeployEnds}, {@link untilJobEnds}, or your own. @default never
   */
  readonly until?: ((options: CallOptions) => boolean | Promise<boolean>) | undefined
}

/**
 * Log lines as they come, each once, until `until` says so or the signal ends it (then it throws `aborted`). Begins at
 * `startTime`, or now by the client's clock. A line that Render shows up to 30 s late is given late. Failures that may pass
 * (`network`, `timeout`, `server`, `rate_limited`) are waited out; all others are thrown.
 *
 * @example
 * import { followLogs, untilDeployEnds } from '@keelson/render/logs'
 * const until = untilDeployEnds(client, { serviceId, deployId })
 * for await (const { message } of followLogs(client, { resource: [serviceId] }, { until })) console.log(message)
 */
export async function* followLogs(
  client: RenderClient,
  params: FollowLogsParams,
  options: FollowLogsOptions = {},
): AsyncGenerator<Log> {
  const { intervalMs = 3000, until = () => false, onGap, gapTimeoutMs, ...call } = options
  // A timer takes what is no number for none, and 30 requests a minute are allowed.
  if (!(intervalMs >= 0)) {
    const message = `the log was not looked at: intervalMs cannot be ${intervalMs}, only a number 0 or more`
    throw new KeelsonError(message, { code: 'config', provider: 'render', operation: 'GET /logs' })
  }
  // A look that fails is soon taken again: it need not try for two minutes.
  const look = { retry: 3, totalTimeoutMs: 30_000, ...call }
  const window = createLogWindow(client, params)
  const gaps = watchGaps(client, { onGap, gapTimeoutMs })
  let isLast = false
  for (;;) {
    let pauseMs = intervalMs
    try {
      if (!isLast && (await until(look))) {
        isLast = true
        await sleep(client.clock, intervalMs, call.signal)
      }
      yield* window.read(look)
      if (isLast) return
      // Of a busy log a look takes several requests, and 30 a minute are allowed.
      pauseMs += window.morePages() * 2000
      gaps.passed()
    } catch (error) {
      pauseMs = Math.max(intervalMs, gaps.failed(error))
    }
    await sleep(client.clock, pauseMs, call.signal)
  }
}

/** An `until` that is true when a deploy has ended, however it did. */
export function untilDeployEnds(
  client: RenderClient,
  params: DeployParams,
): (options?: CallOptions) => Promise<boolean> {
  return async (options) => hasEnded(await getDeploy(client, params, options))
}

/** An `until` that is true when a one-off job has ended, however it did. */
export function untilJobEnds(client: RenderClient, params: JobParams): (options?: CallOptions) => Promise<boolean> {
  return async (options) => {
    const { status } = await getJob(client, params, options)
    return status === 'succeeded' || status === 'failed' || status === 'canceled'
  }
}

/** Counts failures in a row. */
export interface GapWatch {
  passed(): void
  /** The pause before the next try; throws the error when it will not pass, or has not for too long. */
  failed(error: unknown): number
}

const passing: ReadonlySet<string> = new Set(['network', 'timeout', 'server', 'rate_limited'])

/** What {@link followLogs} and `streamLogs` have in common: which failures are waited out, and for how long. */
export function watchGaps({ clock }: RenderClient, { onGap, gapTimeoutMs = 300_000 }: LogGapOptions): GapWatch {
  let failures = 0
  let since = 0
  return {
    passed: () => {
      failures = 0
    },
    failed(error) {
      if (!isKeelsonError(error) || !passing.has(error.code)) throw error
      if (failures === 0) since = clock.now()
      failures += 1
      if (clock.now() - since >= gapTimeoutMs) throw error
      try {
        onGap?.({ error, failures })
      } catch {
        // Documented at the option: an observer cannot end what it observes.
      }
      return nextCheckMs(failures, { factor: 2, mostMs: 30_000 })
    },
  }
}
