import { KeelsonError } from '../errors.js'
import { formatCommand } from '../shell/quote.js'
import { showText, type Text } from '../text.js'

/** How a worker runs tasks: processes, threads, greenlets, or one after the other in the worker itself. */
export type CeleryPool = 'prefork' | 'threads' | 'gevent' | 'eventlet' | 'solo'

/** In Celery's own spelling. */
export type CeleryLogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL' | 'FATAL'

/** What a worker and beat have in common. */
interface CeleryCommandOptions {
  /** `module` or `module:attribute`: where the application is. */
  readonly app: Text
  /** The folder that is changed into before. */
  readonly workdir?: Text | undefined
  /** @default 'INFO' */
  readonly loglevel?: CeleryLogLevel | undefined
}

/** Options of {@link celeryWorkerCommand}, in Celery's own names. */
export interface CeleryWorkerOptions extends CeleryCommandOptions {
  /** @default 'prefork' */
  readonly pool?: CeleryPool | undefined
  /** Processes, threads or greenlets. Celery's default is the cores it sees, which in a container are the machine's. */
  readonly concurrency?: number | undefined
  /** Tasks after which a process is replaced; `prefork` alone. */
  readonly max_tasks_per_child?: number | undefined
  /** In KiB; a process above it is replaced after its task; `prefork` alone. */
  readonly max_memory_per_child?: number | undefined
  /** @default task_default_queue */
  readonly queues?: readonly string[] | undefined
  /** `worker@%h`; must differ between workers of one host. */
  readonly hostname?: Text | undefined
  readonly prefetch_multiplier?: number | undefined
  /** In seconds. */
  readonly time_limit?: number | undefined
  /** In seconds. */
  readonly soft_time_limit?: number | undefined
  /** Most and least processes. Not with `concurrency`. */
  readonly autoscale?: readonly [most: number, least: number] | undefined
  /** Beat inside the worker: for one worker that will stay the only one. @default false */
  readonly beat?: boolean | undefined
  /** Sends events for monitors. @default false */
  readonly task_events?: boolean | undefined
  /** Talks to no other worker; saves commands where each is paid for. @default false */
  readonly without_gossip?: boolean | undefined
  /** Does not ask the other workers at its start. @default false */
  readonly without_mingle?: boolean | undefined
  /** @default false */
  readonly without_heartbeat?: boolean | undefined
}

/** Options of {@link celeryBeatCommand}, in Celery's own names. */
export interface CeleryBeatOptions extends CeleryCommandOptions {
  /** The file in which beat remembers what ran. @default 'celerybeat-schedule' in the working folder */
  readonly schedule?: Text | undefined
  /** `module:Class`. */
  readonly scheduler?: Text | undefined
  /** Seconds between two looks at the schedule, at most. */
  readonly max_interval?: number | undefined
}

/**
 * The arguments of a worker, `celery` first: what a shell or a Procfile needs is quoted by `celeryWorkerCommand`. The
 * application comes before `worker`, where Celery 5 wants it.
 *
 * Throws `config` for numbers below 1, limits of processes on a pool that has none, and `concurrency` with `autoscale`.
 *
 * https://docs.celeryq.dev/en/stable/reference/cli.html#celery-worker
 *
 * @example
 * import { celeryWorkerArgs } from '@keelson/core/celery'
 * const argv = celeryWorkerArgs({ app: 'shop', concurrency: 2, max_memory_per_child: 150_000 })
 */
export function celeryWorkerArgs(options: CeleryWorkerOptions): Text[] {
  checkWorker(options)
  const { pool = 'prefork', queues, autoscale, max_tasks_per_child, max_memory_per_child } = options
  return [
    ...begin(options, 'worker'),
    '--pool',
    pool,
    ...flag('--concurrency', options.concurrency),
    ...flag('--autoscale', autoscale?.join(',')),
    ...flag('--max-tasks-per-child', max_tasks_per_child),
    ...flag('--max-memory-per-child', max_memory_per_child),
    ...flag('--queues', queues?.join(',')),
    ...flag('--hostname', options.hostname),
    ...flag('--prefetch-multiplier', options.prefetch_multiplier),
    ...flag('--time-limit', options.time_limit),
    ...flag('--soft-time-limit', options.soft_time_limit),
    ...(options.beat ? ['--beat'] : []),
    ...(options.task_events ? ['--task-events'] : []),
    ...(options.without_gossip ? ['--without-gossip'] : []),
    ...(options.without_mingle ? ['--without-mingle'] : []),
    ...(options.without_heartbeat ? ['--without-heartbeat'] : []),
  ]
}

