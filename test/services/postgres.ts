import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { handOver } from './account.ts'
import { sharedCertificates, type Certificates } from './certificates.ts'
import { createFolder } from './folder.ts'
import { reservePort } from './port.ts'
import { copyRunning, copyStopped } from './postgres-copy.ts'
import { copyInto, findPostgresPrograms, postgresTemplate, user } from './postgres-template.ts'
import { startProgram, type Program } from './program.ts'
import { createTurns } from './turns.ts'

export interface PostgresOptions {
  /** @default true */
  readonly tls?: boolean
  /** @default a free one */
  readonly port?: number
  /** `false`: everything is ready, the port is known, nothing runs yet. @default true */
  readonly start?: boolean
  /** @default one for all servers of this process */
  readonly certificates?: Certificates
}

export interface PostgresServer {
  readonly host: 'localhost'
  readonly port: number
  readonly user: string
  readonly password: string
  readonly ca: string
  readonly caFile: string
  readonly running: boolean
  /** `postgresql://user:password@localhost:port/database`, without `sslmode`. @default database 'postgres' */
  url(database?: string): string
  /** On the same port and data as before. */
  start(): Promise<void>
  /** `fast` rolls back what is open and ends; `immediate` is a crash. @default 'fast' */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  /** A server of its own over a copy of the data as it is now; it has a port and is not started. */
  clone(): Promise<PostgresServer>
  /** Stops and deletes the data. */
  remove(): Promise<void>
}

/** A PostgreSQL 18 of its own, with passwords (scram) and, unless `tls` is false, nothing but TLS. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const { tls = true, port, start = true, certificates } = options
  const { data, password } = await postgresTemplate()
  const folder = await createFolder('postgres')
  const server = createServer({
    folder,
    tls,
    password,
    port: port ?? (await reservePort()),
    certificates: certificates ?? (await sharedCertificates()),
  })
  try {
    await copyInto(folder, [data])
    if (start) await server.start()
  } catch (error) {
    await server.remove()
    throw error
  }
  return server
}

interface ServerOptions {
  readonly folder: string
  readonly port: number
  readonly password: string
  readonly tls: boolean
  readonly certificates: Certificates
}

function createServer(options: ServerOptions): PostgresServer {
  const { folder, port, password, tls, certificates } = options
  const { ca, caFile, certFile, keyFile } = certificates
  const data = join(folder, 'data')
  const inTurn = createTurns()
  let program: Program | undefined

  const url = (database = 'postgres') => `postgresql://${user}:${password}@localhost:${port}/${database}`

  async function start(): Promise<void> {
    if (program) return
    const { postgres } = await findPostgresPrograms()
    const access = join(folder, 'pg_hba.conf')
    await writeFile(access, `${tls ? 'hostssl' : 'host'} all all all scram-sha-256\n`)
    await handOver(access)
    const settings = [`port=${port}`, `hba_file=${access}`]
    if (tls) settings.push('ssl=on', `ssl_cert_file=${certFile}`, `ssl_key_file=${keyFile}`)
    const started = await startProgram({
      name: `PostgreSQL on port ${port}`,
      path: postgres,
      args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      log: join(folder, 'postgres.log'),
      lastSignal: 'QUIT',
      ready: 'database system is ready to accept connections',
    })
    program = started
    void started.ended.then(() => {
      if (program === started) program = undefined
    })
  }

  async function stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    program?.signal(mode === 'fast' ? 'INT' : 'QUIT')
    await program?.end()
  }

  async function clone(): Promise<PostgresServer> {
    const target = await createFolder('postgres')
    try {
      if (program) await copyRunning({ connectionString: url(), ...(tls && { ssl: { ca } }) }, data, target)
      else await copyStopped(data, target)
    } catch (error) {
      await rm(target, { recursive: true, force: true })
      throw error
    }
    return createServer({ ...options, folder: target, port: await reservePort() })
  }

  async function remove(): Promise<void> {
    await stop('immediate')
    await rm(folder, { recursive: true, force: true })
  }

  return {
    host: 'localhost',
    port,
    user,
    password,
    ca,
    caFile,
    get running() {
      return program !== undefined
    },
    url,
    start: () => inTurn(start),
    stop: (mode) => inTurn(() => stop(mode)),
    clone: () => inTurn(clone),
    remove: () => inTurn(remove),
  }
}
