import { expect, test } from 'vitest'
import { formatDuration } from './duration.js'

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [4540, '4.5 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [900_000, '15 min'],
  [10_800_000, '180 min'],
])('%i ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text))
