import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where a controller is mounted, and the file in it that holds the limit. */
const versions = [
  { line: /^0::(.*)$/m, folder: 'sys/fs/cgroup', file: 'memory.max' },
  { line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m, folder: 'sys/fs/cgroup/memory', file: 'memory.limit_in_bytes' },
]

/**
 * How many bytes the control groups of this process allow, the lowest of all that it is in; `Infinity` where they allow all.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
 */
export async function readMemoryLimit(root: string): Promise<number> {
  const groups = (await read(join(root, 'proc/self/cgroup'))) ?? '0::/'
  const limits = versions.flatMap(({ line, folder, file }) => {
    const path = line.exec(groups)?.[1]
    // A container sees its own group as the topmost one, and may be told the path that the host has for it.
    return path === undefined ? [] : upwards(path).map((group) => read(join(root, folder, group, file)))
  })
  // `max`, or without a limit under version 1 a number next to 2^63.
  const bytes = (await Promise.all(limits)).map((text) => Number.parseInt(text ?? '', 10))
  return Math.min(...bytes.filter((limit) => limit < Number.MAX_SAFE_INTEGER))
}

function upwards(path: string): string[] {
  const above = dirname(path)
  return above === path ? [path] : [path, ...upwards(above)]
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined)
}
