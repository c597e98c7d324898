import { createTable, Refusal, type FakeOperation, type FakeRequest } from '@keelson/core/testing'
import type { CronRunStatus } from '../resources/cron-runs.schema.js'
import { writeEvent } from './events.js'
import type { Store } from './store.js'

/** A run of a cron job as the fake keeps it. */
export interface FakeCronRun {
  readonly id: string
  readonly cronJobId: string
  readonly startedAt: number
  status: CronRunStatus
  finishedAt: number | undefined
  /** The end that a fault asked for. */
  readonly failAs: 'cron_run_failed' | undefined
  /** When it ends, by the clock's `now`; set it to `undefined` to keep it running. */
  dueAt: number | undefined
}

/** How long a run takes, in milliseconds. */
const durationMs = 5000

export const cronRunsOf = createTable<FakeCronRun>()

/** Moves all runs on to the present. */
export function settleCronRuns(store: Store): void {
  for (const run of cronRunsOf(store).values()) {
    if (run.dueAt === undefined || run.dueAt > store.clock.now()) continue
    const date = Math.round(store.clock.date() - (store.clock.now() - run.dueAt))
    endRun(store, run, run.failAs ? 'unsuccessful' : 'successful', date)
  }
}

function endRun(store: Store, run: FakeCronRun, status: CronRunStatus, date = store.clock.date()): void {
  run.status = status
  run.finishedAt = date
  run.dueAt = undefined
  const reason = status === 'unsuccessful' ? { reason: { evicted: false, nonZeroExit: 1 } } : {}
  const details = { cronJobRunId: run.id, status, ...reason }
  writeEvent(store, { serviceId: run.cronJobId, type: 'cron_job_run_ended', details }, date)
}

/** The operations of the runs of cron jobs. */
export function cronRunOperations({ store }: { readonly store: Store }) {
  const cancelActive = ({ path }: FakeRequest): string => {
    const service = store.services.get(path['cronJobId'] ?? '')
    if (service?.type !== 'cron_job') throw new Refusal(404, `not found: cron job ${path['cronJobId']}`)
    for (const run of cronRunsOf(store).values())
      if (run.cronJobId === service.id && run.status === 'pending') endRun(store, run, 'canceled')
    return service.id
  }
  return {
    'POST /cron-jobs/{cronJobId}/runs': (request) => {
      const run: FakeCronRun = {
        cronJobId: cancelActive(request),
        id: store.newId('crr'),
        startedAt: store.clock.date(),
        status: 'pending',
        finishedAt: undefined,
        failAs: request.strikes('cron_run_failed') ? 'cron_run_failed' : undefined,
        dueAt: store.clock.now() + durationMs,
      }
      cronRunsOf(store).set(run.id, run)
      const { id, cronJobId, status } = run
      writeEvent(store, { serviceId: cronJobId, type: 'cron_job_run_started', details: { cronJobRunId: id } })
      return { status: 200, body: { id, status, startedAt: new Date(run.startedAt).toISOString() } }
    },
    'DELETE /cron-jobs/{cronJobId}/runs': (request) => {
      cancelActive(request)
      return { status: 204 }
    },
  } satisfies Record<string, FakeOperation>
}
