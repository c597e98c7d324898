import { KeelsonError } from '@keelson/core'

/** What uses a Redis database; what is left out uses none of it. */
export interface RedisUse {
  readonly celery?: CeleryUse | undefined
  readonly bullmq?: BullmqUse | undefined
  /** Requests a day that ask the cache, and how many entries each asks for. */
  readonly cache?: { readonly requestsPerDay: number; readonly entriesPerRequest?: number | undefined } | undefined
  /** Health checks that send PING. */
  readonly health?: { readonly everySeconds: number; readonly instances?: number | undefined } | undefined
  /** Hours a day in which workers and checks run; a service that sleeps asks nothing. @default 24 */
  readonly hoursPerDay?: number | undefined
}

/** Celery's part of {@link RedisUse}. */
export interface CeleryUse {
  readonly workers: number
  /** Whether workers are started with `--without-gossip --without-mingle --without-heartbeat`. @default false */
  readonly quiet?: boolean | undefined
  readonly tasksPerDay?: number | undefined
  /** Whether results are kept in the same database. @default false */
  readonly results?: boolean | undefined
}

/** BullMQ's part of {@link RedisUse}. */
export interface BullmqUse {
  readonly workers: number
  /** Seconds for which an idle worker waits in one command, `drainDelay`. @default 5 */
  readonly drainDelaySeconds?: number | undefined
  readonly jobsPerDay?: number | undefined
}

/** A month of 31 days of commands, and what they are for. */
export interface CommandEstimate {
  readonly commandsPerMonth: number
  readonly lines: readonly { readonly what: string; readonly commandsPerMonth: number }[]
}

/** Commands of an idle Celery worker with one process, in a minute. */
const celeryIdlePerMinute = { brpop: 60, heartbeats: 30, ping: 2 }

/** Commands of Celery for a task from sending to acknowledging it, two transactions included, and for keeping its result. */
const celeryPerTask = { send: 10, result: 7 }

const monthDays = 31

/**
 * How many commands a month of 31 days takes, workers that have nothing to do included: they ask all the time, and on a plan
 * that counts commands that is most of the bill. Measured on Celery 5.2.6; for BullMQ counted from its documentation.
 *
 * Throws `config` for what is not a number of 0 or more.
 *
 * https://upstash.com/docs/redis/overall/pricing
 *
 * @example
 * import { estimateCommands } from '@keelson/upstash/config'
 * import { fitsPlan } from '@keelson/upstash/plans'
 * const { commandsPerMonth } = estimateCommands({ celery: { workers: 1, tasksPerDay: 500 } })
 * const findings = fitsPlan({ plan: 'free', commandsPerMonth })
 */
export function estimateCommands(use: RedisUse): CommandEstimate {
  const { celery, bullmq, cache, health, hoursPerDay = 24 } = use
  check({ hoursPerDay, ...celery, ...bullmq, ...cache, ...health })
  const seconds = hoursPerDay * 3600
  const lines: [string, number][] = []
  if (celery) {
    const { brpop, heartbeats, ping } = celeryIdlePerMinute
    const idle = brpop + ping + (celery.quiet ? 0 : heartbeats)
    lines.push([`idle Celery workers (${celery.workers})`, (seconds / 60) * idle * celery.workers])
    const each = celeryPerTask.send + (celery.results ? celeryPerTask.result : 0)
    if (celery.tasksPerDay) lines.push([`${celery.tasksPerDay} tasks a day`, celery.tasksPerDay * each])
  }
  if (bullmq) {
    const { workers, drainDelaySeconds = 5, jobsPerDay = 0 } = bullmq
    // A wait and a look at each turn; once in 30 s a look for jobs whose worker is gone.
    lines.push([`idle BullMQ workers (${workers})`, seconds * workers * (2 / drainDelaySeconds + 1 / 30)])
    if (jobsPerDay) lines.push([`${jobsPerDay} jobs a day`, jobsPerDay * 3])
  }
  if (cache) {
    const { requestsPerDay, entriesPerRequest = 1 } = cache
    lines.push([`a cache asked ${requestsPerDay * entriesPerRequest} times a day`, requestsPerDay * entriesPerRequest])
  }
  if (health) lines.push(['health checks', (seconds / health.everySeconds) * (health.instances ?? 1)])
  const months = lines.map(([what, perDay]) => ({ what, commandsPerMonth: Math.round(perDay * monthDays) }))
  return { commandsPerMonth: months.reduce((sum, line) => sum + line.commandsPerMonth, 0), lines: months }
}

function check(numbers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    const isInterval = name.endsWith('Seconds')
    if (typeof value !== 'number' || (Number.isFinite(value) && value >= 0 && !(isInterval && value === 0))) continue
    throw new KeelsonError(`${name} is ${value}`, {
      code: 'config',
      provider: 'upstash',
      hint: `It is a number ${isInterval ? 'above 0' : 'of 0 or more'}`,
    })
  }
}
