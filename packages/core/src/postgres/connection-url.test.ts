import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../secret.js'
import { formatPostgresUrl, parsePostgresUrl } from './connection-url.js'

const password = 'pw/7f3k'

describe('parsePostgresUrl', () => {
  test('takes a URL apart, decoded', () => {
    const url = new Secret(
      'postgresql://app%40eu:pw%2F7f3k@db.example:6543/shop%20eu?sslmode=require&options=-c%20a%3Db+c',
    )
    const { password: secret, ...rest } = parsePostgresUrl(url)
    expect(rest).toEqual({
      host: 'db.example',
      port: 6543,
      database: 'shop eu',
      user: 'app@eu',
      parameters: { sslmode: 'require', options: '-c a=b+c' },
    })
    expect(secret?.reveal()).toBe(password)
  })

  test.each([
    ['postgres://db.example', { host: 'db.example', port: 5432, database: undefined, user: undefined }],
    ['POSTGRES://app@[2001:db8::1]:5433/shop', { host: '2001:db8::1', port: 5433, user: 'app', password: undefined }],
    ['postgresql:///shop?host=/run/postgresql', { host: '/run/postgresql', database: 'shop', parameters: {} }],
    ['postgresql://app:pw@/shop?host=/run/postgresql', { host: '/run/postgresql', database: 'shop', user: 'app' }],
    ['postgresql://%2Frun%2Fpostgresql/shop', { host: '/run/postgresql', database: 'shop' }],
    ['postgresql://app:@db/', { host: 'db', user: 'app', password: undefined, database: undefined }],
    ['postgresql://db/..', { host: 'db', database: '..' }],
    ['postgresql://db/shop?sslmode=', { parameters: { sslmode: '' } }],
  ])('%s', (url, expected) => {
    expect(parsePostgresUrl(url)).toMatchObject(expected)
  })

  test.each([
    ['', 'it is empty'],
    ['  ', 'it is empty'],
    ['postgresql://app:pw 7f3k@db/shop', 'it has white space'],
    ['mysql://app:pw-7f3k@db/shop', 'it must begin with postgresql://'],
    ['postgresql+psycopg2://app:pw-7f3k@db/shop', 'postgres://. Take the driver out'],
    ['db.example:5432/pw-7f3k', 'it must begin with postgresql://'],
    ['postgresql://app:pw#7f3k@db/shop', 'it has a # in it'],
    ['postgresql://app:pw/7f3k@db/shop', 'its host or port cannot be read'],
    ['postgresql://app:1#7f3k@db/shop', 'it has a # in it'],
    ['postgresql://app:7f3k@b@db/shop', 'it has two @. Special characters'],
    ['postgresql://app:1/7f3k@db/shop', 'its database name has a / or @'],
    ['postgresql://app:1?7f3k@db/shop', 'one of its parameters is no name=value'],
    ['postgresql://app:7f3k%@db/shop', 'its password has a % that encodes nothing'],
    ['postgresql://app:7f3k%00@db/shop', 'its password has a %'],
    ['postgresql://db/sh%op', 'its database has a %'],
    ['postgresql://db/shop?options=%zz', 'its parameter options has a %'],
    ['postgresql:///shop', 'it has no host'],
    ['postgresql://app:pw-7f3k@', 'it has no host'],
    ['postgresql://a.example%2Cb.example/shop', 'it has several hosts'],
    ['postgresql://db:0/shop', 'its port must be 1 to 65535'],
    ['postgresql://db:70000/shop', 'its host or port cannot be read'],
    ['postgresql://db/shop?host=/run', 'it has two hosts'],
    ['postgresql://db/shop?sslmode=a&sslmode=b', 'its parameter sslmode is there twice'],
    ['postgresql://db/shop?password=pw-7f3k', 'its password is a parameter. Write it before the ?'],
  ])('refuses %s', (url, problem) => {
    expect(() => parsePostgresUrl(url)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
    expect(() => parsePostgresUrl(url)).not.toThrow(/7f3k/)
  })

  test('also what is no text at all', () => {
    expect(() => parsePostgresUrl(undefined as never)).toThrow('it is empty')
  })
})

describe('formatPostgresUrl', () => {
  test('writes what parsePostgresUrl reads', () => {
    const url = 'postgresql://app:pw%2F7f3k@[::1]:6543/shop?sslmode=require'
    expect(formatPostgresUrl(parsePostgresUrl(url)).reveal()).toBe(url)
    expect(formatPostgresUrl({ host: 'db' }).reveal()).toBe('postgresql://db/')
    expect(String(formatPostgresUrl({ host: 'db', password: new Secret(password) }))).toBe('[secret]')
  })

  test('any parts, whatever is in them', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.includes('\0'))
    const host = fc.oneof(fc.domain(), fc.ipV6(), fc.ipV4(), fc.constant('/run/postgresql'))
    const parameters = fc.dictionary(fc.constantFrom('sslmode', 'options', 'application_name'), text)
    const port = fc.integer({ min: 1, max: 65_535 })
    const database = text.filter((value) => !/[/@]/.test(value))
    fc.assert(
      fc.property(host, port, database, text, text, parameters, (name, number, shop, user, secret, rest) => {
        const parts = { host: name, port: number, database: shop, user, parameters: { ...rest } }
        const read = parsePostgresUrl(formatPostgresUrl({ ...parts, password: new Secret(secret) }))
        expect({ ...read, host: read.host.toLowerCase() }).toEqual({
          ...parts,
          host: new URL(`http://${name.includes(':') ? `[${name}]` : name.startsWith('/') ? 'x' : name}`).hostname
            .replace(/^\[|\]$/g, '')
            .replace(/^x$/, name),
          password: expect.anything(),
        })
        expect(read.password?.reveal()).toBe(secret)
      }),
    )
  })

  test('refuses what cannot be read back', () => {
    expect(() => formatPostgresUrl({ host: '' })).toThrow('it has no host')
    expect(() => formatPostgresUrl({ host: 'db', database: '\uD800' })).toThrow('its database is no well-formed text')
    expect(() => formatPostgresUrl({ host: 'db', user: 'a\0' })).toThrow('its user has a %')
  })
})
