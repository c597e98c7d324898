import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choosePartSize, defaultPartSize } from './part-size.js'
import { mostHeld, mostParts, smallestPart } from '../parts.js'

const TiB = 2 ** 40

test('any size up to 5 TiB fits into 10,000 equal parts, which are no larger than that takes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 * TiB }),
      fc.integer({ min: smallestPart, max: 2 ** 30 }),
      (size, partSize) => {
        const part = choosePartSize('a', { size, partSize, equalParts: true })
        expect(part(1)).toBe(part(mostParts))
        expect(part(1)).toBeGreaterThanOrEqual(partSize)
        expect(size).toBeLessThanOrEqual(part(1) * mostParts)
        // No larger than asked for, or not a MiB larger than it must be.
        expect(part(1) === partSize || (part(1) - 2 ** 20) * mostParts < size).toBe(true)
      },
    ),
  )
})

test('without a size, parts stay equal where they must, and otherwise 10,000 of them hold 5 TiB', () => {
  const equal = choosePartSize('a', { size: undefined, equalParts: true })
  expect([equal(1), equal(mostParts)]).toEqual([defaultPartSize, defaultPartSize])
  const growing = choosePartSize('a', { size: undefined, equalParts: false })
  expect([1, 1000, 1001, 2001].map(growing)).toEqual([1, 1, 2, 4].map((times) => times * defaultPartSize))
  let total = 0
  for (let partNumber = 1; partNumber <= mostParts; partNumber++) total += growing(partNumber)
  expect(total).toBeGreaterThan(5 * TiB)
  expect(choosePartSize('a', { size: undefined, partSize: mostHeld, equalParts: false })(mostParts)).toBe(mostHeld)
})

test.each([
  [{ partSize: smallestPart - 1 }, 'partSize'],
  [{ partSize: mostHeld + 1 }, 'partSize'],
  [{ partSize: 2 ** 23 + 0.5 }, 'partSize'],
  [{ partSize: Number.NaN }, 'partSize'],
  [{ size: -1 }, 'size'],
  [{ size: 1.5 }, 'size'],
  [{ size: 60_000 * mostHeld }, '10000 parts cannot hold'],
])('%o is refused', (sizing, named) => {
  const choose = () => choosePartSize('a', { size: undefined, equalParts: true, ...sizing })
  expect(choose).toThrow(expect.objectContaining({ code: 'config', message: expect.stringContaining(named) }))
})
