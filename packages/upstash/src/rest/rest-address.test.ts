import { isKeelsonError, Secret } from '@keelson/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createRestRedis } from './index.js'
import { findRestAddress } from './rest-address.js'

const url = 'https://calm-otter-10000.upstash.io'
const token = 'AX-token-7f3k'
const variables = ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN', 'KV_REST_API_URL', 'KV_REST_API_TOKEN']

afterEach(() => vi.unstubAllEnvs())

function setAll(values: Readonly<Record<string, string>>): void {
  for (const name of variables) vi.stubEnv(name, values[name])
}

function refusalOf(options: Parameters<typeof findRestAddress>[0]): unknown {
  try {
    createRestRedis(options)
  } catch (error) {
    return error
  }
  return expect.unreachable('it was taken')
}

describe('found', () => {
  test.each([
    ['given', { url, token }, {}],
    ['given as Secret', { url, token: new Secret(token) }, {}],
    [
      'of a database',
      { database: { database_id: 'db-1', endpoint: 'calm-otter-10000', rest_token: new Secret(token) } },
      {},
    ],
    ['of the environment', {}, { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }],
    ['of the other environment', {}, { KV_REST_API_URL: url, KV_REST_API_TOKEN: token }],
    [
      'of one of two',
      {},
      {
        UPSTASH_REDIS_REST_URL: url,
        UPSTASH_REDIS_REST_TOKEN: token,
        KV_REST_API_URL: 'https://other.upstash.io',
        KV_REST_API_TOKEN: 'other',
      },
    ],
  ])('%s', (_, options, environment) => {
    setAll(environment)
    expect(findRestAddress(options)).toEqual({ url, token })
  })

  test.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080', `${url}/`])('%s', (given) => {
    expect(findRestAddress({ url: given, token })).toEqual({ url: given, token })
    createRestRedis({ url: given, token })
  })
})

describe('refused', () => {
  test.each([
    ['nothing', {}, {}, 'Set UPSTASH_REDIS_REST_URL'],
    ['a URL without a token', { url }, {}, 'Set UPSTASH_REDIS_REST_TOKEN'],
    ['a token without a URL', { token }, {}, 'Set UPSTASH_REDIS_REST_URL'],
    [
      'the URL of one database with the token of another',
      {},
      { UPSTASH_REDIS_REST_URL: url, KV_REST_API_TOKEN: token },
      'Set UPSTASH_REDIS_REST_TOKEN',
    ],
    ['a URL of a connection', { url: 'rediss://default:pw@host:6379', token }, {}, '@keelson/upstash/ioredis'],
    ['a database of a list', { database: { database_id: 'db-1', endpoint: 'a' } }, {}, 'getRedisDatabase'],
    ['no encryption', { url: 'http://calm-otter-10000.upstash.io', token }, {}, 'looks like https'],
    ['a host that only looks local', { url: 'http://127.0.0.1.evil.example', token }, {}, 'looks like https'],
    ['a quotation mark around the URL', { url: `"${url}"`, token }, {}, 'quotation mark'],
    ['a line end behind the URL', { url: `${url}\n`, token }, {}, 'white space'],
    ['a token in the URL', { url: `${url}?_token=${token}`, token }, {}, 'looks like https'],
    ['a user in the URL', { url: url.replace('//', `//user:${token}@`), token }, {}, 'looks like https'],
    ['a quotation mark around the token', { url, token: `"${token}"` }, {}, 'missing or malformed'],
    ['a line end behind the token', { url, token: `${token}\n` }, {}, 'missing or malformed'],
  ])('%s', (_, options, environment, said) => {
    setAll(environment)
    const error = refusalOf(options)
    expect(isKeelsonError(error)).toBe(true)
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(said) })
    expect(JSON.stringify(error)).not.toContain(token)
  })
})
