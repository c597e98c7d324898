import { expect, test } from 'vitest'
import { lintConfigFile } from './lint.js'

const codes = (text: string) => lintConfigFile(text, 'app.json').map(({ code, path }) => `${code} ${path}`)
const key = 'hunter2hunter3'

test('a file of many keys is looked at once', () => {
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, 'x'])))
  expect(codes(text)).toEqual([])
})

test.for([
  [
    'config-file-secret app.json:1:27',
    `{ "database": {"password":"${key}"} }`,
    '{ "database": { "passwordVariable": "DB_PASSWORD" } }',
  ],
  [
    'config-file-secret app.json:1:11',
    `{ "urls":["redis://:${key}@cache.example"] }`,
    '{ "urls": ["redis://cache.example"] }',
  ],
  ['config-file-secret app.json:2:7', `{\n "x": "rnd_${key}${key}" }`, '{ "x": "rnd" }'],
  ['config-file-placeholder app.json:1:8', '{ "x": "<your-domain>" }', '{ "x": "shop.example" }'],
  ['config-file-key-twice app.json:1:1', '{ "x": 1, "x": 2 }', '{ "x": 1, "y": { "x": 2 } }'],
  ['config-file-proto app.json:1:8', '{ "a": { "__proto__": {} } }', '{ "a": { "proto": {} } }'],
  ['config-file-unreadable app.json:1:10', '{ "x": 1 // one\n}', '{ "x": 1 }'],
])('%s', ([finding = '', bad = '', good = '']) => {
  expect(codes(bad)).toEqual([finding])
  expect(codes(good)).toEqual([])
  expect(JSON.stringify(lintConfigFile(bad, 'app.json'))).not.toContain('hunter')
})
