import { inspect } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import { formatError, type KeelsonError } from '@keelson/core'
import { startTestServer, type Reply, type Respond } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { custom } from '../stores/custom.js'
import { wasabi } from '../stores/wasabi.js'
import { meaningOf } from './failure.js'
import { createS3Store, type S3ClientOptions } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }

function storeAt(endpoint: string, options: S3ClientOptions = { maxAttempts: 1 }) {
  return createS3Store(custom({ endpoint, region: 'eu-central-1', bucket: 'shop', ...keys }), options)
}

/** What every answer of S3 to an object has. */
const etag = '"2c6e0a1b"'

function refusal(status: number, code: string, message = `${code} was said`, headers = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'REQ-7', ...headers },
    text: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  }
}

async function errorOf(
  respond: Respond,
  work = (endpoint: string): Promise<unknown> => storeAt(endpoint).get('a.txt'),
) {
  await using server = await startTestServer({ respond })
  return await work(server.url).then(
    () => expect.unreachable(),
    (error: KeelsonError) => error,
  )
}

describe('an answer is told by its code, with what to do', () => {
  test.each([
    [refusal(403, 'SignatureDoesNotMatch'), 'auth', 'Is secretAccessKey the one'],
    [refusal(403, 'InvalidAccessKeyId'), 'auth', 'does not know accessKeyId'],
    [refusal(400, 'ExpiredToken'), 'auth', 'get new ones'],
    [refusal(400, 'InvalidToken'), 'auth', 'sessionToken does not belong'],
    [refusal(401, 'Unauthorized'), 'auth', 'does not take these keys'],
    [refusal(403, 'AuthenticationLockout'), 'auth', 'wait 5 minutes'],
    [refusal(403, 'RequestExpired'), 'auth', 'set it by NTP'],
    [
      refusal(403, 'RequestTimeTooSkewed', 'too large', { date: 'Sat, 21 Nov 2026 10:00:00 GMT' }),
      'auth',
      "The store's clock says 2026-11-21T10:00:00.000Z",
    ],
    [
      refusal(403, 'AccessDenied', 'no', { 'x-amz-bucket-region': 'eu-central-1' }),
      'forbidden',
      'look at their policy',
    ],
    [refusal(403, 'Whatever'), 'forbidden', 'does not say which'],
    [refusal(403, 'QuotaExceeded'), 'forbidden', 'is full'],
    [refusal(400, 'XMinioAdminBucketQuotaExceeded'), 'forbidden', 'is full'],
    [refusal(507, 'XMinioStorageFull'), 'server', 'is full'],
    [refusal(400, 'AccessControlListNotSupported'), 'unsupported', 'leave acl out'],
    [refusal(404, 'NoSuchBucket'), 'not_found', 'ensureBucket creates it'],
    [refusal(301, 'PermanentRedirect'), 'config', 'in another region'],
    [
      refusal(301, 'PermanentRedirect', 'elsewhere', { 'x-amz-bucket-region': 'us-west-2' }),
      'config',
      'The bucket is in us-west-2: pass this region',
    ],
    [refusal(400, 'AuthorizationHeaderMalformed'), 'config', 'in another region'],
    // What a HEAD has in the wrong region; in the right one the header says nothing about the cause.
    [{ status: 400, headers: { 'x-amz-bucket-region': 'us-west-2' } }, 'config', 'The bucket is in us-west-2'],
    [
      refusal(400, 'ExpiredToken', 'over', { 'x-amz-bucket-region': 'eu-central-1' }),
      'auth',
      'The temporary keys are over',
    ],
    [refusal(503, 'SlowDown'), 'rate_limited', 'Do fewer things'],
    [refusal(429, 'TooManyRequests'), 'rate_limited', 'Do fewer things'],
    [refusal(429, 'Whatever'), 'rate_limited', 'Do fewer things'],
    [refusal(400, 'RequestRateLimitExceeded'), 'rate_limited', 'Do fewer things'],
    [refusal(403, 'RequestRateLimitExceeded'), 'rate_limited', 'Do fewer things'],
    [refusal(400, 'InvalidArgument'), 'invalid_request', ''],
    [refusal(400, 'constructor'), 'invalid_request', ''],
    [refusal(412, 'PreconditionFailed'), 'conflict', ''],
    [refusal(501, 'NotImplemented'), 'unsupported', ''],
    [refusal(500, 'InternalError'), 'server', ''],
    [{ status: 502, text: '<html>Bad gateway' }, 'server', ''],
  ] satisfies [Reply, string, string][])('%o', async (reply, code, hint) => {
    const error = await errorOf([reply])
    expect(error).toMatchObject({ code, status: reply.status, provider: 'custom', operation: 'GetObject' })
    expect(error.hint ?? '').toContain(hint)
  })

  test('with operation, key, bucket, status, code, words and request', async () => {
    await using server = await startTestServer({ respond: [refusal(403, 'AccessDenied', 'not\n  yours.')] })
    const host = new URL(server.url).host
    await expect(storeAt(server.url).put('a b.txt', 'x')).rejects.toMatchObject({
      message:
        `PutObject of "a b.txt" in bucket shop at ${host} failed: 403 AccessDenied not yours (request REQ-7). ` +
        'The keys are valid, but may not do this, or may not list, then what is missing is forbidden: look at their policy',
      requestId: 'REQ-7',
      attempts: 1,
    })
  })

  test('a HEAD has no body, and the SDK no words', async () => {
    await using server = await startTestServer({ respond: [{ status: 403 }] })
    await expect(storeAt(server.url).head('a')).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('failed: 403. The keys may be wrong, may not do this, or'),
    })
  })

  test('a page of a proxy is not quoted', async () => {
    const error = await errorOf([{ status: 502, text: '<html>Acme Proxy' }])
    expect(error.message).toContain("failed: 502 an answer that is not S3's: check the endpoint")
    expect(formatError(error)).not.toContain('Acme')
  })

  test.each<[string, Reply, (endpoint: string) => Promise<unknown>]>([
    ['in words', refusal(403, 'Whatever', 'That is forbidden.'), (endpoint) => storeAt(endpoint).get('a')],
    ['without any', { status: 403 }, (endpoint) => storeAt(endpoint).head('a')],
    ['by nobody', { fault: 'hang' }, (endpoint) => storeAt(endpoint, { maxAttempts: 1, readTimeoutMs: 100 }).get('a')],
  ])('a refusal %s is shown once', async (_, reply, work) => {
    expect(formatError(await errorOf([reply], work))).not.toMatch(/cause:|Unknown/)
  })

  test('a success that is no XML is not an empty list', async () => {
    const list = (endpoint: string) => storeAt(endpoint).list().toArray()
    expect(await errorOf([{ text: '<html>Welcome' }], list)).toMatchObject({ code: 'schema', status: 200 })
  })
})

