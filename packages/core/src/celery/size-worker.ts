import { KeelsonError } from '../errors.js'

/** What {@link sizeCeleryWorker} goes by, in MB. */
export interface CeleryWorkerNeeds {
  /** What the instance may use. */
  readonly memoryMb: number
  /** What the worker itself takes with the application loaded, before any task. */
  readonly baseMb: number
  /** What a process takes at its peak beside what it shares with the worker. */
  readonly perChildMb: number
  /** More processes than this only help tasks that wait. */
  readonly cpus?: number | undefined
}

/** A size of a worker, and why. */
export interface CeleryWorkerSize {
  readonly concurrency: number
  /** In KiB, as Celery wants it. */
  readonly max_memory_per_child: number
  readonly reason: string
}

/** So much stays free: a process is replaced after the task that went above its limit, not before. */
const usable = 0.9

/**
 * How many processes a `prefork` worker can have, and at which size each is replaced, so that all together stay below the
 * memory. Throws `config` when not even one fits, with what would do.
 *
 * https://docs.celeryq.dev/en/stable/userguide/workers.html#max-memory-per-child-setting
 *
 * @example
 * import { celeryWorkerCommand, sizeCeleryWorker } from '@keelson/core/celery'
 * const { reason, ...size } = sizeCeleryWorker({ memoryMb: 512, baseMb: 120, perChildMb: 90 })
 * celeryWorkerCommand({ app: 'shop', ...size })
 */
export function sizeCeleryWorker({ memoryMb, baseMb, perChildMb, cpus }: CeleryWorkerNeeds): CeleryWorkerSize {
  for (const [name, value] of Object.entries({ memoryMb, baseMb, perChildMb, cpus: cpus ?? 1 })) {
    if (Number.isFinite(value) && value > 0) continue
    throw new KeelsonError(`${name} is ${value}`, { code: 'config', hint: 'It is a number above 0' })
  }
  const free = memoryMb * usable - baseMb
  const fitting = Math.floor(free / perChildMb)
  if (fitting < 1) {
    throw new KeelsonError(
      `a worker of ${baseMb} MB and one process of ${perChildMb} MB do not fit into ${memoryMb} MB`,
      { code: 'config', hint: `Take ${Math.ceil((baseMb + perChildMb) / usable)} MB, or pool: 'solo'` },
    )
  }
  const concurrency = Math.min(fitting, Math.max(1, Math.ceil(cpus ?? fitting)))
  const next = Math.ceil((baseMb + perChildMb * (concurrency + 1)) / usable)
  const limit = concurrency < fitting ? `the ${cpus} cores decide` : `one more would need ${next} MB`
  return {
    concurrency,
    max_memory_per_child: Math.floor((free / concurrency) * 1024),
    reason: `${concurrency} x ${perChildMb} MB beside ${baseMb} MB in ${memoryMb} MB, a tenth left free; ${limit}`,
  }
}
