import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readText, wrapSecrets } from './decode.js'
import { createRedactor } from './redact.js'
import { isSecret, reveal } from './secret.js'

describe('readText', () => {
  test('puts characters together that were cut apart', async () => {
    const bytes = new TextEncoder().encode('grüße 🔑')
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    expect(await readText(new Response(body))).toBe('grüße 🔑')
  })

  test.each([
    ['no body', new Response(null), ''],
    ['an empty body', new Response(''), ''],
    ['a declared length', new Response('abc', { headers: { 'content-length': '3' } }), 'abc'],
    ['a length that is no number', new Response('abc', { headers: { 'content-length': 'x' } }), 'abc'],
    [
      'a body that was compressed',
      new Response('abcdef', { headers: { 'content-length': '3', 'content-encoding': 'gzip' } }),
      'abcdef',
    ],
  ])('reads %s', async (_, response, text) => {
    expect(await readText(response)).toBe(text)
  })

  test('a body that becomes too large is given up', async () => {
    let chunks = 0
    let cancelled = false
    const body = new ReadableStream({
      pull: (controller) => (chunks++, controller.enqueue(new Uint8Array(1024 * 1024))),
      cancel: () => void (cancelled = true),
    })
    const headers = { 'content-length': '10', 'content-encoding': 'br' }
    await expect(readText(new Response(body, { headers }))).rejects.toThrow('larger than 8 MiB')
    expect(cancelled).toBe(true)
    expect(chunks).toBeLessThan(12)
  })
})

describe('wrapSecrets', () => {
  test('wraps the values at its paths and makes them known', () => {
    const redact = createRedactor()
    const data = {
      list: [{ envVar: { key: 'A', value: 'first-value' } }, { envVar: { key: 'B', value: '' } }, { other: 1 }],
      map: { x: { uri: 'uri-of-x' }, y: { uri: 'uri-of-y' } },
      password: 'the-password',
      port: 5432,
    }
    const paths = ['list.*.envVar.value', 'map.*.uri', 'password', 'port', 'missing.path', 'password.deeper']
    for (const path of paths) wrapSecrets(data, path.split('.'), redact)
    expect(inspect(data, { depth: Infinity })).not.toMatch(/first-value|uri-of|the-password/)
    expect(data.list.map(({ envVar }) => envVar && reveal(envVar.value))).toEqual(['first-value', '', undefined])
    expect(isSecret(data.password)).toBe(true)
    expect(reveal(data.map.x.uri)).toBe('uri-of-x')
    expect(data.port).toBe(5432)
    expect(redact('first-value uri-of-y the-password 5432')).toBe('[secret] [secret] [secret] 5432')
  })

  test.each([null, undefined, 'text', 7, []])('leaves %o alone', (data) => {
    expect(() => wrapSecrets(data, ['a.*.b', '*', 'c'], createRedactor())).not.toThrow()
  })
})
