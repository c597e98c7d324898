import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../secret.js'
import { formatConninfo, parseConninfo } from './conninfo.js'

describe('formatConninfo', () => {
  test('quotes every value, and shows none', () => {
    const conninfo = formatConninfo({
      host: 'db',
      user: "o'neil",
      password: new Secret('a\\b'),
      parameters: { sslmode: 'require' },
    })
    expect(conninfo.reveal()).toBe(String.raw`host='db' port='5432' user='o\'neil' password='a\\b' sslmode='require'`)
    expect(String(conninfo)).toBe('[secret]')
  })

  test('is what parseConninfo reads', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.includes('\0'))
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 1, max: 65_535 }), (database, user, password, port) => {
        const parts = { host: '/run', port, database, user, parameters: { options: database } }
        const read = parseConninfo(formatConninfo({ ...parts, password: new Secret(password) }))
        expect({ ...read, password: read.password?.reveal() }).toEqual({ ...parts, password })
      }),
    )
  })

  test('refuses what no text can hold', () => {
    expect(() => formatConninfo({ host: 'a\0' })).toThrow('host has a character')
    expect(() => formatConninfo({ host: 'a', parameters: { 'x y': '1' } })).toThrow('"x y" is no keyword')
  })
})

describe('parseConninfo', () => {
  test.each([
    ['host=db', { host: 'db', port: 5432, database: undefined }],
    [" host = db  port=6543 dbname = 'a b' ", { host: 'db', port: 6543, database: 'a b' }],
    [String.raw`host=db user=a\ b options='-c a=\'b\''`, { user: 'a b', parameters: { options: "-c a='b'" } }],
    [`host=db user=''`, { user: undefined }],
    // libpq skips blanks behind the =, too.
    ['host=db user= dbname=x', { user: 'dbname=x', database: undefined }],
  ])('%s', (text, expected) => {
    expect(parseConninfo(text)).toMatchObject(expected)
  })

  test.each([
    ['', 'it has no host'],
    ['dbname=x', 'it has no host'],
    ['host', 'it is no list'],
    ["host=db password='7f3k", 'it is no list'],
    ['host=db host=b', 'host is there twice'],
    ['host=a,b', 'it has several hosts'],
    ['host=db port=0', 'its port must be'],
    ['host=db service=x', 'it has service'],
  ])('refuses %s', (text, problem) => {
    expect(() => parseConninfo(text)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
  })

  test('a quote in the middle is one', () => {
    expect(parseConninfo("host=db password=7f'3k").password?.reveal()).toBe("7f'3k")
  })
})
