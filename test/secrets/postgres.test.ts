import { reveal, type Clock, type KeelsonError } from '@keelson/core'
import {
  formatPostgresUrl,
  lintPostgresCommand,
  lintPostgresUrl,
  parsePostgresUrl,
  pgDumpCommand,
  postgresUrlFor,
} from '@keelson/core/postgres'
import { formatCommand } from '@keelson/core/shell'
import { createRandom } from '@keelson/core/testing'
import { postgresProbe } from '@keelson/health/probes/postgres'
import { lintNeonUrl, neonServer, neonUrls } from '@keelson/neon/config'
import { connect, createPool, withPool } from '@keelson/neon/pg'
import { describe, expect, test, vi } from 'vitest'
import { refuseLeak, showAll } from './find-leak.ts'
import { startFailingPostgres, type PostgresScript } from './postgres-server.ts'
import { drawFrom, spellings } from './secret-texts.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Twenty times as fast as the machine's. */
const clock: Clock = {
  now: () => performance.now() * 20,
  date: () => Date.now(),
  timer(callback, ms) {
    const id = setTimeout(callback, ms / 20)
    return () => clearTimeout(id)
  },
}

const seen = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

describe('PostgreSQL URLs that are malformed', () => {
  const malformed: readonly ((raw: string) => string)[] = [
    (raw) => `postgresql://app:${raw}@localhost:5432/shop`,
    (raw) => `postgresql://app:1${raw}@db.internal/shop?sslmode=require`,
    (raw) => `postgresql://app:12?${raw}=${raw}@db.internal/shop`,
    (raw) => `postgresql://app:12?a${raw.replace(/\W/g, '')}=%@db.internal/shop`,
    (raw) => `postgresql://app:12?b${raw.replace(/\W/g, '')}=1&b${raw.replace(/\W/g, '')}=2@db.internal/shop`,
    (raw) => `postgresql://app:x@y${raw.replace(/\W/g, '')}?z=1@db.internal/shop`,
    (raw) => `postgresql://app:12/${raw}@db.internal/shop`,
    (raw) => `postgres//app:${raw}@db.internal/shop`,
    (raw) => `mysql://app:${raw}@db.internal/shop`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}%@db.internal/shop`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}@db.internal:99999/shop`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}@a,b/shop`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}@db.internal/shop?password=${encodeURIComponent(raw)}`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}@db.internal/shop?sslmode=${encodeURIComponent(raw)}`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}@db.internal/shop?search_path=${encodeURIComponent(raw)}`,
    (raw) =>
      `postgresql://app:${encodeURIComponent(raw)}@db.internal/shop?statement_timeout=${encodeURIComponent(raw)}`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}@db-pooler.neon.tech/shop?options=-c%20a=b`,
    (raw) => `postgresql://app:${encodeURIComponent(raw)}@ep-a.neon.tech/shop?sslmode=disable`,
    (raw) => raw,
    (raw) => `${raw}://${raw}:${raw}@${raw}/${raw}`,
  ]

  test('are refused, or read, without being shown in 2,000 generated cases', () => {
    const draw = drawFrom(createRandom(11))
    let refused = 0
    for (let run = 0; run < 2000; run++) {
      const password = draw.password()
      const build = malformed[run % malformed.length]!
      const url = draw.wrap(build(password))
      const shown: unknown[] = []
      const tries = [
        // Values of parameters are not secret.
        () => ({ ...parsePostgresUrl(url), parameters: Object.keys(parsePostgresUrl(url).parameters) }),
        () => createPool({ connectionString: url }).options,
        () => postgresUrlFor(url, 'libpq'),
        () => pgDumpCommand({ url, file: 'shop.dump' }).argv,
        () => lintPostgresUrl(url, { target: 'libpq', use: 'dump' }),
        () => lintPostgresCommand(`${formatCommand(['pg_dump', reveal(url)])} | gzip > shop.sql.gz`),
        () => [neonServer(url), neonUrls(url)],
        () => lintNeonUrl(url, { target: 'node-postgres', use: 'application' }),
      ]
      for (const attempt of tries) {
        try {
          shown.push(attempt())
        } catch (error) {
          refused += 1
          shown.push(error)
        }
      }
      refuseLeak(`form ${run % malformed.length}, run ${run}`, showAll(...shown), [password])
    }
    expect(refused).toBeGreaterThan(2000)
  })
})

