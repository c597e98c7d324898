import { execFile, spawn } from 'node:child_process'
import { access, constants, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cacheFolder, libraryPath } from '../services/debian-packages.ts'
import { debianRoot, type DebianSet } from './debian-set.ts'

/** A program, and what its environment needs so that it finds its libraries. */
export interface FoundProgram {
  readonly path: string
  readonly env: Record<string, string>
}

/** Libraries of Debian 12, as many servers have them, or the newest ones of the requirements file. */
export type Site = 'debian' | 'pip'

const run = promisify(execFile)

let pip: Promise<string> | undefined

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))

/** The folder that the requirements file is installed in. */
function pipRoot(): Promise<string> {
  return (pip ??= installRequirements())
}

async function installRequirements(): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 8)
  const target = join(cacheFolder(), `pip-${digest}`)
  if (await isThere(target)) return target
  await mkdir(cacheFolder(), { recursive: true })
  const work = await mkdtemp(join(cacheFolder(), 'installing-'))
  try {
    // The file names everything that is needed: nothing is looked up that it does not pin.
    const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check', '--retries', '2']
    await run('python3', [...args, '--target', work, '--requirement', requirements], { timeout: 300_000 })
    await rename(work, target).catch(() => {})
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return target
}

/** How to start Python with the libraries of a site. */
export async function pythonOf(site: Site): Promise<FoundProgram> {
  if (site === 'debian') return debianPython('builders')
  return { path: await findOnPath('python3'), env: { ...pythonSettings, PYTHONPATH: await pipRoot() } }
}

const pythonSettings = { PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' }

/** How to start Debian's Python with the libraries of a set of its packages. */
export async function debianPython(set: DebianSet): Promise<FoundProgram> {
  const root = await debianRoot(set)
  const PYTHONPATH = join(root, 'usr', 'lib', 'python3', 'dist-packages')
  return { path: '/usr/bin/python3', env: { ...pythonSettings, PYTHONPATH, ...(await libraryPath(root)) } }
}

/** How to start Ruby with the libraries of Debian's packages; that of the machine, where it has one. */
export async function rubyOf(): Promise<FoundProgram> {
  const root = await debianRoot('builders')
  const gems = join(root, 'usr', 'share', 'rubygems-integration', 'all', 'gems')
  const libraries = (await readdir(gems)).map((name) => join(gems, name, 'lib'))
  const own = join(root, 'usr', 'lib', 'ruby')
  const version = (await readdir(own).catch(() => [])).find((name) => /^\d/.test(name))
  if (version === undefined) return { path: await findOnPath('ruby'), env: { RUBYLIB: libraries.join(':') } }
  const { LD_LIBRARY_PATH } = await libraryPath(root)
  const native = LD_LIBRARY_PATH.split(':').map((folder) => join(folder, 'ruby', version))
  const RUBYLIB = [join(own, 'vendor_ruby'), join(own, version), ...native, ...libraries].join(':')
  const path = join(root, 'usr', 'bin', `ruby${version.replace(/\.0$/, '')}`)
  return { path, env: { LD_LIBRARY_PATH, RUBYLIB } }
}

/** A program of `PATH`, or of Debian's packages. */
export async function findProgram(name: string): Promise<FoundProgram> {
  const installed = await findOnPath(name).catch(() => undefined)
  if (installed) return { path: installed, env: {} }
  const root = await debianRoot(name === 'rclone' || name === 'nginx' ? name : 'builders')
  for (const folder of ['bin', 'sbin']) {
    const path = join(root, 'usr', folder, name)
    if (await isProgram(path)) return { path, env: await libraryPath(root) }
  }
  throw new Error(`there is no program ${name}, neither on PATH nor in Debian's packages`)
}

/**
 * What a script of test/programs/python says on stdout, as JSON, to an input that it gets as JSON on stdin. It fails with
 * what the script printed on stderr.
 */
export async function runPython(
  site: Site | FoundProgram,
  script: string,
  input: unknown,
  options: { readonly env?: Record<string, string>; readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<unknown> {
  const { path, env } = typeof site === 'string' ? await pythonOf(site) : site
  const file = fileURLToPath(new URL(`python/${script}`, import.meta.url))
  const { timeoutMs = 240_000 } = options
  const child = spawn(path, [file], {
    ...(options.cwd && { cwd: options.cwd }),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', ...env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => void (output[name] += text))
  }
  // A script that ended early closes its input, which its own message explains better.
  child.stdin.on('error', () => {}).end(JSON.stringify(input))
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.on('error', reject).on('close', (status, signal) => resolve(signal ?? status))
  })
  if (code !== 0)
    throw new Error(
      `${script} with the libraries of ${typeof site === 'string' ? site : env['PYTHONPATH']} ended with ${code}: ${output.stderr}`,
    )
  return JSON.parse(output.stdout)
}

async function findOnPath(name: string): Promise<string> {
  // npm puts folders of its own in front, which hold no programs of the system.
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder && (await isProgram(join(folder, name)))) return join(folder, name)
  }
  throw new Error(`there is no ${name} on PATH`)
}

function isThere(path: string, mode = constants.R_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}

function isProgram(path: string): Promise<boolean> {
  return isThere(path, constants.X_OK)
}
