import { expect, test } from 'vitest'
import { defineEnv, readEnv } from '../env/env.js'
import * as variable from '../env/variable.js'
import { formatEnvExample, formatEnvTable } from './document.js'
import { parseDotenv } from './parse.js'

const definition = defineEnv(
  {
    SECRET_KEY: variable.secret({ description: 'signs | sessions' }),
    PORT: variable.port({ default: 8000 }),
    HOSTS: variable.list({ default: ['a.example', 'b.example'] }),
    GREETING: variable.string({ default: 'good day\nto you' }),
    S3_BUCKET: variable.string({ optional: true }),
    S3_KEY: variable.secret({ optional: true, example: 'AKIAEXAMPLE' }),
    MAIL_URL: variable.secret({ optional: true }),
  },
  {
    groups: [
      { name: 'uploads', members: ['S3_BUCKET', 'S3_KEY'], rule: 'all-or-none' },
      { name: 'mail', members: ['MAIL_URL'], rule: 'all', when: { PORT: [80, 8000] } },
    ],
  },
)

test('an example says what is needed and sets nothing by itself', () => {
  const example = formatEnvExample(definition)
  expect(example).toBe(`# signs | sessions: a secret
SECRET_KEY=

# a port from 1 to 65535, for example 8080 (not required)
# PORT=8000

# a list separated by commas, each item a text (not required)
# HOSTS=a.example,b.example

# a text (not required)
# GREETING='good day
# to you'

# a text (with the others of uploads)
# S3_BUCKET=

# a secret, for example AKIAEXAMPLE (with the others of uploads)
# S3_KEY=

# a secret (for mail while PORT is 80 or 8000)
# MAIL_URL=
`)
  expect(parseDotenv(example)).toEqual({ SECRET_KEY: '' })
  expect(() => readEnv(definition, parseDotenv(example))).toThrow(
    /2 problems\n {2}SECRET_KEY .* is missing.*\n {2}MAIL_URL is missing/,
  )
})

test('a table is one row a variable', () => {
  const rows = formatEnvTable(definition).trimEnd().split('\n')
  expect(rows).toHaveLength(9)
  expect(rows[2]).toBe(String.raw`| ${'`SECRET_KEY`'} | signs \| sessions | a secret | yes |  |`)
  expect(rows[3]).toBe('| `PORT` |  | a port from 1 to 65535 | no | 8000 |')
  expect(rows[6]).toContain('| with the others of uploads |')
})

test('a default is written as its variable reads it', () => {
  const amounts = defineEnv({
    RECYCLE: variable.duration({ unit: 's', default: 180 }),
    LIMIT: variable.bytes({ default: 10_000_000 }),
    DELAYS: variable.list({ item: variable.duration({ unit: 's' }), default: [1, 90] }),
  })
  const filledIn = formatEnvExample(amounts).replaceAll(/^# (?=[A-Z]+=)/gm, '')
  expect(readEnv(amounts, parseDotenv(filledIn))).toEqual({ RECYCLE: 180, LIMIT: 10_000_000, DELAYS: [1, 90] })
  expect(formatEnvTable(amounts)).toContain('| no | 180s |')
})
