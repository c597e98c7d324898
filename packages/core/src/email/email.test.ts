import { describe, expect, test } from 'vitest'
import { formatPythonSettings } from '../python/literal.js'
import { envText } from '../text.js'
import { defineEmail, lintEmail, type EmailContext, type EmailOptions } from './index.js'

const password = envText({ env: 'EMAIL_HOST_PASSWORD' })
const mail = { host: 'smtp.example.com', user: 'shop', password, from: 'Shop <shop@example.com>' }
const platform = { name: 'Render, free plan', blockedPorts: [25, 465, 587] }

describe('defineEmail', () => {
  test.each([
    [25, true],
    [465, false],
    [587, true],
    [2525, true],
  ])('port %i decides', (port, starttls) => {
    expect(defineEmail({ ...mail, port })).toMatchObject({
      EMAIL_PORT: port,
      EMAIL_USE_TLS: starttls,
      EMAIL_USE_SSL: !starttls,
    })
  })

  test('writes the password as a variable', () => {
    const file = formatPythonSettings(defineEmail(mail))
    expect(file).toContain('EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]\n')
    expect(file).toContain('EMAIL_TIMEOUT = 10\n')
    expect(file).toContain('SERVER_EMAIL = "Shop <shop@example.com>"\n')
  })

  test('takes another port as it is told', () => {
    expect(defineEmail({ ...mail, port: 8465, encryption: 'tls' })).toMatchObject({ EMAIL_USE_SSL: true })
  })

  test('a password may be missing where the variable is', () => {
    const password = envText({ env: 'EMAIL_HOST_PASSWORD', default: '' })
    expect(defineEmail({ host: 'mail.internal', user: 'shop', from: 'shop@example.com', password })).toMatchObject({
      EMAIL_HOST_PASSWORD: password,
    })
  })

  test.each<[Partial<EmailOptions>, string]>([
    [{ platform }, 'Render, free plan blocks port 587'],
    [{ platform, port: 465 }, 'Take port 2525 of a provider that has it'],
    [{ encryption: 'tls' }, 'port 587 does not speak TLS from the first byte'],
    [{ port: 465, encryption: 'starttls' }, 'port 465 does not speak STARTTLS'],
    [{ password: 'pw-7f3k' }, 'password is written out'],
    [{ password: envText({ env: 'A', default: 'pw-7f3k' }) }, 'password is written out'],
    [{ user: undefined }, 'there is a password and no user'],
    [{ host: 'smtp://example.com' }, 'host is "smtp://example.com"'],
    [{ port: 0 }, 'port is 0'],
    [{ timeoutSeconds: 0 }, 'timeoutSeconds is 0'],
    [{ from: 'shop' }, 'from is "shop"'],
    [{ from: 'shop,mail@example.com' }, 'from is "shop,mail@example.com"'],
    [{ from: 'Bread, Cheese <shop@example.com>' }, 'with quotes around a name'],
    [{ from: 'Shop\nBcc: x@y.z <shop@example.com>' }, 'It looks like'],
    [{ subjectPrefix: 'a\nb' }, 'subjectPrefix has a line break'],
  ])('refuses %j', (options, problem) => {
    expect(() => defineEmail({ ...mail, ...options })).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
    expect(() => defineEmail({ ...mail, ...options })).not.toThrow(/7f3k/)
  })
})

const good = defineEmail(mail)
const with465 = defineEmail({ ...mail, port: 465 })
const gmail = { ...good, EMAIL_HOST: 'smtp.gmail.com' }

test.each<[code: string, bad: object, better: object, context?: EmailContext]>([
  ['email-port-blocked', good, defineEmail({ ...mail, port: 2525 }), { platform }],
  ['email-tls-missing', { ...good, EMAIL_USE_TLS: false }, { ...good, EMAIL_HOST: 'localhost', EMAIL_USE_TLS: false }],
  ['email-tls-and-ssl', { ...good, EMAIL_USE_SSL: true }, with465],
  ['email-ssl-missing', { ...with465, EMAIL_USE_SSL: false, EMAIL_USE_TLS: true }, with465],
  ['email-ssl-missing', { ...with465, EMAIL_USE_SSL: false }, with465],
  ['email-ssl-wrong-port', { ...good, EMAIL_USE_SSL: true, EMAIL_USE_TLS: false }, good],
  ['email-boolean-text', { ...good, EMAIL_USE_SSL: 'False' }, good],
  ['email-no-timeout', { ...good, EMAIL_TIMEOUT: null }, good],
  ['email-no-from', { ...good, DEFAULT_FROM_EMAIL: 'webmaster@localhost' }, good],
  [
    'email-from-unreadable',
    { ...good, DEFAULT_FROM_EMAIL: 'Bread, Cheese <shop@example.com>' },
    { ...good, DEFAULT_FROM_EMAIL: '"Bread, Cheese" <shop@example.com>' },
  ],
  ['email-from-unreadable', { ...good, DEFAULT_FROM_EMAIL: 'shop,mail@example.com' }, good],
  ['email-literal-password', { ...good, EMAIL_HOST_PASSWORD: 'pw-7f3k' }, good],
  ['email-gmail-password', gmail, good, { env: { EMAIL_HOST_PASSWORD: 'pw-7f3k' } }],
])('%s', (code, bad, better, context) => {
  const findings = lintEmail({ ...bad }, context)
  expect(findings.map((finding) => finding.code)).toEqual([code])
  expect(findings[0]).toMatchObject({ fix: expect.any(String), source: expect.any(String) })
  expect(JSON.stringify(findings)).not.toContain('7f3k')
  expect(lintEmail({ ...better }, context)).toEqual([])
})

test('an app password is fine, and mail that goes elsewhere has no findings', () => {
  expect(lintEmail(gmail, { env: { EMAIL_HOST_PASSWORD: 'abcd efgh ijkl mnop' } })).toEqual([])
  expect(lintEmail(gmail)).toEqual([])
  expect(lintEmail({ EMAIL_BACKEND: 'anymail.backends.sendgrid.EmailBackend', EMAIL_HOST: 'x' })).toEqual([])
  expect(lintEmail({})).toEqual([])
})

test('host and port are read where variables bring them, and not judged where these are not known', () => {
  const settings = { ...good, EMAIL_HOST: envText({ env: 'HOST' }), EMAIL_PORT: envText({ env: 'PORT' }) }
  const env = { HOST: 'smtp.gmail.com', PORT: '587', EMAIL_HOST_PASSWORD: 'pw-7f3k' }
  expect(lintEmail(settings, { platform, env }).map(({ code }) => code)).toEqual([
    'email-port-blocked',
    'email-gmail-password',
  ])
  expect(lintEmail(settings, { platform })).toEqual([])
})
