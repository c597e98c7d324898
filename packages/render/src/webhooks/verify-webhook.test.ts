import { inspect } from 'node:util'
import { formatError, Secret, type KeelsonError } from '@keelson/core'
import { expect, test } from 'vitest'
import { signWebhook } from '../testing/index.js'
import { verifyWebhook, type WebhookEvent, type WebhookHeaders } from './verify-webhook.js'

const secret = 'whsec_c2VjcmV0LW9mLXRoZS13ZWJob29r'
const other = 'whsec_YW5vdGhlci1zZWNyZXQtYWx0b2dldGhlcg=='
const event: WebhookEvent = {
  type: 'deploy_ended',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { id: 'evt-1', serviceId: 'srv-1', serviceName: 'größer', status: 'failed' },
}

function refusal(
  payload: unknown,
  headers: WebhookHeaders,
  secrets: string | Secret | readonly (string | Secret)[] = secret,
): KeelsonError {
  let error: unknown
  try {
    verifyWebhook(payload as string, headers, secrets)
  } catch (thrown) {
    error = thrown
  }
  const shown = inspect(error) + JSON.stringify(error) + formatError(error)
  const signature = (headers as Record<string, string>)['webhook-signature'] || 'no signature'
  for (const hidden of [secret.slice(6), other.slice(6), signature]) expect(shown).not.toContain(hidden)
  expect(error, 'it was accepted').toBeDefined()
  return error as KeelsonError
}

test('a message of Render is accepted, whatever its headers and body are held in', () => {
  const { body, headers } = signWebhook(event, secret)
  expect(verifyWebhook(body, headers, secret)).toEqual(event)
  expect(verifyWebhook(body, new Headers(headers), new Secret(secret))).toEqual(event)
  expect(verifyWebhook(new TextEncoder().encode(body), headers, secret)).toEqual(event)
  expect(verifyWebhook(Buffer.from(body), headers, secret)).toEqual(event)
  // As frameworks have them, whose class is not that of the runtime.
  const foreign = { get: (name: string) => new Headers(headers).get(name) }
  expect(verifyWebhook(body, foreign, secret)).toEqual(event)
  const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]))
  expect(verifyWebhook(body, upper, secret)).toEqual(event)
})

test('while a secret is replaced, either of both is accepted', () => {
  const { body, headers } = signWebhook(event, other)
  expect(verifyWebhook(body, headers, [secret, new Secret(other)])).toEqual(event)
  expect(verifyWebhook(body, headers, [other, secret])).toEqual(event)
  expect(refusal(body, headers, [secret]).code).toBe('auth')
})

test('of several signatures one must fit', () => {
  const { body, headers } = signWebhook(event, secret)
  const good = headers['webhook-signature']
  const all = { ...headers, 'webhook-signature': `v1 v1,AAAA v2,${good} ${good}` }
  expect(verifyWebhook(body, all, secret)).toEqual(event)
  expect(refusal(body, { ...headers, 'webhook-signature': good!.replace('v1', 'v2') }).code).toBe('auth')
})

test.each([
  ['a changed body', { body: 'changed' }],
  ['another id', { 'webhook-id': 'evj-2' }],
  ['another time', { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 20) }],
  ['another signature', { 'webhook-signature': 'v1,c2lnbmF0dXJlLW9mLXNvbWVib2R5' }],
])('%s is refused, and the hint says what to look at', (_name, changes) => {
  const { body, headers } = signWebhook(event, secret)
  const error = refusal('body' in changes ? `${body} ` : body, { ...headers, ...changes })
  expect(error).toMatchObject({ code: 'auth', hint: expect.stringContaining('not parsed and written again') })
})

test.each([
  ['old', -6],
  ['of the future', 6],
])('a message that is %s is refused although it is signed', (_name, minutes) => {
  const date = new Date(Date.now() + minutes * 60_000)
  const { body, headers } = signWebhook(event, secret, { date })
  expect(refusal(body, headers)).toMatchObject({ code: 'auth', message: expect.stringContaining('5 minutes') })
})

test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s it is refused', (name) => {
  const { body, headers } = signWebhook(event, secret)
  expect(refusal(body, { ...headers, [name]: undefined })).toMatchObject({
    code: 'auth',
    message: expect.stringContaining('webhook-signature'),
  })
  expect(refusal(body, { ...headers, 'webhook-timestamp': 'soon' }).code).toBe('auth')
})

test.each([
  ['empty', ''],
  ['only a prefix', 'whsec_'],
  ['no base64', 'whsec_not base64!'],
  ['none', []],
  ['one of several is no base64', [secret, '%%%%']],
  // As a variable that is not set comes from a program without types.
  ['null', null],
  ['undefined, of several', [secret, undefined]],
])('a secret that is %s is a mistake of the configuration', (_name, given) => {
  const { body, headers } = signWebhook(event, secret)
  expect(refusal(body, headers, given as string)).toMatchObject({
    code: 'config',
    hint: expect.stringContaining('whsec_…'),
  })
})

test('a body that was decoded as something else, or written again, is refused with the way out', () => {
  const { body, headers } = signWebhook(event, secret)
  const latin = Buffer.from(body).toString('latin1')
  const again = JSON.stringify(JSON.parse(body), undefined, 2)
  for (const changed of [latin, again, `\uFEFF${body}`, Buffer.from(body).toString('base64')]) {
    expect(refusal(changed, headers)).toMatchObject({ code: 'auth', hint: expect.stringContaining('as it came') })
  }
})

test('the prefix of a secret may be left out', () => {
  const { body, headers } = signWebhook(event, secret)
  expect(verifyWebhook(body, headers, secret.slice('whsec_'.length))).toEqual(event)
  expect(verifyWebhook(body, headers, `\n${secret} `)).toEqual(event)
})

test('a body that was parsed already is a mistake of the program, with the way out', () => {
  const { headers } = signWebhook(event, secret)
  expect(refusal(event, headers)).toMatchObject({ code: 'config', hint: expect.stringContaining('express.raw') })
})

test.each(['', 'null', '[]', '{"type":"deploy_ended"}', '{'])(
  'a signed body of another form is refused: %s',
  (body) => {
    const { headers } = signWebhook(body, secret)
    expect(refusal(body, headers).code).toBe('schema')
  },
)
