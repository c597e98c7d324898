import { inspect } from 'node:util'
import { createRedactor, KeelsonError } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import { explainRedisError, type Moment, type RedisServer } from './redis-error.js'

const server: RedisServer = {
  host: 'calm-otter-10000.upstash.io',
  port: 6379,
  tls: true,
  redact: createRedactor(['pw-7f3k9x']),
}
const plain: RedisServer = { ...server, tls: false }
const coded = (code: string, message = code) => Object.assign(new Error(message), { code })

describe('the usual reasons', () => {
  test.each<readonly [string, Error, RedisServer, Moment, string, string]>([
    ['an unreachable host', coded('ETIMEDOUT', 'connect ETIMEDOUT'), server, 'connecting', 'timeout', 'firewalls'],
    [
      'silence before TLS',
      coded('ETIMEDOUT', 'connect ETIMEDOUT'),
      server,
      'reached',
      'timeout',
      'Does the port speak TLS?',
    ],
    ['silence of a plain port', new Error('Socket timeout. Expecting data'), plain, 'reached', 'timeout', 'firewalls'],
    ['silence afterwards', new Error('Command timed out'), server, 'ready', 'timeout', 'commandTimeoutMs'],
    [
      'bytes that are no TLS',
      coded('ERR_SSL_WRONG_VERSION_NUMBER'),
      server,
      'reached',
      'config',
      'Use the port with TLS',
    ],
    ['bytes that are no TLS', coded('EPROTO', 'write EPROTO ssl3_get_record'), server, 'reached', 'config', 'redis://'],
    [
      'a reset of a plain client',
      coded('ECONNRESET', 'read ECONNRESET'),
      plain,
      'connecting',
      'config',
      'write rediss://',
    ],
    [
      'a close of a plain client',
      new Error('the connection was closed'),
      plain,
      'connecting',
      'config',
      'write rediss://',
    ],
    ['a reset of a client with TLS', coded('ECONNRESET', 'read ECONNRESET'), server, 'reached', 'network', 'starting'],
    ['a reset later', coded('ECONNRESET', 'read ECONNRESET'), server, 'ready', 'network', 'made anew by itself'],
    ['an old certificate', coded('CERT_HAS_EXPIRED'), server, 'reached', 'config', 'Renew it'],
    ['an unknown authority', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), server, 'reached', 'config', 'as ca'],
    ['a resolver that fails', coded('EAI_AGAIN'), server, 'connecting', 'network', 'Check its spelling'],
    [
      'a full server',
      new Error('ERR max number of clients reached'),
      server,
      'connecting',
      'rate_limited',
      'larger plan',
    ],
    [
      'a used up plan',
      new Error('ERR max daily request limit exceeded. Limit: 10000'),
      server,
      'connecting',
      'rate_limited',
      'larger plan',
    ],
    [
      'a used up month',
      new Error('ERR max requests limit exceeded'),
      server,
      'connecting',
      'rate_limited',
      'larger plan',
    ],
    ['an old server', new Error('ERR invalid password'), server, 'connecting', 'auth', 'Take the current URL'],
    ['an end', new Error('Connection is closed.'), server, 'ended', 'aborted', 'a new one is needed'],
    ['anything else', new Error('Protocol error'), server, 'ready', 'network', 'made anew by itself'],
  ])('%s: %s', (_, thrown, at, moment, code, hint) => {
    const error = explainRedisError(thrown, at, moment, 'get')
    expect(error).toMatchObject({ code, operation: 'GET', provider: 'redis', hint: expect.stringContaining(hint) })
    expect(error.message).toMatch(/^GET failed: Redis at calm-otter-10000\.upstash\.io:6379 /)
    expect(error.message).toContain(thrown.message)
    expect(error.message.includes('may have been carried out')).toBe(moment === 'ready')
  })

  test('of a connection without a command', () => {
    const error = explainRedisError(coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:6379'), server, 'connecting')
    expect(error.message).toMatch(/^no connection: Redis at .* refused the connection: nothing listens there/)
    expect(error).not.toHaveProperty('operation')
  })

  test('one that is explained already stays as it is', () => {
    const error = new KeelsonError('known', { code: 'auth' })
    expect(explainRedisError(error, server, 'ready', 'get')).toBe(error)
  })

  test('the handshake that an error quotes is not shown', () => {
    const said = 'ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `default`, `pw-7f3k9x`'
    const thrown = Object.assign(new Error(said), { command: { name: 'hello', args: ['3', 'AUTH', 'pw-7f3k9x'] } })
    const error = explainRedisError(thrown, server, 'connecting', 'get')
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('pw-7f3k9x')
    expect(error.cause).toEqual({ name: 'Error', message: said.replace('pw-7f3k9x', '[secret]'), code: 'ERR' })
  })
})
