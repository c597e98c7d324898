import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { sharedCertificates } from '../../../../test/services/certificates.ts'
import { createFolder } from '../../../../test/services/folder.ts'
import { connect } from './connect.js'
import { createPool } from './pool.js'
import { readSettings, type ConnectionOptions } from './settings.js'

const neonHost = 'ep-still-sea-123456.eu-central-1.aws.neon.tech'
const poolerHost = 'ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech'
const url = (host: string, query = '') => `postgresql://app:pw-7f3k-q@${host}/shop${query}`
const configOf = (connectionString: string, options: ConnectionOptions = {}) =>
  readSettings({ connectionString, ...options }).config

describe('TLS', () => {
  const verified = { rejectUnauthorized: true }

  test.each([
    '',
    '?sslmode=allow',
    '?sslmode=prefer',
    '?sslmode=require',
    '?sslmode=verify-ca',
    '?sslmode=verify-full',
  ])('is verified whatever the URL asks for: %s', (query) => {
    expect(configOf(url(neonHost, query)).ssl).toEqual(verified)
    expect(configOf(url(neonHost, `${query || '?'}&uselibpqcompat=true&channel_binding=require`)).ssl).toEqual(verified)
  })

  test.each(['localhost', '127.0.0.1', '127.8.0.1', '[::1]', 'db.localhost'])('is left out on %s', async (host) => {
    expect(configOf(url(host)).ssl).toBe(false)
    expect(configOf(url(host, '?sslmode=require')).ssl).toEqual(verified)
    const { ca } = await sharedCertificates()
    expect(configOf(url(host), { ca }).ssl).toEqual({ ...verified, ca })
  })

  test('a Unix socket is loopback, a name that only begins like it is not', () => {
    expect(configOf('postgresql:///shop?host=/run/postgresql')).toMatchObject({ host: '/run/postgresql', ssl: false })
    expect(configOf(url('localhost.example.com')).ssl).toEqual(verified)
    expect(configOf(url('127.0.0.1.example.com')).ssl).toEqual(verified)
  })

  test('disable is taken at its word, except for Neon', () => {
    expect(configOf(url('db.internal', '?sslmode=disable')).ssl).toBe(false)
    expect(() => configOf(url(neonHost, '?sslmode=disable'))).toThrow('Neon takes TLS only')
  })

  test('what would check nothing, or is no mode, is refused', () => {
    expect(() => configOf(url('db.example', '?sslmode=no-verify'))).toThrow(
      /anybody who answers\. Write sslmode=verify-full/,
    )
    expect(() => configOf(url('db.example', '?sslmode=strict'))).toThrow('sslmode must be verify-full, or disable')
  })

  test('the files of the URL are read', async () => {
    const folder = await createFolder('pem')
    const file = async (name: string) => {
      await writeFile(join(folder, name), `PEM of ${name}`)
      return encodeURIComponent(join(folder, name))
    }
    const query = `?sslrootcert=${await file('ca')}&sslcert=${await file('cert')}&sslkey=${await file('key')}`
    expect(configOf(url('localhost', query)).ssl).toEqual({
      ...verified,
      ca: 'PEM of ca',
      cert: 'PEM of cert',
      key: 'PEM of key',
    })
    const { ca } = await sharedCertificates()
    expect(configOf(url('db.example', query), { ca }).ssl).toMatchObject({ ca })
    expect(configOf(url('db.example', '?sslrootcert=system')).ssl).toEqual(verified)
    expect(() => configOf(url('db.example', '?sslrootcert=/nowhere'))).toThrow(
      /file of sslrootcert cannot be read: ENOENT/,
    )
  })
})

test.each(['/etc/ssl/ca.pem', '', '-----BEGIN CERTIFICATE-----\nMIIB'])('a ca that is no certificate: %j', (ca) => {
  expect(() => createPool({ connectionString: url('db.example'), ca })).toThrow(
    /ca is not a certificate\. It is PEM text, from -----BEGIN CERTIFICATE----- on, not the name of a file/,
  )
})

test('a preset that there is not is refused', () => {
  const preset = JSON.parse('"lambda"')
  expect(() => createPool({ connectionString: url('db.example'), preset })).toThrow(
    'preset must be long-running or serverless',
  )
})

describe('the pooler', () => {
  test('takes no options and limits of a session, and the error says what to do', () => {
    for (const query of ['?options=-c%20search_path%3Dshop', '?statement_timeout=1000', '?lock_timeout=5']) {
      expect(() => createPool({ connectionString: url(poolerHost, query) })).toThrow(/alter role … set …/)
      expect(configOf(url(neonHost, query))).toMatchObject({ host: neonHost })
    }
    expect(() => configOf(url(poolerHost), { statementTimeoutMs: 1000 })).toThrow('takes no statement_timeout')
  })

  test("takes what is Neon's own, and the name of the application", () => {
    const options = '?options=endpoint%3Dep-still-sea-123456&application_name=shop'
    expect(configOf(url(poolerHost, options))).toMatchObject({
      options: 'endpoint=ep-still-sea-123456',
      application_name: 'shop',
    })
    expect(configOf(url(poolerHost, options), { applicationName: 'jobs' })).toMatchObject({ application_name: 'jobs' })
  })

  test('takes a limit that is held here', () => {
    expect(configOf(url(poolerHost), { queryTimeoutMs: 5000 })).toMatchObject({ query_timeout: 5000 })
    expect(configOf(url(poolerHost, '?query_timeout=7000'))).toMatchObject({ query_timeout: 7000 })
    expect(() => configOf(url(poolerHost), { queryTimeoutMs: NaN })).toThrow('query_timeout must be whole milliseconds')
  })

  test('has no sessions', async () => {
    await expect(connect({ connectionString: url(poolerHost) })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/is a pooler, which has no sessions\. Take the direct host/),
    })
  })
})

test('parameters that would be misread are refused, the unknown ones left out', () => {
  expect(() => configOf(url('db.example', '?search_path=shop'))).toThrow('search_path is no parameter of a connection')
  expect(() => configOf(url('db.example', '?statement_timeout=5s'))).toThrow(
    'statement_timeout must be whole milliseconds',
  )
  expect(() => createPool({ connectionString: 'mysql://x' })).toThrow('must begin with postgresql://')
  expect(configOf(url('db.example', '?pgbouncer=true&sslnegotiation=direct'))).toEqual({
    host: 'db.example',
    port: 5432,
    database: 'shop',
    user: 'app',
    password: 'pw-7f3k-q',
    ssl: { rejectUnauthorized: true },
    sslnegotiation: 'direct',
    keepAlive: true,
  })
})
