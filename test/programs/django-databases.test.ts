import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { envText, isEnvText } from '@keelson/core'
import { djangoDatabases, lintDjangoDatabases, type DjangoDatabase } from '@keelson/core/django'
import { postgresUrlFor } from '@keelson/core/postgres'
import { formatPythonSettings, type PythonValue } from '@keelson/core/python'
import { createRandom } from '@keelson/core/testing'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import { hostileTexts } from './hostile.ts'
import { runPython, type Site } from './programs.ts'

interface Database {
  readonly settings: Readonly<Record<string, unknown>>
  readonly parameters: Readonly<Record<string, unknown>>
}
interface Answer {
  readonly version: string
  readonly modules: readonly (Readonly<Record<string, Database>> & { readonly error?: string })[]
  readonly connected: readonly unknown[]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-django-'))
})
afterAll(() => rm(folder, { recursive: true }))

const ask = (site: Site, input: object) =>
  runPython(site, 'django_databases.py', input, { cwd: folder }) as Promise<Answer>
const version = { debian: '3.2', pip: '5.2' } as const
const sites: readonly Site[] = ['debian', 'pip']
const texts = hostileTexts(1000, 13).filter((text) => text !== '' && !text.includes('\0') && text.length <= 63)

const variable = (name: string) => envText({ env: name })

const environment = {
  DATABASE_URL: postgresUrlFor('postgres://app:p%40w@db.example:6543/shop?application_name=web', 'dj-database-url', {
    sslrootcert: '/etc/url.pem',
  }).reveal(),
  DATABASE_PASSWORD: `it's "$(touch keelson-marker)"`,
  DATABASE_HOST: 'db.example',
}

function generate(site: Site, count: number): DjangoDatabase[] {
  const random = createRandom(31)
  const maybe = <T>(value: T) => (random() < 0.4 ? value : undefined)
  const isNew = site === 'pip'
  return Array.from({ length: count }, (_, index): DjangoDatabase => {
    const pool = isNew
      ? maybe({ max_size: 4, min_size: maybe(2), timeout: maybe(5), max_idle: maybe(30), max_lifetime: maybe(60) })
      : undefined
    const kind = maybe(random() < 0.5 ? ('serverless' as const) : ('asgi' as const))
    const text = (step: number) => texts[(index * 3 + step) % texts.length] as string
    const server = {
      NAME: text(0),
      USER: maybe(text(1)),
      PASSWORD: maybe(variable('DATABASE_PASSWORD')),
      HOST: maybe(variable('DATABASE_HOST')),
      PORT: maybe(6543),
    }
    return {
      ...(index % 4 === 0 ? { url: variable('DATABASE_URL') } : server),
      kind,
      pool,
      server: maybe({ pooler: random() < 0.6 ? 'transaction' : 'session' }),
      CONN_MAX_AGE: pool || kind === 'asgi' ? undefined : maybe(random() < 0.3 ? null : Math.floor(random() * 900)),
      CONN_HEALTH_CHECKS: isNew ? maybe(random() < 0.5) : undefined,
      DISABLE_SERVER_SIDE_CURSORS: maybe(true),
      ATOMIC_REQUESTS: maybe(true),
      AUTOCOMMIT: maybe(true),
      TIME_ZONE: maybe('Europe/Berlin'),
      TEST: maybe({ NAME: 'test_shop' }),
      OPTIONS: maybe({
        application_name: text(2),
        ...(random() < 0.5 ? { sslmode: 'require' } : {}),
        ...(random() < 0.5 ? { sslrootcert: '/etc/ca.pem', connect_timeout: 3 } : {}),
        ...(isNew && random() < 0.5 ? { server_side_binding: true } : {}),
      }),
    }
  })
}

const fill = (value: PythonValue | undefined): unknown =>
  isEnvText(value) ? environment[(value.parts[0] as { env: keyof typeof environment }).env] : value

test.each(sites)('Django of %s has the settings that were written, and hands them on', async (site) => {
  const django = version[site]
  const databases = generate(site, 220)
  const asked = new Set(
    databases.flatMap((one) => Object.entries(one).flatMap(([name, value]) => (value === undefined ? [] : [name]))),
  )
  const all =
    'ATOMIC_REQUESTS AUTOCOMMIT CONN_MAX_AGE DISABLE_SERVER_SIDE_CURSORS HOST NAME OPTIONS PASSWORD PORT TEST TIME_ZONE USER kind server url'.split(
      ' ',
    )
  expect([...asked].toSorted()).toEqual([...all, ...(site === 'pip' ? ['CONN_HEALTH_CHECKS', 'pool'] : [])].toSorted())
  const modules = databases.map((one) =>
    formatPythonSettings({ DATABASES: djangoDatabases({ default: one }, { django }) }),
  )
  const answer = await ask(site, { modules, environment })
  expect(answer.version.startsWith(django)).toBe(true)
  // Nothing of a text was carried out.
  expect(await readdir(folder)).toEqual([])
  for (const [index, one] of databases.entries()) {
    expect(answer.modules[index]).toMatchObject({ default: expectedOf(one, site) })
    expect(answer.modules[index]?.['default']?.parameters).not.toHaveProperty('pool')
    expect(modules[index]?.includes('CONN_HEALTH_CHECKS')).toBe(site === 'pip')
  }
  for (const one of databases.filter(({ url }) => !url)) {
    const context = { django, server: one.server, asgi: one.kind === 'asgi' }
    const { default: written } = djangoDatabases({ default: one }, { django })
    const codes = lintDjangoDatabases({ default: written as Readonly<Record<string, unknown>> }, context).map(
      ({ code }) => code,
    )
    const isForever = one.CONN_MAX_AGE === null && one.CONN_HEALTH_CHECKS === false
    const isWeak = one.OPTIONS?.['sslmode'] === 'require' && one.HOST !== undefined
    expect(codes).toEqual([...(isForever ? ['django-no-health-checks'] : []), ...(isWeak ? ['django-sslmode'] : [])])
  }
})

