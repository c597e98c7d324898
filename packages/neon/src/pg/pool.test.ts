import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Secret } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Pool } from 'pg'
import { createFolder } from '../../../../test/services/folder.ts'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { createPool, type PoolOptions } from './pool.js'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

const pools: Pool[] = []
function open(options: PoolOptions = {}): Pool {
  const pool = createPool({ connectionString: server.url(), ca: server.ca, ...options })
  pools.push(pool)
  return pool
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()))
  await server.start()
})

const backend = async (pool: Pool) => (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid

/** Resolves when an error of an idle connection was told. */
function lost() {
  const onError = vi.fn<NonNullable<PoolOptions['onError']>>()
  return { onError, told: () => vi.waitFor(() => expect(onError).toHaveBeenCalled()) }
}

describe('a pool', () => {
  test('is one of node-postgres: queries, clients, callbacks, SQLSTATE', async () => {
    const pool = open({ applicationName: 'shop' })
    const { rows } = await pool.query(`select current_setting('application_name') as name, $1::int as number`, [7])
    expect(rows).toEqual([{ name: 'shop', number: 7 }])
    await expect(pool.query('select * from nothing')).rejects.toMatchObject({ code: '42P01', name: 'error' })
    const client = await pool.connect()
    await client.query('begin')
    client.release()
    const called = await new Promise<unknown>((resolve) => {
      pool.connect((error, given, release) => {
        release()
        resolve([error, given])
      })
    })
    expect(called).toEqual([undefined, client])
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 1, waitingCount: 0 })
    expect(pool.options).toMatchObject({ host: 'localhost', port: server.port, user: server.user, max: 10 })
  })

  test('takes DATABASE_URL when it first connects, and says what is missing', async () => {
    const pool = createPool({ ca: server.ca })
    pools.push(pool)
    vi.stubEnv('DATABASE_URL', '')
    await expect(pool.query('select 1')).rejects.toMatchObject({
      code: 'config',
      message: 'no connection was made: connectionString is not given and DATABASE_URL is not set',
    })
    vi.stubEnv('DATABASE_URL', server.url())
    await expect(backend(pool)).resolves.toBeTypeOf('number')
    vi.unstubAllEnvs()
  })

  test.each([
    [undefined, 'undefined'],
    ['', 'empty'],
  ])('given %j does not take DATABASE_URL: that may be another database', (connectionString, said) => {
    vi.stubEnv('DATABASE_URL', server.url())
    expect(() => createPool({ connectionString })).toThrow(
      `no connection was made: connectionString is ${said}: is its variable set?`,
    )
    vi.unstubAllEnvs()
  })

  test.each([
    { max: 0 },
    { max: 1.5 },
    { connectTimeoutMs: 0 },
    { connectTimeoutMs: NaN },
    { connectTimeoutMs: 2 ** 31 },
  ])('refuses %o', (options) => {
    const [name = ''] = Object.keys(options)
    expect(() => createPool(options)).toThrow(`${name} must be a whole number from 1`)
  })

  test('that was ended says so, also to callers who wait', async () => {
    const pool = createPool({ connectionString: server.url(), ca: server.ca, max: 1, connectTimeoutMs: 100 })
    const client = await pool.connect()
    const waiting = pool.query('select 1').catch((error: unknown) => error)
    const ended = pool.end()
    const ofEnd = { code: 'aborted', message: expect.stringContaining('the pool was ended. Await every query') }
    await expect(pool.query('select 1')).rejects.toMatchObject(ofEnd)
    expect(await waiting).toMatchObject(ofEnd)
    client.release()
    await ended
  })

  test('holds the statement timeout', async () => {
    const pool = open({ statementTimeoutMs: 20 })
    await expect(pool.query('select pg_sleep(5)')).rejects.toMatchObject({ code: '57014' })
  })

  test('shows no password, wherever it is printed', async () => {
    const pool = open({ connectionString: new Secret(server.url()) })
    await backend(pool)
    const client = await pool.connect()
    const shown = [inspect(pool, { depth: 20 }), inspect(client, { depth: 20 }), JSON.stringify(pool.options)]
    client.release()
    expect(shown.join('\n')).toContain('localhost')
    expect(shown.join('\n')).not.toContain(server.password)
  })

  test('shows no private key, also before it connects', async () => {
    const file = join(await createFolder('pem'), 'key')
    await writeFile(file, 'PEM-7f3k')
    const pool = open({ connectionString: `${server.url()}?sslkey=${encodeURIComponent(file)}` })
    expect(pool.options.ssl).toHaveProperty('key', 'PEM-7f3k')
    expect(inspect(pool, { depth: 20 }) + JSON.stringify(pool.options)).not.toContain('7f3k')
  })
})

