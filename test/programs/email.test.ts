import { expect, test } from 'vitest'
import { envText } from '@keelson/core'
import { defineEmail, lintEmail, type EmailOptions } from '@keelson/core/email'
import { formatPythonSettings } from '@keelson/core/python'
import { createRandom } from '@keelson/core/testing'
import { hostileTexts } from './hostile.ts'
import { runPython } from './programs.ts'

const random = createRandom(5)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const texts = hostileTexts(1000, 9).filter((text) => text !== '' && text.isWellFormed())

const configurations = texts.map((password, index) => {
  const { port, encryption } = pick([
    { port: 25 },
    { port: 465 },
    { port: 587 },
    { port: 2525 },
    { port: undefined },
    { port: 8465, encryption: 'tls' as const },
    { port: 8587, encryption: 'starttls' as const },
  ] as { port?: number; encryption?: 'tls' | 'starttls' }[])
  const user = texts[texts.length - 1 - index] ?? ''
  const options: EmailOptions = {
    host: pick(['smtp.example.com', '10.0.0.7', envText({ env: 'HOST' })]),
    port,
    encryption,
    user: pick([user, envText({ env: 'USER_NAME' })]),
    password: envText({ env: 'PASSWORD' }),
    from: pick([
      'shop@example.com',
      'Shop <shop@example.com>',
      '"Käse, Brot" <shop@example.com>',
      'Shop & Co. <shop@example.com>',
    ]),
    serverEmail: pick([undefined, 'errors@example.com']),
    timeoutSeconds: pick([undefined, 3, 30]),
    subjectPrefix: /[\r\n]/.test(password) ? undefined : password,
  }
  return { options, env: { HOST: 'relay.example.com', USER_NAME: user, PASSWORD: password } }
})

test.each(['debian', 'pip'] as const)('the backend of Django (%s) is what was meant', async (site) => {
  expect(configurations.length).toBeGreaterThan(900)
  const cases = configurations.map(({ options, env }) => ({ file: formatPythonSettings(defineEmail(options)), env }))
  const read = (await runPython(site, 'read_email.py', cases)) as object[]
  for (const [index, { options, env }] of configurations.entries()) {
    const { host, port = 587, from, serverEmail = from, timeoutSeconds = 10, subjectPrefix = '[Django] ' } = options
    const isTls = port === 465 || options.encryption === 'tls'
    expect(read[index]).toMatchObject({
      host: typeof host === 'string' ? host : env.HOST,
      port,
      user: env.USER_NAME,
      password: env.PASSWORD,
      starttls: !isTls,
      tls: isTls,
      class: isTls ? 'SMTP_SSL' : 'SMTP',
      timeout: timeoutSeconds,
      from,
      header: expect.stringMatching(/shop@example\.com>?$/),
      server: serverEmail,
      prefix: subjectPrefix,
    })
    expect(lintEmail(defineEmail(options))).toEqual([])
  }
})

test('an address that no rule lets pass is none for Django', async () => {
  const from = 'Käse, Brot <shop@example.com>'
  const settings = { ...defineEmail({ host: 'h', from: 'a@b.c' }), DEFAULT_FROM_EMAIL: from }
  const input = [{ file: formatPythonSettings(settings), env: {} }]
  for (const site of ['debian', 'pip'] as const)
    expect(await runPython(site, 'read_email.py', input)).toMatchObject([{ error: expect.any(String) }])
  expect(lintEmail(settings).map(({ code }) => code)).toEqual(['email-from-unreadable'])
})

test('both kinds of TLS, which the rule is about, are refused by Django, too', async () => {
  const settings = { ...defineEmail({ host: 'h', from: 'a@b.c' }), EMAIL_USE_SSL: true }
  const input = [{ file: formatPythonSettings(settings), env: {} }]
  for (const site of ['debian', 'pip'] as const)
    expect(await runPython(site, 'read_email.py', input)).toMatchObject([
      { error: expect.stringContaining('mutually exclusive') },
    ])
  expect(lintEmail(settings).map(({ code }) => code)).toEqual(['email-tls-and-ssl'])
})
