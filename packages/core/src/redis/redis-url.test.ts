import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../secret.js'
import { formatRedisUrl, parseRedisUrl, redisClientOptions, redisUrlFor, type RedisClient } from './index.js'

const url = 'rediss://default:pw-7f3k@cache.example:6380/2'

describe('parseRedisUrl', () => {
  test.each([
    [url, { tls: true, host: 'cache.example', port: 6380, db: 2, user: 'default' }],
    ['REDIS://Cache.Example', { tls: false, host: 'cache.example', port: 6379, db: 0, user: undefined }],
    ['redis://[::1]:7000/', { host: '::1', port: 7000, db: 0 }],
    ['redis://red-abc123:6379', { host: 'red-abc123' }],
    ['rediss://user@h', { user: 'user', password: undefined }],
    ['rediss://h?ssl_ca_certs=%2Fetc%2Fca.pem', { parameters: { ssl_ca_certs: '/etc/ca.pem' } }],
  ])('reads %s', (text, parts) => {
    expect(parseRedisUrl(text)).toMatchObject(parts)
    expect(parseRedisUrl(new Secret(text))).toMatchObject(parts)
  })

  test('decodes the password, which does not show', () => {
    const { password } = parseRedisUrl('rediss://default:p%40s:s%2Fw%25@h')
    expect(password?.reveal()).toBe('p@s:s/w%')
    // A plus sign is one: only in what stands behind the ? it is a blank.
    const { user, password: plus, parameters } = parseRedisUrl('rediss://a+b:p+w@h?client_name=a+b%2B')
    expect([user, plus?.reveal(), parameters]).toEqual(['a+b', 'p+w', { client_name: 'a b+' }])
    expect(String(password)).toBe('[secret]')
  })

  test.each([
    ['', 'it is empty'],
    ['https://h', 'it is a web address'],
    ['h:6379', 'it must begin with rediss://'],
    ['rediss://', 'it names no host'],
    ['redis://:pw-7f3k@:6379/0', 'it names no host'],
    ['redis:///1', 'it names no host'],
    ['rediss://[::1', 'its host or port cannot be read'],
    ['rediss://:pw-7f3k@a:6379,b:6379', 'it names several hosts'],
    ['redis+sentinel://:pw-7f3k@a:26379/shop/0', 'it is for sentinels or a cluster'],
    ['sentinel://:pw-7f3k@a:26379', 'it is for sentinels or a cluster'],
    ['unix://:pw-7f3k@/run/redis.sock?db=1', 'it is a unix socket'],
    ['/run/redis.sock', 'it is a unix socket'],
    ['rediss://h/100000', 'its path is not the number of a database'],
    ['rediss://h/-1', 'its path is not the number of a database'],
    ['rediss://:pw-7f3k @h', 'white space'],
    ['rediss://:pw-7f3k#1@h', 'it has a # in it'],
    ['rediss://:pw-7f3k/1@h', 'it has a / or ? before its @'],
    ['rediss://:pw-7f3k?a=1@h', 'it has a / or ? before its @'],
    ['rediss://:pw-7f3k@x@h', 'it has two @ in it'],
    ['rediss://:pw-7f3k%@h', 'its password has a % that encodes nothing'],
    ['rediss://h:0', 'its port must be 1 to 65535'],
    ['rediss://h:70000', 'its port must be 1 to 65535'],
    ['rediss://h/cache', 'its path is not the number of a database'],
    ['rediss://h?db=1', 'its db is a parameter'],
    ['rediss://h?password=pw-7f3k', 'its password is a parameter'],
    ['rediss://h?a=1&a=2', 'its parameter a is there twice'],
    ['rediss://h?pw-7f3k', 'one of its parameters is no name=value'],
  ])('refuses %s', (text, problem) => {
    expect(() => parseRedisUrl(text)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
    expect(() => parseRedisUrl(text)).not.toThrow(/7f3k/)
  })
})

test('formatRedisUrl writes what parseRedisUrl reads, whatever is in it', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 })
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6())
  const parameters = fc.dictionary(fc.constantFrom('ssl_ca_certs', 'client_name'), text)
  const numbers = fc.record({
    port: fc.integer({ min: 1, max: 65_535 }),
    db: fc.nat({ max: 99_999 }),
    tls: fc.boolean(),
  })
  fc.assert(
    fc.property(host, text, text, parameters, numbers, (name, user, secret, rest, others) => {
      const parts = { host: name.toLowerCase(), user, parameters: { ...rest }, ...others }
      const { password, ...read } = parseRedisUrl(formatRedisUrl({ ...parts, password: new Secret(secret) }))
      expect(read).toEqual(parts)
      expect(password?.reveal()).toBe(secret)
    }),
  )
  expect(() => formatRedisUrl({ host: 'h', user: '\uD800' })).toThrow('its user is no well-formed text')
  expect(() => formatRedisUrl({ host: '' })).toThrow('it names no host')
  for (const db of [-1, 1.5, Number.NaN])
    expect(() => formatRedisUrl({ host: 'h', db })).toThrow('number of a database')
})

