import { createFakeClock } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import type { StoreCapabilities } from '../location.js'
import { presignPart } from './presign-part.js'
import { presignPut } from './presign-put.js'
import { custom } from '../stores/custom.js'

const clock = createFakeClock({ date: Date.UTC(2026, 10, 21, 9, 8, 7) })
const locate = (capabilities: Partial<StoreCapabilities>) =>
  custom({
    bucket: 'shop',
    endpoint: 'https://s3.example.net',
    region: 'gra',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG',
    capabilities,
  })
const location = locate({ acl: true, conditionalPut: true })
const poor = locate({ acl: false, conditionalPut: false })

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams)

test('the headers to send are the ones that are signed, but for the length', async () => {
  const params = {
    key: 'a',
    contentType: 'image/png',
    cacheControl: 'no-cache',
    contentEncoding: 'gzip',
    contentDisposition: 'inline',
    metadata: { author: 'Ann' },
    acl: 'public-read',
    ifNoneMatch: '*',
    contentLength: 5,
  } as const
  const { url, headers } = await presignPut(location, params, { clock })
  expect(headers).toEqual({
    'Content-Type': 'image/png',
    'Cache-Control': 'no-cache',
    'Content-Encoding': 'gzip',
    'Content-Disposition': 'inline',
    'x-amz-meta-author': 'Ann',
    'x-amz-acl': 'public-read',
    'If-None-Match': '*',
  })
  const signed = ['content-length', 'host', ...Object.keys(headers).map((name) => name.toLowerCase())]
  expect(queryOf(url)['X-Amz-SignedHeaders']).toBe(signed.toSorted().join(';'))
})

test('nothing but the host is signed when nothing else is known, also no checksum of a body', async () => {
  const { url, headers } = await presignPut(location, { key: 'a' }, { clock })
  expect(headers).toEqual({})
  expect(queryOf(url)['X-Amz-SignedHeaders']).toBe('host')
  expect(url).not.toMatch(/checksum|x-id/i)
})

test('a part names its upload and its number', async () => {
  const url = await presignPart(location, { key: 'a', uploadId: '2~x/+y=', partNumber: 10_000 }, { clock })
  expect(queryOf(url)).toMatchObject({ uploadId: '2~x/+y=', partNumber: '10000', 'X-Amz-SignedHeaders': 'host' })
})

describe('refused before anything is signed:', () => {
  test.each([-1, 1.5, Number.NaN, 5 * 2 ** 30 + 1])('a length of %d', async (contentLength) => {
    const refusal = { code: 'config', message: expect.stringContaining('contentLength must be 0 to 5368709120 bytes') }
    await expect(presignPut(location, { key: 'a', contentLength })).rejects.toMatchObject(refusal)
    const part = { key: 'a', uploadId: 'u', partNumber: 1, contentLength }
    await expect(presignPart(location, part)).rejects.toMatchObject(refusal)
  })

  test.each(['text/plain\nx: y', 'text/plän', ' text/plain', ''])('the content type %j', async (contentType) => {
    await expect(presignPut(location, { key: 'a', contentType })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('contentType must be printable ASCII'),
    })
  })

  test.each([
    [{ metadata: { Author: 'a' } }, 'small letters'],
    [{ metadata: { author: 'ä' } }, 'printable ASCII'],
    [{ acl: 'public' }, "acl must be 'private' or 'public-read'"],
    [{ ifNoneMatch: '"abc"' }, "ifNoneMatch must be '*'"],
  ])('%j', async (options, message) => {
    const params = { key: 'a', ...options } as Parameters<typeof presignPut>[1]
    await expect(presignPut(location, params)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(message),
    })
  })

  test.each([
    [{ acl: 'private' } as const, 'bucket shop at s3.example.net has no ACLs'],
    [{ ifNoneMatch: '*' } as const, 'bucket shop at s3.example.net has no writes on condition'],
  ])('%j where the store has none', async (options, message) => {
    await expect(presignPut(poor, { key: 'a', ...options })).rejects.toMatchObject({
      code: 'unsupported',
      provider: 'custom',
      message: expect.stringContaining(message),
    })
  })

  test.each([0, 10_001, 1.5, Number.NaN])('the part %d', async (partNumber) => {
    await expect(presignPart(location, { key: 'a', uploadId: 'u', partNumber })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('partNumber must be 1 to 10000'),
    })
  })

  test('a part of no upload', async () => {
    await expect(presignPart(location, { key: 'a', uploadId: '', partNumber: 1 })).rejects.toMatchObject({
      code: 'config',
      message: 'nothing was signed for "a": uploadId is missing. store.multipart.create() gives it',
    })
  })
})
