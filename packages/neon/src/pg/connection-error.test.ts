import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { inspect } from 'node:util'
import { isKeelsonError, Secret, type KeelsonError } from '@keelson/core'
import { formatPostgresUrl, parsePostgresUrl, type PostgresUrl } from '@keelson/core/postgres'
import { createFakeClock } from '@keelson/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createCertificates } from '../../../../test/services/certificates.ts'
import { createFolder } from '../../../../test/services/folder.ts'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { connect, type ConnectOptions } from './connect.js'
import { createPool } from './pool.js'

let server: PostgresServer
let plain: PostgresServer
/** Its certificate is for another name. */
let renamed: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
  plain = await startPostgres({ tls: false })
  const certificates = await createCertificates(await createFolder('certificates'), ['db.example.test'])
  renamed = await startPostgres({ certificates })
})
afterAll(async () => {
  await Promise.all([server.remove(), plain.remove(), renamed.remove()])
})

const wrong = 'pw-7f3k-not-this'

/** What a session throws; a pool throws the same. */
async function refusalOf(parts: PostgresUrl, options: ConnectOptions = {}): Promise<KeelsonError> {
  const connectionString = formatPostgresUrl(parts)
  const pool = createPool({ connectionString, connectTimeoutMs: 300, ...options })
  const errors = await Promise.all([
    connect({ connectionString, connectTimeoutMs: 300, ...options }).catch((error: unknown) => error),
    pool.query('select 1').catch((error: unknown) => error),
  ])
  await pool.end()
  for (const error of errors) {
    expect(inspect(error) + JSON.stringify(error)).not.toMatch(new RegExp(`${wrong}|${server.password}`))
  }
  const [ofSession, ofPool] = errors.map((error) => (isKeelsonError(error) ? error : undefined))
  const withoutCount = (error: KeelsonError | undefined) => error?.message.replace(/, tried \d+ times in \d+ ms/, '')
  expect(withoutCount(ofPool)).toBe(withoutCount(ofSession))
  return ofSession as KeelsonError
}

const at = (changes: Partial<PostgresUrl>, from = server) => ({ ...parsePostgresUrl(from.url()), ...changes })

describe('the error says which it was and what to do', () => {
  const trusted = () => ({ ca: server.ca })

  test.each<{
    readonly name: string
    readonly parts: () => PostgresUrl
    readonly options?: () => ConnectOptions | Promise<ConnectOptions>
    readonly code: string
    readonly says: RegExp
  }>([
    {
      name: 'an authority that nobody knows',
      parts: () => at({ parameters: { sslmode: 'require' } }),
      code: 'config',
      says: /^cannot connect to localhost:\d+\/postgres as postgres: nobody trusted signed the server's certificate \(\w+\)\. Give the certificate of its authority as ca/,
    },
    {
      name: 'another authority',
      parts: () => at({}),
      options: async () => ({ ca: (await createCertificates(await createFolder('certificates'))).ca }),
      code: 'config',
      says: /nobody trusted signed/,
    },
    {
      name: 'another host name',
      parts: () => at({ parameters: { sslmode: 'require' } }, renamed),
      options: () => ({ ca: renamed.ca }),
      code: 'config',
      says: /certificate is for another host name \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    },
    {
      name: 'a server without TLS',
      parts: () => at({ parameters: { sslmode: 'require' } }, plain),
      code: 'config',
      says: /does not support SSL connections\. For a server in a network of your own: sslmode=disable/,
    },
    {
      name: 'a server that demands TLS',
      parts: () => at({ parameters: { sslmode: 'disable' } }),
      code: 'config',
      says: /the server takes TLS only \(28000\)\. Write sslmode=verify-full/,
    },
    {
      name: 'the wrong password',
      parts: () => at({ password: new Secret(wrong) }),
      options: trusted,
      code: 'auth',
      says: /password authentication failed for user "postgres" \(28P01\)\. Is the password current/,
    },
    {
      name: 'no password',
      parts: () => at({ password: undefined }),
      options: trusted,
      code: 'config',
      says: /the URL has no password/,
    },
    {
      name: 'an unknown database',
      parts: () => at({ database: 'nowhere' }),
      options: trusted,
      code: 'not_found',
      says: /database "nowhere" does not exist \(3D000\)/,
    },
    {
      name: 'an unknown host, or no DNS to ask',
      parts: () => at({ host: 'nowhere.invalid' }),
      code: 'network',
      says: /there is no such host \(ENOTFOUND\)\. Check|EAI_AGAIN/,
    },
    {
      name: 'a port where nothing listens',
      parts: () => at({ port: 1 }),
      code: 'network',
      says: /nothing listens there \(ECONNREFUSED\), tried \d+ times in \d+ ms\. Is the server running/,
    },
  ])('$name', async ({ parts, options, code, says }) => {
    const error = await refusalOf(parts(), await options?.())
    expect(error).toMatchObject({
      code,
      provider: 'postgres',
      operation: 'connect',
      message: expect.stringMatching(says),
    })
  })
})

