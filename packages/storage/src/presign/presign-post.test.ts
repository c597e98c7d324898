import { createFakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { presignPost, type PresignPostParams } from './presign-post.js'
import { custom } from '../stores/custom.js'
import { r2 } from '../stores/r2.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG', sessionToken: 'token/+=' }
const clock = createFakeClock({ date: Date.UTC(2026, 10, 21, 9, 8, 7, 654) })
const capabilities = { postPolicy: true, acl: true }
const location = custom({ bucket: 'shop', endpoint: 'https://s3.example.net', region: 'gra', capabilities, ...keys })

async function sign(params: PresignPostParams) {
  const { url, fields } = await presignPost(location, params, { clock })
  const policy = JSON.parse(Buffer.from(fields['Policy'] ?? '', 'base64').toString()) as {
    readonly expiration: string
    readonly conditions: readonly unknown[]
  }
  return { url, fields, policy }
}

test('a form has a field for every condition that is not a limit', async () => {
  const { url, fields, policy } = await sign({
    key: 'grüße/漢字 🔑',
    expiresInSeconds: 60,
    contentType: 'image/png',
    contentLengthRange: { min: 1, max: 1000 },
    cacheControl: 'no-cache',
    metadata: { author: 'Ann' },
    acl: 'public-read',
    successActionStatus: 201,
    successActionRedirect: 'https://shop.example.com/done',
  })
  expect(url).toBe('https://s3.example.net/shop')
  const { Policy: _policy, 'X-Amz-Signature': signature, ...others } = fields
  expect(signature).toMatch(/^[0-9a-f]{64}$/)
  expect(others).toEqual({
    'Content-Type': 'image/png',
    'Cache-Control': 'no-cache',
    'x-amz-meta-author': 'Ann',
    acl: 'public-read',
    success_action_status: '201',
    success_action_redirect: 'https://shop.example.com/done',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20261121/gra/s3/aws4_request',
    'X-Amz-Date': '20261121T090807Z',
    'X-Amz-Security-Token': 'token/+=',
    key: 'grüße/漢字 🔑',
  })
  expect(policy.expiration).toBe('2026-11-21T09:09:07Z')
  const equal = Object.entries({ ...others, bucket: 'shop' }).map(([name, value]) => ({ [name]: value }))
  const expected = [['content-length-range', 1, 1000], ...equal]
  expect(new Set(policy.conditions.map((each) => JSON.stringify(each)))).toEqual(
    new Set(expected.map((each) => JSON.stringify(each))),
  )
})

test('a folder and a kind of type are limits, and the file gives its name', async () => {
  const { fields, policy } = await sign({ key: { startsWith: 'uploads/7/' }, contentType: { startsWith: 'image/' } })
  expect(fields['key']).toBe('uploads/7/${filename}')
  expect(fields).not.toHaveProperty('Content-Type')
  expect(policy.conditions).toContainEqual(['starts-with', '$key', 'uploads/7/'])
  expect(policy.conditions).toContainEqual(['starts-with', '$Content-Type', 'image/'])
  expect(policy.conditions).not.toContainEqual({ key: fields['key'] })
})

test('any type and any size may be meant', async () => {
  const { policy } = await sign({ key: 'a', contentType: { startsWith: '' }, contentLengthRange: { max: 5 * 2 ** 30 } })
  expect(policy.conditions.slice(0, 2)).toEqual([
    ['content-length-range', 0, 5 * 2 ** 30],
    ['starts-with', '$Content-Type', ''],
  ])
})

describe('refused before anything is signed:', () => {
  test('any form, where the store takes none, whatever else is wrong', async () => {
    const bucket = r2({ bucket: 'media', accountId: '0123456789abcdef0123456789abcdef', ...keys })
    await expect(presignPost(bucket, { key: '' })).rejects.toMatchObject({
      code: 'unsupported',
      provider: 'r2',
      message: expect.stringContaining('.r2.cloudflarestorage.com has no uploads by forms (POST policies)'),
      hint: 'Use presignPut, with contentLength to limit the size',
    })
  })

  test.each<[string, Partial<PresignPostParams>]>([
    ['the key "" cannot be used', { key: '' }],
    ['the key "/a/" cannot be used', { key: { startsWith: '/a/' } }],
    ['a part of it is "." or ".."', { key: { startsWith: 'a/../' } }],
    ['key.startsWith: "user-1" is not a folder', { key: { startsWith: 'user-1' } }],
    ['stores put the name of the file for ${filename}', { key: 'a/${filename}' }],
    ['stores put the name of the file for ${filename}', { key: { startsWith: '${filename}/' } }],
    ['expiresInSeconds must be 1 to 604800', { expiresInSeconds: 604_801 }],
    ['contentLengthRange must be within 0 to 5368709120 bytes, not 0 to -1', { contentLengthRange: { max: -1 } }],
    ['not 2 to 1', { contentLengthRange: { min: 2, max: 1 } }],
    ['not -1 to 1', { contentLengthRange: { min: -1, max: 1 } }],
    ['not 0 to 1.5', { contentLengthRange: { max: 1.5 } }],
    ['not 0 to 5368709121', { contentLengthRange: { max: 5 * 2 ** 30 + 1 } }],
    ['contentType must be printable ASCII', { contentType: 'ä' }],
    ['contentType must be printable ASCII', { contentType: { startsWith: 'a\n' } }],
    ['contentType must be printable ASCII', { contentType: '' }],
    ['must be small letters', { metadata: { A: 'b' } }],
    ['successActionStatus must be 200, 201 or 204, not 302', { successActionStatus: 302 as 200 }],
    ['successActionRedirect must be a URL', { successActionRedirect: '/done' }],
    ['successActionRedirect must be a URL', { successActionRedirect: 'javascript:alert(1)' }],
  ])('%s: %j', async (message, params) => {
    await expect(presignPost(location, { key: 'a', ...params })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(message),
    })
  })
})
