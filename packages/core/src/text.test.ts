import { expect, test } from 'vitest'
import { Secret } from './secret.js'
import { envText, fillText, isEnvText, showText } from './text.js'

const port = { env: 'PORT' }

test('neighbours are one part, what is empty is none, and a text without variables is a string', () => {
  expect(envText('0.0.0.0:', port)).toEqual({ parts: ['0.0.0.0:', { env: 'PORT' }] })
  expect(envText('a', '', 'b', envText('c', port), 'd', 'e')).toEqual({ parts: ['abc', { env: 'PORT' }, 'de'] })
  expect(envText('a', 'b')).toBe('ab')
  expect(envText()).toBe('')
})

test.each(['', '1A', 'A B', 'A-B', 'A$', 'Ä'])('%j is refused as the name of a variable', (env) => {
  expect(() => envText({ env })).toThrow(/is not a name that an environment variable can have/)
})

test('a secret is refused as a default', () => {
  // @ts-expect-error a secret is no string
  expect(() => envText({ env: 'KEY', default: new Secret('k9Wq-k9Wq') })).toThrow(/^the default of KEY is no string/)
})

test('a text is shown as a shell would write it', () => {
  expect(showText('plain $PORT')).toBe('plain $PORT')
  expect(showText(envText('0.0.0.0:', port))).toBe('0.0.0.0:$PORT')
  expect(showText(envText(port, '0'))).toBe('${PORT}0')
  expect(showText(envText({ env: 'PORT', default: '8000' }, '/'))).toBe('${PORT:-8000}/')
})

test('it is filled with the values of an environment, its defaults standing in for what is missing or empty', () => {
  const text = envText('http://', { env: 'HOST', default: 'localhost' }, ':', port)
  expect(fillText(text, { HOST: 'shop', PORT: '1' })).toBe('http://shop:1')
  expect(fillText(text, { HOST: '', PORT: '1' })).toBe('http://localhost:1')
  expect(() => fillText(text, { PORT: '' })).toThrow('PORT is missing, which http://${HOST:-localhost}:$PORT needs')
  expect(() => fillText(envText({ env: 'constructor' }), {})).toThrow('constructor is missing')
  expect(fillText('plain', {})).toBe('plain')
})

test('only what envText makes is one', () => {
  expect(isEnvText(envText(port))).toBe(true)
  for (const value of ['a', null, undefined, {}, { parts: 'a' }, []]) expect(isEnvText(value)).toBe(false)
})