describe('a server that quotes what it was told', () => {
  const points = ['ssl', 'startup', 'password', 'ready', 'query', 'cut', 'garbage'] as const
  const states = ['28P01', '28000', '3D000', '53300', '57P03', '42601', '42P01', 'XX000', '08P01', '57P01']

  async function fail(lane: Lane, seed: number): Promise<string> {
    const draw = drawFrom(createRandom(seed))
    const { pick } = draw
    const password = draw.password()
    const at = pick(points)
    const parameters = at === 'ssl' ? { sslmode: 'require' } : {}
    const url = formatPostgresUrl({
      host: '127.0.0.1',
      port: lane.server.port,
      user: 'app',
      password: parsePostgresUrl(`postgresql://app:${encodeURIComponent(password)}@h/d`).password,
      database: 'shop',
      parameters,
    })
    // Only who connects knows the URL that it connects by.
    const quoted = pick([
      password,
      at === 'query' ? password : url.reveal(),
      `user=app password=${password} dbname=shop`,
    ])
    const script = { at, sqlState: pick(states), text: `cannot serve ${pick(spellings)(quoted)} to app` }
    lane.script = script
    const told: KeelsonError[] = []
    const options = {
      connectionString: draw.wrap(url.reveal()),
      connectTimeoutMs: 1000,
      clock,
      random: () => 0.5,
      onError: (error: KeelsonError) => void told.push(error),
    }
    const session = await connect(options).catch((thrown: unknown) => thrown)
    const pool = createPool(options)
    const probe = postgresProbe(pool, { clock, timeoutMs: 2000 })
    const ofProbe = await probe.run({ signal: new AbortController().signal, attempt: 1 })
    const ofPool = await seen(pool.connect().then((client) => client.release()))
    const shown = [session, ofProbe, ofPool, probe, pool, pool.options, told]
    if (seed % 3 === 0) {
      const query = (handler: { query(text: string): Promise<unknown> }) => seen(handler.query('select 1'))
      shown.push(
        await seen(withPool(options, async (own) => void shown.push(own, at === 'query' || (await query(own))))),
      )
    }
    refuseLeak(`${at} ${script.sqlState}, seed ${seed}: ${script.text}`, showAll(...shown), [password])
    if (session instanceof Object && 'end' in session) await (session as { end(): Promise<void> }).end()
    await pool.end()
    const text = [session, ofPool].map((error) => (error instanceof Error ? error.message : '')).join('\n')
    return `${text}\n${ofProbe.output ?? ''}`
  }

  test('finds nothing shown by connect, createPool, withPool and postgresProbe', { timeout: 60_000 }, async () => {
    const outputs: string[] = []
    const seeds = Array.from({ length: 640 }, (_, seed) => seed)
    const work = async () => {
      const lane: Lane = { script: undefined, server: await startFailingPostgres(() => lane.script) }
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) outputs.push(await fail(lane, seed))
      await lane.server.close()
    }
    await Promise.all(Array.from({ length: 12 }, work))
    const failures = outputs.flatMap((output) => output.split('\n')).filter(Boolean)
    expect(failures.length).toBeGreaterThan(1400)
    // What the server quoted did arrive.
    expect(failures.filter((text) => text.includes('[secret]')).length).toBeGreaterThan(500)
  })
})

/** One failure at a time. */
interface Lane {
  script: PostgresScript | undefined
  readonly server: Awaited<ReturnType<typeof startFailingPostgres>>
}
