import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import { defineEnv } from '../env/env.js'
import * as variable from '../env/variable.js'
import { isKeelsonError } from '../errors.js'
import type { ConfigFile } from './file-settings.js'
import { readConfig } from './read.js'

const definition = defineEnv({
  LOG_LEVEL: variable.string({ default: 'info' }),
  WEB_MAX_UPLOAD_MB: variable.integer({ min: 1 }),
  HOSTS: variable.list({ optional: true, aliases: ['HOST'] }),
  DATABASE_URL: variable.secretUrl({ optional: true }),
})
const modules = {
  admin: defineEnv({ ADMIN_PORT: variable.port() }),
  imageResize: defineEnv({ IMAGE_RESIZE_QUALITY: variable.integer({ default: 80 }) }),
}
const read = (files: readonly ConfigFile[], env: object = {}) => readConfig({ definition, modules, files, env })
const text = (name: string, content: string): ConfigFile => ({ name, text: content })
const problemsOf = (files: readonly ConfigFile[], env: object = {}): readonly string[] => {
  try {
    read(files, env)
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return error.message.split('\n').slice(1)
    throw error
  }
  return []
}

test('later files win, the environment wins over all, and every value has its origin', () => {
  const {
    values,
    origins,
    modules: parts,
  } = read(
    [
      text('base.json', '{ "$schema": "x", "web": { "maxUploadMb": 5 }, "logLevel": "debug", "hosts": ["a", "b"] }'),
      { name: 'local.json', value: { WEB_MAX_UPLOAD_MB: 6, log: { level: null } } },
    ],
    { HOST: 'c', DATABASE_URL: '  ', PATH: '/bin' },
  )
  expect(values).toEqual({ LOG_LEVEL: 'info', WEB_MAX_UPLOAD_MB: 6, HOSTS: ['c'], DATABASE_URL: undefined })
  expectTypeOf(values.WEB_MAX_UPLOAD_MB).toEqualTypeOf<number>()
  expectTypeOf(parts.admin).toEqualTypeOf<{ readonly ADMIN_PORT: number } | undefined>()
  expect(parts).toEqual({ admin: undefined, imageResize: undefined })
  expect(origins).toEqual({
    LOG_LEVEL: { from: 'default' },
    WEB_MAX_UPLOAD_MB: { from: 'file', file: 'local.json', path: 'WEB_MAX_UPLOAD_MB' },
    HOSTS: { from: 'environment', variable: 'HOST' },
    MODULES_ADMIN: { from: 'default' },
    MODULES_IMAGE_RESIZE: { from: 'default' },
  })
})

test('settings of a module are read and required while it is on', () => {
  const base = '"web": { "maxUploadMb": 5 }'
  const on = text('on.json', `{ ${base}, "modules": { "admin": true, "imageResize": true }, "admin": { "port": 81 } }`)
  expect(read([on]).modules).toEqual({ admin: { ADMIN_PORT: 81 }, imageResize: { IMAGE_RESIZE_QUALITY: 80 } })
  expect(read([on], { MODULES_ADMIN: 'off' }).modules.admin).toBeUndefined()
  const off = text('off.json', `{ ${base}, "admin": { "port": "nonsense" } }`)
  expect(read([off]).modules.admin).toBeUndefined()
  expect(problemsOf([off], { MODULES_ADMIN: 'on' })).toEqual([
    '  off.json:1:51: admin.port is wrong: ADMIN_PORT is "nonsense": expected a port from 1 to 65535, for example 8080',
  ])
})

test('all problems are told at once, with file, line, column and key', () => {
  const bad = text(
    'config/app.json',
    `{
  "web": { "maxUploadMb": "hunter2", "maxUploadMB": 6 },
  "modules": { "admn": true },
  "hosts": ["a,b"],
  "databaseUrl": "hunter3",
  "logLevel": "x",
  "logLevel": "y"
}`,
  )
  const broken = text('broken.json', '{\n  "a": 1,\n}')
  expect(problemsOf([bad, broken, { name: 'list.json', value: [] }])).toEqual([
    '  config/app.json:1:1: has the key "logLevel" twice',
    '  config/app.json:2:53: web.maxUploadMB sets WEB_MAX_UPLOAD_MB, which web.maxUploadMb already sets',
    '  config/app.json:3:24: modules.admn is MODULES_ADMN, which nothing reads: expected MODULES_ADMIN',
    '  config/app.json:4:12: hosts has an item that is empty, is no text or number, or has a "," in it',
    '  broken.json:3:1: a key in double quotes is expected',
    '  list.json: the file is not one object',
    expect.stringMatching(/databaseUrl is wrong: DATABASE_URL is not valid/),
  ])
})

test('nothing of a file reaches the prototype of objects', () => {
  const evil = '{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } } }'
  expect(problemsOf([text('evil.json', evil)])).toHaveLength(3)
  expect(problemsOf([{ name: 'evil.json', value: JSON.parse(evil) as unknown }])).toHaveLength(3)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test.for([
  '',
  '{',
  '{"a":1,}',
  "{'a':1}",
  '{"a":01}',
  '{"a":.5}',
  '{"a":"\n"}',
  '[1] 2',
  '{"a":tru}',
  '// c\n{}',
  '{"a":"\\x"}',
])('%j is no JSON', (content) => {
  expect(() => JSON.parse(content) as unknown).toThrow(SyntaxError)
  expect(problemsOf([text('x.json', content)])[0]).toMatch(/^ {2}x\.json:\d+:\d+: /)
})

test('a file that is nested without end is refused, not followed', () => {
  expect(problemsOf([text('deep.json', '['.repeat(1e5))])[0]).toContain('more than 100 levels')
  const circle: Record<string, unknown> = {}
  circle['a'] = circle
  expect(problemsOf([{ name: 'circle', value: circle }])[0]).toContain('more than 100 levels')
})

test('JSON is read as JSON.parse reads it', () => {
  const definitionOf = defineEnv({
    X: variable.custom({ expected: 'JSON', parse: (json): unknown => JSON.parse(json), verbatim: true }),
  })
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
      for (const file of [text('x', JSON.stringify({ X: value }, undefined, 2)), { name: 'x', value: { X: value } }]) {
        const { values } = readConfig({ definition: definitionOf, files: [file], env: {} })
        expect(JSON.stringify(values.X)).toBe(JSON.stringify(JSON.parse(JSON.stringify(value))))
      }
    }),
    { seed: 3, numRuns: 300 },
  )
})
