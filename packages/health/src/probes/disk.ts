import { statfs } from 'node:fs/promises'
import type { Clock, Probe } from '@keelson/core'
import { readFreeSpace } from '../probing/free-space.js'
import { createQuestion } from '../probing/question.js'
import { checkAscending } from '../probing/thresholds.js'

/** Options of {@link diskProbe}. */
export interface DiskProbeOptions {
  /** @default 'disk' */
  readonly name?: string | undefined
  /** A lower share that is free warns, of the space and of the inodes. @default 10 */
  readonly warnPercent?: number | undefined
  /** A lower one fails. @default 5 */
  readonly failPercent?: number | undefined
  /** Fewer bytes free fail, whatever their share. @default 0 */
  readonly failBytes?: number | undefined
  /** Time for one run, in milliseconds: a network file system may hang. @default 2000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of the file system that a file or folder is on: what this process may still fill of its space, and its inodes.
 *
 * Codes: `space_low`, `inodes_low`, `timeout`, `aborted`, or the system's own (`ENOENT`). Throws `config` for limits that
 * contradict each other.
 *
 * @example
 * import { diskProbe } from '@keelson/health/probes/disk'
 * const uploads = diskProbe('/var/data', { failBytes: 500 * 2 ** 20 })
 */
export function diskProbe(path: string, options: DiskProbeOptions = {}): Probe {
  const { name = 'disk', warnPercent = 10, failPercent = 5, failBytes = 0, timeoutMs = 2000, clock } = options
  checkAscending({ failPercent, warnPercent }, { max: 100 })
  checkAscending({ failBytes })
  return {
    name,
    kind: 'disk',
    run: createQuestion(async () => readFreeSpace(await statfs(path), { warnPercent, failPercent, failBytes }), {
      what: 'statfs',
      timeoutMs,
      clock,
    }),
  }
}
