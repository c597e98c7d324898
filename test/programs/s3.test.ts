import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import {
  createS3Store,
  getBucketCors,
  getBucketLifecycle,
  removeBucketCors,
  removeBucketLifecycle,
  setBucketCors,
  setBucketLifecycle,
  type CorsRule,
  type LifecycleRule,
} from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startCeph } from './servers/ceph.ts'
import type { S3TestServer } from './servers/s3-test-server.ts'
import { startSwift } from './servers/swift.ts'

const MiB = 2 ** 20
/** Everything is tried; what a server does not have, its tests say. */
const capabilities = { acl: true, conditionalPut: true, cors: true, lifecycle: true, equalParts: false } as const
const oddKeys = [
  'a+b %41.txt',
  'ü/日本.txt',
  "q?versionId=1&y=2#z!'()*",
  'a//b',
  'back\\slash',
  '~[b]',
  'smile 😀',
  '%2F',
]
const corsRules: readonly CorsRule[] = [
  {
    origins: ['https://shop.example'],
    methods: ['GET', 'PUT'],
    headers: ['content-type'],
    exposeHeaders: ['ETag'],
    maxAgeSeconds: 60,
  },
]
const lifecycleRules: readonly LifecycleRule[] = [
  { id: 'uploads', abortUploadsAfterDays: 7 },
  { id: 'tmp', prefix: 'tmp/', expireAfterDays: 1 },
]

/** Bytes that say where they are. */
function makeContent(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 12)) & 255)
}

/** Passes connections on to a server, and cuts so many of them after so many bytes of an answer. */
async function cutConnections(endpoint: string, { cuts, afterBytes }: { cuts: number; afterBytes: number }) {
  let left = cuts
  const proxy = createServer((client) => {
    const upstream = connect(Number(new URL(endpoint).port), '127.0.0.1')
    const cutAt = left-- > 0 ? afterBytes : Infinity
    let passed = 0
    client.on('error', () => undefined).on('close', () => upstream.destroy())
    upstream.on('error', () => undefined).on('close', () => client.destroy())
    client.pipe(upstream)
    upstream.on('data', (chunk: Buffer) => {
      passed += chunk.byteLength
      if (passed > cutAt) client.resetAndDestroy()
      else if (!client.write(chunk)) {
        upstream.pause()
        client.once('drain', () => upstream.resume())
      }
    })
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void proxy.close())
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, cuts: () => cuts - Math.max(0, left) }
}

/** A server for the tests of a describe. */
function useServer(start: () => Promise<S3TestServer>) {
  let server: S3TestServer
  let count = 0

  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server?.stop())

  return {
    get address() {
      const { endpoint, region, accessKeyId, secretAccessKey } = server
      return { endpoint, region, accessKeyId, secretAccessKey }
    },
    async open() {
      const store = createS3Store(custom({ ...this.address, bucket: `shop-${count++}`, capabilities }))
      onTestFinished(() => store.client.destroy())
      await store.ensureBucket()
      return store
    },
    anonymous: (bucket: string, key: string, init?: RequestInit) => fetch(`${server.endpoint}/${bucket}/${key}`, init),
  }
}