describe('what the server answers', () => {
  let answering: Server | undefined
  afterEach(() => answering?.close())

  /** A server that answers every start of a session with an error, in PostgreSQL's protocol. */
  async function answer(sqlState: string, message: string) {
    const fields = `SFATAL\0C${sqlState}\0M${message}\0\0`
    const head = Buffer.alloc(5)
    head.write('E')
    head.writeInt32BE(4 + Buffer.byteLength(fields), 1)
    let attempts = 0
    answering = createServer((socket) => {
      socket.once('data', () => {
        attempts += 1
        socket.end(Buffer.concat([head, Buffer.from(fields)]))
      })
      socket.on('error', () => undefined)
    }).listen(0, '127.0.0.1')
    await once(answering, 'listening')
    const { port } = answering.address() as AddressInfo
    return { connectionString: `postgres://app:${wrong}@127.0.0.1:${port}/shop`, attempts: () => attempts }
  }

  test('nothing that PostgreSQL would say', async () => {
    const { connectionString } = await answer('', '')
    await expect(connect({ connectionString: `${connectionString}?sslmode=require` })).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/answers there is not like a PostgreSQL server\. Check host and port of the URL/),
    })
  })

  test.each([
    ['57P03', 'the database system is starting up', 'server'],
    ['57P01', 'terminating connection due to administrator command', 'network'],
    ['53300', 'sorry, too many clients already', 'rate_limited'],
    ['08006', 'connection failure', 'network'],
    ['XX000', "Couldn't connect to compute node", 'server'],
    ['XX000', 'Control plane request failed', 'server'],
    ['XX000', 'Control plane request failed: endpoint is temporarily unavailable. Check your quotas', 'server'],
    ['XX000', 'Failed to acquire permit to connect to the database.', 'server'],
  ])('%s %s may pass', async (sqlState, message, code) => {
    const { connectionString, attempts } = await answer(sqlState, message)
    const clock = createFakeClock({ auto: true })
    const pool = createPool({ connectionString, clock, random: () => 1 })
    await expect(pool.query('select 1')).rejects.toMatchObject({ code, cause: { code: sqlState } })
    expect(attempts()).toBeGreaterThan(1)
    await pool.end()
  })

  test.each([
    ['28P01', `password authentication failed for user "app", not ${wrong}`, 'auth'],
    ['28000', 'role "app" is not permitted to log in', 'auth', 'Connect as a role that may'],
    ['3D000', 'database "shop" does not exist', 'not_found'],
    ['08P01', 'unsupported startup parameter: search_path', 'config'],
    ['XX000', 'connection is insecure (try using `sslmode=require`)', 'config'],
    ['XX000', 'Control plane request failed: endpoint cannot be found', 'not_found'],
    ['XX000', 'Control plane request failed: endpoint is disabled', 'forbidden'],
    ['XX000', 'Your project has exceeded the compute time quota', 'rate_limited'],
    ['42501', 'permission denied for database "shop"', 'forbidden'],
    ['XX001', 'data corrupted', 'server'],
  ])('%s %s stays: asked once', async (sqlState, message, code, hint = '') => {
    const { connectionString, attempts } = await answer(sqlState, message)
    const error = await connect({ connectionString }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, attempts: 1, cause: { code: sqlState } })
    expect(error).toHaveProperty('message', expect.stringContaining(hint))
    expect(attempts()).toBe(1)
    expect(inspect(error)).not.toContain(wrong)
  })
})
