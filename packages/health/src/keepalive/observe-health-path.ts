import { describeCause, formatDuration, KeelsonError, systemClock, within } from '@keelson/core'
import type { Clock } from '@keelson/core'
import { parseHealth } from '../parse-health.js'
import { readStart } from '../probing/read-start.js'

/** What plain requests to a health path showed; no body, no secret. */
export interface HealthPathObservation {
  /** Without query. */
  readonly url: string
  /** Of GET. */
  readonly status: number
  /** Where a redirect leads to, without query. */
  readonly location?: string | undefined
  /** Of HEAD; absent when GET was not answered by 200 to 299. */
  readonly headStatus?: number | undefined
  /** A web page was answered. */
  readonly isPage: boolean
  /** Names of databases and the like that the body tells about. */
  readonly dependencies: readonly string[]
  /** Seconds since a cache in between asked the service; absent when it was asked now. */
  readonly cachedSeconds?: number | undefined
}

/** Options of {@link observeHealthPath}. */
export interface ObserveHealthPathOptions {
  /** For one request, in milliseconds; a cold start takes up to a minute. @default 70000 */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly clock?: Clock | undefined
}

/** What a check of something else than the process is named after. */
const dependency =
  /database|\bdb\b|postgres|mysql|mongo|sql|redis|valkey|cache|celery|rabbit|kafka|queue|broker|storage|\bs3\b|bucket|search|smtp|mail/i

/**
 * Asks a health path as monitors do, with a GET and a HEAD, for `lintHealthPath` to judge.
 *
 * Throws `config` for a URL that is not http or https or has a password, `network`, `timeout` or `aborted` when it is not
 * answered; a bad answer is an observation.
 *
 * @example
 * import { lintHealthPath, observeHealthPath } from '@keelson/health'
 * const findings = lintHealthPath(await observeHealthPath('https://shop.onrender.com/healthz'))
 */
export async function observeHealthPath(
  url: string | URL,
  options: ObserveHealthPathOptions = {},
): Promise<HealthPathObservation> {
  const { timeoutMs = 70_000, signal, fetch = globalThis.fetch, clock = systemClock } = options
  const target = URL.parse(url)
  if (!target || !/^https?:$/.test(target.protocol) || target.username || target.password)
    throw new KeelsonError('a health path needs an http or https URL without user and password', { code: 'config' })
  const shown = target.origin + target.pathname
  const ask = async <T>(method: 'GET' | 'HEAD', read: (response: Response) => Promise<T>): Promise<T> => {
    const work = async (ended: AbortSignal) => read(await fetch(target, { method, signal: ended, redirect: 'manual' }))
    const ending = await within(work, timeoutMs, clock, signal)
    if (ending.how === 'done') return ending.value
    const operation = `${method} ${shown}`
    if (ending.how !== 'threw')
      throw new KeelsonError(`${operation} was not answered within ${formatDuration(timeoutMs)}`, {
        code: ending.how,
        operation,
      })
    const redact = (text: string) => text.replaceAll(target.search, '')
    const cause = describeCause(ending.thrown, redact)
    throw new KeelsonError(`${operation} was not answered: ${cause.message}`, { code: 'network', operation, cause })
  }
  const seen = await ask('GET', (response) => examine(response, target))
  const isGood = seen.status >= 200 && seen.status <= 299
  const headStatus = isGood ? await ask('HEAD', async ({ status }) => status) : undefined
  return { url: shown, ...seen, headStatus }
}

async function examine(response: Response, target: URL): Promise<Omit<HealthPathObservation, 'url' | 'headStatus'>> {
  const { status, headers } = response
  const text = await readStart(response)
  const next = URL.parse(headers.get('location') ?? '', target)
  return {
    status,
    location: status >= 300 && status <= 399 && next ? next.origin + next.pathname : undefined,
    isPage: /^\s*<(?:!doctype|html)\b/i.test(text),
    dependencies: [...new Set(parseHealth(text).checks.map(({ name }) => name))].filter((name) =>
      dependency.test(name),
    ),
    cachedSeconds: Number(headers.get('age')) || undefined,
  }
}
