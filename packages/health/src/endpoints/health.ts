import { redactShapes, systemClock, type Clock } from '@keelson/core'
import { refusal, requireRange, settleCheck, type HealthCheck } from './check.js'
import { createCheckRunner, type CheckRunner } from './check-runner.js'
import { createHandlers, type HandlerOptions, type HealthHandlers } from './handlers.js'
import { tell, type HealthEvent } from './health-event.js'
import { describeChecks, isStarting, rollUp, type HealthReport, type HealthStatus } from './report.js'

/** Options of {@link createHealth}. */
export interface HealthOptions extends HandlerOptions {
  readonly checks: readonly HealthCheck[]
  /** No report takes longer, in milliseconds; below the patience of who asks (Render's is 5 s). @default 4000 */
  readonly budgetMs?: number | undefined
  /** After {@link Health.drain}, so long requests are still taken, in milliseconds. @default 5000 */
  readonly drainMs?: number | undefined
  /** Of the API, which many releases share. */
  readonly version?: string | undefined
  /** What is deployed, as a commit: a gate tells releases apart by it. */
  readonly releaseId?: string | undefined
  readonly serviceId?: string | undefined
  readonly description?: string | undefined
  readonly links?: Readonly<Record<string, string>> | undefined
  /** Takes secrets out of what probes say. @default what looks like one; `createRedactor([databaseUrl])` knows yours */
  readonly redact?: ((text: string) => string) | undefined
  /** Called when the status of a check changes, the first one included; what it throws is ignored. */
  readonly onChange?: ((event: HealthEvent) => unknown) | undefined
  /** Called after every run of a check; what it throws is ignored. */
  readonly onResult?: ((event: HealthEvent) => unknown) | undefined
  readonly clock?: Clock | undefined
}

/** The health of one instance: on a serverless platform each one counts, caches and drains for itself. */
export interface Health extends HealthHandlers {
  /** That the process answers; no check is asked, ever. */
  live(): HealthReport
  /** Whether requests should come here: only critical checks decide, once those of the start have passed. */
  ready(): Promise<HealthReport>
  /** All checks, or those of a group, with details. Throws `config` for a group that no check is in. */
  report(params?: { readonly group?: string | undefined }): Promise<HealthReport>
  /** What is known of a check and not too old, without asking it. Throws `config` for a name that no check has. */
  status(name: string): HealthStatus | undefined
  /** `live()` unless the check is known to fail, then `fallback()`; asks nothing. */
  degrade<T>(name: string, live: () => T, fallback: () => T): T
  /** Not ready from now on, and still alive; resolves when `drainMs` are over: then close the server. */
  drain(): Promise<void>
  /** Not ready until it is switched off; `Retry-After` says when to come back (default: 60000 ms). */
  setMaintenance(isOn: boolean, options?: { readonly retryAfterMs?: number | undefined }): void
}

/**
 * One verdict over many checks: each is asked at most once at a time and once a TTL, however many requests come; a check that
 * hangs is a failed one; single failures warn, three fail; nothing is asked by importing, creating or `live()`.
 *
 * Throws `config` for checks that cannot work, before any is asked.
 *
 * @example
 * import { createHealth } from '@keelson/health'
 * import { postgresProbe } from '@keelson/health/probes/postgres'
 * const health = createHealth({ checks: [{ probe: postgresProbe(pool), scope: 'shared' }] })
 * export const GET = health.handler('report')
 */
export function createHealth(options: HealthOptions): Health {
  const { drainMs = 5000, budgetMs = 4000, clock = systemClock } = options
  const { version, releaseId, serviceId, description, links } = options
  requireRange('drainMs', drainMs)
  const about = { version, releaseId, serviceId, description, links }
  const alive: HealthReport = { status: 'pass', ...about }
  let changes = 0
  let drained: Promise<void> | undefined
  let maintained: Readonly<Record<string, string>> | undefined

  const all = createRunners(options, budgetMs, clock, () => (changes += 1))
  /** Asks what is due; the report stays the same as long as nothing changes. */
  const remember = (asked: readonly CheckRunner[], isForReadiness: boolean) => {
    let last = alive
    let writtenAt = -1
    return async (): Promise<HealthReport> => {
      const now = clock.now()
      // Who is not in service need not wait to say so.
      if (!isForReadiness || !(drained || maintained)) await Promise.all(asked.map((runner) => runner.refresh(now)))
      if (writtenAt !== changes) {
        writtenAt = changes
        const why = drained ? 'draining' : maintained ? 'maintenance' : isStarting(all) && 'starting'
        const status = isForReadiness && why ? 'fail' : rollUp(asked, isForReadiness)
        last = { status, ...about, notes: why ? [why] : undefined, checks: describeChecks(asked) }
      }
      return last
    }
  }
  const decisive = all.filter(({ settings }) => settings.criticality === 'critical' || settings.startup)
  const ready = remember(decisive, true)
  const reportAll = remember(all, false)
  const report = async ({ group }: { readonly group?: string | undefined } = {}) => {
    if (group === undefined) return reportAll()
    const asked = all.filter(({ settings }) => settings.groups.includes(group))
    if (asked.length === 0) throw refusal(`no group ${group}`)
    return remember(asked, false)()
  }
  const status = (name: string) => {
    const runner = all.find(({ settings }) => settings.name === name)
    if (!runner) throw refusal(`no check ${name}`)
    return runner.statusAt(clock.now())
  }
  const asked = { live: () => alive, ready, report }

  return {
    ...asked,
    status,
    degrade: (name, whole, fallback) => (status(name) === 'fail' ? fallback : whole)(),
    drain() {
      changes += 1
      return (drained ??= new Promise((resolve) => void clock.timer(resolve, drainMs)))
    },
    setMaintenance(isOn, { retryAfterMs = 60_000 } = {}) {
      requireRange('retryAfterMs', retryAfterMs)
      changes += 1
      maintained = isOn ? { 'retry-after': `${Math.ceil(retryAfterMs / 1000)}` } : undefined
    },
    ...createHandlers(asked, () => maintained, options, budgetMs, clock),
  }
}

function createRunners(
  { checks, redact = redactShapes, onChange, onResult }: HealthOptions,
  budgetMs: number,
  clock: Clock,
  onRun: () => void,
): readonly CheckRunner[] {
  const names = new Set<string>()
  return checks.map((check) => {
    const settings = settleCheck(check, budgetMs)
    const { name } = settings
    if (names.has(name)) throw refusal(`two checks named ${name}`)
    names.add(name)
    const tellAll = (event: HealthEvent) => {
      onRun()
      tell(onResult, event)
      if (event.status !== event.previous) tell(onChange, event)
    }
    return createCheckRunner(settings, clock, redact, tellAll)
  })
}
