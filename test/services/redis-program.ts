import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder, libraryPath, unpackPackages } from './debian-packages.ts'

/** A `redis-server` that runs, with the variables that it needs for it. */
export interface RedisProgram {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

export interface MissingProgram {
  /** Why there is none, and what to do. */
  readonly missing: string
}

const run = promisify(execFile)

let found: Promise<RedisProgram | MissingProgram> | undefined

/** The `redis-server` of the machine; else that of Debian or Ubuntu, unpacked without being installed (once). */
export function findRedisProgram(): Promise<RedisProgram | MissingProgram> {
  return (found ??= findInstalled().then((installed) => installed ?? unpackRedis(cacheFolder())))
}

async function findInstalled(): Promise<RedisProgram | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'redis-server')
    if (folder && (await runs({ path, env: {} }))) return { path, env: {} }
  }
  return undefined
}

/** Unpacks the distribution's Redis below the folder. */
export async function unpackRedis(folder: string): Promise<RedisProgram | MissingProgram> {
  try {
    return await unpackPackages(join(folder, `redis-${process.arch}`), ['redis-server'], unpackedProgram)
  } catch (error) {
    return {
      missing: `no redis-server on PATH, and none could be unpacked with apt-get (${reasonOf(error)}); install redis 7, on Debian and Ubuntu with apt-get install redis-server`,
    }
  }
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  return (stderr?.trim() || message).split('\n').at(-1) ?? message
}

async function unpackedProgram(root: string): Promise<RedisProgram | undefined> {
  const program = { path: join(root, 'usr', 'bin', 'redis-server'), env: await libraryPath(root) }
  return (await runs(program)) ? program : undefined
}

async function runs({ path, env }: RedisProgram): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    await run(path, ['--version'], { env, timeout: 10_000 })
    return true
  } catch {
    return false
  }
}
