import { describe, expect, test } from 'vitest'
import { checkBaseUrl, fillPath, formatQuery } from './url.js'

describe('fillPath', () => {
  test('fills and escapes every parameter', () => {
    expect(fillPath('op', '/a/{one}/b/{two}', { one: 'x y', two: 7 })).toBe('/a/x%20y/b/7')
    expect(fillPath('op', '/a/{id}', { id: 'a/../b?c#d%2e' })).toBe('/a/a%2F..%2Fb%3Fc%23d%252e')
    expect(fillPath('op', '/a')).toBe('/a')
    expect(fillPath('op', '/a/{id}', { id: '...' })).toBe('/a/...')
  })

  test.each<[unknown, string]>([
    [undefined, 'id cannot be ""'],
    [null, 'id cannot be ""'],
    ['', 'id cannot be ""'],
    [{}, 'id cannot be ""'],
    ['.', 'id cannot be "."'],
    ['..', 'id cannot be ".."'],
    ['half \ud83d', 'id cannot be "half \ud83d"'],
  ])('refuses %j before anything is sent', (id, why) => {
    expect(() => fillPath('GET /a/{id}', '/a/{id}', { id })).toThrow(
      expect.objectContaining({
        code: 'config',
        operation: 'GET /a/{id}',
        message: `GET /a/{id} was not sent: ${why}`,
      }),
    )
  })
})

test.each([
  [undefined, [], ''],
  [{}, [], ''],
  [{ a: undefined }, [], ''],
  [{ a: 'x y', b: 1, c: false }, [], '?a=x+y&b=1&c=false'],
  [{ a: ['x', 'y,z'] }, [], '?a=x%2Cy%2Cz'],
  [{ a: ['x', 'y'] }, ['a'], '?a=x&a=y'],
  [{ a: [] }, [], ''],
  [{ a: [] }, ['a'], ''],
  [{ a: '' }, [], '?a='],
  [{ a: '&=?#+' }, [], '?a=%26%3D%3F%23%2B'],
])('formatQuery of %o, repeating %o, is %j', (query, repeat, text) => {
  expect(formatQuery(query, repeat)).toBe(text)
})

describe('checkBaseUrl', () => {
  test.each([
    ['https://api.example.test/v1', 'https://api.example.test/v1'],
    ['https://api.example.test/v1/', 'https://api.example.test/v1'],
    ['https://api.example.test//', 'https://api.example.test'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080/x/', 'http://127.0.0.1:8080/x'],
    ['http://127.8.9.1', 'http://127.8.9.1'],
    ['http://[::1]:80', 'http://[::1]'],
  ])('%s is %s', (given, url) => {
    expect(checkBaseUrl(given)).toBe(url)
  })

  test.each([
    'http://api.example.test',
    'http://localhost.example.test',
    'http://127.0.0.1.example.test',
    'http://0.0.0.0',
    'ftp://api.example.test',
    'file:///etc/passwd',
    'api.example.test',
    '',
    'https://user@api.example.test',
    'https://user:hidden@api.example.test',
    'https://api.example.test?x=1',
    'https://api.example.test#x',
  ])('%s is refused', (given) => {
    expect(() => checkBaseUrl(given)).toThrow(expect.objectContaining({ code: 'config' }))
    expect(() => checkBaseUrl(given)).not.toThrow(/hidden/)
  })
})
