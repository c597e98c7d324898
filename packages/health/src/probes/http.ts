import { createRedactor, describeCause, formatDuration, KeelsonError, reveal, systemClock, within } from '@keelson/core'
import type { Clock, Probe, ProbeReading, Secret } from '@keelson/core'
import { readHealthBody } from '../health-body.js'
import { checkTimeout } from '../probing/question.js'
import { readStart } from '../probing/read-start.js'

/** Options of {@link httpProbe}. */
export interface HttpProbeOptions {
  /** @default host and path of the URL */
  readonly name?: string | undefined
  /** With `HEAD` only the status and the headers are judged. @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | undefined
  readonly headers?: Readonly<Record<string, string | Secret>> | undefined
  /** Which HTTP status is healthy: one, several, or a rule. @default 200 to 299 */
  readonly expectStatus?: number | readonly number[] | ((status: number) => boolean) | undefined
  /** Whether the body, parsed JSON or else text, is a healthy one. */
  readonly expectBody?: ((body: unknown) => boolean) | undefined
  /** A body that is not JSON fails. @default false */
  readonly requireJson?: boolean | undefined
  /**
   * Which release answered, from the body (parsed JSON or else text) or the headers.
   * @default the body's `releaseId`, `commit` or `version`, the first that it has
   */
  readonly release?: ((body: unknown, headers: Headers) => string | undefined) | undefined
  /** Time for one run, in milliseconds. @default 5000 */
  readonly timeoutMs?: number | undefined
  /**
   * Adds `_probe=…`, new at each run, to the query, so that no cache between can answer. Switch it off for a signed URL
   * and for servers that answer 404 to any query. @default true
   */
  readonly cacheBuster?: boolean | undefined
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of an HTTP endpoint: the status, and what the body says about health, release and service.
 *
 * Redirects are not followed and do not pass. Codes: the HTTP status, `fail` or `warn` (said by the body), `unexpected_body`,
 * `not_json`, `unreadable` (JSON that is broken or over 64 KiB), `timeout`, `aborted`, or the network's own (`ECONNREFUSED`).
 * Throws `config` for anything but an http or https URL, and for a time that is none.
 *
 * @example
 * import { httpProbe } from '@keelson/health/probes/http'
 * const api = httpProbe('https://api.example.com/healthz', { timeoutMs: 2000 })
 * const reading = await api.run({ signal: new AbortController().signal, attempt: 1 })
 */
export function httpProbe(url: string | URL, options: HttpProbeOptions = {}): Probe {
  const {
    method = 'GET',
    timeoutMs = 5000,
    cacheBuster = true,
    fetch = globalThis.fetch,
    clock = systemClock,
  } = options
  checkTimeout(timeoutMs)
  const { address, headers, redact } = prepare(url, options)

  const ask = async (signal: AbortSignal, attempt: number): Promise<ProbeReading> => {
    const target = new URL(address)
    if (cacheBuster) target.searchParams.append('_probe', `${Math.round(clock.date()).toString(36)}-${attempt}`)
    const response = await fetch(target, { method, headers, signal, redirect: 'manual' })
    const text = await readStart(response)
    const reading = judge(response, text, target, options)
    return { ...reading, output: reading.output && redact(reading.output).slice(0, 300) }
  }

  return {
    name: options.name ?? address.host + address.pathname,
    kind: 'http',
    run: async ({ signal, attempt }) => {
      const startedAt = clock.now()
      const ending = await within((limit) => ask(limit, attempt), timeoutMs, clock, signal)
      const measured = { observedValue: Math.round(clock.now() - startedAt), observedUnit: 'ms' }
      if (ending.how === 'done') return { ...ending.value, ...measured }
      if (ending.how !== 'threw') {
        const output =
          ending.how === 'timeout'
            ? `no complete answer within ${formatDuration(timeoutMs)}`
            : 'stopped before it was answered'
        return { status: 'fail', code: ending.how, output, ...measured }
      }
      const { message, code } = describeCause(ending.thrown, redact)
      // Deno has no code for it.
      const fallback = /certificate/i.test(message) ? 'CERT_ERROR' : 'error'
      return { status: 'fail', code: code ?? fallback, output: message, ...measured }
    },
  }
}

/** Headers that carry a credential even when the caller did not wrap it. */
const secretHeader = /auth|cookie|token|key|secret|signature|password/i

function prepare(url: string | URL, { headers: given = {} }: HttpProbeOptions) {
  const redact = createRedactor()
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new KeelsonError(`an HTTP probe needs an http or https URL, not "${redact(String(url)).slice(0, 80)}"`, {
      code: 'config',
    })
  }
  const address = new URL(url)
  const headers = new Headers({
    accept: 'application/health+json, application/json;q=0.9, */*;q=0.8',
    'cache-control': 'no-store',
    // Each run finds its own way through the balancer; runtimes that forbid the header drop it.
    connection: 'close',
  })
  if (address.username || address.password) {
    const [user, password] = [decode(address.username), decode(address.password)]
    const bytes = Array.from(new TextEncoder().encode(`${user}:${password}`), (byte) => String.fromCharCode(byte))
    const credentials = btoa(bytes.join(''))
    redact.add(password, credentials)
    // Fetch refuses a URL with credentials in it.
    headers.set('authorization', `Basic ${credentials}`)
    address.username = address.password = ''
  }
  for (const [name, value] of Object.entries(given)) {
    const text = reveal(value)
    headers.set(name, text)
    // A server may repeat the credential without its scheme.
    if (text !== value || secretHeader.test(name)) redact.add(text, text.replace(/^(?:Bearer|Basic|Token)\s+/i, ''))
  }
  return { address, headers, redact }
}

