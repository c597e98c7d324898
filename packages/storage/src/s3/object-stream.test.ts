import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestServer, type Reply, type Respond, type TestServer } from '@keelson/core/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { custom } from '../stores/custom.js'
import { createS3Store, type S3ClientOptions } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }
const etag = '"2c6e0a1b"'
const content = 'abcdefghijklmnop'

function storeAt({ url }: Pick<TestServer, 'url'>, options: S3ClientOptions = {}) {
  return createS3Store(custom({ endpoint: url, region: 'gra', bucket: 'shop', ...keys }), options)
}

/** A whole answer, or the first bytes of it before the connection breaks. */
const whole: Reply = { text: content, headers: { etag } }
const half: Reply = { ...whole, text: content.slice(0, 8), fault: 'truncated' }

function rest(start: number, end = content.length): Reply {
  const range = `bytes ${start}-${end - 1}/${content.length}`
  return { status: 206, text: content.slice(start, end), headers: { etag, 'content-range': range } }
}

async function read(respond: Respond, options: S3ClientOptions = {}) {
  await using server = await startTestServer({ respond })
  const object = await storeAt(server, options).getStream('a')
  const text = await new Response(object?.body).text()
  return { text, requests: server.requests }
}

describe('a stream whose connection breaks', () => {
  test('goes on behind the last byte, of the same version', async () => {
    const { text, requests } = await read([half, rest(8)])
    expect(text).toBe(content)
    expect(requests.map(({ headers }) => [headers['range'], headers['if-match']])).toEqual([
      [undefined, undefined],
      ['bytes=8-15', etag],
    ])
  })

  test('goes on as often as it takes, as long as there are bytes in between', async () => {
    // A byte of what is promised each time.
    const respond: Respond = ({ headers }) => {
      const start = Number(/\d+/.exec(String(headers['range'] ?? ''))?.[0] ?? 0)
      const reply = start === 0 ? whole : rest(start)
      const length = { 'content-length': String(content.length - start) }
      return {
        ...reply,
        text: content.slice(start, start + 1),
        fault: 'truncated',
        headers: { ...reply.headers, ...length },
      }
    }
    const { text, requests } = await read(respond, { maxAttempts: 2 })
    expect(text).toBe(content)
    expect(requests).toHaveLength(content.length)
  })

  test('ends after so many connections without a byte', async () => {
    await using server = await startTestServer({
      respond: ({ headers }) => ({ ...(headers['range'] ? rest(0) : whole), fault: 'reset_after_headers' }),
    })
    const object = await storeAt(server, { maxAttempts: 3 }).getStream('a')
    await expect(new Response(object?.body).text()).rejects.toMatchObject({
      code: 'network',
      attempts: 3,
      operation: 'GetObject',
      message: expect.stringContaining('"a" in bucket shop at 127.0.0.1'),
    })
    expect(server.requests).toHaveLength(3)
  })

  test.each<[string, Reply]>([
    ['another version', { status: 412 }],
    ['none', { status: 404 }],
    ['a shorter one', { status: 416 }],
    [
      'another version, of a store that knows no If-Match',
      { ...rest(8), headers: { etag: '"other"', 'content-range': 'bytes 8-15/16' } },
    ],
  ])('does not mix two versions: there is %s now', async (_, reply) => {
    await expect(read([half, reply])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('changed'),
    })
  })

  test.each<[string, readonly Reply[], string]>([
    ['the store ignores ranges', [half, whole], 'schema'],
    ['the store is down by then', [half, { status: 403 }], 'forbidden'],
    ['a weak ETag would be compared', [{ ...half, headers: { etag: 'W/"1"' } }], 'network'],
    [
      'nothing tells one version from another',
      [{ ...half, headers: { 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT' } }],
      'network',
    ],
  ])('ends when %s', async (_, replies, code) => {
    await expect(read(replies)).rejects.toMatchObject({ code })
  })

  test('and says nothing more: `timeout`', async () => {
    const stalls: Respond = ({ headers }) => {
      const reply = headers['range'] ? rest(0) : whole
      return { ...reply, byteEveryMs: 60_000, headers: { ...reply.headers, 'content-length': '16' } }
    }
    await using server = await startTestServer({ respond: stalls })
    const object = await storeAt(server, { readTimeoutMs: 60, maxAttempts: 2 }).getStream('a')
    await expect(new Response(object?.body).text()).rejects.toMatchObject({ code: 'timeout', attempts: 2 })
    expect(server.requests).toHaveLength(2)
  })
})

test('an answer that does not say how much it has is no object', async () => {
  await expect(read([{ ...whole, fault: 'truncated_chunks' }])).rejects.toMatchObject({ code: 'schema' })
})

test.each(['short', 'x'.repeat(300_000)])(
  'content that is not what its checksum says is no content: %#',
  async (text) => {
    const headers = { etag, 'x-amz-checksum-crc32': 'AAAAAA==' }
    await using server = await startTestServer({ respond: [{ text, headers }] })
    const capabilities = { checksums: 'when_supported' } as const
    const store = createS3Store(custom({ endpoint: server.url, region: 'gra', bucket: 'shop', ...keys, capabilities }))
    const object = await store.getStream('a')
    await expect(new Response(object?.body).text()).rejects.toMatchObject({
      message: expect.stringContaining('mismatch'),
    })
    await expect(store.get('a')).rejects.toMatchObject({ message: expect.stringContaining('mismatch') })
    expect(server.requests).toHaveLength(2)
  },
)

test('an object without content is an empty stream', async () => {
  expect((await read([{ text: '', headers: { etag } }])).text).toBe('')
})

test('a range is read as far as it goes, also over two connections', async () => {
  const cut: Reply = { ...rest(4, 12), text: content.slice(4, 8), fault: 'truncated' }
  await using server = await startTestServer({ respond: [cut, rest(8, 12)] })
  const object = await storeAt(server).getStream('a', { range: { start: 4, end: 11 } })
  expect(object).toMatchObject({ size: 16, etag: '2c6e0a1b' })
  expect(await new Response(object?.body).text()).toBe(content.slice(4, 12))
  expect(server.requests.map(({ headers }) => headers['range'])).toEqual(['bytes=4-11', 'bytes=8-11'])
})

test('a range behind the end is told with the size', async () => {
  const head: Reply = { headers: { etag, 'content-length': '16' } }
  await using server = await startTestServer({ respond: ({ method }) => (method === 'HEAD' ? head : { status: 416 }) })
  const range = { start: 99 }
  for (const operation of ['get', 'getStream'] as const) {
    await expect(storeAt(server)[operation]('a', { range })).rejects.toMatchObject({
      code: 'invalid_request',
      status: 416,
      message: expect.stringContaining('has 16 bytes'),
    })
  }
})

describe('a stream that nobody reads', () => {
  const endless: Reply = { bytes: 200_000_000, headers: { etag } }

  test('frees its connection when it is cancelled', async () => {
    await using server = await startTestServer({ respond: [endless] })
    const object = await storeAt(server).getStream('a')
    const reader = object!.body.getReader()
    await reader.read()
    await reader.cancel()
    await server.disconnected()
    expect(server.requests).toHaveLength(1)
  })

  test('frees its connection when the SDK compares its checksum', async () => {
    const reply: Reply = { bytes: 200_000_000, headers: { etag, 'x-amz-checksum-crc32': 'AAAAAA==' } }
    await using server = await startTestServer({ respond: [reply] })
    const capabilities = { checksums: 'when_supported' } as const
    const at = custom({ endpoint: server.url, region: 'gra', bucket: 'shop', ...keys, capabilities })
    const store = createS3Store(at, { maxSockets: 1 })
    for (const reads of [0, 1]) {
      const reader = (await store.getStream('a'))!.body.getReader()
      if (reads > 0) await reader.read()
      await reader.cancel()
      await server.disconnected()
    }
    expect(server.requests).toHaveLength(2)
  })

  test('frees its connection when its reader leaves the loop', async () => {
    await using server = await startTestServer({ respond: [endless] })
    const object = await storeAt(server).getStream('a')
    for await (const chunk of object!.body) if (chunk.byteLength > 0) break
    await server.disconnected()
    expect(server.requests).toHaveLength(1)
  })

  test.each<[string, Reply, boolean]>([
    ['before somebody reads', endless, false],
    ['while somebody reads', { text: 'x', byteEveryMs: 60_000, headers: { etag, 'content-length': '9' } }, true],
  ])('ends when a signal fires %s', async (_, reply, isRead) => {
    await using server = await startTestServer({ respond: [reply] })
    const controller = new AbortController()
    const object = await storeAt(server).getStream('a', { signal: controller.signal })
    const reader = object!.body.getReader()
    const reading = isRead ? reader.read() : undefined
    controller.abort()
    await expect(reading ?? reader.read()).rejects.toMatchObject({ code: 'aborted', operation: 'GetObject' })
    await server.disconnected()
    expect(server.requests).toHaveLength(1)
  })

  test('takes no more from the network than what fits on the way', async () => {
    const total = 400_000_000
    let sent = 0
    const server = createServer((_, response) => {
      response.writeHead(200, { etag, 'content-length': total })
      const chunk = Buffer.alloc(65_536)
      const send = () => {
        for (let goesOn = true; goesOn && sent < total; sent += chunk.byteLength) goesOn = response.write(chunk)
      }
      response.on('drain', send)
      send()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const object = await storeAt({ url }).getStream('a')
    const reader = object!.body.getReader()
    await reader.read()
    // Until the server waits, or has sent everything.
    for (let quiet = 0, before = sent; quiet < 200 && sent < total; before = sent) {
      await new Promise(setImmediate)
      quiet = sent === before ? quiet + 1 : 0
    }
    expect(sent).toBeLessThan(total / 4)
    await reader.cancel()
  })

  test('has its connection taken away after the time limit, and goes on when it is read after all', async () => {
    const large = 'x'.repeat(12_000_000)
    await using server = await startTestServer({
      respond: ({ headers }) => {
        const start = Number(/bytes=(\d+)/.exec(String(headers['range'] ?? ''))?.[1] ?? 0)
        const text = large.slice(start)
        const range = `bytes ${start}-${large.length - 1}/${large.length}`
        return start === 0
          ? { text, headers: { etag } }
          : { status: 206, text, headers: { etag, 'content-range': range } }
      },
    })
    const object = await storeAt(server, { readTimeoutMs: 300 }).getStream('a')
    const reader = object!.body.getReader()
    let received = (await reader.read()).value?.byteLength ?? 0
    await server.disconnected()
    for (let chunk; !(chunk = await reader.read()).done;) received += chunk.value.byteLength
    expect(received).toBe(large.length)
    expect(server.requests.length).toBeGreaterThan(1)
  })
})

test('a stream that is being read is a call, so that the next one does not wait for a connection in vain', async () => {
  const slow: Reply = { text: 'x'.repeat(10), byteEveryMs: 100, headers: { etag, 'content-length': '10' } }
  await using server = await startTestServer({ respond: [slow, whole] })
  const store = storeAt(server, { maxSockets: 1, connectTimeoutMs: 700, maxAttempts: 1 })
  const object = await store.getStream('a')
  const other = store.get('b')
  expect(await new Response(object?.body).text()).toBe('x'.repeat(10))
  expect((await other)?.size).toBe(16)
})