describe('no answer', () => {
  const quick = { maxAttempts: 2, readTimeoutMs: 100 }

  test('of a host that does not exist: a name is wrong', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND s3.nowhere.example'), { code: 'ENOTFOUND' })
    expect(meaningOf(error)).toMatchObject({ code: 'network', hint: expect.stringContaining('region') })
  })

  test.each<[string, Reply, string, string]>([
    ['a connection that is cut', { fault: 'reset' }, 'network', 'ECONNRESET'],
    ['a body that ends in the middle', { text: 'abc', fault: 'truncated' }, 'network', 'aborted'],
    ['a body cut behind its head', { text: 'abc', fault: 'reset_after_headers' }, 'network', 'aborted'],
    ['a server that says nothing', { fault: 'hang' }, 'timeout', 'timed out after 100 ms of inactivity'],
    [
      'a body that stalls',
      { text: 'abc', byteEveryMs: 60_000 },
      'timeout',
      'socket timed out after 100 ms of inactivity',
    ],
  ])('%s: sent twice, then told', async (_, reply, code, said) => {
    await using server = await startTestServer({ respond: [reply] })
    const options = code === 'timeout' ? quick : { maxAttempts: 2 }
    await expect(storeAt(server.url, options).get('a')).rejects.toMatchObject({
      code,
      attempts: 2,
      message: expect.stringContaining(said),
    })
    expect(server.requests).toHaveLength(2)
  })

  test.each<[string, Reply]>([
    ['a connection that is cut', { fault: 'reset' }],
    ['a body that ends in the middle', { text: 'half', fault: 'truncated' }],
    ['a body that stalls', { text: 'half', byteEveryMs: 60_000 }],
  ])('%s, then an answer: the whole content', async (_, reply) => {
    await using server = await startTestServer({ respond: [reply, { text: 'content', headers: { etag } }] })
    const object = await storeAt(server.url, quick).get('a')
    expect(new TextDecoder().decode(object?.body)).toBe('content')
  })

  test('a slow body that goes on is read to its end', async () => {
    await using server = await startTestServer({
      respond: [{ text: 'slow but steady', byteEveryMs: 20, headers: { etag } }],
    })
    const object = await storeAt(server.url, { readTimeoutMs: 250 }).get('a')
    expect(new TextDecoder().decode(object?.body)).toBe('slow but steady')
  })

  test('nobody listens', async () => {
    const server = await startTestServer()
    await server.close()
    await expect(storeAt(server.url).put('a', '1')).rejects.toMatchObject({ code: 'network' })
  })

  test('an abort ends a call that waits', async () => {
    await using server = await startTestServer({ respond: [{ fault: 'hang' }] })
    const controller = new AbortController()
    const getting = storeAt(server.url).get('a', { signal: controller.signal })
    await server.received(1)
    controller.abort(new RangeError('a reason of the caller'))
    await expect(getting).rejects.toMatchObject({ code: 'aborted', operation: 'GetObject' })
    await server.disconnected()
  })
})

