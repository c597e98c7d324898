import { access, constants, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { handOver } from '../services/account.ts'
import { cacheFolder, libraryPath, unpackPackages } from '../services/debian-packages.ts'
import { createFolder } from '../services/folder.ts'
import { reservePort } from '../services/port.ts'
import { lastLines, runProgram, startProgram } from '../services/program.ts'

/** A PostgreSQL whose client programs are of the same version. */
export interface PostgresPair {
  /** The folder of pg_dump, psql and the others. */
  readonly bin: string
  readonly env: Record<string, string>
  readonly major: number
  readonly port: number
  readonly password: string
  remove(): Promise<void>
}

/** The server of the distribution, which has its clients beside it; the one from npm has none. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const { bin, env } = await findPair()
  const folder = await createFolder('postgres-pair')
  const password = "pair's pass/word@1 \\"
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await handOver(passwordFile)
  const data = join(folder, 'data')
  const log = join(folder, 'initdb.log')
  const args = [
    '--pgdata',
    data,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  ]
  const initdb = await runProgram({
    name: 'initdb',
    path: join(bin, 'initdb'),
    args,
    environment: env,
    log,
    lastSignal: 'KILL',
  })
  if ((await initdb.end()) !== 0) throw new Error(`initdb failed${await lastLines(log)}`)
  const port = await reservePort()
  const settings = [`port=${port}`, 'listen_addresses=localhost', 'unix_socket_directories=', 'fsync=off']
  const server = await startProgram({
    name: 'PostgreSQL of the distribution',
    path: join(bin, 'postgres'),
    args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    environment: env,
    log: join(folder, 'postgres.log'),
    lastSignal: 'QUIT',
    ready: 'database system is ready to accept connections',
  })
  const remove = async () => {
    server.signal('QUIT')
    await server.end()
  }
  return { bin, env, major: Number(/\/(\d+)\/bin$/.exec(bin)?.[1]), port, password, remove }
}

async function findPair(): Promise<Pick<PostgresPair, 'bin' | 'env'>> {
  const installed = await findBin('/')
  if (installed !== undefined) return { bin: installed, env: {} }
  const root = join(cacheFolder(), `postgresql-${process.arch}`)
  const bin = await unpackPackages(root, ['postgresql'], findBin)
  return { bin, env: { ...(await libraryPath(root)) } }
}

async function findBin(root: string): Promise<string | undefined> {
  const base = join(root, 'usr', 'lib', 'postgresql')
  for (const major of await readdir(base).catch(() => [])) {
    const bin = join(base, major, 'bin')
    const programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql'].map((name) =>
      access(join(bin, name), constants.X_OK),
    )
    if ((await Promise.allSettled(programs)).every(({ status }) => status === 'fulfilled')) return bin
  }
  return undefined
}
