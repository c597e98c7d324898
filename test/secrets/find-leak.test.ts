import { inspect } from 'node:util'
import { KeelsonError, Secret } from '@keelson/core'
import { createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { findLeak, showAll } from './find-leak.ts'
import { drawFrom, spellings } from './secret-texts.ts'

/** Every place in which an object can hold a text. */
const places: readonly ((text: string) => unknown)[] = [
  (text) => text,
  (text) => new KeelsonError(`refused ${text}`, { code: 'config' }),
  (text) => new KeelsonError('refused', { code: 'config', hint: `without ${text}` }),
  (text) => new KeelsonError('refused', { code: 'config', body: text }),
  (text) => new KeelsonError('refused', { code: 'config', requestId: text }),
  (text) => new KeelsonError('refused', { code: 'config', cause: { name: 'Error', message: text } }),
  (text) => new Error('refused', { cause: new Error('because', { cause: new Error(text) }) }),
  (text) => Object.assign(new Error('refused'), { command: { name: 'auth', args: [text] } }),
  (text) => Object.defineProperty({}, 'password', { value: text, enumerable: false }),
  (text) => Object.defineProperty(new Error('refused'), 'stack', { value: `Error: refused\n  at ${text}` }),
  (text) => ({ steps: [{ notes: ['nothing', text], undo: [{ detail: text }] }] }),
  (text) => new Map([['password', { nested: new Set([text]) }]]),
  (text) => ({ toJSON: () => ({ text }) }),
  (text) => ({ [Symbol('password')]: text }),
]

test('a leak that was planted is found, whichever way it is spelled and wherever it stands', () => {
  const draw = drawFrom(createRandom(7))
  for (let run = 0; run < 200; run++) {
    const secret = draw.pick([draw.password, draw.key])()
    for (const [index, place] of places.entries()) {
      const spell = draw.pick(spellings)
      const shown = showAll(place(spell(secret)))
      expect(
        findLeak(shown, [draw.password(), secret]),
        `place ${index}, ${spellings.indexOf(spell)}: ${secret}`,
      ).toBeDefined()
      expect(findLeak(showAll(places[index]!('[secret]')), [secret])).toBeUndefined()
    }
  }
})

test('a piece of a long secret that was cut off is found, and a wrapped one is none', () => {
  const secret = drawFrom(createRandom(8)).word(40)
  expect(findLeak(`it began with ${secret.slice(0, 15)}`, [secret])).toBe(secret.slice(0, 14))
  expect(findLeak(`it ended with ${secret.slice(-20)}`, [secret])).toBe(secret.slice(-14))
  expect(findLeak(showAll({ password: new Secret(secret) }), [secret])).toBeUndefined()
  expect(inspect(new Secret(secret))).toBe('[secret]')
})
