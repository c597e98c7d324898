import {
  describeCause,
  isCertificateError,
  isKeelsonError,
  KeelsonError,
  type ErrorCode,
  type Redactor,
} from '@keelson/core'

/** The server that an error is about. */
export interface RedisServer {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly redact: Redactor
}

/** How far the connection had come when it failed, or when the command was sent; `reached`: TCP stands, TLS not yet. */
export type Moment = 'connecting' | 'reached' | 'ready' | 'ended'

interface Reason {
  readonly code: ErrorCode
  readonly said: string
  readonly hint: string
}

/**
 * What a failed connection, or a command that got no answer because of one, is called: which of the usual reasons it is and
 * what to do about it. Replies to a command itself (`WRONGTYPE …`) are no failures of a connection and stay as they are.
 */
export function explainRedisError(
  thrown: unknown,
  server: RedisServer,
  moment: Moment,
  command?: string,
): KeelsonError {
  if (isKeelsonError(thrown)) return thrown
  const { name, message, code = /^[A-Z]{3,}(?= )/.exec(message)?.[0] } = describeCause(thrown, server.redact)
  const { said, hint, ...rest } = reasonOf(code, message, server, moment)
  const tried = command ? `${command.toUpperCase()} failed` : 'no connection'
  const unclear = command && moment === 'ready' ? '; it may have been carried out' : ''
  return new KeelsonError(`${tried}: Redis at ${server.host}:${server.port} ${said} (${message})${unclear}`, {
    provider: 'redis',
    ...(command && { operation: command.toUpperCase() }),
    ...rest,
    hint,
    cause: { name, message, ...(code && { code }) },
  })
}

function reasonOf(code: string | undefined, message: string, { tls }: RedisServer, moment: Moment): Reason {
  const text = `${code} ${message}`
  if (moment === 'ended') return ended
  const row = reasons.find(({ when }) => when.test(text))
  if (row) return row
  if (isCertificateError(code)) return untrusted
  // A server without TLS goes on reading.
  if (/timed? ?out/i.test(text)) return moment === 'ready' ? silent : moment === 'reached' && tls ? deaf : unreachable
  // OpenSSL's words for bytes that are no TLS, of which there are many.
  if (tls && /ERR_SSL|EPROTO|SSL routines/.test(text)) return plain
  // A server that wants TLS takes the first command for nonsense and hangs up, without a word or with a reset.
  if (moment !== 'ready' && lost.test(text)) return tls ? hungUp : encrypted
  return {
    code: 'network',
    said: 'broke the connection',
    hint: 'It is made anew by itself; what was under way can be sent again if it may run twice',
  }
}

const lost = /ECONNRESET|EPIPE|closed|disconnected/i

const reasons: readonly (Reason & { readonly when: RegExp })[] = [
  {
    when: /WRONGPASS|invalid password/,
    code: 'auth',
    said: 'does not accept the password',
    hint: 'Take the current URL: a reset of the password ends the old one',
  },
  {
    when: /NOAUTH/,
    code: 'config',
    said: 'wants a password',
    hint: 'Write it into the URL: rediss://default:password@host:6379',
  },
  {
    when: /ECONNREFUSED/,
    code: 'network',
    said: 'refused the connection: nothing listens there',
    hint: 'Check host and port, and that the server runs',
  },
  {
    when: /ENOTFOUND|EAI_AGAIN/,
    code: 'network',
    said: 'cannot be found: nobody knows the host name',
    hint: 'Check its spelling; the name of a deleted database is gone, too',
  },
  {
    when: /ALTNAME_INVALID|HOSTNAME_MISMATCH/,
    code: 'config',
    said: 'shows a certificate for another host name',
    hint: 'Connect to the name that the certificate is for',
  },
  {
    when: /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    code: 'config',
    said: 'shows a certificate that is not valid today',
    hint: 'Renew it, and check the clock of this machine',
  },
  {
    when: /max (?:number of clients|concurrent connections|\w* ?requests limit|daily request limit)/i,
    code: 'rate_limited',
    said: 'takes no more',
    hint: 'A limit of the plan is reached: fewer connections or commands, or a larger plan',
  },
]

const ended: Reason = {
  code: 'aborted',
  said: 'did not get to answer: this client has been ended',
  hint: 'After quit() or disconnect() a new one is needed',
}
const untrusted: Reason = {
  code: 'config',
  said: 'shows a certificate of an authority that is not trusted',
  hint: 'Pass the certificate of that authority as ca',
}
const plain: Reason = {
  code: 'config',
  said: 'does not speak TLS on that port',
  hint: 'Use the port with TLS; where the network is private and the server has none, write redis://',
}
const deaf: Reason = {
  code: 'timeout',
  said: 'took the connection, but did not answer to TLS in time',
  hint: 'Does the port speak TLS? Where the network is private and the server has none, write redis://; else it is overloaded',
}
const encrypted: Reason = {
  code: 'config',
  said: 'hung up before its first answer',
  hint: 'Does the port want TLS? Then write rediss:// instead of redis://',
}
const hungUp: Reason = {
  code: 'network',
  said: 'hung up before its first answer',
  hint: 'It may be starting, or something between here and there does not let TLS through',
}
const unreachable: Reason = {
  code: 'timeout',
  said: 'did not answer in time',
  hint: 'Check host, port and firewalls on the way',
}
const silent: Reason = {
  code: 'timeout',
  said: 'did not answer in time',
  hint: 'A blocking or slow command needs a larger commandTimeoutMs; else look at the load of the server',
}
