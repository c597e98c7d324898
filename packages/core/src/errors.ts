import { formatDuration } from './duration.js'
import { redactShapes } from './redact.js'

/** What went wrong, in one word that a program can switch on. */
export type ErrorCode =
  | 'config'
  | 'auth'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'locked'
  | 'rate_limited'
  | 'invalid_request'
  | 'server'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'schema'
  | 'ambiguous_write'
  | 'wait_timeout'
  | 'wait_failed'
  | 'unsupported'

/** What is left of a foreign error: its own object may carry requests, headers and keys, so it is never passed on. */
export interface ErrorCause {
  readonly name: string
  readonly message: string
  readonly code?: string
}

/** Fields of a {@link KeelsonError}; texts are expected to be redacted already. */
export interface ErrorDetails {
  readonly code: ErrorCode
  /** `render`, `neon`, … */
  readonly provider?: string | undefined
  /** The documented operation, as `POST /services`. */
  readonly operation?: string | undefined
  /** HTTP status of the last answer. */
  readonly status?: number | undefined
  /** The vendor's id of the request, to quote to their support. */
  readonly requestId?: string | undefined
  /** How often the request was sent. */
  readonly attempts?: number | undefined
  /** How long the vendor asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** The answer's body, redacted and shortened. */
  readonly body?: string | undefined
  /** What to do next. */
  readonly hint?: string | undefined
  readonly cause?: ErrorCause | KeelsonError | undefined
}

const brand = Symbol.for('keelson.error')

/**
 * The one error that Keelson throws; `code` tells why, the message says what was tried, what came back and what to do.
 *
 * @example
 * import { isKeelsonError } from '@keelson/core'
 * try { … } catch (error) {
 *   if (isKeelsonError(error) && error.code === 'not_found') …
 * }
 */
export class KeelsonError extends Error {
  declare readonly code: ErrorCode
  declare readonly provider?: string
  declare readonly operation?: string
  declare readonly status?: number
  declare readonly requestId?: string
  declare readonly attempts?: number
  declare readonly retryAfterMs?: number
  declare readonly body?: string
  declare readonly hint?: string
  declare readonly cause?: ErrorCause | KeelsonError

  /** On the prototype, where inspect does not show it. */
  get [brand](): true {
    return true
  }

  // Not the class's own name, which a minifier shortens.
  override get name(): string {
    return 'KeelsonError'
  }

  constructor(message: string, details: ErrorDetails) {
    super(details.hint ? `${message}. ${details.hint}` : message)
    for (const [field, value] of Object.entries(details)) {
      if (value !== undefined) Object.assign(this, { [field]: value })
    }
  }

  /** Every field, the message and the causes: what a journal keeps. */
  toJSON(): Record<string, unknown> {
    const { name, message } = this
    return { name, message, ...(this as object) }
  }
}

/** Whether a value is a {@link KeelsonError}, also one thrown by another copy of this package. */
export function isKeelsonError(value: unknown): value is KeelsonError {
  return typeof value === 'object' && value !== null && brand in value
}

/** Whether an error's code says that a TLS certificate was not accepted: repeating does not make it valid. */
export function isCertificateError(code: string | undefined): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/.test(code ?? '')
}

/** What may be kept of any thrown value: its name, and the message and code of its deepest cause, through `redact`. */
export function describeCause(thrown: unknown, redact: (text: string) => string): ErrorCause {
  const shown = (value: unknown) => redact(show(value)).slice(0, 500)
  let { code } = Object(thrown) as { code?: unknown }
  let deepest = thrown instanceof Error ? thrown : undefined
  // `fetch failed` says nothing, its cause everything. Circular chains end: five links are more than any runtime makes.
  for (let depth = 0; deepest && depth < 5; depth++) {
    const next: unknown = deepest.cause ?? (deepest as Partial<AggregateError>).errors?.[0]
    code ??= (Object(next) as { code?: unknown }).code
    if (!(next instanceof Error)) break
    deepest = next.message ? next : deepest
  }
  return {
    name: thrown instanceof Error ? shown(thrown.name) : 'thrown value',
    message: shown(deepest ? deepest.message : thrown),
    ...(typeof code === 'string' && { code: shown(code) }),
  }
}

/** Anything can be thrown, also an object whose own `toString` throws. */
function show(thrown: unknown): string {
  try {
    const text: unknown = typeof thrown === 'object' ? JSON.stringify(thrown) : thrown
    return String(text)
  } catch {
    return 'a value that cannot be shown'
  }
}

/**
 * What an error says, without the hint at its end: for who knows a better one.
 *
 * @example
 * import { KeelsonError, withoutHint } from '@keelson/core'
 * withoutHint(new KeelsonError('no key', { code: 'config', hint: 'Set one' })) // no key
 */
export function withoutHint({ message, hint }: KeelsonError): string {
  return hint ? message.replace(`. ${hint}`, '') : message
}

/**
 * An error as lines for a terminal: what was tried, what came back, what to do. Of any other error its message and its
 * causes, without what looks like a credential.
 *
 * @example
 * import { formatError } from '@keelson/core'
 * console.error(formatError(error))
 */
export function formatError(error: unknown): string {
  return isKeelsonError(error) ? formatOwn(error) : formatForeign(error, 5)
}

/** `fetch failed` says nothing, its cause everything; an error of Keelson that was wrapped is shown whole. */
function formatForeign(error: unknown, depth: number): string {
  if (isKeelsonError(error)) return formatOwn(error)
  if (!(error instanceof Error)) return redactShapes(show(error))
  const { name, message, cause, errors, code } = error as Error & Partial<AggregateError> & { readonly code?: unknown }
  const known = typeof code === 'string' && !message.includes(code) ? ` (${code})` : ''
  const causes = depth > 0 ? [cause ?? errors ?? []].flat() : []
  return [
    redactShapes(`${[name, message].filter(Boolean).join(': ')}${known}`),
    ...causes.map((inner) => `cause: ${formatForeign(inner, depth - 1)}`.replace(/^/gm, '  ')),
  ].join('\n')
}

function formatOwn(error: KeelsonError): string {
  const facts = [
    error.status && `status ${error.status}`,
    error.attempts && error.attempts > 1 && `${error.attempts} attempts`,
    error.retryAfterMs && `try again in ${formatDuration(error.retryAfterMs)}`,
    error.requestId && !error.message.includes(error.requestId) && `request ${error.requestId}`,
  ].filter(Boolean)
  const [first = '', ...more] = withoutHint(error).split('\n')
  const lines = [`${first} [${[error.code, ...facts].join(', ')}]`, ...more]
  if (error.body && !error.message.includes(error.body)) lines.push(`  answer: ${error.body}`)
  for (let cause = error.cause, depth = 0; cause && depth < 5; depth++) {
    if (!error.message.includes(cause.message))
      lines.push(`  cause: ${cause.message}${cause.code ? ` (${cause.code})` : ''}`)
    cause = isKeelsonError(cause) ? cause.cause : undefined
  }
  if (error.hint) lines.push(`  → ${error.hint}`)
  return lines.join('\n')
}
