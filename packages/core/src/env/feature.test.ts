import { expect, test } from 'vitest'
import { isSecret } from '../secret.js'
import { defineEnv } from './env.js'
import { readFeature } from './feature.js'
import * as variable from './variable.js'

const definition = defineEnv({
  DATABASE_URL: variable.postgresUrl(),
  GITHUB_APP_ID: variable.integer({ optional: true }),
  GITHUB_APP_PRIVATE_KEY: variable.secret({ optional: true, minLength: 4 }),
})
const variables = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY'] as const
const complete = { GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: 'k9Wq' }

test('a feature with all its variables has their values, whatever else is missing', () => {
  const feature = readFeature(definition, complete, { variables })
  const values = feature.enabled ? feature.values : undefined
  expect(Object.keys(values ?? {})).toEqual([...variables])
  expect(values?.GITHUB_APP_ID).toBe(7)
  expect(isSecret(values?.GITHUB_APP_PRIVATE_KEY)).toBe(true)
})

test.each([
  [{}, 'GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY are missing', false],
  [{ GITHUB_APP_ID: '7' }, 'GITHUB_APP_PRIVATE_KEY is missing', true],
  [
    { GITHUB_APP_ID: 'seven' },
    'GITHUB_APP_PRIVATE_KEY is missing; GITHUB_APP_ID is "seven": expected a whole number, for example 1',
    true,
  ],
  [
    { ...complete, GITHUB_APP_PRIVATE_KEY: 'k9' },
    'GITHUB_APP_PRIVATE_KEY is not valid: expected a secret of at least 4 characters',
    true,
  ],
])('without, or with wrong ones, it is off: %j', (source, reason, started) => {
  expect(readFeature(definition, source, { variables })).toEqual({ enabled: false, reason, started })
})

test('what the caller did not find keeps it off, too', () => {
  const needs = { 'the package pyjwt': false, 'the package cryptography': true }
  expect(readFeature(definition, complete, { variables, needs })).toEqual({
    enabled: false,
    reason: 'the package pyjwt is missing',
    started: true,
  })
  expect(readFeature(definition, complete, { variables, needs: { 'the package pyjwt': true } }).enabled).toBe(true)
})

test('a secret of another variable is not in the reason', () => {
  const source = { DATABASE_URL: 'postgresql://shop:Wq-k9-7z@db.example/shop', GITHUB_APP_ID: 'Wq-k9-7z' }
  const feature = readFeature(definition, source, { variables })
  expect(feature.enabled ? '' : feature.reason).toContain('GITHUB_APP_ID is not valid')
})
