import type { ClientContext } from './context.js'
import { BodyTooLarge } from './decode.js'
import { formatDuration } from './duration.js'
import {
  describeCause,
  isCertificateError,
  KeelsonError,
  type ErrorCause,
  type ErrorCode,
  type ErrorDetails,
} from './errors.js'
import type { FailureKind } from './retry.js'

/** Where a call goes, as its errors name it. */
export interface Destination {
  readonly provider: string
  /** `GET /services/{serviceId}` */
  readonly operation: string
  readonly url: string
  /** The URL, redacted. */
  readonly shownUrl: string
}

/** One send that did not end in a value. */
export interface Failure {
  readonly code: ErrorCode
  /** What came back, in words, redacted. */
  readonly said: string
  readonly status?: number | undefined
  readonly kind?: FailureKind | undefined
  readonly hint?: string | undefined
  readonly body?: string | undefined
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly cause?: ErrorCause | undefined
}

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'auth',
  402: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  408: 'server',
  409: 'conflict',
  410: 'not_found',
  423: 'locked',
  429: 'rate_limited',
}

/** The vendor answered, but not with success. */
export function refusal(
  { definition, redact }: ClientContext,
  { url }: Destination,
  response: Response,
  text: string,
  answer: Pick<Failure, 'requestId' | 'retryAfterMs'>,
): Failure {
  const { status } = response
  if (status >= 300 && status < 400) return redirection(redact, url, response, answer)
  const message =
    definition.errorMessage(parseOrUndefined(text)) ?? (isPage(text) ? 'a web page instead of JSON' : text.trim())
  return {
    ...answer,
    status,
    code: codeByStatus[status] ?? (status >= 500 ? 'server' : 'invalid_request'),
    said: `${status} ${shorten(redact, message, 300).replace(/\s+/g, ' ')}`.trim(),
    body: text ? shorten(redact, text, 2000) : undefined,
    hint: hintFor(status, definition.apiKeyUrl, answer.retryAfterMs),
  }
}

function redirection(
  redact: (text: string) => string,
  url: string,
  { status, headers }: Response,
  answer: Pick<Failure, 'requestId'>,
): Failure {
  const location = headers.get('location') ?? ''
  const shown = redact(location)
  const target = URL.canParse(shown, url) ? new URL(shown, url).host : 'an unreadable address'
  return {
    ...answer,
    status,
    code: 'config',
    said: `${status} redirect to ${target}, which was not followed`,
    hint: 'The key must not travel to another address: set baseUrl to the final one',
  }
}

function hintFor(status: number, apiKeyUrl: string, retryAfterMs: number | undefined): string | undefined {
  if (status === 401) return `The key was refused: make sure that it is current (${apiKeyUrl})`
  if (status === 402) return 'The account needs a payment method, or a plan that includes this'
  if (status === 404) return 'Check the id, and that the key belongs to the workspace that owns it'
  if (status === 429 && retryAfterMs !== undefined) return `Try again in ${formatDuration(retryAfterMs)}`
  return undefined
}

/** The answer was read, but it is not what the contract promises. */
export function unreadable(
  redact: (text: string) => string,
  text: string,
  answer: Pick<Failure, 'status' | 'requestId'>,
): Failure {
  if (text.trim() === '')
    return { ...answer, kind: 'unreadable', code: 'schema', said: `${answer.status} without the body that was due` }
  const page = isPage(text)
  return {
    ...answer,
    // What begins like JSON and does not end like it was cut off on the way.
    kind: /^\s*[[{]/.test(text) ? 'network' : 'unreadable',
    code: 'schema',
    said: `${answer.status} with ${page ? 'a web page' : `${text.length} characters that are not JSON`}`,
    body: shorten(redact, text, 200),
    hint: page
      ? 'Something between you and the API answered (a proxy, a login page): check baseUrl and the network'
      : undefined,
  }
}

/** Raised before a connection stood, so nothing can have been carried out. */
const notSentCodes = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/** No answer, or not a whole one. */
export function noAnswer(
  redact: (text: string) => string,
  status: number | undefined,
  thrown: unknown,
  timeoutMs: number | undefined,
): Failure {
  if (timeoutMs !== undefined)
    return { status, kind: 'timeout', code: 'timeout', said: `no complete answer within ${formatDuration(timeoutMs)}` }
  if (thrown instanceof BodyTooLarge) {
    return {
      status,
      kind: 'unreadable',
      code: 'schema',
      said: thrown.message,
      hint: 'Check baseUrl: no control plane answers like this',
    }
  }
  const cause = describeCause(thrown, redact)
  const said = cause.code && !cause.message.includes(cause.code) ? `${cause.message} (${cause.code})` : cause.message
  if (isCertificateError(cause.code)) {
    // Nothing was sent, and a repetition meets the same certificate: no kind.
    const hint =
      'The certificate was not accepted: check the address, the clock of this machine and its trusted authorities'
    return { code: 'network', said, cause, hint }
  }
  return { status, kind: notSentCodes.test(cause.code ?? '') ? 'not_sent' : 'network', code: 'network', said, cause }
}

/** The error of a call: where it went, what came back, what to do. */
export function callError(
  { provider, operation, shownUrl }: Destination,
  code: ErrorCode,
  happened: string,
  details: Omit<ErrorDetails, 'code'>,
): KeelsonError {
  const method = operation.slice(0, operation.indexOf(' '))
  const request = details.requestId ? ` (request ${details.requestId})` : ''
  return new KeelsonError(`${method} ${shownUrl.replace(/\?.*$/, '')} ${happened}${request}`, {
    code,
    provider,
    operation,
    ...details,
  })
}

/** Redacts more than is kept, so that no secret is cut in two at the end, and not the megabytes behind. */
function shorten(redact: (text: string) => string, text: string, length: number): string {
  return redact(text.slice(0, length + 16_000)).slice(0, length)
}

function isPage(text: string): boolean {
  return /^\s*</.test(text)
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
