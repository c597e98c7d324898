import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { diskProbe } from './disk.js'

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })

test('a folder, by what its file system says', async () => {
  const { blocks, bfree, bavail } = await statfs(tmpdir())
  const reading = await diskProbe(tmpdir(), { warnPercent: 0, failPercent: 0 }).run(context())
  expect(reading).toEqual({ status: 'pass', observedValue: expect.any(Number), observedUnit: 'percent' })
  const percent = (100 * bavail) / (blocks - bfree + bavail)
  expect(Math.abs((reading.observedValue as number) - percent)).toBeLessThan(1)
})

test('the limits decide', async () => {
  const all = { warnPercent: 100, failPercent: 100, failBytes: Number.MAX_SAFE_INTEGER }
  expect(await diskProbe(tmpdir(), all).run(context())).toMatchObject({ status: 'fail', code: 'space_low' })
})

test('a folder that is not there', async () => {
  expect(await diskProbe('/no/such/folder').run(context())).toMatchObject({
    status: 'fail',
    code: 'ENOENT',
    output: "ENOENT: no such file or directory, statfs '/no/such/folder'",
  })
})

test('limits that contradict each other are refused', () => {
  expect(() => diskProbe('/', { warnPercent: 4 })).toThrow(
    expect.objectContaining({
      code: 'config',
      message: 'warnPercent (4) of a probe must not be below failPercent (5)',
    }),
  )
  expect(() => diskProbe('/', { warnPercent: 101 })).toThrow(
    'warnPercent of a probe cannot be 101, only a number from 0 to 100',
  )
  expect(() => diskProbe('/', { failBytes: Number.NaN })).toThrow(
    'failBytes of a probe cannot be NaN, only a number 0 or more',
  )
})
