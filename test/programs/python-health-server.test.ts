import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitUntilHealthy } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import { djangoHealth, flaskHealth } from '@keelson/health/python'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reservePort } from '../services/port.ts'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import { startRedis, type RedisServer } from '../services/redis.ts'
import { readHealthJson } from '../health-json.ts'
import { pythonOf, type Site } from './programs.ts'

const apps = fileURLToPath(new URL('health', import.meta.url))

interface Kind {
  readonly name: string
  readonly site: Site
  readonly app: 'django_app' | 'flask_app'
  readonly gunicorn: readonly string[]
  readonly driver: string
}

const threaded = ['--worker-class=gthread', '--threads=8']
const kinds: readonly Kind[] = [
  {
    name: 'Django 3.2, psycopg2, gunicorn 20.1 gthread',
    site: 'debian',
    app: 'django_app',
    gunicorn: threaded,
    driver: '',
  },
  {
    name: 'Django 5.2, psycopg 3, gunicorn 26.2 gthread',
    site: 'pip',
    app: 'django_app',
    gunicorn: threaded,
    driver: '',
  },
  {
    name: 'Flask 2.2, SQLAlchemy 1.4, psycopg2, gunicorn 20.1 sync',
    site: 'debian',
    app: 'flask_app',
    gunicorn: [],
    driver: '+psycopg2',
  },
  {
    name: 'Flask 3.1, SQLAlchemy 2.1, psycopg 3, gunicorn 26.2 gthread',
    site: 'pip',
    app: 'flask_app',
    gunicorn: threaded,
    driver: '+psycopg',
  },
]

const often = { ttlMs: 200, failTtlMs: 100 }
const common = [
  { kind: 'redis', criticality: 'degrading', ...often },
  { kind: 'disk', path: '/', warnPercent: 0, failPercent: 0 },
  { kind: 'custom', callable: 'checks:counted', ttlMs: 600_000 },
  { kind: 'custom', callable: 'checks:switched', criticality: 'informational', ...often },
] as const
const shared = { releaseFrom: 'RENDER_GIT_COMMIT', showRelease: true }
const healthModules = {
  django_app: djangoHealth({
    checks: [
      { kind: 'database', ...often },
      { kind: 'cache', criticality: 'degrading', ...often },
      { kind: 'migrations', ...often },
      ...common,
    ],
    ...shared,
  }),
  flask_app: flaskHealth({
    checks: [{ kind: 'sqlalchemy', engine: 'flask_app.engine', ...often }, ...common],
    ...shared,
  }),
}

const release = 'a1b2c3d4'
const token = 'tk-9d41f7'

