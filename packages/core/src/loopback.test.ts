import { expect, test } from 'vitest'
import { isLoopback } from './loopback.js'

test.each(['localhost', 'db.localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '/run/postgresql'])(
  '%s is this machine',
  (host) => expect(isLoopback(host)).toBe(true),
)

test.each(['db.example', 'localhost.example', '127.example', '10.0.0.1', '::2', ''])('%s is not', (host) =>
  expect(isLoopback(host)).toBe(false),
)
