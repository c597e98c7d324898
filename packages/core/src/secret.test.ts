/* oxlint-disable typescript/restrict-template-expressions, typescript/no-misused-spread -- doing these is the test */
import { Console } from 'node:console'
import { PassThrough } from 'node:stream'
import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { isSecret, reveal, Secret } from './secret.js'

vi.resetModules()
const copy = await import('./secret.js')

const value = 'rnd_0123456789'

describe.each([
  ['this copy', Secret],
  ['another copy', copy.Secret],
])('a Secret of %s', (_, Class) => {
  const secret = new Class(value)

  test('is recognised and reveals its value', () => {
    expect([isSecret(secret), copy.isSecret(secret), reveal(secret), secret.reveal()]).toEqual([
      true,
      true,
      value,
      value,
    ])
  })

  test.each<[string, () => unknown]>([
    ['toString', () => secret.toString()],
    ['String', () => String(secret)],
    ['a template', () => `${secret}`],
    ['concatenation', () => '' + secret],
    ['join', () => [secret].join()],
    ['inspect', () => inspect(secret)],
    ['inspect of everything', () => inspect(secret, { depth: Infinity, showHidden: true, getters: true })],
  ])('shows itself as [secret] in %s', (_name, show) => {
    expect(show()).toBe('[secret]')
  })

  test.each<[string, () => string]>([
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect inside an object', () => inspect({ deep: { secret } }, { depth: Infinity, showHidden: true })],
    [
      'inspect without its own method',
      () => inspect(secret, { customInspect: false, showHidden: true, depth: Infinity }),
    ],
    [
      'structuredClone',
      () => inspect(structuredClone(secret), { showHidden: true }) + JSON.stringify(structuredClone({ secret })),
    ],
    ['a spread', () => inspect({ ...secret }, { showHidden: true })],
    [
      'its keys',
      () => JSON.stringify([Object.keys(secret), Object.getOwnPropertyNames(secret), Object.entries(secret)]),
    ],
    ['an error', () => inspect(new Error(`${secret}`, { cause: secret }), { showHidden: true })],
  ])('does not show its value in %s', (_name, show) => {
    expect(show()).not.toContain(value)
    expect(show()).not.toContain('0123')
  })

  test('does not show its value on a console', () => {
    const stdout = new PassThrough()
    const terminal = new Console({ stdout })
    terminal.log(secret, { secret }, '%s %o %j %d', secret, secret, secret, secret)
    terminal.log('%s %o %O %j', secret, secret, secret, secret)
    terminal.dir(secret, { showHidden: true })
    terminal.table([{ secret }])
    const printed = String(stdout.read())
    expect(printed).toContain('[secret]')
    expect(printed).not.toContain('0123')
  })

  test('looks like any other, so that a comparison tells nothing', () => {
    expect(new Class('a')).toEqual(new Class('b'))
  })
})

test.each([undefined, null, 'text', {}, { reveal: () => value }, Symbol.for('keelson.secret')])(
  '%o is no Secret',
  (other) => {
    expect(isSecret(other)).toBe(false)
  },
)

test('reveal takes a text as it is', () => {
  expect(reveal('text')).toBe('text')
})

test('the other copy is another class', () => {
  expect(copy.Secret).not.toBe(Secret)
})
