/**
 * Whether a path sounds as if what answers it asked the database, too.
 *
 * @example
 * import { isDeepHealthPath } from '@keelson/core'
 * isDeepHealthPath('/readyz') // true
 * isDeepHealthPath('/healthz') // false
 */
export function isDeepHealthPath(path: string): boolean {
  return /\b(?:ready|readyz|readiness|db|database|postgres|redis|deep|full|dependencies|deps)\b(?!=(?:0|false|no)\b)/i.test(
    path,
  )
}