/** A password may hold a percent sign that encodes nothing. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function judge(response: Response, text: string, target: URL, options: HttpProbeOptions): ProbeReading {
  const { status, headers, type } = response
  const { expectBody, requireJson } = options
  const json = parse(text)
  const body = json === undefined ? text : json.value
  const said = readHealthBody(body)
  const identity = {
    serviceId: said.serviceId,
    release: options.release ? options.release(body, headers) : said.release,
  }
  const fail = (code: string, output: string): ProbeReading => ({ ...identity, status: 'fail', code, output })

  if (type === 'opaqueredirect' || !isExpected(status, options.expectStatus)) {
    const location = status > 299 && status < 400 ? headers.get('location') : null
    const to = location !== null && URL.canParse(location, target) ? new URL(location, target) : undefined
    // Without its query, where a login page keeps its state.
    if (to) return fail(String(status), `${status} redirect to ${to.origin}${to.pathname}, which was not followed`)
    return fail(status ? String(status) : 'redirect', `${status || 'redirect'} ${excerpt(text)}`.trim())
  }
  if (options.method === 'HEAD') return { ...identity, status: 'pass' }
  if (json === undefined) {
    if (/^\s*[[{]/.test(text))
      return fail('unreadable', `${status} with JSON that is broken or larger than 64 KiB: ${excerpt(text)}`)
    if (requireJson) return fail('not_json', `${status} without JSON: ${excerpt(text)}`)
  }
  if (said.status === 'fail') return fail('fail', `${status}, but the body says: ${excerpt(text)}`)
  if (expectBody && !expectBody(body))
    return fail('unexpected_body', `${status} with an unexpected body: ${excerpt(text)}`)
  return said.status
    ? { ...identity, status: 'warn', code: 'warn', output: excerpt(text) }
    : { ...identity, status: 'pass' }
}

function isExpected(
  status: number,
  expected: HttpProbeOptions['expectStatus'] = (code) => code >= 200 && code <= 299,
): boolean {
  return typeof expected === 'function' ? expected(status) : [expected].flat().includes(status)
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** What a person needs of a body; a page is known by its title. Bounded, as it goes through the redactor afterwards. */
function excerpt(text: string): string {
  const title = /^\s*<[^]*?<title[^>]*>([^<]*)/i.exec(text)
  return (title ? `a web page, "${title[1]}"` : text).replace(/\s+/g, ' ').slice(0, 8192).trim()
}