/**
 * The command line of a worker, for a shell, a Procfile or a start command.
 *
 * https://docs.celeryq.dev/en/stable/userguide/workers.html
 *
 * @example
 * import { celeryWorkerCommand } from '@keelson/core/celery'
 * celeryWorkerCommand({ app: 'shop', concurrency: 2 }) // celery --app shop worker --loglevel INFO --pool prefork --concurrency 2
 */
export function celeryWorkerCommand(options: CeleryWorkerOptions): string {
  return formatCommand(celeryWorkerArgs(options))
}

/**
 * The arguments of beat, `celery` first. Exactly one beat may run: each sends every periodic task.
 *
 * https://docs.celeryq.dev/en/stable/reference/cli.html#celery-beat
 *
 * @example
 * import { celeryBeatArgs } from '@keelson/core/celery'
 * const argv = celeryBeatArgs({ app: 'shop', schedule: '/tmp/celerybeat-schedule' })
 */
export function celeryBeatArgs(options: CeleryBeatOptions): Text[] {
  checkNumbers({ max_interval: options.max_interval })
  checkApp(options.app)
  return [
    ...begin(options, 'beat'),
    ...flag('--schedule', options.schedule),
    ...flag('--scheduler', options.scheduler),
    ...flag('--max-interval', options.max_interval),
  ]
}

/**
 * The command line of beat, of which exactly one may run.
 *
 * https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
 *
 * @example
 * import { celeryBeatCommand } from '@keelson/core/celery'
 * celeryBeatCommand({ app: 'shop' }) // celery --app shop beat --loglevel INFO
 */
export function celeryBeatCommand(options: CeleryBeatOptions): string {
  return formatCommand(celeryBeatArgs(options))
}

function begin({ app, workdir, loglevel = 'INFO' }: CeleryCommandOptions, command: string): Text[] {
  return ['celery', '--app', app, ...flag('--workdir', workdir), command, '--loglevel', loglevel]
}

function flag(name: string, value: Text | number | undefined): Text[] {
  return value === undefined ? [] : [name, typeof value === 'number' ? String(value) : value]
}

function checkWorker(options: CeleryWorkerOptions): void {
  const { pool = 'prefork', concurrency, max_tasks_per_child, max_memory_per_child, autoscale, queues } = options
  const { prefetch_multiplier, time_limit, soft_time_limit } = options
  checkApp(options.app)
  checkNumbers({ concurrency, max_tasks_per_child, max_memory_per_child, prefetch_multiplier })
  checkNumbers({ time_limit, soft_time_limit, 'the most of autoscale': autoscale?.[0] })
  if (autoscale && !(Number.isInteger(autoscale[1]) && autoscale[1] >= 0 && autoscale[1] <= autoscale[0]))
    throw refusal(`autoscale is ${autoscale.join(',')}`, 'It is the most processes, then the least')
  if (autoscale && concurrency !== undefined)
    throw refusal('autoscale and concurrency are both given', 'Leave one of them out')
  const limit = Object.entries({ max_tasks_per_child, max_memory_per_child }).find(([, value]) => value !== undefined)
  if (pool !== 'prefork' && limit)
    throw refusal(`${limit[0]} is of no use with ${pool}, which has no processes to replace`, 'Use prefork')
  if (pool === 'solo' && (concurrency ?? 1) > 1)
    throw refusal(`concurrency is ${concurrency}, and solo runs one task at a time`, 'Use prefork or threads')
  if (max_memory_per_child !== undefined && max_memory_per_child < 10_000)
    throw refusal(
      `max_memory_per_child is ${max_memory_per_child} KiB, less than Python itself takes: every task would end its process`,
      `It is in KiB: ${max_memory_per_child} MB are ${max_memory_per_child * 1024}`,
    )
  const bad = queues?.find((name) => name === '' || /[,\s]/.test(name))
  if (bad !== undefined || queues?.length === 0)
    throw refusal(`queues has ${JSON.stringify(bad ?? [])}`, 'A queue has a name without commas and blanks')
}

function checkApp(app: Text): void {
  const shown = showText(app)
  if (shown === '' || shown.startsWith('-')) throw refusal(`app is ${JSON.stringify(shown)}`, 'Name its module: shop')
}

function checkNumbers(numbers: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    const isWhole = Number.isInteger(value) || name.endsWith('time_limit')
    if (value === undefined || (isWhole && value >= 1)) continue
    throw refusal(`${name} is ${value}`, 'It is a whole number of 1 or more')
  }
}

function refusal(problem: string, hint: string): KeelsonError {
  return new KeelsonError(`the Celery command cannot be used: ${problem}`, { code: 'config', hint })
}
