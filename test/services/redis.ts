import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { handOver } from './account.ts'
import { sharedCertificates, type Certificates } from './certificates.ts'
import { createFolder } from './folder.ts'
import { reservePort } from './port.ts'
import { startProgram, type Program } from './program.ts'
import { findRedisProgram, type RedisProgram } from './redis-program.ts'
import { createTurns } from './turns.ts'

export { findRedisProgram }

export interface RedisOptions {
  /** @default true */
  readonly tls?: boolean
  /** @default a free one */
  readonly port?: number
  /** @default a random one */
  readonly password?: string
  /** `false`: the port is known, nothing runs yet. @default true */
  readonly start?: boolean
  /** @default one for all servers of this process */
  readonly certificates?: Certificates
}

export interface RedisServer {
  readonly host: 'localhost'
  readonly port: number
  readonly password: string
  readonly ca: string
  readonly caFile: string
  readonly running: boolean
  /** `rediss://default:password@localhost:port`, `redis://` without TLS. */
  url(): string
  /** On the same port, with the same password, empty. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Holds for new connections; those that are open stay. */
  setPassword(password: string): Promise<void>
  /** Stops and deletes its files. */
  remove(): Promise<void>
}

/** A Redis of its own that keeps nothing; throws where there is no program (`findRedisProgram` tells before). */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const { tls = true, port, password = randomBytes(18).toString('base64url'), start = true, certificates } = options
  const program = await findRedisProgram()
  if ('missing' in program) throw new Error(program.missing)
  const server = createServer({
    program,
    folder: await createFolder('redis'),
    tls,
    password,
    port: port ?? (await reservePort()),
    certificates: certificates ?? (await sharedCertificates()),
  })
  try {
    if (start) await server.start()
  } catch (error) {
    await server.remove()
    throw error
  }
  return server
}

interface ServerOptions {
  readonly program: RedisProgram
  readonly folder: string
  readonly port: number
  readonly password: string
  readonly tls: boolean
  readonly certificates: Certificates
}

function createServer(options: ServerOptions): RedisServer {
  const { program, folder, port, tls, certificates } = options
  const { ca, caFile } = certificates
  const inTurn = createTurns()
  let { password } = options
  let running: Program | undefined

  const url = () => `${tls ? 'rediss' : 'redis'}://default:${encodeURIComponent(password)}@localhost:${port}`

  async function start(): Promise<void> {
    if (running) return
    const configuration = join(folder, 'redis.conf')
    await writeFile(configuration, settingsOf({ ...options, password }), { mode: 0o600 })
    await handOver(configuration)
    const started = await startProgram({
      name: `Redis on port ${port}`,
      path: program.path,
      args: [configuration],
      environment: program.env,
      log: join(folder, 'redis.log'),
      lastSignal: 'KILL',
      ready: 'Ready to accept connections',
    })
    running = started
    void started.ended.then(() => {
      if (running === started) running = undefined
    })
  }

  async function stop(): Promise<void> {
    running?.signal('TERM')
    await running?.end()
  }

  async function setPassword(next: string): Promise<void> {
    if (running) {
      const client = new Redis(url(), { ...(tls && { tls: { ca } }), lazyConnect: true, retryStrategy: () => null })
      try {
        await client.connect()
        await client.config('SET', 'requirepass', next)
      } finally {
        client.disconnect()
      }
    }
    password = next
  }

  async function remove(): Promise<void> {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }

  return {
    host: 'localhost',
    port,
    ca,
    caFile,
    get password() {
      return password
    },
    get running() {
      return running !== undefined
    },
    url,
    start: () => inTurn(start),
    stop: () => inTurn(stop),
    setPassword: (next) => inTurn(() => setPassword(next)),
    remove: () => inTurn(remove),
  }
}

function settingsOf({ folder, port, password, tls, certificates }: ServerOptions): string {
  const { caFile, certFile, keyFile } = certificates
  return [
    'bind 127.0.0.1 -::1',
    `dir ${JSON.stringify(folder)}`,
    `requirepass ${JSON.stringify(password)}`,
    'save ""',
    tls ? 'port 0' : `port ${port}`,
    ...(tls
      ? [
          `tls-port ${port}`,
          `tls-cert-file ${JSON.stringify(certFile)}`,
          `tls-key-file ${JSON.stringify(keyFile)}`,
          `tls-ca-cert-file ${JSON.stringify(caFile)}`,
          'tls-auth-clients no',
        ]
      : []),
    '',
  ].join('\n')
}
