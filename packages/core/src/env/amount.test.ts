import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as variable from './variable.js'

describe('duration', () => {
  test.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['250ms', 250],
    ['1m500ms', 60_500],
    ['0s', 0],
  ])('reads %s', (text, value) => {
    expect(variable.duration().parse(text)).toBe(value)
  })

  test.each(['', '90', '30m1h', '1.5h', '-5s', '1h 30m', '5min', '5 s', 'PT5M', '1H', `${'9'.repeat(20)}d`])(
    'refuses %j',
    (text) => {
      expect(variable.duration().parse(text)).toBeUndefined()
    },
  )

  test('takes a plain number only of a unit that was given', () => {
    expect(variable.duration({ plain: 's' }).parse('90')).toBe(90_000)
    expect(variable.duration({ plain: 's' }).expected).toContain('or a number of s')
  })

  test('has the value, the default and the limits in the wanted unit, and whole', () => {
    const kind = variable.duration({ unit: 's', min: 30, max: 600, default: 180 })
    expect(kind.default).toBe(180)
    expect([kind.parse('5m'), kind.parse('29s'), kind.parse('601s'), kind.parse('60500ms')]).toEqual([
      300,
      undefined,
      undefined,
      undefined,
    ])
    expect(kind.expected).toContain('from 30s, up to 600s')
    expect(() => variable.duration({ unit: 's', max: 60, default: 61 })).toThrow('its default "61s" is not')
  })

  test.each(['d', 'h', 'm', 's', 'ms'] as const)('has an example that it takes in %s', (unit) => {
    for (const limits of [{}, { min: 0 }, { max: 5 }, { min: 2, max: 3 }]) {
      const kind = variable.duration({ unit, ...limits })
      expect(kind.parse(kind.example ?? '')).toBeTypeOf('number')
    }
  })

  test('reads whatever is written with units in order', () => {
    const part = fc.nat({ max: 99 })
    fc.assert(
      fc.property(part, part, part, part, (days, hours, minutes, seconds) => {
        const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        expect(variable.duration({ unit: 's' }).parse(`${days}d${hours}h${minutes}m${seconds}s`)).toBe(total)
      }),
    )
  })
})

describe('bytes', () => {
  test.each([
    ['512MB', 512_000_000],
    ['512mb', 512_000_000],
    ['1GiB', 1_073_741_824],
    ['1.5 GB', 1_500_000_000],
    ['64KiB', 65_536],
    ['10kB', 10_000],
    ['7B', 7],
    ['1TiB', 2 ** 40],
  ])('reads %s', (text, value) => {
    expect(variable.bytes().parse(text)).toBe(value)
  })

  test.each(['', '512', '512M', '1G', '1Gi', 'MB', '1.1KiB', '-1MB', '1e3B', '1,5GB', '512  MB', '99999TiB'])(
    'refuses %j',
    (text) => {
      expect(variable.bytes().parse(text)).toBeUndefined()
    },
  )

  test('takes a plain number only of a unit that was given, and keeps limits', () => {
    expect(variable.bytes({ plain: 'MiB' }).parse('512')).toBe(536_870_912)
    expect(variable.bytes({ min: 0, max: 1000 }).example).toBe('1000B')
    const kind = variable.bytes({ min: 1000, max: 2000, default: 1500 })
    expect([kind.default, kind.parse('2kB'), kind.parse('999B'), kind.parse('3kB')]).toEqual([
      1500,
      2000,
      undefined,
      undefined,
    ])
  })
})
