import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Beside what `npm ci` installs, unless the user keeps such things elsewhere. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env
  return XDG_CACHE_HOME
    ? join(XDG_CACHE_HOME, 'keelson')
    : fileURLToPath(new URL('../../node_modules/.cache/keelson/', import.meta.url))
}

/**
 * Unpacks packages of Debian or Ubuntu below `target`, with what they need and the machine lacks, without installing
 * them; processes that do so at the same time do not disturb each other. `works` says whether a folder has what is wanted.
 */
export async function unpackPackages<Found>(
  target: string,
  names: readonly string[],
  works: (root: string) => Promise<Found | undefined>,
): Promise<Found> {
  const earlier = await works(target)
  if (earlier) return earlier
  const folder = join(target, '..')
  await mkdir(folder, { recursive: true })
  const work = await mkdtemp(join(folder, 'unpacking-'))
  try {
    const unpacked = join(work, 'root')
    await fetchPackages(work, unpacked, names)
    if (!(await works(unpacked))) throw new Error('what was unpacked does not run')
    await chmod(unpacked, 0o755)
    // Another process may have put its own there meanwhile, which is as good, and may be in use.
    if (!(await works(target))) {
      await rm(target, { recursive: true, force: true })
      await rename(unpacked, target).catch(() => {})
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  const found = await works(target)
  if (found) return found
  throw new Error(`${target} does not run`)
}

/** The variable that lets unpacked programs find the libraries that were unpacked with them. */
export async function libraryPath(root: string): Promise<{ readonly LD_LIBRARY_PATH: string }> {
  const libraries: string[] = []
  for (const base of [join(root, 'usr', 'lib'), join(root, 'lib')]) {
    const names = await readdir(base).catch(() => [])
    libraries.push(...names.filter((name) => name.includes('-linux-')).map((name) => join(base, name)))
  }
  return { LD_LIBRARY_PATH: libraries.join(':') }
}

/** First from the lists of packages that the machine has, then from newly fetched ones of our own. */
async function fetchPackages(work: string, target: string, packages: readonly string[]): Promise<void> {
  const lists = join(work, 'lists')
  const own = ['-o', `Dir::State::lists=${lists}`]
  await mkdir(join(lists, 'partial'), { recursive: true })
  await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true })
  const download = join(work, 'packages')
  await mkdir(download)
  try {
    await downloadPackages(work, download, packages, [])
  } catch {
    await apt(work, ['update', ...own], work)
    await downloadPackages(work, download, packages, own)
  }
  for (const name of await readdir(download))
    await run('dpkg', ['-x', join(download, name), target], { timeout: 30_000 })
}

/** Downloads what an installation of these packages would add to this machine. */
async function downloadPackages(
  work: string,
  folder: string,
  packages: readonly string[],
  options: readonly string[],
): Promise<void> {
  // What is named is unpacked also where it is installed; what it needs is not.
  const flags = ['--simulate', '--reinstall', '--no-install-recommends']
  const plan = await apt(work, ['install', ...flags, ...packages, ...options], work)
  const names = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '')
  await apt(work, ['download', ...names, ...options], folder)
}

async function apt(work: string, args: readonly string[], cwd: string): Promise<string> {
  // As root, apt would hand the download to a user of its own, who may not write here.
  const options = ['-q', '-o', `Dir::Cache=${join(work, 'cache')}`, '-o', 'APT::Sandbox::User=root']
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
  const { stdout } = await run('apt-get', [...options, ...args], { cwd, env, timeout: 180_000 })
  return stdout
}
