import type { ProbeReading } from '@keelson/core'
import { gradeBelow } from './thresholds.js'

/** What `statfs` tells of a file system. */
export interface FileSystem {
  readonly bsize: number
  readonly blocks: number
  readonly bfree: number
  readonly bavail: number
  readonly files: number
  readonly ffree: number
}

/** What is left, in the worst of two measures: space for who is not root, and names for further files. */
export function readFreeSpace(
  { bsize, blocks, bfree, bavail, files, ffree }: FileSystem,
  { warnPercent, failPercent, failBytes }: Readonly<Record<'warnPercent' | 'failPercent' | 'failBytes', number>>,
): ProbeReading {
  // As df counts: what is reserved for root is neither used nor free.
  const space = percent(bavail, blocks - bfree + bavail)
  // Btrfs and others number files without end, and say 0.
  const inodes = files > 0 ? percent(ffree, files) : 100
  const bytes = bavail * bsize
  const measured = { observedValue: space, observedUnit: 'percent' }
  const status = bytes < failBytes ? 'fail' : gradeBelow(Math.min(space, inodes), warnPercent, failPercent)
  if (status === 'pass') return { status, ...measured }
  const isSpace = space <= inodes || bytes < failBytes
  const code = isSpace ? 'space_low' : 'inodes_low'
  const output = isSpace ? `${space} % free (${(bytes / 2 ** 30).toFixed(1)} GiB)` : `${inodes} % of the inodes free`
  return { status, code, output, ...measured }
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((1000 * part) / whole) / 10 : 0
}
