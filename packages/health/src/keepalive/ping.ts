import { describeCause, formatDuration, KeelsonError, systemClock, within } from '@keelson/core'
import type { Clock, ErrorCode } from '@keelson/core'

/** Options of {@link ping}. */
export interface PingOptions {
  /** Time for one attempt, in milliseconds; a cold start takes up to a minute. @default 70000 */
  readonly timeoutMs?: number | undefined
  /** How often it is repeated after no answer, a 429 or a 5xx. @default 1 */
  readonly retries?: number | undefined
  /** Before a repetition, in milliseconds. @default 30000 */
  readonly retryDelayMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly clock?: Clock | undefined
}

/** A good answer to {@link ping}. */
export interface PingResult {
  /** 200 to 299. */
  readonly status: number
  /** Of the attempt that was answered. */
  readonly durationMs: number
  /** An attempt took more than 5 seconds: it slept, so that something is wrong with the schedule. */
  readonly coldStart: boolean
  readonly attempts: number
}

const coldStartMs = 5000

/**
 * One GET that keeps a service awake, for any scheduler: it resolves for 200 to 299 only, so that a script, an Action or a
 * Workers cron fails visibly when the service is not healthy. Redirects are not followed.
 *
 * Throws a `KeelsonError` with `status` and `attempts`, and the query of the URL in no message: `config` for a URL that is
 * not http or https, or has a password, and for an answer from 300 to 499 (the path is not the shallow health path);
 * `rate_limited` (429), `server` (5xx), `timeout`, `network`, `aborted`.
 *
 * @example
 * import { ping } from '@keelson/health'
 * const { coldStart } = await ping('https://shop.onrender.com/healthz')
 */
export async function ping(url: string | URL, options: PingOptions = {}): Promise<PingResult> {
  const { timeoutMs = 70_000, retries = 1, retryDelayMs = 30_000, signal, clock = systemClock } = options
  const { fetch = globalThis.fetch } = options
  const target = URL.parse(url)
  // Fetch refuses a password in a URL, too, but shows it.
  if (!target || !/^https?:$/.test(target.protocol) || target.username || target.password)
    throw new KeelsonError('ping needs an http(s) URL without a password', { code: 'config' })
  if (!(timeoutMs >= 0 && retries >= 0 && retryDelayMs >= 0))
    throw new KeelsonError('timeoutMs, retries and retryDelayMs must be numbers from 0 up', { code: 'config' })
  const operation = `GET ${target.origin}${target.pathname}`
  const redact = (text: string) => text.replaceAll(target.search, '')

  let coldStart = false
  for (let attempts = 1; ; attempts++) {
    const startedAt = clock.now()
    const ending = await within((ended) => ask(target, fetch, ended), timeoutMs, clock, signal)
    const durationMs = Math.round(clock.now() - startedAt)
    coldStart ||= durationMs > coldStartMs
    const status = ending.how === 'done' ? ending.value : undefined
    if (status !== undefined && status >= 200 && status <= 299) return { status, durationMs, coldStart, attempts }
    let code = codeOf(ending.how, status)
    if (attempts <= retries && code !== 'config' && code !== 'aborted') {
      const pause = await within(() => new Promise(() => undefined), retryDelayMs, clock, signal)
      if (pause.how === 'timeout') continue
      code = 'aborted'
    }
    const cause = ending.how === 'threw' ? describeCause(ending.thrown, redact) : undefined
    const after = status === undefined ? ` after ${formatDuration(durationMs)}` : ''
    // A browser shows a redirect that is not followed as status 0.
    const answer = cause?.message ?? (status === undefined ? ending.how : status || 'redirect')
    const isRedirect = status !== undefined && status < 400
    const advice = isRedirect ? 'where it leads to: a slash at the end, https?' : 'a path that answers 200, as /healthz'
    const hint = code === 'config' ? `Ping ${advice}` : undefined
    throw new KeelsonError(`${operation} failed${after}: ${answer}`, { code, operation, status, attempts, hint, cause })
  }
}

/** The status alone; the body is not downloaded. */
async function ask(target: URL, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<number> {
  const headers = { 'cache-control': 'no-cache' }
  const { status, body } = await fetch(target, { headers, signal, redirect: 'manual' })
  await body?.cancel()
  return status
}

function codeOf(how: string, status: number | undefined): ErrorCode {
  if (how === 'threw') return 'network'
  if (how === 'timeout' || how === 'aborted') return how
  if (status === 429) return 'rate_limited'
  return status !== undefined && status >= 500 ? 'server' : 'config'
}
