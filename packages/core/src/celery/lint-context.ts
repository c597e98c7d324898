import type { Platform } from '../platform.js'
import type { Text } from '../text.js'
import type { CeleryProcess } from './parse-command.js'

/** What `lintCelery` knows beside the settings; what is left out is not judged. */
export interface CeleryContext {
  readonly platform?: Platform | undefined
  /** What is started, command lines or read ones: every worker and every beat, once for each instance. */
  readonly processes?: readonly (string | CeleryProcess)[] | undefined
  /** Values for the variables that settings refer to; none is shown. */
  readonly env?: object | undefined
  /** Where the application caches. @default LOCATION of each of CACHES, when that is among the settings */
  readonly cacheUrls?: readonly Text[] | undefined
  /** Whether the broker's server, when full, drops keys without an end: a `maxmemory-policy` of `allkeys-…`, eviction at Upstash. */
  readonly eviction?: boolean | undefined
  readonly longestTaskSeconds?: number | undefined
  /** The longest `countdown`, or time until an `eta`. */
  readonly longestEtaSeconds?: number | undefined
  /** The version of redis-py, as `4.3.4`: below 6 it compares no host names by itself. */
  readonly redisPy?: string | undefined
  /** What a process takes at its peak. */
  readonly perChildMb?: number | undefined
}

/** Settings by Celery's names, whatever they were called, and where each was found. */
export interface ReadSettings {
  readonly values: Readonly<Record<string, unknown>>
  readonly paths: Readonly<Record<string, string>>
}

/** Where what was tried is said to be from. */
export const measured = 'measured: Celery 5.2.6 and 5.6.3'
