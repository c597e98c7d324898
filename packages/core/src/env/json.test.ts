import { describe, expect, test } from 'vitest'
import type { Schema } from '../schema.js'
import * as shape from '../shape.js'
import { checkEnv, defineEnv, readEnv } from './env.js'
import * as variable from './variable.js'

describe('json', () => {
  test.each([
    ['{"a":[1,null]}', { a: [1, null] }],
    ['"text"', 'text'],
    ['null', null],
    ['false', false],
  ])('reads %s', (text, value) => {
    expect(readEnv(defineEnv({ VALUE: variable.json() }), { VALUE: text }).VALUE).toEqual(value)
  })

  test.each([`{a:1}`, `{"a":1,}`, `'{"a":1}'`, '<json>', 'True'])('refuses %s', (text) => {
    expect(checkEnv(defineEnv({ VALUE: variable.json() }), { VALUE: text })).toHaveLength(1)
  })

  test('holds the value against a guard', () => {
    const kind = variable.json({
      guard: (value): value is number[] => Array.isArray(value) && value.every((one) => typeof one === 'number'),
      expected: 'JSON as [1,2]',
    })
    expect([kind.parse('[1,2]'), kind.parse('[1,"2"]')]).toEqual([[1, 2], undefined])
    expect(kind.expected).toBe('JSON as [1,2]')
  })

  test('holds the value against a schema, and takes what that makes of it', () => {
    const doubled: Schema<number> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) =>
          typeof value === 'number' ? { value: value * 2 } : { issues: [{ message: 'no number' }] },
      },
    }
    const kind = variable.json({ schema: doubled })
    expect([kind.parse('21'), kind.parse('"21"')]).toEqual([42, undefined])
    const limits = variable.json({ schema: shape.object({ free: shape.number() }), default: { free: 10 } })
    expect([limits.default, limits.parse('{"free":1}'), limits.parse('{}')]).toEqual([
      { free: 10 },
      { free: 1 },
      undefined,
    ])
  })

  test('says so when a schema answers with a promise', () => {
    const late: Schema<string> = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.resolve({ value: 'late' }) },
    }
    const definition = defineEnv({ VALUE: variable.json({ schema: late, expected: 'settings' }) })
    expect(() => readEnv(definition, { VALUE: '{}' })).toThrow('(settings) answers with a promise')
  })

  test('shows nothing of a secret one', () => {
    const definition = defineEnv({ CREDENTIALS: variable.json({ secret: true }) })
    expect(checkEnv(definition, { CREDENTIALS: '{k9Wq' })[0]?.message).toBe('CREDENTIALS is not valid: expected JSON')
  })
})
