import { expect, test } from 'vitest'
import { defineEnv, readEnv } from './env.js'
import { envSchema } from './env-schema.js'
import * as variable from './variable.js'

const definition = defineEnv({ PORT: variable.port({ default: 8000 }), KEY: variable.secret() })
const { validate, vendor, version } = envSchema(definition)['~standard']

test('answers with the values', () => {
  expect([vendor, version]).toEqual(['keelson', 1])
  const source = { PORT: '80', KEY: 'k9Wq' }
  expect(validate(source)).toEqual({ value: readEnv(definition, source) })
})

test('answers with an issue for every problem, and its place', () => {
  expect(validate({ PORT: 'http' })).toEqual({
    issues: [
      { path: ['PORT'], message: 'PORT is "http": expected a port from 1 to 65535, for example 8080' },
      { path: ['KEY'], message: 'KEY is missing: expected a secret' },
    ],
  })
})

test.each([undefined, null, 'PORT=80', 7])('%j is no environment', (value) => {
  expect(validate(value)).toEqual({ issues: [{ message: 'expected an environment' }] })
})