describe.concurrent('a store that asks for fewer requests is asked again', () => {
  test.each<[string, Reply]>([
    ['S3', refusal(503, 'SlowDown')],
    ['by status', refusal(429, 'Whatever')],
    ['Wasabi', refusal(400, 'RequestRateLimitExceeded')],
    ['Wasabi, by its present page', refusal(403, 'RequestRateLimitExceeded')],
  ])('%s', async (_, reply) => {
    await using server = await startTestServer({ respond: [reply, { headers: { etag } }] })
    await storeAt(server.url, {}).put('a', '1')
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(2).fill('PUT /shop/a?x-id=PutObject'),
    )
  })
})

test('wrong keys are not tried again: too many attempts lock an account', async () => {
  await using server = await startTestServer({ respond: [refusal(403, 'SignatureDoesNotMatch')] })
  await expect(storeAt(server.url, {}).get('a')).rejects.toMatchObject({ code: 'auth', attempts: 1 })
  expect(server.requests).toHaveLength(1)
})

test('keys that cannot be had are told by the client that was given', async () => {
  const credentials = () => Promise.reject(Object.assign(new Error('no role'), { name: 'CredentialsProviderError' }))
  const client = new S3Client({ region: 'eu-central-1', credentials })
  await expect(createS3Store({ client, bucket: 'shop' }).get('a')).rejects.toMatchObject({
    code: 'auth',
    provider: 's3',
    message:
      'GetObject of "a" in bucket shop failed: no role. Pass accessKeyId and secretAccessKey, or run with a role',
  })
})

test('an answer that quotes the keys does not bring them into the error', async () => {
  const quoted = `${keys.secretAccessKey} ${encodeURIComponent(keys.accessKeyId)} ${btoa(keys.secretAccessKey)}`
  const error = await errorOf([
    refusal(403, 'SignatureDoesNotMatch', quoted, { 'x-amz-request-id': keys.secretAccessKey }),
  ])
  const shown = `${formatError(error)}${inspect(error, { depth: Infinity, showHidden: true })}${JSON.stringify(error)}`
  expect(error.code).toBe('auth')
  for (const secret of [...Object.values(keys), btoa(keys.secretAccessKey).slice(4, -4)]) {
    expect(shown).not.toContain(secret)
  }
})

test('a store shows no key when it is printed, nor does one over any client that sent', async () => {
  await using server = await startTestServer({ respond: [{ headers: { etag } }] })
  const credentials = { ...keys }
  const client = new S3Client({ region: 'gra', endpoint: server.url, forcePathStyle: true, credentials })
  const plain = createS3Store({ client, bucket: 'shop' })
  await plain.put('a', 'x')
  const store = createS3Store(wasabi({ bucket: 'shop', region: 'eu-central-1', ...keys }))
  const shown = inspect([store, plain], { depth: Infinity, showHidden: true }) + JSON.stringify([store, plain])
  expect(store.name).toBe('bucket shop at s3.eu-central-1.wasabisys.com')
  for (const secret of Object.values(keys)) expect(shown).not.toContain(secret)
  expect(plain.client).toBe(client)
  client.destroy()
})

test('no location, as resolveStore gives where none is named, makes no store', () => {
  const [location] = [] as never[]
  expect(() => createS3Store(location as never)).toThrow(
    expect.objectContaining({ code: 'config', hint: expect.stringContaining('resolveStore') }),
  )
})