/** What both do. */
function testStore(server: ReturnType<typeof useServer>): void {
  test('odd keys are stored, copied and read', async () => {
    const store = await server.open()
    for (const key of oddKeys) {
      await store.put(key, key, { contentType: 'text/plain', metadata: { a: 'b' } })
      await store.copy({ from: key, to: `copy of ${key}` })
      const copy = await store.get(`copy of ${key}`)
      expect(copy).toMatchObject({ contentType: 'text/plain', metadata: { a: 'b' } })
      expect(new TextDecoder().decode(copy?.body)).toBe(key)
    }
  })

  test('a copy onto itself keeps or replaces the attributes, and says what is stored', async () => {
    const store = await server.open()
    await store.put('a', 'x', { contentType: 'text/css', cacheControl: 'no-store' })
    expect(await store.copy({ from: 'a', to: 'a' })).toMatchObject({ size: 1, contentType: 'text/css' })
    expect(await store.head('a')).toMatchObject({ contentType: 'text/css', cacheControl: 'no-store' })
    await store.copy({ from: 'a', to: 'a' }, { contentType: 'text/html', contentDisposition: 'attachment' })
    const { contentType, contentDisposition, cacheControl } = (await store.head('a')) ?? {}
    expect([contentType, contentDisposition, cacheControl]).toEqual(['text/html', 'attachment', undefined])
  })

  test('nothing behind the end, and nothing of an empty object, is in a range', async () => {
    const store = await server.open()
    await store.put('a', 'abc')
    await store.put('empty', '')
    expect((await store.get('a', { range: { last: 9 } }))?.body.byteLength).toBe(3)
    for (const work of [
      () => store.get('a', { range: { start: 3 } }),
      () => store.getStream('a', { range: { start: 9, end: 10 } }),
      () => store.get('empty', { range: { start: 0 } }),
      () => store.get('empty', { range: { last: 1 } }),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'invalid_request', status: 416 })
    }
  })

  test('an upload is listed, part by part, completed, and over', async () => {
    const store = await server.open()
    const body = makeContent(5 * MiB)
    const upload = await store.multipart.create('ü/big', { contentType: 'text/plain' })
    expect(await store.multipart.listParts(upload)).toEqual([])
    const parts = [
      await store.multipart.putPart({ ...upload, partNumber: 1, body }),
      await store.multipart.putPart({ ...upload, partNumber: 3, body: body.subarray(0, 7) }),
    ]
    expect(await store.multipart.listParts(upload)).toEqual(parts)
    const other = await store.multipart.create('other')
    const keysOf = async (prefix: string) => (await store.multipart.list({ prefix }).toArray()).map(({ key }) => key)
    expect([await keysOf(''), await keysOf('ü/')]).toEqual([['other', 'ü/big'], ['ü/big']])

    const { etag, size } = await store.multipart.complete({ ...upload, parts })
    expect(await store.head('ü/big')).toMatchObject({ etag, size, contentType: 'text/plain' })
    const digests = parts.map((part) => Buffer.from(part.etag, 'hex'))
    expect(etag).toBe(`${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-2`)

    await store.multipart.putPart({ ...other, partNumber: 1, body: body.subarray(0, 1) })
    await store.multipart.abort(other)
    await store.multipart.abort(other)
    await store.multipart.abort(upload)
    expect(await keysOf('')).toEqual([])
    const late = store.multipart.putPart({ ...other, partNumber: 2, body: body.subarray(0, 1) })
    await expect(late).rejects.toMatchObject({ code: 'not_found' })
    expect((await store.head('ü/big'))?.size).toBe(5 * MiB + 7)
  })

  test('a stream is whole over connections that are cut', async () => {
    const content = makeContent(12 * MiB)
    const through = await cutConnections(server.address.endpoint, { cuts: 4, afterBytes: 2 * MiB })
    const direct = await server.open()
    await direct.put('big', content)
    const store = createS3Store(custom({ ...server.address, endpoint: through.url, bucket: direct.bucket }))
    for (const [range, expected] of [
      [undefined, content],
      [{ start: 1000, end: 9 * MiB }, content.subarray(1000, 9 * MiB + 1)],
    ] as const) {
      const object = await store.getStream('big', { range })
      expect(object?.size).toBe(content.byteLength)
      const body = Buffer.from(await new Response(object?.body).arrayBuffer())
      expect(body.equals(expected)).toBe(true)
    }
    expect(through.cuts()).toBe(4)
    store.client.destroy()
  })

  test('a streamed body of a known length is stored', async () => {
    const store = await server.open()
    const body = { Bucket: store.bucket, Key: 'a', Body: Readable.from([Buffer.from('text')]), ContentLength: 4 }
    const checked = new PutObjectCommand({ ...body, ChecksumAlgorithm: 'CRC32' })
    await expect(store.client.send(checked)).rejects.toMatchObject({ code: 'unsupported' })
    await store.client.send(new PutObjectCommand(body))
    expect((await store.head('a'))?.size).toBe(4)
  })

  test('a missing bucket is told', async () => {
    const { client } = await server.open()
    const store = createS3Store({ client, bucket: 'missing-bucket' })
    for (const work of [
      () => store.put('a', 'x'),
      () => store.getStream('a'),
      () => store.copy({ from: 'a', to: 'b' }),
      () => store.multipart.create('a'),
      () => store.multipart.abort({ key: 'a', uploadId: 'u' }),
      () => store.multipart.list().toArray(),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'not_found' })
    }
  })
}