describe('redisUrlFor', () => {
  const python = '?ssl_cert_reqs=required&ssl_check_hostname=true'
  test.each([
    ['ioredis', ''],
    ['bullmq', ''],
    ['node-redis', ''],
    ['redis-py', python],
    ['django-redis', python],
    ['django', python],
    ['celery-broker', python],
    ['celery-result-backend', python],
  ] as const)('%s', (client, search) => {
    for (const given of [url, `${url}?ssl_cert_reqs=CERT_REQUIRED`])
      expect(redisUrlFor(given, client).reveal()).toBe(`${url}${search}`)
    expect(redisUrlFor('redis://red-abc:6379', client, { db: 3 }).reveal()).toBe('redis://red-abc:6379/3')
  })

  test('takes a file of an authority where the client reads one', () => {
    const caFile = '/etc/ca.pem'
    const said = 'ssl_ca_certs=%2Fetc%2Fca.pem'
    expect(redisUrlFor(url, 'django-redis', { caFile }).reveal()).toBe(`${url}${python}&${said}`)
    expect(redisUrlFor(`${url}?${said}`, 'celery-broker').reveal()).toBe(`${url}${python}&${said}`)
    expect(() => redisUrlFor(url, 'ioredis', { caFile })).toThrow('Pass its text: tls: { ca }')
    expect(() => redisUrlFor(url, 'redis-py', { caFile: '/a%2Fb' })).toThrow('decodes a % in a parameter twice')
    expect(() => redisUrlFor(`${url}?client_name=a%2525b`, 'redis-py')).toThrow('decodes a % in a parameter twice')
  })

  test.each<[string, RedisClient, string]>([
    [`${url}?ssl_cert_reqs=none`, 'celery-broker', 'ssl_cert_reqs=required'],
    [`${url}?ssl_cert_reqs=CERT_NONE`, 'ioredis', 'ssl_cert_reqs=required'],
    [`${url}?ssl_cert_reqs=optional`, 'redis-py', 'ssl_cert_reqs=required'],
    [`${url}?ssl_check_hostname=false`, 'redis-py', 'ssl_check_hostname=true'],
    ['redis://:pw-7f3k@calm-otter.upstash.io', 'ioredis', 'Write rediss://'],
    ['redis://h?ssl_cert_reqs=required', 'redis-py', 'Write rediss://'],
    [`${url}?socket_timeout=5`, 'celery-broker', 'does not read the parameter socket_timeout'],
    [`${url}?maxRetriesPerRequest=7`, 'ioredis', 'does not read the parameter maxRetriesPerRequest'],
    [`${url}?foo=bar`, 'redis-py', 'does not read the parameter foo'],
  ])('refuses %s for %s', (given, client, said) => {
    expect(() => redisUrlFor(given, client)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(said) }),
    )
    expect(() => redisUrlFor(given, client)).not.toThrow(/7f3k/)
  })

  test('keeps what redis-py reads', () => {
    expect(redisUrlFor(`${url}?socket_timeout=5`, 'celery-result-backend').reveal()).toBe(
      `${url}${python}&socket_timeout=5`,
    )
  })
})

describe('redisClientOptions', () => {
  test('speaks each client’s words and units', () => {
    expect(redisClientOptions('redis-py', { commandTimeoutSeconds: 0.5 })).toMatchObject({ socket_timeout: 0.5 })
    expect(redisClientOptions('ioredis')).toMatchObject({ connectTimeout: 5000, commandTimeout: 5000 })
    expect(redisClientOptions('bullmq')).toEqual({
      connectTimeout: 5000,
      keepAlive: 30_000,
      maxRetriesPerRequest: null,
    })
    expect(redisClientOptions('node-redis', { idleCheckSeconds: 10 })).toMatchObject({ pingInterval: 10_000 })
  })

  test('refuses what would be no limit, and one that BullMQ’s workers would run into', () => {
    expect(() => redisClientOptions('ioredis', { connectTimeoutSeconds: 0 })).toThrow('the time limit for connect is 0')
    expect(() => redisClientOptions('bullmq', { commandTimeoutSeconds: 5 })).toThrow('blocking commands')
  })
})
