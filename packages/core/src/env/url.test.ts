import { describe, expect, test } from 'vitest'
import { isSecret } from '../secret.js'
import type { Variable } from './custom.js'
import { checkEnv, defineEnv, readEnv } from './env.js'
import * as variable from './variable.js'

function reads(kind: Variable<unknown>, text: string): boolean {
  const definition = defineEnv({ VALUE: kind })
  if (checkEnv(definition, { VALUE: text }).length > 0) return false
  const { VALUE: value } = readEnv(definition, { VALUE: text })
  return isSecret(value) && value.reveal() === text
}

describe('postgresUrl', () => {
  test.each([
    'postgresql://shop:k9%2FWq@db.example:5432/shop?sslmode=verify-full',
    'postgres://shop@db.example/shop',
    'postgresql://shop:k9Wq@[::1]:5432/shop',
    'postgresql:///shop?host=/run/postgresql',
    'postgresql://shop:k9Wq@db.example',
  ])('takes %s', (text) => {
    expect(reads(variable.postgresUrl(), text)).toBe(true)
  })

  test.each([
    ['another protocol', 'mysql://shop:k9Wq@db.example/shop'],
    ['no host', 'postgresql:///shop'],
    ['a # in the password, which leaves a port', 'postgresql://shop:9#Wq@db.example/shop'],
    ['a / in the password, which leaves another host', 'postgresql://shop:12/3@db.example/shop'],
    ['a ? in the password', 'postgresql://shop:12?3@db.example/shop'],
    ['two hosts', 'postgresql://shop:k9Wq@a.example,b.example/shop'],
    ['a % that encodes nothing, which libpq refuses', 'postgresql://shop:50%off@db.example/shop'],
    ['its name in front', 'DATABASE_URL=postgresql://shop:k9Wq@db.example/shop'],
  ])('refuses %s', (_, text) => {
    expect(reads(variable.postgresUrl(), text)).toBe(false)
  })

  test('may be optional, and shows an example that it does not take as a value', () => {
    expect(variable.postgresUrl({ optional: true }).optional).toBe(true)
    const { example = '' } = variable.postgresUrl()
    expect(example).toMatch(/^postgresql:/)
    expect(reads(variable.postgresUrl(), example)).toBe(false)
  })
})

describe('redisUrl', () => {
  test.each([
    'rediss://default:k9Wq@cache.example:6379',
    'redis://cache.example:6379/0',
    'redis://cache.example/15?ssl_cert_reqs=required',
  ])('takes %s', (text) => {
    expect(reads(variable.redisUrl(), text)).toBe(true)
  })

  test.each([
    ['a database that redis-py takes for 0', 'redis://cache.example/shop'],
    ['a longer path', 'redis://cache.example/7/x'],
    ['no host', 'redis:///0'],
    ['the REST address', 'https://cache.example'],
    ['a password that takes the URL apart', 'redis://default:12/3@cache.example/0'],
    ['a % that encodes nothing', 'redis://default:50%@cache.example/0'],
  ])('refuses %s', (_, text) => {
    expect(reads(variable.redisUrl(), text)).toBe(false)
  })

  test('takes TLS only when told so', () => {
    expect(reads(variable.redisUrl({ tls: true }), 'redis://cache.example')).toBe(false)
    expect(reads(variable.redisUrl({ tls: true }), 'rediss://cache.example')).toBe(true)
    expect(variable.redisUrl({ tls: true }).expected).not.toContain('redis://')
  })
})
