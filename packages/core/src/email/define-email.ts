import { KeelsonError } from '../errors.js'
import type { PythonValue } from '../python/literal.js'
import { isEnvText, showText, type Text } from '../text.js'
import { isMailAddress } from './mail-address.js'
import { blockedPort, isTlsPort } from './mail-ports.js'
import type { Platform } from '../platform.js'

/** Options of {@link defineEmail}. */
export interface EmailOptions {
  /** The server that takes the mail: `smtp.example.com`. */
  readonly host: Text
  /** 587, 2525 and 25 begin in plain text and change to TLS, 465 begins with TLS. @default 587 */
  readonly port?: number | undefined
  readonly user?: Text | undefined
  /** Out of the environment: `envText({ env: 'EMAIL_HOST_PASSWORD' })`. */
  readonly password?: Text | undefined
  /** Who the mail is from: `Shop <shop@example.com>`. */
  readonly from: Text
  /** Who messages about errors are from. @default `from` */
  readonly serverEmail?: Text | undefined
  /** Until the server answers; a request that sends mail waits for as long. @default 10 */
  readonly timeoutSeconds?: number | undefined
  /** Before the subject of mail to ADMINS and MANAGERS. @default '[Django] ' */
  readonly subjectPrefix?: string | undefined
  /** STARTTLS or TLS from the first byte, where a server has them on other ports. @default by the port */
  readonly encryption?: 'starttls' | 'tls' | undefined
  /** Where it runs: ports that it blocks are refused. */
  readonly platform?: Platform | undefined
}

/** Django's settings of mail, by their names. */
export type EmailSettings = Readonly<Record<string, PythonValue>>

/**
 * Django's settings for sending mail: the port decides between `EMAIL_USE_TLS` and `EMAIL_USE_SSL`, of which exactly one is
 * set, and no request waits for a server that does not answer.
 *
 * Throws `config` for a password that is written out, a port that the platform blocks, a port with the encryption of another,
 * and an address that is none.
 *
 * https://docs.djangoproject.com/en/stable/topics/email/
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { defineEmail } from '@keelson/core/email'
 * import { formatPythonSettings } from '@keelson/core/python'
 * const password = envText({ env: 'EMAIL_HOST_PASSWORD' })
 * const settings = defineEmail({ host: 'smtp.example.com', user: 'shop', password, from: 'shop@example.com' })
 * const file = formatPythonSettings(settings)
 */
export function defineEmail(options: EmailOptions): EmailSettings {
  const { host, port = 587, user, password, from, serverEmail = from, timeoutSeconds = 10, subjectPrefix } = options
  const { encryption = isTlsPort(port) ? 'tls' : 'starttls' } = options
  check(options, port, timeoutSeconds, encryption)
  return {
    EMAIL_BACKEND: 'django.core.mail.backends.smtp.EmailBackend',
    EMAIL_HOST: host,
    EMAIL_PORT: port,
    EMAIL_USE_TLS: encryption === 'starttls',
    EMAIL_USE_SSL: encryption === 'tls',
    ...(user !== undefined && { EMAIL_HOST_USER: user }),
    ...(password !== undefined && { EMAIL_HOST_PASSWORD: password }),
    EMAIL_TIMEOUT: timeoutSeconds,
    DEFAULT_FROM_EMAIL: from,
    SERVER_EMAIL: serverEmail,
    ...(subjectPrefix !== undefined && { EMAIL_SUBJECT_PREFIX: subjectPrefix }),
  }
}

function check(options: EmailOptions, port: number, timeoutSeconds: number, encryption: 'starttls' | 'tls'): void {
  const { host, user, password, from, serverEmail = from, subjectPrefix = '', platform } = options
  if (!isEnvText(host) && !/^[\w.-]+$|^[\da-f:]+$/i.test(host))
    throw refusal(`host is ${JSON.stringify(host)}`, 'It is a name alone, without port and ://')
  if (!(Number.isInteger(port) && port > 0 && port < 65_536)) throw refusal(`port is ${port}`, 'It is 1 to 65535')
  const way = blockedPort(port, platform)
  if (way) throw refusal(way.message, way.fix)
  if ((encryption === 'tls') !== isTlsPort(port) && [25, 465, 587, 2525, 2587].includes(port))
    throw refusal(
      `port ${port} does not speak ${encryption === 'tls' ? 'TLS from the first byte' : 'STARTTLS'}: the connection hangs or is refused`,
      `Leave encryption out, or take port ${encryption === 'tls' ? 465 : 587}`,
    )
  if (password !== undefined && !isVariable(password))
    throw refusal('password is written out', 'Refer to the environment: envText({ env: "EMAIL_HOST_PASSWORD" })')
  if (password !== undefined && user === undefined)
    throw refusal('there is a password and no user', 'Django logs in only with both')
  if (!(timeoutSeconds > 0 && Number.isFinite(timeoutSeconds)))
    throw refusal(`timeoutSeconds is ${timeoutSeconds}`, 'It is a number above 0')
  for (const [name, address] of Object.entries({ from, serverEmail })) {
    if (isEnvText(address) || isMailAddress(address)) continue
    throw refusal(
      `${name} is ${JSON.stringify(showText(address))}`,
      'It looks like Shop <shop@example.com>, with quotes around a name that has a comma',
    )
  }
  if (/[\r\n]/.test(subjectPrefix)) throw refusal('subjectPrefix has a line break', 'A subject is one line')
}

/** A variable alone, without a default that would stand in the file. */
function isVariable(text: Text): boolean {
  // An empty default leaves mail without a login, which a server of one's own may take.
  return isEnvText(text) && text.parts.every((part) => typeof part !== 'string' && !part.default)
}

function refusal(problem: string, hint: string): KeelsonError {
  return new KeelsonError(`the settings of mail cannot be used: ${problem}`, { code: 'config', hint })
}