/** A file, or libpq's word for it. */
const anyRoots: unknown = expect.stringMatching(/^(?:\/.*|system)$/)

/** What Django should have, out of what was asked for. */
function expectedOf(one: DjangoDatabase, site: Site): object {
  const fromUrl = { NAME: 'shop', USER: 'app', PASSWORD: 'p@w', HOST: 'db.example', PORT: 6543 }
  const parts = Object.keys(fromUrl).map((name) => [name, fill(one[name as keyof typeof fromUrl]) ?? ''])
  const checks = site === 'pip' ? (one.CONN_HEALTH_CHECKS ?? true) : false
  const kept = checks && !one.kind && !one.pool ? 60 : 0
  const { server_side_binding: _, ...options } = one.OPTIONS ?? {}
  const { pool, server, TEST = {}, ATOMIC_REQUESTS = false, AUTOCOMMIT = true, TIME_ZONE = null } = one
  const isVerified = options['sslmode'] === undefined && options['sslrootcert'] === undefined
  const defined = Object.entries(pool ?? {}).filter(([, value]) => value !== undefined)
  const ours = { min_size: 1, timeout: 10, max_idle: 60, max_lifetime: 1800 }
  return {
    settings: {
      ENGINE: 'django.db.backends.postgresql',
      ...(one.url ? fromUrl : Object.fromEntries(parts)),
      CONN_MAX_AGE: one.CONN_MAX_AGE === undefined ? kept : one.CONN_MAX_AGE,
      ...(site === 'pip' && { CONN_HEALTH_CHECKS: checks }),
      ...((one.DISABLE_SERVER_SIDE_CURSORS ?? server?.pooler === 'transaction') && {
        DISABLE_SERVER_SIDE_CURSORS: true,
      }),
      ATOMIC_REQUESTS,
      AUTOCOMMIT,
      TIME_ZONE,
      TEST,
      ...(pool && { OPTIONS: { pool: { ...ours, ...Object.fromEntries(defined) } } }),
    },
    parameters: {
      sslmode: 'verify-full',
      connect_timeout: 10,
      ...(isVerified && { sslrootcert: anyRoots }),
      ...(one.url && { application_name: 'web' }),
      ...options,
    },
  }
}

test('what Django leaves out without a word, or stumbles over at the first connection, is a finding', async () => {
  const ENGINE = 'django.db.backends.postgresql'
  const silent = { default: { ENGINE, NAME: 'shop', CONN_MAX_AEG: 5, sslmode: 'require' } }
  const modules = [silent, { default: { ENGINE, NAME: 'shop', CONN_HEALTH_CHECKS: true } }].map((DATABASES) =>
    formatPythonSettings({ DATABASES }),
  )
  for (const site of sites) {
    const [unknown, checks] = (await ask(site, { modules })).modules
    expect(unknown?.['default']).toMatchObject({ settings: { CONN_MAX_AGE: 0, CONN_MAX_AEG: 5 } })
    expect(unknown?.['default']?.parameters).not.toHaveProperty('sslmode')
    expect(checks?.error).toBeUndefined()
  }
  const codes = lintDjangoDatabases(silent).map(({ code }) => code)
  expect(codes).toEqual(['django-database-unknown-key', 'django-database-unknown-key'])

  const late = {
    default: { ENGINE, NAME: 'shop', HOST: '127.0.0.1', PORT: '1', CONN_MAX_AGE: 60, OPTIONS: { pool: true } },
  }
  const connect = [formatPythonSettings({ DATABASES: late })]
  expect((await ask('pip', { connect })).connected[0]).toEqual({
    error: "ImproperlyConfigured: Pooling doesn't support persistent connections.",
  })
  expect((await ask('debian', { connect })).connected[0]).toEqual({ error: expect.stringContaining('invalid') })
  expect(lintDjangoDatabases(late, { django: '5.2' })[0]?.code).toBe('django-pool-and-max-age')
  expect(lintDjangoDatabases(late, { django: '3.2' })[0]?.code).toBe('django-pool-unknown')
})

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgres()
}, 60_000)
afterAll(() => server.remove())

test.each(sites)('Django of %s connects to a server that it verified', { timeout: 60_000 }, async (site) => {
  const django = version[site]
  const url = variable('DATABASE_URL')
  const parts = {
    NAME: 'postgres',
    USER: server.user,
    PASSWORD: variable('PASSWORD'),
    HOST: 'localhost',
    PORT: server.port,
  }
  const write = (database: DjangoDatabase) =>
    formatPythonSettings({ DATABASES: djangoDatabases({ default: database }, { django }) })
  const OPTIONS = { sslrootcert: server.caFile }
  const { connected } = await ask(site, {
    environment: { DATABASE_URL: server.url(), PASSWORD: server.password },
    connect: [
      write({ url, OPTIONS }),
      write({ ...parts, OPTIONS }),
      // The authorities of the system did not sign this one.
      write(parts),
      write({ ...parts, OPTIONS, CONN_MAX_AGE: null }),
      formatPythonSettings({
        DATABASES: {
          default: {
            ...(djangoDatabases({ default: { ...parts, OPTIONS } }, { django })['default'] as object),
            CONN_MAX_AGE: '60',
          },
        },
      }),
    ],
  })
  const good = [true, server.user]
  const untrusted = { error: expect.stringMatching(/certificate|no SSL error/) }
  expect(connected).toEqual([good, good, untrusted, good, { error: expect.stringContaining('TypeError') }])
})
