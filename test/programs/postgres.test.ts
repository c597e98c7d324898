import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import pgConnectionString from 'pg-connection-string'
import { Secret } from '@keelson/core'
import {
  formatConninfo,
  parseConninfo,
  parsePostgresUrl,
  postgresEnvironment,
  postgresUrlFor,
  type PostgresUrl,
} from '@keelson/core/postgres'
import { createRandom } from '@keelson/core/testing'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import { hostileTexts } from './hostile.ts'
import { runPython, type Site } from './programs.ts'

interface Answer {
  readonly libpq: { readonly psycopg: number; readonly psycopg2: number }
  readonly keywords: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly read: readonly (readonly [Read, Read])[]
  readonly connected: readonly (readonly [unknown, unknown])[]
}
type Read = Readonly<Record<string, string>>

const ask = (site: Site, texts: readonly string[], connect: readonly string[] = [], env: Record<string, string> = {}) =>
  runPython(site, 'postgres.py', { texts, connect }, { env }) as Promise<Answer>

const sites: readonly Site[] = ['debian', 'pip']
/** libpq of the site: the one of Debian 12, and those of the wheels. */
const major = { debian: 15, pip: 17 } as const

/** Parts with every parameter that has a place in a URL for libpq 15. */
const values: Readonly<Record<string, readonly string[]>> = {
  application_name: ['shop', "it's", 'a b+c=d&e', 'é 日'],
  channel_binding: ['require', 'prefer'],
  client_encoding: ['UTF8'],
  connect_timeout: ['5'],
  fallback_application_name: ['x'],
  gssencmode: ['disable'],
  gsslib: ['gssapi'],
  keepalives: ['1'],
  keepalives_count: ['3'],
  keepalives_idle: ['30'],
  keepalives_interval: ['5'],
  krbsrvname: ['postgres'],
  options: ['-c statement_timeout=5s', String.raw`-c a=b\ c`],
  replication: ['database'],
  requirepeer: ['postgres'],
  sslcert: ['/etc/client.pem'],
  sslcompression: ['0'],
  sslcrl: ['/etc/crl.pem'],
  sslcrldir: ['/etc/crl'],
  sslkey: ['/etc/client.key'],
  sslpassword: ['pass word'],
  sslsni: ['1'],
  ssl_max_protocol_version: ['TLSv1.3'],
  ssl_min_protocol_version: ['TLSv1.2'],
  target_session_attrs: ['read-write'],
  tcp_user_timeout: ['5000'],
}
const texts = hostileTexts(1000, 5).filter((text) => text !== '' && text.isWellFormed())
const hosts = ['db.example', 'localhost', '10.0.0.7', '2001:db8::1', '/run/postgresql', 'ep-x.eu.aws.neon.tech']

function generate(count: number): PostgresUrl[] {
  const random = createRandom(11)
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T
  return Array.from({ length: count }, (_, index) => {
    const names = Object.keys(values).filter((__, position) => position === index % 26 || random() < 0.15)
    const text = (step: number) => texts[(index * 3 + step) % texts.length] as string
    return {
      host: pick(hosts),
      port: pick([5432, 6543, 1, 65_535]),
      database: text(0),
      user: text(1),
      password: new Secret(text(2)),
      parameters: Object.fromEntries(names.map((name) => [name, pick(values[name] ?? [])])),
    }
  })
}

/** What libpq's own parser says, as parts. */
function partsOf({ host = '', port = '5432', dbname, user, password, ...parameters }: Read) {
  return { host, port: Number(port), database: dbname, user, password, parameters }
}

const plain = ({ password, ...parts }: PostgresUrl) => ({ ...parts, password: password?.reveal() })

const cases = generate(400)
/** Keywords that stand elsewhere in a URL, or nowhere. */
const parts = ['dbname', 'host', 'hostaddr', 'passfile', 'password', 'port', 'service', 'user']

test.each(sites)('libpq of %s reads URLs and texts as they were meant', async (site) => {
  const options = { sslrootcert: '/etc/ssl/certs/ca-certificates.crt', libpq: major[site] }
  const urls = cases.map((parts) => postgresUrlFor(parts, 'libpq', options).reveal())
  const conninfos = cases.map((parts) => formatConninfo(parts).reveal())
  const { read, libpq, variables } = await ask(site, [...urls, ...conninfos])
  expect(libpq.psycopg2).toBe(major[site])
  for (const [index, one] of cases.entries()) {
    const isLocal = one.host === 'localhost' || one.host.startsWith('/')
    const verified = isLocal ? {} : { sslmode: 'verify-full', sslrootcert: options.sslrootcert }
    const expected = plain({ ...one, parameters: { ...one.parameters, ...verified } })
    for (const answer of read[index] ?? []) expect(partsOf(answer)).toEqual(expected)
    for (const answer of read[cases.length + index] ?? []) expect(partsOf(answer)).toEqual(plain(one))
    expect(plain(parseConninfo(conninfos[index] ?? ''))).toEqual(plain(one))
    const withVariable = Object.entries(one.parameters).filter(([name]) => Object.values(variables).includes(name))
    const environment = postgresEnvironment({ ...one, parameters: Object.fromEntries(withVariable) }, options)
    const keyed = Object.entries(environment).map(([name, value]) => [
      variables[name] ?? name,
      value instanceof Secret ? value.reveal() : value,
    ])
    expect(partsOf(Object.fromEntries(keyed))).toEqual({
      ...expected,
      parameters: { ...Object.fromEntries(withVariable), ...verified },
    })
  }
})

