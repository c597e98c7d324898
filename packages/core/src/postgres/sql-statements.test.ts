import pg from 'pg'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPostgres, type PostgresServer } from '../../../../test/services/postgres.ts'
import { splitSql } from './sql-statements.js'
import { readSqlTokens } from './sql-tokens.js'

describe('tokens', () => {
  test.each([
    [`a 'it''s' "Na""me" 1.5e3 $1`, ['a', `it's`, 'Na"me', '1.5e3', '$', '1']],
    [String.raw`E'it\'s' 'back\' U&"d\0061t" n'x'`, [`it's`, 'back\\', 'd\\0061t', 'x']],
    ['$$a;b$$ $tag$ $$ $tag$ a$b$c', ['a;b', ' $$ ', 'a$b$c']],
    ['-- one\n/* two /* three */ ; */x/**/y', ['x', 'y']],
    ['schéma.Straße', ['schéma', '.', 'straße']],
    ['', []],
  ])('%s', (sql, values) => {
    expect(readSqlTokens(sql).map(({ value }) => value)).toEqual(values)
  })

  test.each([
    [`\nselect 'a`, 'text in quotes that begins on line 2'],
    [`select E'a\\'`, 'text in quotes'],
    ['select "a', 'name in double quotes'],
    ['/* /* */', 'comment'],
    ['select $a$ $b$', 'text in $a$'],
  ])('refuses %s', (sql, what) => {
    expect(() => readSqlTokens(sql)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(what) }),
    )
  })
})

describe('statements', () => {
  test('have their text and line, without comments around them', () => {
    const sql = `-- first\nselect 1; ;\n\n/* second */ select\n 2 -- end\n;select ';'`
    expect(splitSql(sql).map(({ text, line }) => [line, text])).toEqual([
      [2, 'select 1'],
      [4, 'select\n 2'],
      [6, `select ';'`],
    ])
  })

  test('with semicolons inside', () => {
    const body = `create function f() returns int begin atomic select 1; select case when true then 2 end; end`
    const rule = 'create rule r as on insert to t do (select 1; select 2)'
    expect(splitSql(`${body}; ${rule}; select 3`).map(({ text }) => text)).toEqual([body, rule, 'select 3'])
  })
})

describe('against PostgreSQL', () => {
  let server: PostgresServer
  let client: pg.Client
  beforeAll(async () => {
    server = await startPostgres({ tls: false })
    client = new pg.Client(server.url())
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await server.remove()
  })

  test('random statements are split as the server splits them', async () => {
    const piece = fc.constantFrom(
      `'`,
      `''`,
      '"',
      '$',
      '$$',
      '$a$',
      ';',
      '--',
      '\n',
      '/*',
      '*/',
      '\\',
      `E'`,
      'x',
      '1',
      ' ',
      ',',
      'U&"',
      `N'`,
    )
    const sql = fc.array(piece, { maxLength: 12 }).map((pieces) => `select 1 as a, ${pieces.join('')}`)
    const read = (text: string) => {
      try {
        return splitSql(text)
      } catch {
        return undefined
      }
    }
    const ask = async (text: string) => {
      const results = await client.query({ text, rowMode: 'array' }).catch(() => undefined)
      return results && [results].flat().map(({ rows }) => rows)
    }
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(fc.array(sql, { minLength: 1, maxLength: 3 }), async (texts) => {
        const text = texts.join(';')
        const whole = await ask(text)
        // What the server refuses is no statement to compare with.
        if (!whole) return
        accepted += 1
        const parts = []
        for (const statement of read(text) ?? []) parts.push(...((await ask(statement.text)) ?? ['refused']))
        expect(parts).toEqual(whole)
      }),
      { numRuns: 1500, examples: [[[`select 1 as a, 'x''' "b"`, `select 2, E'\\';'`, 'select $a$;$a$ -- ;']]] },
    )
    expect(accepted).toBeGreaterThan(20)
  })
})