describe('when the server restarts', () => {
  test('while idle: told, not thrown, and the next query works', async () => {
    const { onError, told } = lost()
    const pool = open({ onError })
    const before = await backend(pool)
    await server.stop('fast')
    await told()
    await server.start()
    expect(await backend(pool)).not.toBe(before)
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ code: 'network', cause: { code: '57P01' } })
    expect(onError.mock.calls[0]?.[0].message).toContain('Nothing to do')
  })

  test('an observer that throws changes nothing', async () => {
    const { onError, told } = lost()
    const pool = open({
      onError: onError.mockImplementation(() => {
        throw new Error('observer')
      }),
    })
    await backend(pool)
    await server.stop('immediate')
    await told()
    await server.start()
    await expect(backend(pool)).resolves.toBeTypeOf('number')
  })

  test.each(['fast', 'immediate'] as const)(
    'in the middle of a query (%s): it rejects, the next works',
    async (mode) => {
      const pool = open()
      const ended = pool.query('select pg_sleep(60)').catch((error: unknown) => error)
      await vi.waitFor(async () => {
        const { rows } = await pool.query(`select 1 from pg_stat_activity where query = 'select pg_sleep(60)'`)
        expect(rows).toHaveLength(1)
      })
      await server.stop(mode)
      expect(await ended).toMatchObject({ message: expect.stringContaining('terminat') })
      await server.start()
      await expect(backend(pool)).resolves.toBeTypeOf('number')
    },
  )

  test('between two queries of a client that is checked out', async () => {
    const pool = open()
    const client = await pool.connect()
    await client.query('select 1')
    const broken = new Promise<void>((resolve) => client.on('end', resolve))
    await server.stop('immediate')
    await broken
    await expect(client.query('select 1')).rejects.toThrow('not queryable')
    client.release()
    await server.start()
    await expect(backend(pool)).resolves.toBeTypeOf('number')
  })
})

describe('patience', () => {
  test('a server that starts five seconds late', async () => {
    await server.stop()
    const clock = createFakeClock()
    const pool = open({ clock, random: () => 1 })
    const query = backend(pool)
    for (let second = 0; second < 5; second++) {
      await vi.waitFor(() => expect(clock.pending).toBe(2))
      await clock.advance(1000)
    }
    await server.start()
    await vi.waitFor(() => expect(clock.pending).toBe(2))
    await clock.advance(2000)
    await expect(query).resolves.toBeTypeOf('number')
  })

  test('ends with connectTimeoutMs, in the middle of a pause', async () => {
    await server.stop()
    const clock = createFakeClock({ auto: true })
    const pool = open({ clock, random: () => 1, connectTimeoutMs: 4000 })
    await expect(pool.query('select 1')).rejects.toMatchObject({
      code: 'network',
      attempts: expect.any(Number),
      message: expect.stringMatching(/nothing listens there \(ECONNREFUSED\), tried \d+ times in 4 s\. Is the server/),
    })
    expect(clock.now()).toBe(4000)
  })

  test('a server that hangs up on those who come', async () => {
    const refusing = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(refusing, 'listening')
    const { port } = refusing.address() as AddressInfo
    const clock = createFakeClock({ auto: true })
    const pool = open({ connectionString: `postgres://u:secret-pw@127.0.0.1:${port}/d`, ca: undefined, clock })
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'network', message: /tried \d+ times in 15 s/ })
    refusing.close()
  })

  test('a server that never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const pool = open({
      connectionString: `postgres://u:secret-pw@127.0.0.1:${port}/d`,
      ca: undefined,
      connectTimeoutMs: 50,
    })
    await expect(pool.query('select 1')).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('no answer in time'),
    })
    silent.close()
  })

  test('all connections in use', async () => {
    const pool = open({ max: 1, connectTimeoutMs: 100 })
    const client = await pool.connect()
    await expect(pool.query('select 1')).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/became free within 100 ms: all 1 of the pool are in use.*released/),
    })
    client.release()
    await expect(backend(pool)).resolves.toBeTypeOf('number')
  })
})

test('a connection that comes after the time is over is kept for the next caller', async () => {
  await server.stop()
  const clock = createFakeClock()
  const pool = open({ clock, random: () => 1 })
  const query = pool.query('select 1').catch((error: unknown) => error)
  await vi.waitFor(() => expect(clock.pending).toBe(2))
  await server.start()
  await clock.advance(100)
  const late = once(pool, 'connect')
  await clock.advance(15_000)
  expect(await query).toMatchObject({ code: 'network', attempts: 2 })
  await late
  await vi.waitFor(() => expect(pool).toMatchObject({ totalCount: 1, idleCount: 1 }))
})