test('every parameter of libpq 15 was asked for', async () => {
  const { keywords } = await ask('debian', [])
  const used = new Set(cases.flatMap(({ parameters }) => Object.keys(parameters)))
  expect([...used, 'sslmode', 'sslrootcert', ...parts].toSorted()).toEqual([...keywords])
})

test('libpq 18 knows every parameter that is kept for it', async () => {
  const { keywords, libpq } = await ask('pip', [])
  expect(libpq.psycopg).toBe(18)
  const others = ['sslmode', 'sslrootcert', ...parts]
  for (const keyword of keywords.filter((one) => !others.includes(one))) {
    const url = postgresUrlFor(`postgresql://db.example/shop?${keyword}=1`, 'libpq', { libpq: 18 })
    expect(parsePostgresUrl(url).parameters).toMatchObject({ [keyword]: '1' })
  }
  expect(() => postgresUrlFor('postgresql://db.example/shop?sslnegotiation=direct', 'libpq')).toThrow(
    'from version 17 on',
  )
})

test('libpq misreads what we refuse', async () => {
  const misread = [
    ['postgresql://app:pw@7f3k@db.example/shop', { host: '7f3k@db.example', password: 'pw' }],
    ['postgresql://app:5/7f3k@db.example/shop', { host: 'app', port: '5' }],
    ['postgresql://db.example/shop?sslmode=verify-full&sslmode=disable', { sslmode: 'disable' }],
    ['postgresql://db.example/shop?ssl=true', { sslmode: 'require' }],
    ['host=db.example user= dbname=shop', { user: 'dbname=shop' }],
  ] as const
  const { read } = await ask(
    'pip',
    misread.map(([url]) => url),
  )
  for (const [index, [, expected]] of misread.entries()) expect(read[index]?.[1]).toMatchObject(expected)
  for (const [url] of misread.slice(0, 3)) expect(() => parsePostgresUrl(url)).toThrow('cannot be used')
  expect(parsePostgresUrl(postgresUrlFor(misread[3][0], 'libpq')).parameters).toMatchObject({ sslmode: 'verify-full' })
})

test('node-postgres reads URLs as they were meant, or they are refused', () => {
  const refused = cases.filter(({ database = '' }) => /[/?#]|^\.\.?$/.test(database))
  const kept = /^(?:application_name|options|channel_binding)$/
  const forNode = ({ parameters, ...rest }: PostgresUrl): PostgresUrl => ({
    ...rest,
    parameters: Object.fromEntries(Object.entries(parameters).filter(([name]) => kept.test(name))),
  })
  for (const one of refused) {
    expect(() => postgresUrlFor(forNode(one), 'node-postgres')).toThrow('its database name has')
  }
  const read = cases.filter((one) => !refused.includes(one)).map(forNode)
  expect(read.length).toBeGreaterThan(200)
  for (const one of read) {
    const parsed: Readonly<Record<string, unknown>> = {
      ...pgConnectionString.parse(postgresUrlFor(one, 'node-postgres').reveal()),
    }
    const { host, port, database, user, password, application_name, options } = parsed
    const { parameters, ...parts } = plain(one)
    expect({ host, port: Number(port || 5432), database, user, password }).toEqual(parts)
    expect({ application_name, options }).toEqual({
      application_name: parameters['application_name'],
      options: parameters['options'],
    })
  }
})

describe('a server with TLS', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.remove())

  test.each(sites)('is verified by %s, and not trusted where it cannot be', { timeout: 60_000 }, async (site) => {
    const strict = { sslmode: 'verify-full', libpq: major[site] } as const
    const good = postgresUrlFor(server.url(), 'libpq', { ...strict, sslrootcert: server.caFile })
    const conninfo = formatConninfo(parsePostgresUrl(good))
    const foreign = postgresUrlFor(server.url(), 'libpq', {
      ...strict,
      sslrootcert: '/etc/ssl/certs/ca-certificates.crt',
    })
    const system = postgresUrlFor(server.url(), 'libpq', { ...strict, libpq: 18, sslrootcert: 'system' })
    const urls = [good, conninfo, foreign, system].map((url) => url.reveal())
    const connectAll = (env = {}) => ask(site, [], urls, env)
    const connected = [true, server.user]
    // psycopg2's wheel has no better words for a certificate that is not accepted.
    const failed = { error: expect.stringMatching(/certificate|no SSL error reported/) }
    const first = await connectAll()
    expect(first.connected).toEqual([
      [connected, connected],
      [connected, connected],
      [failed, failed],
      [failed, failed],
    ])
    // libpq 15 takes `system` for a file; the wheels have OpenSSL look where SSL_CERT_FILE says, and else nowhere.
    const last = (await connectAll({ SSL_CERT_FILE: server.caFile })).connected[3]
    expect(last).toEqual(site === 'debian' ? [failed, failed] : [connected, connected])
  })
})
