import { GetObjectCommand, PutObjectCommand, S3Client, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import type { StoreLocation } from './location.js'
import { presignGet, presignPut } from './presign.js'
import { s3ClientConfig } from './s3/index.js'
import { aws } from './stores/aws.js'
import { minio } from './stores/minio.js'
import { r2 } from './stores/r2.js'
import { wasabi } from './stores/wasabi.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const clock = createFakeClock({ date: Date.UTC(2026, 10, 21, 9, 8, 7, 654) })

const locations: readonly StoreLocation[] = [
  aws({ bucket: 'shop', region: 'eu-central-1', ...keys }),
  aws({ bucket: 'shop.example.com', region: 'us-east-1', ...keys, sessionToken: 'IQoJ/b3+JpZ2==' }),
  wasabi({ bucket: 'shop', region: 'ap-southeast-1', ...keys }),
  r2({ bucket: 'shop', accountId: '0123456789abcdef0123456789abcdef', jurisdiction: 'eu', ...keys }),
  minio({ bucket: 'shop', endpoint: 'http://localhost:9000', ...keys }),
]

const oddKeys = [
  'plain.txt',
  'with space',
  'a+b',
  'a%20b%',
  'grüße/漢字/🔑',
  'a//b',
  'what?#&=;:@$,',
  "(paren)[bracket]{brace}!*'",
  'tilde~caret^pipe|back\\slash',
  'trailing/',
]

function sdkClient(location: StoreLocation): S3Client {
  // With its checksums on, the SDK signs one of an empty body into the URL.
  const client = new S3Client({
    ...s3ClientConfig(location),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  client.middlewareStack.add(
    (next) => (args) => {
      // The SDK names its operation in every query, which some servers take for a parameter of theirs.
      const { query } = args.request as { query: Record<string, string> }
      delete query['x-id']
      return next(args)
    },
    { step: 'build' },
  )
  return client
}

function parts(url: string) {
  const { origin, pathname, searchParams } = new URL(url)
  return { origin, path: decodeURIComponent(pathname), query: Object.fromEntries(searchParams) }
}

describe.each(locations.map((location) => [location.endpoint, location] as const))('at %s', (_, location) => {
  const client = sdkClient(location)
  const Bucket = location.bucket
  const options = { expiresIn: 300, signingDate: new Date(clock.date()) }

  test.each(oddKeys)('a URL to read %s is what the SDK signs', async (key) => {
    const ours = await presignGet(location, { key, expiresInSeconds: 300 }, { clock })
    const theirs = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: key }), options)
    expect(parts(ours)).toEqual(parts(theirs))
  })

  test('a URL with the headers of the answer is what the SDK signs', async () => {
    const disposition = `attachment; filename="a b+c.pdf"; filename*=UTF-8''%C3%A4.pdf`
    const ours = await presignGet(
      location,
      {
        key: 'a.pdf',
        expiresInSeconds: 300,
        responseContentDisposition: disposition,
        responseContentType: 'application/pdf',
        responseCacheControl: 'no-store',
      },
      { clock },
    )
    const command = new GetObjectCommand({
      Bucket,
      Key: 'a.pdf',
      ResponseContentDisposition: disposition,
      ResponseContentType: 'application/pdf',
      ResponseCacheControl: 'no-store',
    })
    expect(parts(ours)).toEqual(parts(await getSignedUrl(client, command, options)))
    expect(ours).not.toContain('+')
  })

  test.each<[string, string[], object, Partial<PutObjectCommandInput>]>([
    ['nothing else', [], {}, {}],
    ['a content type', ['content-type'], { contentType: 'image/png' }, { ContentType: 'image/png' }],
    [
      'type, cache control and size',
      ['content-type', 'content-length', 'cache-control'],
      { contentType: 'text/html; charset=utf-8', cacheControl: 'no-cache', contentLength: 12 },
      { ContentType: 'text/html; charset=utf-8', CacheControl: 'no-cache', ContentLength: 12 },
    ],
  ])('a URL to write with %s is what the SDK signs', async (_name, signed, params, input) => {
    const { url } = await presignPut(location, { key: 'ä b.png', expiresInSeconds: 300, ...params }, { clock })
    const command = new PutObjectCommand({ Bucket, Key: 'ä b.png', ...input })
    const signableHeaders = new Set(['host', ...signed])
    const unhoistableHeaders = new Set(['cache-control'])
    const theirs = await getSignedUrl(client, command, { ...options, signableHeaders, unhoistableHeaders })
    expect(parts(url)).toEqual(parts(theirs))
  })
})

