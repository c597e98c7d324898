import { describeCause, formatDuration, isCertificateError, KeelsonError, type ErrorCode } from '@keelson/core'
import type { Pool } from 'pg'
import type { ConnectionSettings } from './settings.js'

/** Why a connection did not come about, in words. */
interface Reason {
  /** SQLSTATE or code of Node, or words of the message. */
  readonly when: RegExp
  readonly code: ErrorCode
  readonly said?: string
  readonly hint?: string
  /** It may pass by itself within seconds. */
  readonly isTransient?: boolean
}

/**
 * Tried from top to bottom, on code and message.
 *
 * https://www.postgresql.org/docs/current/errcodes-appendix.html and https://neon.com/docs/connect/connection-errors
 */
const reasons: readonly Reason[] = [
  {
    when: /^28P01 /,
    code: 'auth',
    hint: 'Is the password current? Connection strings from before a reset have the old one',
  },
  {
    when: /^28000 .*no encryption|connection is insecure/i,
    code: 'config',
    said: 'the server takes TLS only',
    hint: 'Write sslmode=verify-full into the URL (and give ca when its certificate is not public)',
  },
  {
    when: /not permitted to log in/,
    code: 'auth',
    hint: 'Connect as a role that may: this one was made without LOGIN',
  },
  { when: /^28000 /, code: 'auth', hint: "Does pg_hba.conf, or Neon's list of addresses, allow this user from here?" },
  {
    when: /client password must be a/,
    code: 'config',
    said: 'the URL has no password',
    hint: 'Write it as user:password@',
  },
  { when: /^3D000 /, code: 'not_found', hint: 'Check the name behind the last / of the URL' },
  { when: /^42501 /, code: 'forbidden', hint: 'Give the role CONNECT on the database, or take another role' },
  { when: /does not support SSL/i, code: 'config', hint: 'For a server in a network of your own: sslmode=disable' },
  {
    when: /error establishing an SSL connection/,
    code: 'network',
    said: 'what answers there is not like a PostgreSQL server',
    hint: 'Check host and port of the URL',
  },
  {
    when: /ALTNAME_INVALID/,
    code: 'config',
    said: "the server's certificate is for another host name",
    hint: 'Connect by a name that is in the certificate',
  },
  {
    when: /^CERT_HAS_EXPIRED /,
    code: 'config',
    said: "the server's certificate has expired",
    hint: 'Renew it, and check the clock of this machine',
  },
  {
    when: /^ENOTFOUND /,
    code: 'network',
    said: 'there is no such host',
    hint: 'Check the host of the URL; a private name is known inside its network only',
  },
  {
    when: /unsupported startup parameter/i,
    code: 'config',
    hint: 'Connect to the direct host, which has no -pooler in it, or leave the parameter out',
  },
  { when: /endpoint cannot be found|endpoint could not be found/i, code: 'not_found', hint: 'Was its branch deleted?' },
  { when: /endpoint (?:is|has been) disabled/i, code: 'forbidden', hint: 'Enable the compute in the console of Neon' },
  {
    when: /^57P03 |starting up|compute node|temporarily unavailable|control plane request failed|failed to acquire permit|server_login_retry/i,
    code: 'server',
    isTransient: true,
    hint: 'It may be starting: try again, or raise connectTimeoutMs',
  },
  { when: /quota|limit exceeded/i, code: 'rate_limited', hint: 'See the usage of the project in the console of Neon' },
  {
    when: /^53300 |too many (?:clients|connections)|remaining connection slots/i,
    code: 'rate_limited',
    isTransient: true,
    hint: 'Lower max of the pools, or connect through a pooler',
  },
  {
    when: /^ECONNREFUSED /,
    code: 'network',
    said: 'nothing listens there',
    isTransient: true,
    hint: 'Is the server running, and is the port right?',
  },
  {
    when: /^(?:ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|E(?:HOST|NET)(?:UNREACH|DOWN)|EAI_AGAIN|57P0[12]|08\d{3}) |^ Connection terminated unexpectedly/,
    code: 'network',
    isTransient: true,
    hint: 'Is the server being restarted, and does a firewall let this machine through?',
  },
  {
    when: /^ (?:Cannot use a pool after calling end|timeout exceeded when trying to connect)/,
    code: 'aborted',
    said: 'the pool was ended',
    hint: 'Await every query before pool.end()',
  },
  {
    when: /^ (?:timeout expired|Connection terminated due to connection timeout)/,
    code: 'timeout',
    said: 'no answer in time',
    hint: 'Does a firewall drop the packets? A compute that wakes up slowly needs a larger connectTimeoutMs',
  },
]

/** `EPIPE` and its kind are Node's. */
const sqlState = /^(?=.*\d)[0-9A-Z]{5}$/

function reasonFor(thrown: unknown): Reason | undefined {
  const { code = '', message } = describeCause(thrown, String)
  // pg-pool's own words are outside, what closed the socket inside; an AggregateError has none of its own.
  const said = thrown instanceof Error && thrown.message ? thrown.message : message
  return reasons.find(({ when }) => when.test(`${code} ${said}`))
}

/** Whether another attempt may find a server that this one did not: it is starting, waking up or restarting. */
export function isTransient(thrown: unknown): boolean {
  return reasonFor(thrown)?.isTransient === true
}

/** The error of a connection that did not come about: which of the many ways it was, and what to do. */
export function connectionError(
  thrown: unknown,
  { where, redact, config }: ConnectionSettings,
  tried: { readonly attempts: number; readonly ms: number },
): KeelsonError {
  const cause = describeCause(thrown, redact)
  const reason = reasonFor(thrown)
  const isUntrusted = !reason && isCertificateError(cause.code)
  const said = reason?.said ?? (isUntrusted ? "nobody trusted signed the server's certificate" : cause.message)
  const code = cause.code && !said.includes(cause.code) ? ` (${cause.code})` : ''
  const often = tried.attempts > 1 ? `, tried ${tried.attempts} times in ${formatDuration(tried.ms)}` : ''
  return new KeelsonError(
    redact(`cannot connect to ${where} as ${config.user ?? 'the default user'}: ${said}${code}${often}`),
    {
      code: reason?.code ?? (isUntrusted ? 'config' : sqlState.test(cause.code ?? '') ? 'server' : 'network'),
      provider: 'postgres',
      operation: 'connect',
      attempts: tried.attempts,
      hint:
        reason?.hint ??
        (isUntrusted ? 'Give the certificate of its authority as ca, or as sslrootcert in the URL' : undefined),
      cause,
    },
  )
}

/** The error of a pool none of whose connections became free. */
export function exhaustedError(
  { where }: ConnectionSettings,
  { options, waitingCount }: Pick<Pool, 'options' | 'waitingCount'>,
  ms: number,
): KeelsonError {
  return new KeelsonError(
    `no connection to ${where} became free within ${formatDuration(ms)}: all ${options.max} of the pool are in use or still connecting, ${waitingCount} more callers wait`,
    {
      code: 'timeout',
      provider: 'postgres',
      operation: 'connect',
      hint: 'Is every client released, is a query stuck, does the server answer? Else raise max',
    },
  )
}

/** The error of a connection that broke while nobody used it. */
export function lostError(thrown: unknown, { where, redact }: ConnectionSettings): KeelsonError {
  const cause = describeCause(thrown, redact)
  const code = cause.code ? ` (${cause.code})` : ''
  return new KeelsonError(redact(`an idle connection to ${where} was lost: ${cause.message}${code}`), {
    code: 'network',
    provider: 'postgres',
    hint: 'Nothing to do: the pool opens another one when it needs one',
    cause,
  })
}
