import type { ClientContext } from './context.js'
import {
  describeCause,
  isCertificateError,
  KeelsonError,
  type ErrorCause,
  type ErrorCode,
  type ErrorDetails,
} from './errors.js'
import type { ProviderDefinition } from './provider.js'
import type { FailureKind } from './retry.js'
import type { Ending } from './within.js'

/** What came back of a send, whether or not its body did. */
export interface Answer {
  readonly response: Response
  /** Redacted. */
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
}

/** One send that did not end in a value. */
export interface Failure extends ErrorDetails {
  /** What came back, in words, redacted. */
  readonly said: string
  readonly kind?: FailureKind | undefined
  readonly cause?: ErrorCause | undefined
}

type Redact = (text: string) => string

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

const hintByStatus: Readonly<Record<number, string>> = {
  401: 'Is the API key current?',
  404: 'Check the id, and whose API key it is',
}

/** An answer that was read and is no value: a refusal, or a success without the JSON that the contract promises. */
export function badAnswer(
  { definition, redact }: ClientContext,
  text: string,
  answer: Answer,
  isWhole = false,
): Failure {
  const { response, ...about } = answer
  const { status, headers } = response
  const failure = { ...about, status, body: excerpt(redact, text) || undefined }
  if (response.ok) {
    // What begins like JSON and does not end like it was cut off on the way.
    const isCut = !isWhole && /^\s*[[{"]/.test(text)
    return {
      ...failure,
      // In a part of an answer, nobody finds the secrets.
      body: isCut ? undefined : failure.body,
      kind: isCut ? 'network' : 'unreadable',
      code: 'schema',
      said: `${status} without the JSON that was due: check baseUrl`,
    }
  }
  const isRedirect = status < 400
  const message = isRedirect
    ? `redirect to ${headers.get('location')?.replace(/\?.*/, '')}, not followed: check baseUrl`
    : (readMessage(definition, text) ?? (/^\s*</.test(text) ? 'a web page' : text))
  return {
    ...failure,
    code: codeByStatus[status] ?? (isRedirect ? 'config' : status < 500 ? 'invalid_request' : 'server'),
    said: `${status} ${excerpt(redact, message).slice(0, 300).replace(/\s+/g, ' ')}`.trim(),
    hint: hintByStatus[status],
  }
}

/** Raised before a connection stood, so nothing can have been carried out. */
const notSentCodes = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UNREACH|CONNECT_TIMEOUT/

/** No answer, or not a whole one. */
export function noAnswer(
  ending: Ending<unknown>,
  status: number | undefined,
  limitMs: number,
  redact: Redact,
): Failure {
  if (ending.how !== 'threw') {
    return {
      status,
      kind: 'timeout',
      code: 'timeout',
      said: `no complete answer within ${Math.round(limitMs) / 1000} s`,
    }
  }
  const { thrown } = ending
  if (thrown instanceof KeelsonError) return { status, kind: 'unreadable', code: thrown.code, said: thrown.message }
  const cause = describeCause(thrown, redact)
  const { code = '', message: said } = cause
  // Nothing was sent, and a repetition meets the same certificate: no kind.
  const kind = isCertificateError(code) ? undefined : notSentCodes.test(code) ? 'not_sent' : 'network'
  return { status, code: 'network', said, cause, kind }
}

/** Redacts more than is kept, so that no secret is cut in two at the end, and not the megabytes behind. */
function excerpt(redact: Redact, text: string): string {
  return redact(text.slice(0, 18_000)).slice(0, 2000)
}

/** A definition that trips over a body must not hide the refusal: a write would not be known as ambiguous. */
function readMessage({ errorMessage }: ProviderDefinition<string>, text: string): string | undefined {
  try {
    return errorMessage(JSON.parse(text))
  } catch {
    return undefined
  }
}
