import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { startTestServer, type Reply } from '@keelson/core/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { custom } from '../stores/custom.js'
import { createS3Store, type S3ClientOptions } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }
const upload = { key: 'a', uploadId: 'u' }
const part = { ...upload, partNumber: 1, body: new Uint8Array(6_000_000) }

function storeAt(endpoint: string, options: S3ClientOptions = {}) {
  return createS3Store(custom({ endpoint, region: 'gra', bucket: 'shop', ...keys }), {
    maxAttempts: 2,
    ...options,
  })
}

/** A server that may leave requests unread. */
async function serve(listener: RequestListener) {
  const sockets = new Set<Socket>()
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request.on('error', () => undefined))
    listener(request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const disconnected = async () => {
    // Of what nobody reads the end is not seen.
    for (const request of requests) request.resume()
    for (const socket of sockets) await new Promise((resolve) => socket.once('close', resolve))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, disconnected }
}

describe('a part', () => {
  test.each([
    ['is cut in the middle', (socket: Socket) => socket.resetAndDestroy(), 'network'],
    ['is no longer read', () => undefined, 'timeout'],
  ] as const)('that %s is sent as often as allowed, then told; no connection is left', async (_, disturb, code) => {
    const server = await serve((request) => {
      request.once('data', () => {
        request.pause()
        disturb(request.socket)
      })
    })
    const readTimeoutMs = code === 'timeout' ? 200 : undefined
    const putting = storeAt(server.url, { readTimeoutMs }).multipart.putPart(part)
    await expect(putting).rejects.toMatchObject({ code, attempts: 2, operation: 'UploadPart' })
    await server.disconnected()
    expect(server.requests).toHaveLength(2)
  })

  test('that was cut is whole when it is sent again', async () => {
    const sizes: number[] = []
    const server = await serve((request, response) => {
      if (server.requests.length === 1) return void request.once('data', () => request.socket.resetAndDestroy())
      let size = 0
      request.on('data', (chunk: Buffer) => (size += chunk.byteLength))
      request.on('end', () => {
        sizes.push(size)
        response.writeHead(200, { etag: '"e"', connection: 'close' }).end()
      })
    })
    expect(await storeAt(server.url).multipart.putPart(part)).toEqual({ partNumber: 1, etag: 'e', size: 6_000_000 })
    expect(sizes).toEqual([6_000_000])
    await server.disconnected()
  })

  test('ends at once when its signal fires in the middle', async () => {
    const controller = new AbortController()
    const server = await serve((request) => void request.once('data', () => controller.abort()))
    const putting = storeAt(server.url).multipart.putPart(part, controller)
    await expect(putting).rejects.toMatchObject({ code: 'aborted' })
    await server.disconnected()
  })
})

function refusal(status: number, code: string, headers = {}): Reply {
  return { status, headers, text: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>` }
}

describe('every operation tells', () => {
  type Work = (store: ReturnType<typeof storeAt>) => Promise<unknown>
  const operations: Readonly<Record<string, Work>> = {
    put: (store) => store.put('a', 'x'),
    getStream: (store) => store.getStream('a'),
    create: (store) => store.multipart.create('a'),
    putPart: (store) => store.multipart.putPart({ ...part, body: new Uint8Array(9) }),
    listParts: (store) => store.multipart.listParts(upload),
    complete: (store) => store.multipart.complete({ ...upload, parts: [{ partNumber: 1, etag: 'e', size: 1 }] }),
    abort: (store) => store.multipart.abort(upload),
    uploads: (store) => store.multipart.list().toArray(),
  }
  const answers: readonly (readonly [Reply, string, sends?: number])[] = [
    [refusal(400, 'BadDigest'), 'invalid_request'],
    [refusal(400, 'InvalidDigest'), 'invalid_request'],
    [refusal(400, 'XAmzContentSHA256Mismatch'), 'invalid_request'],
    // The SDK sets its clock by the answer, and tries again.
    [refusal(403, 'RequestTimeTooSkewed', { date: 'Sat, 21 Nov 2026 10:00:00 GMT' }), 'auth', 2],
    [refusal(400, 'ExpiredToken'), 'auth'],
    [refusal(403, 'AccessDenied'), 'forbidden'],
    [refusal(404, 'NoSuchBucket'), 'not_found'],
    [refusal(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'us-west-2' }), 'config'],
    [refusal(307, 'TemporaryRedirect', { location: 'https://elsewhere.example/' }), 'config'],
    [refusal(501, 'NotImplemented'), 'unsupported'],
    [{ status: 403, text: '<html>Forbidden' }, 'forbidden'],
  ]

  test.each(Object.keys(operations))('%s, without another send', async (name) => {
    await using server = await startTestServer()
    const store = storeAt(server.url)
    for (const [reply, code, sends = 1] of answers) {
      const before = server.requests.length
      server.respond([reply])
      await expect(operations[name]?.(store)).rejects.toMatchObject({ code, status: reply.status })
      expect([code, server.requests.length - before]).toEqual([code, sends])
    }
    store.client.destroy()
    await server.disconnected()
  })

  test.concurrent.each([
    ...(['put', 'create', 'putPart', 'complete', 'abort'] as const).map(
      (name) => [name, refusal(503, 'SlowDown')] as const,
    ),
    ['putPart', refusal(429, 'TooManyRequests')] as const,
    ['putPart', refusal(400, 'RequestRateLimitExceeded')] as const,
  ])('%s, asked again when the store asks for fewer requests: %o', { timeout: 20_000 }, async (name, reply) => {
    await using server = await startTestServer({ respond: [reply] })
    await expect(operations[name]?.(storeAt(server.url))).rejects.toMatchObject({ code: 'rate_limited', attempts: 2 })
    expect(server.requests).toHaveLength(2)
  })
})

describe('a list', () => {
  const item = '<Contents><Key>a</Key><Size>3</Size></Contents>'
  const head = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>'

  test.each<[string, Reply, string]>([
    ['ends in the middle of its XML', { text: `${head}${item.slice(0, 20)}` }, 'schema'],
    ['ends between two objects', { text: `${head}${item}` }, 'schema'],
    ['ends before its Content-Length', { text: `${head}${item}`, fault: 'truncated' }, 'network'],
    ['is a page', { text: '<html><body>Welcome</body></html>' }, 'schema'],
  ])('that %s is no short list', async (_, reply, code) => {
    await using server = await startTestServer({ respond: [reply] })
    await expect(storeAt(server.url, { maxAttempts: 1 }).list().toArray()).rejects.toMatchObject({ code })
  })
})

test.each(['get', 'head', 'getStream'] as const)('a page in place of an object is none: %s', async (name) => {
  await using server = await startTestServer({
    respond: [{ text: '<html>Log in', headers: { 'content-type': 'text/html' } }],
  })
  const store = storeAt(server.url)
  await expect(store[name]('a')).rejects.toMatchObject({ code: 'schema', hint: expect.stringContaining('proxy') })
  store.client.destroy()
  await server.disconnected()
})
