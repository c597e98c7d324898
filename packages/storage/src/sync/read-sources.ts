import { setImmediate } from 'node:timers/promises'
import { isKeelsonError, KeelsonError } from '@keelson/core'
import pLimit from 'p-limit'
import { systemCode } from '../system-error.js'
import type { Naming } from './file-rules.js'
import type { FoundFiles } from './find-files.js'
import { isStyleSheet, type SourceFile } from './name-files.js'
import { readFile } from './read-file.js'

/** Small files are read once: what was hashed is what is stored. The rest is read again, and hashed again, for storing. */
const largestKept = 1 << 20
const mostKept = 1 << 26

/** Small files are read without waiting: so many, then whatever else the program does has its turn. */
const mostInARow = 50

/** How files are read. */
export interface ReadOptions {
  readonly maxFileBytes?: number | undefined
  readonly concurrency: number
  readonly signal?: AbortSignal | undefined
  readonly namingOf: (path: string) => Naming
  readonly problem: (text: string) => void
}

/** Reads and hashes files; what cannot be read is reported, what changes on the way throws `conflict`. */
export async function readSources(files: FoundFiles['files'], options: ReadOptions): Promise<SourceFile[]> {
  const { maxFileBytes = 100 * 2 ** 20, concurrency, signal, namingOf, problem } = options
  let kept = 0
  let read = 0
  const keeps = (path: string) => (size: number) => {
    if (isStyleSheet(path)) return true
    if (size > largestKept || kept + size > mostKept) return false
    kept += size
    return true
  }
  const limit = pLimit(concurrency)
  const readings = limit.map(files, async ({ path, location }) => {
    if (signal?.aborted) throw new KeelsonError('the sync was aborted: nothing was stored', { code: 'aborted' })
    read += 1
    if (read % mostInARow === 0) await setImmediate()
    try {
      const reading = await readFile(location, path, { keeps: keeps(path), maxFileBytes })
      return [{ path, location, naming: namingOf(path), ...reading }]
    } catch (error) {
      if (isKeelsonError(error) && error.code !== 'config') throw error
      problem(isKeelsonError(error) ? error.message : `${path} cannot be read: ${systemCode(error)}`)
      return []
    }
  })
  try {
    return (await readings).flat()
  } finally {
    limit.clearQueue()
  }
}
