import { knownText } from '../known-text.js'
import { isMailAddress } from './mail-address.js'
import { blockedPort, isTlsPort } from './mail-ports.js'
import type { Finding } from '../finding.js'
import { isLoopback } from '../loopback.js'
import type { Platform } from '../platform.js'

export type { Finding } from '../finding.js'

/** What {@link lintEmail} knows beside the settings; what is left out is not judged. */
export interface EmailContext {
  readonly platform?: Platform | undefined
  /** Values for the variables that settings refer to; none is shown. */
  readonly env?: object | undefined
}

const settingsPage = 'https://docs.djangoproject.com/en/stable/ref/settings/#email-backend'

/**
 * What is wrong with Django's settings of mail (`EMAIL_HOST`, `EMAIL_PORT`, …): mail that is refused, hangs, or carries its
 * password in plain text. Settings without `EMAIL_HOST`, or with a backend that is not SMTP's, have no findings.
 *
 * @example
 * import { lintEmail } from '@keelson/core/email'
 * const findings = lintEmail({ EMAIL_HOST: 'smtp.gmail.com', EMAIL_PORT: 587 })
 */
export function lintEmail(
  settings: Readonly<Record<string, unknown>>,
  { platform, env }: EmailContext = {},
): Finding[] {
  const backend = settings['EMAIL_BACKEND'] ?? 'django.core.mail.backends.smtp.EmailBackend'
  if (settings['EMAIL_HOST'] === undefined || !(typeof backend === 'string' && backend.includes('.smtp.'))) return []
  const host = knownText(settings['EMAIL_HOST'], env) ?? ''
  const given = settings['EMAIL_PORT'] ?? 25
  const port = typeof given === 'number' ? given : Number(knownText(given, env) ?? Number.NaN)
  const findings: Finding[] = []
  const blocked = blockedPort(port, platform)
  if (blocked)
    findings.push({
      ...finding('port-blocked', 'error', 'EMAIL_PORT', blocked.message, blocked.fix),
      source: platform?.sources?.['blockedPorts'] ?? settingsPage,
    })
  findings.push(...lintEncryption(settings, host, port), ...lintSender(settings['DEFAULT_FROM_EMAIL']))
  if (settings['EMAIL_TIMEOUT'] === undefined || settings['EMAIL_TIMEOUT'] === null) {
    const message =
      'without a time limit a request that sends mail waits for a server that does not answer until the worker is ended'
    findings.push(finding('no-timeout', 'warning', 'EMAIL_TIMEOUT', message, 'Set EMAIL_TIMEOUT = 10'))
  }
  const password = settings['EMAIL_HOST_PASSWORD']
  if (typeof password === 'string' && password !== '') {
    const message = 'the password stands in the settings, and so in every copy of them'
    findings.push(
      finding('literal-password', 'error', 'EMAIL_HOST_PASSWORD', message, 'Write os.environ["EMAIL_HOST_PASSWORD"]'),
    )
  }
  return host === 'smtp.gmail.com' ? [...findings, ...lintGmail(knownText(password, env))] : findings
}

function lintSender(from: unknown): Finding[] {
  const path = 'DEFAULT_FROM_EMAIL'
  if (from === undefined || from === '' || from === 'webmaster@localhost') {
    const message = 'mail is from webmaster@localhost, which servers refuse or take for spam'
    return [finding('no-from', 'warning', path, message, "Set DEFAULT_FROM_EMAIL = 'Shop <shop@example.com>'")]
  }
  if (typeof from !== 'string' || isMailAddress(from)) return []
  const message = 'this is not one address: Django raises a ValueError for each mail, or the server refuses it'
  const fix = 'Write it as Shop <shop@example.com>, with quotes around a name that has a comma'
  return [finding('from-unreadable', 'error', path, message, fix)]
}

/** Only of a password that is known: most are a variable. */
function lintGmail(password: string | undefined): Finding[] {
  if (!password || /^(?:[a-z]{4} ?){4}$/.test(password)) return []
  return [
    {
      code: 'email-gmail-password',
      severity: 'warning',
      path: 'EMAIL_HOST_PASSWORD',
      message:
        'Google takes app passwords of 16 letters for SMTP, and not the password of an account: 535 Username and Password not accepted',
      fix: 'Make one at myaccount.google.com/apppasswords',
      source: 'https://support.google.com/accounts/answer/185833',
    },
  ]
}

function lintEncryption(settings: Readonly<Record<string, unknown>>, host: string, port: number): Finding[] {
  // Python's truth: any text but the empty one, 'False' too.
  const [starttls, tls] = [Boolean(settings['EMAIL_USE_TLS']), Boolean(settings['EMAIL_USE_SSL'])]
  const text = ['EMAIL_USE_TLS', 'EMAIL_USE_SSL'].find((name) => /^(?:0|false|no|off)$/i.test(textOf(settings[name])))
  if (text !== undefined) {
    const message = `${text} is a text, and any text is true, 'False' too`
    return [finding('boolean-text', 'error', text, message, 'Write True or False')]
  }
  if (starttls && tls) {
    const message = 'EMAIL_USE_TLS and EMAIL_USE_SSL are both set: Django raises a ValueError when it sends'
    const fix = isTlsPort(port) ? 'Keep EMAIL_USE_SSL' : 'Keep EMAIL_USE_TLS'
    return [finding('tls-and-ssl', 'error', 'EMAIL_USE_TLS', message, fix)]
  }
  if (isTlsPort(port) && !tls) {
    const message = `port ${port} speaks TLS from the first byte: ${starttls ? 'STARTTLS' : 'plain text'} waits for a greeting that never comes`
    return [
      finding('ssl-missing', 'error', 'EMAIL_USE_SSL', message, 'Set EMAIL_USE_SSL = True and EMAIL_USE_TLS = False'),
    ]
  }
  if ((port === 587 || port === 25 || port === 2525) && tls) {
    const message = `port ${port} begins in plain text: TLS from the first byte fails with WRONG_VERSION_NUMBER`
    return [
      finding(
        'ssl-wrong-port',
        'error',
        'EMAIL_USE_SSL',
        message,
        'Set EMAIL_USE_TLS = True and EMAIL_USE_SSL = False',
      ),
    ]
  }
  const isLocal = isLoopback(host) || port === 1025
  if (starttls || tls || isLocal || Number.isNaN(port)) return []
  const message =
    'without TLS the password and every mail cross the network in plain text, where the server does not refuse them'
  return [finding('tls-missing', 'error', 'EMAIL_USE_TLS', message, 'Set EMAIL_USE_TLS = True')]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function finding(code: string, severity: Finding['severity'], path: string, message: string, fix: string): Finding {
  return { code: `email-${code}`, severity, path, message, fix, source: settingsPage }
}