test('200 random keys are signed as the SDK signs them', async () => {
  const random = createRandom(11)
  const location = minio({ bucket: 'shop', endpoint: 'https://s3.example.net:8443', ...keys })
  const client = sdkClient(location)
  const alphabet = Array.from('abcXYZ019 !"#$%&\'()*+,-./:;<=>?@[]^_`{|}~\\äßñ漢字🔑é\u0301\u00a0\u2028')
  const options = { expiresIn: 60, signingDate: new Date(clock.date()) }
  for (let run = 0; run < 200; run++) {
    const characters = Array.from({ length: 12 }, () => alphabet[Math.floor(random() * alphabet.length)])
    const key = `k${characters.join('').replaceAll('.', '-')}`
    const ours = await presignGet(location, { key, expiresInSeconds: 60 }, { clock })
    const theirs = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'shop', Key: key }), options)
    expect(parts(ours)).toEqual(parts(theirs))
  }
})

describe('what is signed', () => {
  const [location] = locations as [StoreLocation]

  test('lasts 15 minutes unless told otherwise, and nothing of the keys but the id is in it', async () => {
    const url = await presignGet(location, { key: 'a' }, { clock })
    expect(url).toMatch(/^https:\/\/shop\.s3\.eu-central-1\.amazonaws\.com\/a\?/)
    expect(parts(url).query).toMatchObject({
      'X-Amz-Expires': '900',
      'X-Amz-Date': '20261121T090807Z',
      'X-Amz-SignedHeaders': 'host',
    })
    expect(decodeURIComponent(url)).not.toContain(keys.secretAccessKey)
  })

  test('has no checksum of a body that nobody knows yet', async () => {
    const { url } = await presignPut(location, { key: 'a', contentType: 'image/png' }, { clock })
    expect(url).not.toMatch(/checksum|x-id/i)
  })

  test('comes with the headers to send', async () => {
    const params = { key: 'a', contentType: 'image/png', cacheControl: 'no-cache', contentLength: 5 }
    const { url, headers } = await presignPut(location, params, { clock })
    expect(headers).toEqual({ 'content-type': 'image/png', 'cache-control': 'no-cache' })
    expect(parts(url).query['X-Amz-SignedHeaders']).toBe('cache-control;content-length;content-type;host')
  })
})

describe('refused before anything is signed:', () => {
  const [location] = locations as [StoreLocation]

  test.each([0, -1, 1.5, 604_801, Number.NaN, Infinity])('%d seconds', async (expiresInSeconds) => {
    await expect(presignGet(location, { key: 'a', expiresInSeconds })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('expiresInSeconds must be 1 to 604800'),
    })
  })

  test.each([-1, 1.5, Number.NaN])('a length of %d', async (contentLength) => {
    await expect(presignPut(location, { key: 'a', contentLength })).rejects.toMatchObject({ code: 'config' })
  })

  test.each(['text/plain\nx: y', 'text/plän', ' text/plain', ''])('the content type %j', async (contentType) => {
    await expect(presignPut(location, { key: 'a', contentType })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('contentType must be printable ASCII'),
    })
  })

  test.each(['', '/a', 'a/../b', 'a\nb', 'a\ud800'])('the key %j', async (key) => {
    await expect(presignGet(location, { key })).rejects.toMatchObject({ code: 'config' })
    await expect(presignPut(location, { key })).rejects.toMatchObject({ code: 'config' })
  })

  test('a location without keys', async () => {
    const role = aws({ bucket: 'shop', region: 'eu-central-1' })
    await expect(presignGet(role, { key: 'a' })).rejects.toMatchObject({
      code: 'config',
      provider: 'aws',
      message: 'no URL was signed for "a": the location has no keys to sign with',
    })
  })
})
