import { createFakeClock } from '@keelson/core/testing'
import { presignGet, presignPost, type PresignPostParams, type StoreLocation } from '@keelson/storage'
import { createS3Store } from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCeph } from './servers/ceph.ts'
import type { S3TestServer } from './servers/s3-test-server.ts'

let server: S3TestServer
let location: StoreLocation

beforeAll(async () => {
  server = await startCeph()
  location = custom({ ...server, bucket: 'media', capabilities: { postPolicy: true, acl: true } })
  await createS3Store(location).ensureBucket()
})
afterAll(() => server?.stop())

interface Sent {
  readonly fields?: Readonly<Record<string, string>>
  readonly body?: string
  readonly fileName?: string
  /** How long ago the form was signed. */
  readonly ageMs?: number
}

/** Fills in a signed form and sends it. */
async function post(params: PresignPostParams, { fields = {}, body = 'hello', fileName = 'f.txt', ageMs }: Sent = {}) {
  const date = new Date().getTime() - (ageMs ?? 0)
  const signed = await presignPost(location, params, { clock: createFakeClock({ date }) })
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...signed.fields, ...fields })) form.append(name, value)
  form.append('file', new Blob([body], { type: 'image/png' }), fileName)
  const response = await fetch(signed.url, { method: 'POST', body: form, redirect: 'manual' })
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]
  return { status: response.status, code, to: response.headers.get('location') }
}

async function read(key: string) {
  const response = await fetch(await presignGet(location, { key }))
  return { body: await response.text(), headers: response.headers }
}

test.each([
  'with space',
  'a+b',
  'a%20b',
  'a&b=c',
  'a?b#c',
  '<tag attr="&amp;">',
  '(paren)[bracket]{brace}!*',
  'at@$5.00;',
  'grüße/漢字/🔑',
  'e\u0301 and \u00e9',
  'a//b',
  'a\\b',
  'quote\'"`',
  'folder/',
])('the key %j is taken', async (key) => {
  expect(await post({ key }, { body: key })).toMatchObject({ status: 204 })
  expect((await read(key)).body).toBe(key)
})

test('what is signed of an object is stored with it', async () => {
  const params: PresignPostParams = {
    key: 'signed.png',
    contentType: 'image/png; charset=utf-8',
    cacheControl: 'no-cache, max-age="5"',
    contentDisposition: 'inline; filename="a  b.png"',
    metadata: { author: 'Ann  B' },
    acl: 'public-read',
    successActionStatus: 201,
  }
  expect(await post(params)).toMatchObject({ status: 201 })
  const { headers } = await read('signed.png')
  expect(headers.get('content-type')).toBe('image/png; charset=utf-8')
  expect(headers.get('x-amz-meta-author')).toBe('Ann  B')
  // Ceph 16 checks these fields and forgets them, whoever signs the form.
  expect([headers.get('cache-control'), headers.get('content-disposition')]).toEqual([null, null])
})

test('a browser is sent on', async () => {
  const { status, to } = await post({ key: 'a', successActionRedirect: 'https://shop.example.com/done?a=b' })
  expect(status).toBe(303)
  expect(to).toMatch(/^https:\/\/shop\.example\.com\/done\?/)
})

describe('within limits:', () => {
  const folder = { startsWith: 'uploads/7/' }

  test('the key is the name of the file', async () => {
    expect(await post({ key: folder }, { fileName: 'grüße 1.txt', body: 'named' })).toMatchObject({ status: 204 })
    expect((await read('uploads/7/grüße 1.txt')).body).toBe('named')
  })

  test.each([
    ['uploads/7/deeper/b.txt', 204],
    ['uploads/8/b.txt', 403],
    ['b.txt', 403],
  ])('the key %s answers %d', async (key, status) => {
    expect(await post({ key: folder }, { fields: { key } })).toMatchObject({ status })
  })

  test.each([
    [9, 400, 'EntityTooSmall'],
    [10, 204, undefined],
    [20, 204, undefined],
    [21, 400, 'EntityTooLarge'],
  ])('%d bytes answer %d %s', async (bytes, status, code) => {
    const params = { key: 'sized', contentLengthRange: { min: 10, max: 20 } }
    expect(await post(params, { body: 'x'.repeat(bytes) })).toMatchObject({ status, code })
  })

  test.each([
    ['image/png', 204],
    ['text/html', 403],
  ])('the type %s answers %d', async (type, status) => {
    const params = { key: 'typed', contentType: { startsWith: 'image/' } }
    expect(await post(params, { fields: { 'Content-Type': type } })).toMatchObject({ status })
  })

  test('the type is that of the field, not of the file', async () => {
    expect(await post({ key: 'typed', contentType: { startsWith: 'image/' } })).toMatchObject({ status: 403 })
  })
})

const policyWith = (change: (policy: string) => string) => async () => {
  const { fields } = await presignPost(location, { key: 'a', contentLengthRange: { max: 3 } })
  const policy = Buffer.from(fields['Policy'] ?? '', 'base64').toString()
  const changed = change(policy)
  expect(changed).not.toBe(policy)
  return post({ key: 'a' }, { fields: { ...fields, Policy: Buffer.from(changed).toString('base64') } })
}

test.each<[string, () => ReturnType<typeof post>]>([
  ['another key', () => post({ key: 'a' }, { fields: { key: 'b' } })],
  ['another type', () => post({ key: 'a', contentType: 'image/png' }, { fields: { 'Content-Type': 'text/html' } })],
  ['other metadata', () => post({ key: 'a', metadata: { n: '1' } }, { fields: { 'x-amz-meta-n': '2' } })],
  ['an ACL of its own', () => post({ key: 'a' }, { fields: { acl: 'public-read' } })],
  ['another limit in the policy', policyWith((policy) => policy.replace('0,3]', '0,9]'))],
  ['a longer time in the policy', policyWith((policy) => policy.replace('"expiration":"20', '"expiration":"21'))],
  ['another signature', () => post({ key: 'a' }, { fields: { 'X-Amz-Signature': '0'.repeat(64) } })],
  ['a time that is over', () => post({ key: 'a', expiresInSeconds: 60 }, { ageMs: 61_000 })],
])('a form with %s is refused', async (_what, send) => {
  expect((await send()).status).toBe(403)
})
