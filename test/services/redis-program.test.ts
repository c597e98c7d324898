import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findAccount } from './account.ts'
import { findRedisProgram, unpackRedis, type RedisProgram } from './redis-program.ts'

vi.setConfig({ testTimeout: 300_000 })

const run = promisify(execFile)
const unpacked = `redis-${process.arch}`
/** They ask the distribution's servers, which not every run should. */
const fetches =
  Boolean(process.env['CI']) &&
  (await run('apt-get', ['--version']).then(
    () => true,
    () => false,
  ))

async function openFolder(mode: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-cache-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, mode)
  return folder
}

/** In a process of its own, as the unprivileged user where we are root. */
async function unpackElsewhere(folder: string, env: Record<string, string> = {}): Promise<unknown> {
  const code = `
    import { unpackRedis } from ${JSON.stringify(new URL('redis-program.ts', import.meta.url))}
    console.log(JSON.stringify(await unpackRedis(process.argv[1])))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code, folder], {
    ...findAccount(),
    cwd: '/',
    env: { ...process.env, ...env },
  })
  return JSON.parse(stdout)
}

const program = await findRedisProgram()

test.skipIf('missing' in program)('the program that was found runs, with its libraries', async () => {
  const { path, env } = program as RedisProgram
  expect((await run(path, ['--version'], { env })).stdout).toMatch(/v=[78]\./)
})

test.runIf(fetches)('two processes without root unpack it at once; a third finds it', async () => {
  const folder = await openFolder(0o777)
  const programs = await Promise.all([unpackElsewhere(folder), unpackElsewhere(folder)])
  const path = join(folder, unpacked, 'usr', 'bin', 'redis-server')
  expect(programs).toMatchObject([{ path }, { path }])
  expect(await unpackRedis(folder)).toEqual(programs[0])
  expect(await readdir(folder)).toEqual([unpacked])
})

test.runIf(fetches)('without the lists of the machine it fetches lists of its own', async () => {
  const folder = await openFolder(0o777)
  const [cache, lists, settings] = ['cache', 'lists', 'apt.conf'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await mkdir(lists)
  await writeFile(settings, `Dir::State::lists "${lists}";`)
  await mkdir(cache)
  await chmod(cache, 0o777)
  const program = await unpackElsewhere(cache, { APT_CONFIG: settings })
  expect(program).toMatchObject({ path: join(cache, unpacked, 'usr', 'bin', 'redis-server') })
  expect(await readdir(lists)).toEqual([])
})

test('a folder that cannot be written is told, with what to do', async () => {
  expect(await unpackRedis('/dev/null/cache')).toEqual({
    missing: expect.stringMatching(/ENOTDIR.*install redis 7, on Debian and Ubuntu with apt-get install redis-server/),
  })
})
