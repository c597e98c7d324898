import { isSecret, Secret } from '@keelson/core'
import { expect, test } from 'vitest'
import { redisUrl } from './connection.js'

const database = { database_id: 'db-1', endpoint: 'calm-otter-10000', port: 6379, password: new Secret('p@ss/w%rd') }

test.each([
  ['calm-otter-10000', 'calm-otter-10000.upstash.io'],
  ['eu1-calm-otter-10000.upstash.io', 'eu1-calm-otter-10000.upstash.io'],
  ['localhost', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
])('the endpoint %s is the host %s', (endpoint, host) => {
  const url = redisUrl({ ...database, endpoint })
  expect(isSecret(url)).toBe(true)
  expect(String(url)).toBe('[secret]')
  expect(url.reveal()).toBe(`rediss://default:p%40ss%2Fw%25rd@${host}:6379`)
  expect(decodeURIComponent(new URL(url.reveal()).password)).toBe('p@ss/w%rd')
})

test.each([{}, { password: new Secret('') }])('without a password it says where there is one', (password) => {
  const { password: _, ...rest } = database
  expect(() => redisUrl({ ...rest, ...password })).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringMatching(/db-1.*getRedisDatabase/) }),
  )
})