describe('a connection that was idle', () => {
  test('for less than idlePingMs is given out as it is, for longer it is asked first', async () => {
    const clock = createFakeClock()
    const pool = open({ clock })
    const client = await pool.connect()
    client.release()
    const asked = vi.spyOn(client, 'query')
    await clock.advance(29_999)
    const first = await backend(pool)
    expect(asked).toHaveBeenCalledTimes(1)
    await clock.advance(30_000)
    expect(await backend(pool)).toBe(first)
    expect(asked.mock.calls.map(([text]) => text)).toEqual([
      'select pg_backend_pid() as pid',
      'select 1',
      'select pg_backend_pid() as pid',
    ])
  })

  test('and that a firewall forgot is replaced, without a word', async () => {
    const firewall = await startFirewall(server.port)
    const clock = createFakeClock()
    const onError = vi.fn<NonNullable<PoolOptions['onError']>>()
    const connectionString = server.url().replace(`:${server.port}/`, `:${firewall.port}/`)
    const pool = open({ connectionString, clock, onError, max: 2 })
    const clients = await Promise.all([pool.connect(), pool.connect()])
    for (const client of clients) client.release()
    const first = await backend(pool)
    firewall.forget()
    await clock.advance(30_000)
    const next = backend(pool)
    for (let dead = 0; dead < 2; dead++) {
      await vi.waitFor(() => expect(clock.pending).toBe(2))
      await clock.advance(1000)
    }
    expect(await next).not.toBe(first)
    expect(pool.totalCount).toBe(1)
    expect(onError).not.toHaveBeenCalled()
    firewall.close()
  })
})

describe('a server that has gone silent in the middle', () => {
  async function openBehindFirewall() {
    const firewall = await startFirewall(server.port)
    const connectionString = server.url().replace(`:${server.port}/`, `:${firewall.port}/`)
    return { firewall, pool: open({ connectionString, queryTimeoutMs: 500, max: 1 }) }
  }

  test('queries end in time, and their connection is replaced', async () => {
    const { firewall, pool } = await openBehindFirewall()
    const first = await backend(pool)
    firewall.forget()
    await expect(pool.query('select 1')).rejects.toThrow('Query read timeout')
    expect(await backend(pool)).not.toBe(first)
    firewall.close()
  })

  test('no connection goes back in the middle of a transaction', async () => {
    const { firewall, pool } = await openBehindFirewall()
    const first = await backend(pool)
    const client = await pool.connect()
    await client.query('begin')
    firewall.forget()
    await expect(client.query('select 1')).rejects.toThrow('Query read timeout')
    await expect(client.query('rollback')).rejects.toThrow('Query read timeout')
    client.release()
    expect(await backend(pool)).not.toBe(first)
    expect(pool.totalCount).toBe(1)
    firewall.close()
  })
})

/** Stands between client and server; of connections that it was told to forget it drops everything, in both directions. */
async function startFirewall(target: number) {
  const known = new Set<Socket>()
  const firewall = createServer((near) => {
    const far = connect(target, 'localhost')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      known.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  }).listen(0, 'localhost')
  await once(firewall, 'listening')
  return {
    port: (firewall.address() as AddressInfo).port,
    forget: () => {
      for (const socket of known) socket.unpipe().pause()
    },
    close: () => firewall.close(),
  }
}

test('under load, while the server crashes and comes back: every query ends, and the pool is as good as new', async () => {
  const pool = open({ max: 5, random: () => 0.1 })
  let running = true
  const outcomes = { answered: 0, refused: 0 }
  const ask = async () => {
    while (running) {
      await pool.query('select pg_sleep(0.001)').then(
        () => (outcomes.answered += 1),
        () => (outcomes.refused += 1),
      )
    }
  }
  const load = Promise.all(Array.from({ length: 10 }, ask))
  for (const mode of ['immediate', 'fast', 'immediate'] as const) {
    const before = outcomes.answered
    await vi.waitFor(() => expect(outcomes.answered).toBeGreaterThan(before + 20))
    await server.stop(mode)
    await server.start()
  }
  running = false
  await load
  expect(outcomes.refused).toBeGreaterThan(0)
  await Promise.all(Array.from({ length: 20 }, () => backend(pool)))
  expect(pool).toMatchObject({ waitingCount: 0, totalCount: 5, idleCount: 5 })
})
