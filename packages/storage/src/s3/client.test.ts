import { Readable } from 'node:stream'
import { inspect } from 'node:util'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { startTestServer } from '@keelson/core/testing'
import { describe, expect, test, vi } from 'vitest'
import type { StoreLocation } from '../location.js'
import { aws } from '../stores/aws.js'
import { custom } from '../stores/custom.js'
import { r2 } from '../stores/r2.js'
import { createS3Client, createS3Store, s3ClientConfig } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }
/** What every answer of S3 to an object has. */
const etag = '"2c6e0a1b"'

const location = r2({ bucket: 'media', accountId: '0123456789abcdef0123456789abcdef', ...keys })

describe('the settings', () => {
  test('are those of a store that is not Amazon', () => {
    expect(s3ClientConfig(location)).toMatchObject({
      endpoint: location.endpoint,
      region: 'auto',
      forcePathStyle: true,
      retryMode: 'adaptive',
      maxAttempts: 3,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: 10_000,
        socketTimeout: 60_000,
        httpAgent: { maxSockets: 50 },
        httpsAgent: { maxSockets: 50 },
      },
    })
  })

  test('are those of Amazon, where a role may have the keys', () => {
    const config = s3ClientConfig(aws({ bucket: 'shop', region: 'eu-central-1' }))
    expect(config).toMatchObject({ requestChecksumCalculation: 'WHEN_SUPPORTED', region: 'eu-central-1' })
    expect(config).not.toHaveProperty('credentials')
  })

  test('can be changed', () => {
    const options = { maxAttempts: 5, maxSockets: 8, connectTimeoutMs: 1000, readTimeoutMs: 2000 }
    expect(s3ClientConfig(location, options)).toMatchObject({
      maxAttempts: 5,
      requestHandler: { connectionTimeout: 1000, socketTimeout: 2000, httpsAgent: { maxSockets: 8 } },
    })
  })

  test.each(['maxAttempts', 'maxSockets', 'connectTimeoutMs', 'readTimeoutMs'])('refuse %s of 0', (field) => {
    for (const value of [0, -1, Number.NaN, 1.5]) {
      expect(() => createS3Client(location, { [field]: value })).toThrow(expect.objectContaining({ code: 'config' }))
    }
  })

  test('show no key when they are printed, nor does a client, before and after it sent', async () => {
    await using server = await startTestServer({ respond: [{ headers: { etag } }] })
    const client = createS3Client(custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop' }))
    await client.send(new PutObjectCommand({ Bucket: 'shop', Key: 'a', Body: '1' }))
    const options = { depth: Infinity, showHidden: true }
    const shown = [s3ClientConfig(location), client, client.config].map((value) => inspect(value, options)).join('\n')
    expect(server.requests[0]?.headers['authorization']).toContain(keys.accessKeyId)
    expect(shown).not.toContain(keys.secretAccessKey)
    expect(inspect([s3ClientConfig(location), createS3Client(location)], options)).not.toContain(keys.accessKeyId)
  })

  test('refuse a location that was written by hand and would send the keys in the clear', () => {
    const wrong: StoreLocation = { ...location, endpoint: 'http://s3.example.net' }
    expect(() => s3ClientConfig(wrong)).toThrow(expect.objectContaining({ code: 'config' }))
    expect(() => createS3Store({ ...location, endpoint: 'https://s3.example.net/media' })).toThrow(
      'endpoint must not end with the bucket',
    )
  })

  test('are not disturbed by what the environment has for other programs', async () => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true')
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true')
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'https://elsewhere.example.net')
    vi.stubEnv('AWS_REGION', 'us-west-2')
    vi.stubEnv('AWS_MAX_ATTEMPTS', '9')
    vi.stubEnv('AWS_REQUEST_CHECKSUM_CALCULATION', 'WHEN_SUPPORTED')
    await using server = await startTestServer({ respond: [{ headers: { etag } }] })
    try {
      const store = createS3Store(custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop' }))
      await store.put('a', '1')
    } finally {
      vi.unstubAllEnvs()
    }
    const [request] = server.requests
    expect(request?.headers['authorization']).toContain('/gra/s3/aws4_request')
    expect(Object.keys(request?.headers ?? {}).filter((name) => name.includes('checksum'))).toEqual([])
  })
})

describe('a put sends', () => {
  test.each([
    ['when_required', []],
    ['when_supported', ['x-amz-checksum-crc32', 'x-amz-sdk-checksum-algorithm']],
  ] as const)('with checksums %s the headers %o', async (checksums, names) => {
    await using server = await startTestServer({ respond: [{ headers: { etag } }] })
    const at = custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop', capabilities: { checksums } })
    await createS3Store(at).put('a', 'text')
    const { headers, body } = server.requests[0] ?? {}
    expect(
      Object.keys(headers ?? {})
        .filter((name) => /checksum|md5/.test(name))
        .toSorted(),
    ).toEqual(names)
    expect(body).toBe('text')
    // Chunked uploads are refused by some, and are not needed where the size is known.
    expect(headers).toMatchObject({ 'content-length': '4' })
    expect(headers).not.toHaveProperty('content-encoding')
  })
})

