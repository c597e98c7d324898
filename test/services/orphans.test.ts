import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { createFolder } from './folder.ts'
import { templateVariable } from './postgres-template.ts'
import { findRedisProgram } from './redis-program.ts'

vi.setConfig({ testTimeout: 60_000 })

const program = await findRedisProgram()

/** Starts services in a process of its own, prints the ids of their processes and ends as it is told. */
const script = (end: string) => `
  import { Client } from 'pg'
  import { Redis } from 'ioredis'
  import { startPostgres } from ${JSON.stringify(new URL('postgres.ts', import.meta.url))}
  import { startRedis } from ${JSON.stringify(new URL('redis.ts', import.meta.url))}
  const connect = async (server) => {
    const client = new Client({ connectionString: server.url(), ssl: { ca: server.ca } })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const server = await startPostgres()
  const client = await connect(server)
  const { rows } = await client.query("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int as pid union select pid from pg_stat_activity where backend_type <> 'autovacuum worker'")
  const pids = rows.map(({ pid }) => pid)
  if (${'path' in program}) {
    const { url, ca } = await startRedis()
    const redis = new Redis(url(), { tls: { ca } })
    pids.push(Number(/process_id:(\\d+)/.exec(await redis.info('server'))[1]))
    redis.disconnect()
  }
  console.log(JSON.stringify(pids))
  ${end}
`

/** What it starts runs below a folder of its own, by which it is found. */
async function run(end: string, variables: Record<string, string> = {}) {
  const folder = await createFolder('orphans')
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(end)], {
    cwd: import.meta.dirname,
    detached: true,
    env: { ...process.env, TMPDIR: folder, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, folder, exit: once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]> }
}

async function nothingLeft(folder: string, pids: readonly number[]): Promise<void> {
  const left = async () => {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,args='])
    const lines = stdout.split('\n').filter((line) => line.includes(folder) || pids.includes(Number.parseInt(line, 10)))
    return [...lines, ...(await readdir(folder))]
  }
  for (let attempt = 0; attempt < 150 && (await left()).length > 0; attempt += 1) await sleep(100)
  expect(await left()).toEqual([])
}

async function printedPids(stdout: NodeJS.ReadableStream): Promise<number[]> {
  const [line] = (await once(stdout, 'data')) as [Buffer]
  return JSON.parse(line.toString()) as number[]
}

const busy = `await client.query('select pg_sleep(600)')`

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('%s of the process ends its services', async (signal) => {
  const { child, folder, exit } = await run(busy)
  const pids = await printedPids(child.stdout)
  expect(pids.length).toBeGreaterThan(5)
  for (const pid of pids) expect(process.kill(pid, 0)).toBe(true)
  process.kill(-(child.pid ?? 0), signal)
  expect(await exit).toEqual([null, signal])
  await nothingLeft(folder, pids)
})

test.each([
  ['its end', `await client.end()`, 0],
  ['an error that nobody catches', `void ${busy.replace('await ', '')}; throw new Error('on purpose')`, 1],
  ['process.exit', `process.exit(3)`, 3],
])('%s ends its services', async (_, end, code) => {
  const { child, folder, exit } = await run(end)
  const pids = await printedPids(child.stdout)
  expect(await exit).toEqual([code, null])
  await nothingLeft(folder, pids)
})

test.each([150, 500, 1000, 1500])('killed while it starts them, after %i ms, nothing is left', async (delay) => {
  const { child, folder, exit } = await run(busy, { [templateVariable]: '' })
  await sleep(delay)
  child.kill('SIGKILL')
  await exit
  await nothingLeft(folder, [])
})
