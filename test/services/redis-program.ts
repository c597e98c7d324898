import { execFile } from 'node:child_process'
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

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

/** Beside what `npm ci` installs, unless the user keeps such things elsewhere. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env
  return XDG_CACHE_HOME
    ? join(XDG_CACHE_HOME, 'keelson')
    : fileURLToPath(new URL('../../node_modules/.cache/keelson/', import.meta.url))
}

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

/** Unpacks the distribution's packages below the folder; processes that do so at the same time do not disturb each other. */
export async function unpackRedis(folder: string): Promise<RedisProgram | MissingProgram> {
  const target = join(folder, `redis-${process.arch}`)
  try {
    const earlier = await unpackedProgram(target)
    if (earlier) return earlier
    await mkdir(folder, { recursive: true })
    const work = await mkdtemp(join(folder, 'unpacking-'))
    try {
      const unpacked = join(work, 'root')
      await fetchPackages(work, unpacked)
      if (!(await unpackedProgram(unpacked))) throw new Error('what was unpacked does not run')
      await chmod(unpacked, 0o755)
      await rm(target, { recursive: true, force: true })
      // Another process may have put its own there just now, which is as good.
      await rename(unpacked, target).catch(() => {})
    } finally {
      await rm(work, { recursive: true, force: true })
    }
    const program = await unpackedProgram(target)
    if (program) return program
    throw new Error(`${target} does not run`)
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
  const libraries: string[] = []
  for (const base of [join(root, 'usr', 'lib'), join(root, 'lib')]) {
    const names = await readdir(base).catch(() => [])
    libraries.push(...names.filter((name) => name.includes('-linux-')).map((name) => join(base, name)))
  }
  const program = { path: join(root, 'usr', 'bin', 'redis-server'), env: { LD_LIBRARY_PATH: libraries.join(':') } }
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

/** First from the lists of packages that the machine has, then from newly fetched ones of our own. */
async function fetchPackages(work: string, target: string): Promise<void> {
  const lists = join(work, 'lists')
  const own = ['-o', `Dir::State::lists=${lists}`]
  await mkdir(join(lists, 'partial'), { recursive: true })
  await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true })
  const download = join(work, 'packages')
  await mkdir(download)
  try {
    await downloadPackages(work, download, [])
  } catch {
    await apt(work, ['update', ...own], work)
    await downloadPackages(work, download, own)
  }
  for (const name of await readdir(download))
    await run('dpkg', ['-x', join(download, name), target], { timeout: 30_000 })
}

/** Downloads what an installation of redis-server would add to this machine. */
async function downloadPackages(work: string, folder: string, options: readonly string[]): Promise<void> {
  const plan = await apt(work, ['install', '--simulate', '--no-install-recommends', 'redis-server', ...options], work)
  const names = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '')
  await apt(work, ['download', ...names, ...options], folder)
}

async function apt(work: string, args: readonly string[], cwd: string): Promise<string> {
  // As root, apt would hand the download to a user of its own, who may not write here.
  const options = ['-q', '-o', `Dir::Cache=${join(work, 'cache')}`, '-o', 'APT::Sandbox::User=root']
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
  const { stdout } = await run('apt-get', [...options, ...args], { cwd, env, timeout: 90_000 })
  return stdout
}