describe('with more calls than connections', () => {
  test('the others wait for their turn, however long it takes', async () => {
    let atOnce = 0
    let most = 0
    await using server = await startTestServer({
      respond: async () => {
        most = Math.max(most, ++atOnce)
        await new Promise((resolve) => setTimeout(resolve, 150))
        atOnce--
        return { text: 'content', headers: { etag } }
      },
    })
    const at = custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop' })
    // Were the wait for a free connection counted, the last ones would not connect in time.
    const client = createS3Client(at, { maxSockets: 2, connectTimeoutMs: 700, maxAttempts: 1 })
    const one = createS3Store({ client, bucket: 'shop' })
    const other = createS3Store({ client, bucket: 'shop' })
    const objects = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 ? one : other).get('a')))
    expect(objects.map((object) => object?.size)).toEqual(Array(12).fill(7))
    expect(most).toBe(2)
  })

  test('an abort ends also what waits for its turn', async () => {
    await using server = await startTestServer({ respond: [{ fault: 'hang' }] })
    const at = custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop' })
    const store = createS3Store(at, { maxSockets: 1 })
    const first = new AbortController()
    const second = new AbortController()
    const getting = store.get('first', { signal: first.signal })
    await server.received(1)
    const waiting = store.get('second', { signal: second.signal })
    second.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
    first.abort()
    await expect(getting).rejects.toMatchObject({ code: 'aborted' })
    expect(server.requests).toHaveLength(1)
  })
})

test('200 objects and 200 that are missing leave no connection behind that is in use', async () => {
  await using server = await startTestServer({
    respond: ({ path }) =>
      path.includes('missing') ? { status: 404 } : { text: 'x'.repeat(100_000), headers: { etag } },
  })
  const at = custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop' })
  const client = createS3Client(at, { maxSockets: 4 })
  const store = createS3Store({ client, bucket: 'shop' })
  for (let run = 0; run < 200; run += 20) {
    const round = Array.from({ length: 20 }, (_, index) => [
      store.get(`${index}`),
      store.get('missing'),
      store.head('a'),
    ])
    await Promise.all(round.flat())
  }
  expect(server.connections).toBeLessThanOrEqual(4)
  // Those that are kept for the next call close with the client: none waits for somebody to read it.
  client.destroy()
  await server.disconnected()
}, 30_000)

test('a client is one of the SDK, for what a Store has not', async () => {
  await using server = await startTestServer({ respond: [{ text: 'part', status: 206 }] })
  const client = createS3Client(custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop' }))
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'shop', Key: 'a', Range: 'bytes=0-3' }))
  expect(await Body?.transformToString()).toBe('part')
})

describe('a streamed body', () => {
  const stream = () => Readable.from([Buffer.from('text')])
  const body = { Bucket: 'shop', Key: 'a', ContentLength: 4 }

  test.each([
    ['when it is asked for', 'when_required', { ChecksumAlgorithm: 'CRC32' }],
    ['of every body', 'when_supported', {}],
  ] as const)('is refused with a checksum that only a trailer could carry, %s', async (_, checksums, more) => {
    await using server = await startTestServer({ respond: [{ headers: { etag } }] })
    const capabilities = { checksums, checksumTrailer: false }
    const at = custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop', capabilities })
    const sending = createS3Client(at).send(new PutObjectCommand({ ...body, ...more, Body: stream() }))
    await expect(sending).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('putStream') })
    expect(server.requests).toEqual([])
    await createS3Client(at).send(new PutObjectCommand({ ...body, ...more, Body: Buffer.from('text') }))
    await createS3Client(at).send(new PutObjectCommand({ ...body, ...more, Body: stream(), ChecksumCRC32: 'AAAAAA==' }))
    expect(server.requests).toHaveLength(2)
  })

  test('is sent without one, and with a trailer to a store that takes it', async () => {
    await using server = await startTestServer({ respond: [{ headers: { etag } }] })
    const send = (checksumTrailer: boolean, more: object) => {
      const capabilities = { checksumTrailer }
      const at = custom({ ...keys, endpoint: server.url, region: 'gra', bucket: 'shop', capabilities })
      return createS3Client(at).send(new PutObjectCommand({ ...body, ...more, Body: stream() }))
    }
    await send(false, {})
    await send(true, { ChecksumAlgorithm: 'CRC32' })
    expect(server.requests.map(({ headers }) => headers['x-amz-trailer'])).toEqual([undefined, 'x-amz-checksum-crc32'])
    expect(server.requests[0]?.body).toBe('text')
  })
})
