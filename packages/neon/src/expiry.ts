import { KeelsonError } from '@keelson/core'

/** A moment as Neon takes it for `expires_at`: ISO 8601 in whole seconds; throws `config` for what is none. */
export function wholeSeconds(moment: string): string {
  // Without a zone it would be another moment on another machine.
  const ms = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(moment) ? Date.parse(moment) : NaN
  if (!Number.isNaN(ms)) return formatSeconds(ms)
  throw new KeelsonError(`expires_at cannot be ${JSON.stringify(moment)}`, {
    code: 'config',
    provider: 'neon',
    hint: 'Give a time with its zone: 2026-12-01T00:00:00Z',
  })
}

/** Neon lets no branch expire later. https://neon.com/docs/guides/branch-expiration */
const mostMs = 30 * 24 * 60 * 60 * 1000

/** The moment that is so many milliseconds after `date`; throws `config` when that is not after it, or too far away. */
export function secondsAfter(date: number, ms: number): string {
  if (ms > 0 && ms <= mostMs) return formatSeconds(date + ms)
  throw new KeelsonError(`expiresInMs cannot be ${ms}`, {
    code: 'config',
    provider: 'neon',
    hint: 'Give the milliseconds that it is to be kept, 30 days at most: 7 * 24 * 60 * 60 * 1000',
  })
}

function formatSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
