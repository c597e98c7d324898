import { KeelsonError } from '@keelson/core'
import type { ByteRange } from './object.js'

/** Throws `config` for a range that no object could have. */
export function checkRange(key: string, range: ByteRange): void {
  const isCount = (value: unknown, least: number) => Number.isSafeInteger(value) && (value as number) >= least
  const isSound =
    'last' in range
      ? isCount(range.last, 1)
      : isCount(range.start, 0) && (range.end === undefined || isCount(range.end, range.start))
  if (isSound) return
  throw new KeelsonError(`${JSON.stringify(key)} cannot be read: range cannot be ${JSON.stringify(range)}`, {
    code: 'config',
    hint: 'Give start and end as the first and the last byte, counted from 0, or last as a number of bytes',
  })
}

/** The range as HTTP writes it: `bytes=0-99`, `bytes=100-`, `bytes=-10`. */
export function formatRange(range: ByteRange): string {
  return 'last' in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.end ?? ''}`
}

/** First byte and the one behind the last; `undefined` where nothing of the object is in the range, as S3's 416 says. */
export function resolveRange(
  range: ByteRange | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  if (!range) return { start: 0, end: size }
  if (size === 0) return undefined
  if ('last' in range) return { start: Math.max(0, size - range.last), end: size }
  return range.start < size ? { start: range.start, end: Math.min(size, (range.end ?? size - 1) + 1) } : undefined
}

/** The error of a range that an object does not have. */
export function rangeError(key: string, where: string, size: number, provider: string): KeelsonError {
  return new KeelsonError(`${JSON.stringify(key)} in ${where} has ${size} bytes: nothing is in that range`, {
    code: 'invalid_request',
    provider,
    status: 416,
  })
}
