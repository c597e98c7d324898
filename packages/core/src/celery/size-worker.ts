import { KeelsonError } from '../errors.js'
import { reserveOf, sizeFor } from '../size-memory.js'
import type { Platform } from '../platform.js'

/** What {@link sizeCeleryWorker} goes by, in MB. */
export interface SizeCeleryWorkerParams {
  /** Memory of the instance. @default memoryMb of the platform */
  readonly memoryMb?: number | undefined
  /** More processes than this only help tasks that wait. @default as many as fit into the memory */
  readonly cpus?: number | undefined
  /** What the worker itself takes with the application loaded, before any task. */
  readonly appBaseMb: number
  /** What a process takes at its peak beside what it shares with the worker. */
  readonly perChildMb: number
  readonly platform?: Pick<Platform, 'memoryMb'> | undefined
}

/** What {@link sizeCeleryWorker} answers. */
export interface CeleryWorkerSize {
  /** For `celeryWorkerCommand`; the limit is in KiB, as Celery wants it. */
  readonly settings: { readonly concurrency: number; readonly max_memory_per_child: number }
  /** Why these numbers. */
  readonly reasons: readonly string[]
}

/**
 * How many processes a `prefork` worker can have, and at which size each is replaced, so that all together stay below the
 * memory, less an eighth: a process is replaced after the task that went above its limit, not before. Throws `config` when
 * not even one fits, with what would do.
 *
 * https://docs.celeryq.dev/en/stable/userguide/workers.html#max-memory-per-child-setting
 *
 * @example
 * import { celeryWorkerCommand, sizeCeleryWorker } from '@keelson/core/celery'
 * const { settings, reasons } = sizeCeleryWorker({ memoryMb: 512, appBaseMb: 120, perChildMb: 90 })
 * celeryWorkerCommand({ app: 'shop', ...settings })
 */
export function sizeCeleryWorker(params: SizeCeleryWorkerParams): CeleryWorkerSize {
  const { platform, memoryMb = platform?.memoryMb ?? Number.NaN, appBaseMb, perChildMb, cpus } = params
  for (const [name, value] of Object.entries({ memoryMb, appBaseMb, perChildMb, cpus: cpus ?? 1 })) {
    if (Number.isFinite(value) && value > 0) continue
    const problem = Number.isNaN(value) ? `${name} is missing` : `${name} is ${value}`
    throw new KeelsonError(problem, { code: 'config', hint: 'It is a number above 0' })
  }
  const free = memoryMb - reserveOf(memoryMb) - appBaseMb
  const fitting = Math.floor(free / perChildMb)
  if (fitting < 1) {
    throw new KeelsonError(
      `a worker of ${appBaseMb} MB and one process of ${perChildMb} MB do not fit into ${memoryMb} MB`,
      { code: 'config', hint: `Take ${sizeFor(appBaseMb + perChildMb)} MB, or pool: 'solo'` },
    )
  }
  const concurrency = Math.min(fitting, Math.max(1, Math.ceil(cpus ?? fitting)))
  const next = sizeFor(appBaseMb + perChildMb * (concurrency + 1))
  return {
    settings: { concurrency, max_memory_per_child: Math.floor((free / concurrency) * 1024) },
    reasons: [
      `${concurrency} x ${perChildMb} MB beside ${appBaseMb} MB in ${memoryMb} MB, ${Math.round(reserveOf(memoryMb))} MB left free`,
      concurrency < fitting
        ? `more processes than ${cpus} cores only help tasks that wait`
        : `one more would need ${next} MB`,
    ],
  }
}