describe('swift', () => {
  const server = useServer(startSwift)
  testStore(server)

  test('has no conditional writes, and says so', async () => {
    const store = await server.open()
    const { etag } = await store.put('a', '1')
    await expect(store.put('b', '2', { ifNoneMatch: '*' })).rejects.toMatchObject({ code: 'unsupported' })
    await expect(store.put('a', '2', { ifMatch: `${etag}0` })).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('takes an ACL of an object, which opens nothing', async () => {
    const store = await server.open()
    await store.put('a', 'x', { acl: 'public-read' })
    expect((await server.anonymous(store.bucket, 'a')).status).toBe(400)
  })

  test('has no rules of buckets; removing some does not remove the bucket', async () => {
    const store = await server.open()
    for (const work of [
      () => getBucketCors(store),
      () => setBucketCors(store, { rules: corsRules }),
      () => removeBucketCors(store),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'unsupported' })
    }
    await expect(setBucketLifecycle(store, { rules: lifecycleRules })).rejects.toMatchObject({
      code: 'invalid_request',
    })
    await removeBucketLifecycle(store)
    expect(await store.ensureBucket()).toBe('existing')
  })
})

describe('ceph', () => {
  const server = useServer(startCeph)
  testStore(server)

  test('writes on condition, also with the ETag of before', async () => {
    const store = await server.open()
    const { etag } = await store.put('a', '1', { ifNoneMatch: '*' })
    await store.put('a', '2', { ifMatch: etag })
    for (const [key, condition] of [
      ['a', { ifNoneMatch: '*' }],
      ['a', { ifMatch: etag }],
      ['missing', { ifMatch: etag }],
    ] as const) {
      await expect(store.put(key, '3', condition)).rejects.toMatchObject({ code: 'conflict' })
    }
    expect(new TextDecoder().decode((await store.get('a'))?.body)).toBe('2')
    expect(await store.exists('missing')).toBe(false)
  })

  test('an ACL opens one object to everybody', async () => {
    const store = await server.open()
    await store.put('public', 'x', { acl: 'public-read' })
    await store.put('private', 'x')
    await store.copy({ from: 'private', to: 'copy' }, { acl: 'public-read' })
    const statuses = await Promise.all(
      ['public', 'private', 'copy'].map(async (key) => (await server.anonymous(store.bucket, key)).status),
    )
    expect(statuses).toEqual([200, 403, 200])
  })

  test('CORS rules let a browser in, until they are removed', async () => {
    const store = await server.open()
    const ask = async () => {
      const headers = {
        origin: 'https://shop.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      }
      const answer = await server.anonymous(store.bucket, 'a', { method: 'OPTIONS', headers })
      return answer.headers.get('access-control-allow-origin')
    }
    expect(await getBucketCors(store)).toEqual([])
    await removeBucketCors(store)
    await setBucketCors(store, { rules: corsRules })
    expect([await getBucketCors(store), await ask()]).toEqual([corsRules, 'https://shop.example'])
    await removeBucketCors(store)
    expect([await getBucketCors(store), await ask()]).toEqual([[], null])
  })

  test('lifecycle rules are kept as they were set, until they are removed', async () => {
    const store = await server.open()
    expect(await getBucketLifecycle(store)).toEqual([])
    await setBucketLifecycle(store, { rules: lifecycleRules })
    const stored = await getBucketLifecycle(store)
    expect(stored.toSorted((a, b) => (a.id ?? '').localeCompare(b.id ?? ''))).toMatchObject([
      { ...lifecycleRules[1], isEnabled: true, more: [] },
      { ...lifecycleRules[0], isEnabled: true, more: [] },
    ])
    await setBucketLifecycle(store, { rules: stored })
    await removeBucketLifecycle(store)
    expect(await getBucketLifecycle(store)).toEqual([])
  })

  test('1,001 parts are listed over two pages', async () => {
    const { multipart } = await server.open()
    const upload = await multipart.create('a')
    const numbers = Array.from({ length: 1001 }, (_, index) => index + 1)
    await Promise.all(
      numbers.map((partNumber) => multipart.putPart({ ...upload, partNumber, body: new Uint8Array(1) })),
    )
    expect((await multipart.listParts(upload)).map(({ partNumber }) => partNumber)).toEqual(numbers)
    await multipart.abort(upload)
  })
})