describe.each(kinds)('under $name', ({ site, app, gunicorn, driver }) => {
  let folder: string
  let postgres: PostgresServer
  let redis: RedisServer
  let server: ChildProcess
  let origin: string
  let output = ''

  const get = (
    path: string,
    { headers = {}, method }: { readonly headers?: Record<string, string>; readonly method?: string } = {},
  ) =>
    // Kept alive, a connection may be closed by the server in the very moment in which it is used again.
    fetch(`${origin}${path}`, {
      headers: { ...headers, connection: 'close' },
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      ...(method && { method }),
    })
  const details = async () => {
    const response = await get('/health', { headers: { authorization: `Bearer ${token}` } })
    const text = await response.text()
    for (const secret of [postgres.password, redis.password, token]) expect(text).not.toContain(secret)
    const { checks = {}, ...rest } = readHealthJson(text)
    return { http: response.status, ...rest, of: (name: string) => checks[name]?.[0] ?? {} }
  }
  const state = async () => (await (await get('/state')).json()) as { calls: number; threads: string[] }
  const becomes = async (read: () => Promise<unknown>, value: unknown) => {
    await expect.poll(read, { timeout: 60_000, interval: 100 }).toBe(value)
  }

  beforeAll(async () => {
    ;[postgres, redis] = await Promise.all([startPostgres({ tls: false }), startRedis({ tls: false })])
    folder = await mkdtemp(join(tmpdir(), 'keelson-health-'))
    await writeFile(join(folder, 'health.py'), healthModules[app])
    await writeFile(join(folder, 'switch'), 'pass')
    const python = await pythonOf(site)
    const port = await reservePort()
    origin = `http://127.0.0.1:${port}`
    const url = postgres.url().replace('localhost', '127.0.0.1')
    const args = [
      '-m',
      'gunicorn',
      `--bind=127.0.0.1:${port}`,
      '--graceful-timeout=2',
      ...gunicorn,
      `${app}:application`,
    ]
    server = spawn(python.path, args, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        ...python.env,
        PYTHONPATH: [folder, apps, python.env['PYTHONPATH']].join(':'),
        DATABASE_URL: url,
        SQLALCHEMY_URL: url.replace('postgresql', `postgresql${driver}`),
        REDIS_URL: redis.url().replace('localhost', '127.0.0.1'),
        DJANGO_REDIS: site === 'debian' ? '1' : '0',
        SECRET_KEY: 'sk-2f81c4d0',
        HEALTH_TOKEN: token,
        RENDER_GIT_COMMIT: release,
        SWITCH: join(folder, 'switch'),
      },
    })
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => void (output += text))
    }
  })
  afterAll(async () => {
    // Its workers would outlive it for a while if it were killed.
    const ended = new Promise((resolve) => server.once('close', resolve))
    if (server.exitCode === null && server.kill('SIGTERM')) await ended
    await Promise.all([postgres.remove(), redis.remove()])
    await rm(folder, { recursive: true })
  })

  test('serves', async () => {
    const answers = async () => {
      if (server.exitCode !== null) throw new Error(output)
      return get('/healthz').then(
        ({ status }) => status,
        () => 0,
      )
    }
    await becomes(answers, 200)
  })

  test('200 requests at once are answered, by one run', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => get('/health')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await state()).calls).toBe(1)
  })

  test('all is well, and only who has the token sees of what', async () => {
    const response = await get('/health')
    expect(response.headers.get('content-type')).toBe('application/health+json')
    expect(response.headers.get('cache-control')).toBe('no-store, private')
    expect(await response.json()).toEqual({ status: 'pass', releaseId: release })
    const { http, status, of } = await details()
    expect([http, status, of('disk')['observedUnit']]).toEqual([200, 'pass', 'percent'])
    expect((await get('/readyz', { method: 'HEAD' })).status).toBe(200)
    expect((await get('/readyz', { method: 'POST' })).status).toBe(405)
  })

  test('the gate reads it', async () => {
    const evidence = await waitUntilHealthy(httpProbe(`${origin}/readyz`), {
      expect: { release },
      consecutive: 2,
      stableMs: 0,
      intervalMs: 50,
    })
    expect(evidence.releases.map(({ name }) => name)).toEqual([release])
  })

  test('leaves no connection behind', async () => {
    for (let i = 0; i < 20; i++) await details()
    // The engine keeps one in its pool.
    await expect.poll(() => openConnections(postgres)).toBeLessThanOrEqual(app === 'flask_app' ? 1 : 0)
  })

  test('a cache that is away is a warning', async () => {
    await redis.stop()
    await becomes(async () => (await details()).status, 'warn')
    expect((await get('/health')).status).toBe(200)
    await becomes(async () => (await details()).of('redis')['code'], 'ECONNREFUSED')
    await redis.start()
    await becomes(async () => (await details()).status, 'pass')
  })

  test('a check that hangs is one thread, and every request is answered', async () => {
    await writeFile(join(folder, 'switch'), 'hang')
    await becomes(async () => (await details()).of('switched')['code'], 'timeout')
    for (let i = 0; i < 50; i++) expect((await get('/health')).status).toBe(200)
    expect((await state()).threads.filter((name) => name === 'health switched')).toEqual(['health switched'])
  })

  test.each(app === 'django_app' ? [app] : [])('a table that is locked ends a run at the server', async () => {
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: postgres.url() })
    await client.connect()
    await client.query('begin; lock table django_migrations in access exclusive mode')
    await becomes(async () => (await details()).of('migrations')['status'], 'fail')
    expect(['timeout', '57014']).toContain((await details()).of('migrations')['code'])
    const waiting = await client.query('select count(*)::int as count from pg_locks where not granted')
    expect(waiting.rows[0]).toEqual({ count: expect.toSatisfy((count: number) => count <= 1) })
    await client.query('rollback')
    await client.end()
    await becomes(async () => (await details()).of('migrations')['status'], 'pass')
  })

  test('without the database it is alive and not ready', async () => {
    await postgres.stop('immediate')
    await becomes(async () => (await get('/readyz')).status, 503)
    expect((await get('/healthz')).status).toBe(200)
    const response = await get('/health')
    expect([response.status, await response.json()]).toEqual([503, { status: 'fail', releaseId: release }])
    const { of } = await details()
    expect(of('database')).toMatchObject({ status: 'fail', code: 'OperationalError' })
  })

  test('a database that accepts and says nothing holds up one connection', async () => {
    const sockets = new Set<Socket>()
    let accepted = 0
    const silent = createServer((socket) => {
      accepted += 1
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => sockets.delete(socket))
        .resume()
    })
    await new Promise<void>((resolve) => silent.listen(postgres.port, '127.0.0.1', resolve))
    try {
      await becomes(async () => (await details()).of('database')['code'], 'timeout')
      for (let i = 0; i < 50; i++) expect((await get('/readyz')).status).toBe(503)
      expect((await get('/healthz')).status).toBe(200)
      const { threads } = await state()
      expect(threads.filter((name) => name === 'health database').length).toBeLessThanOrEqual(1)
      // Django's two checks give up, and begin anew, by the time limit that they set; the engine here has none.
      const isDjango = app === 'django_app'
      const isRepeated = async () => {
        await get('/health')
        return accepted >= (isDjango ? 8 : 1)
      }
      await becomes(isRepeated, true)
      // One that was given up may not be seen to be closed yet.
      await expect.poll(() => sockets.size).toBeLessThanOrEqual(isDjango ? 2 : 1)
    } finally {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => silent.close(resolve))
    }
  })

  test('and is ready again when the database is back', async () => {
    await postgres.start()
    await becomes(async () => (await get('/readyz')).status, 200)
    expect((await details()).of('database')['status']).toBe('pass')
  })

  test('the log says what was wrong, without a secret', () => {
    expect(output).toMatch(/health of database: fail OperationalError: /)
    expect(output).toMatch(/health of database: fail timeout: (?:no answer within 2 s|a run has not)/)
    for (const secret of [postgres.password, redis.password, token]) expect(output).not.toContain(secret)
  })
})

async function openConnections(postgres: PostgresServer): Promise<number> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: postgres.url() })
  await client.connect()
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  )
  await client.end()
  return rows[0]?.count ?? 0
}
