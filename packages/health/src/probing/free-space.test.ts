import { expect, test } from 'vitest'
import { readFreeSpace, type FileSystem } from './free-space.js'

const limits = { warnPercent: 10, failPercent: 5, failBytes: 0 }
/** 100 GiB, of which 5 are reserved for root and so many free for others; half of the inodes are. */
const disk = (free: number, inodes = 500): FileSystem => {
  const blocks = 100 * 2 ** 18
  const bavail = free * 2 ** 18
  return { bsize: 4096, blocks, bavail, bfree: bavail + 5 * 2 ** 18, files: 1000, ffree: inodes }
}

test.each([
  [disk(95), 100, 'pass', undefined, undefined],
  [disk(9.5), 10, 'pass', undefined, undefined],
  [disk(9), 9.5, 'warn', 'space_low', '9.5 % free (9.0 GiB)'],
  [disk(4), 4.2, 'fail', 'space_low', '4.2 % free (4.0 GiB)'],
  [disk(0), 0, 'fail', 'space_low', '0 % free (0.0 GiB)'],
  [disk(50, 99), 52.6, 'warn', 'inodes_low', '9.9 % of the inodes free'],
  [disk(50, 0), 52.6, 'fail', 'inodes_low', '0 % of the inodes free'],
])('%o is %s percent: %s', (fileSystem, percent, status, code, output) => {
  expect(readFreeSpace(fileSystem, limits)).toEqual({
    status,
    code,
    output,
    observedValue: percent,
    observedUnit: 'percent',
  })
})

test('a file system that does not count inodes has enough of them, one without blocks none free', () => {
  expect(readFreeSpace({ ...disk(50), files: 0, ffree: 0 }, limits).status).toBe('pass')
  expect(readFreeSpace({ ...disk(50), blocks: 0, bfree: 0, bavail: 0 }, limits).status).toBe('fail')
})

test('bytes that are needed fail, whatever their share', () => {
  expect(readFreeSpace(disk(50), { ...limits, failBytes: 51 * 2 ** 30 })).toMatchObject({
    status: 'fail',
    code: 'space_low',
    output: '52.6 % free (50.0 GiB)',
  })
})
