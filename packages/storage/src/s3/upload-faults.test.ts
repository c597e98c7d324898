import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeelsonError } from '@keelson/core'
import { startTestServer, type Reply } from '@keelson/core/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { copyObjects } from '../copy/copy-objects.js'
import { md5Etag } from '../etag.js'
import { createMemoryStore } from '../memory/memory.js'
import { smallestPart as partSize } from '../parts.js'
import type { Store } from '../store.js'
import { custom } from '../stores/custom.js'
import { putStream } from '../upload/put-stream.js'
import { uploadFile } from '../upload/upload-file.js'
import { createS3Store } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }
const key = 'backups/shop.dump'
/** Also of copyObjects, whose parts have the usual size. */
const size = 9_000_000

type Fault = (request: IncomingMessage, response: ServerResponse) => void

function answer(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { etag: `"${md5Etag(text)}"`, 'content-length': Buffer.byteLength(text) }).end(text)
}

function refuse(status: number, code: string): Fault {
  return (request, response) => {
    request.resume()
    request.on('end', () => answer(response, status, `<Error><Code>${code}</Code><Message>no</Message></Error>`))
  }
}

/** Behind the first bytes of a body. */
function within(disturb: (socket: Socket) => void): Fault {
  return (request) => {
    request.once('data', () => {
      request.pause()
      disturb(request.socket)
    })
  }
}

/** A bucket that knows which uploads are open; what is sent behind the first part, or to complete, meets the fault. */
async function startBucket(disturbed: 'part' | 'complete', fault: Fault, readTimeoutMs: number) {
  const open = new Set<string>()
  let begun = 0
  const stored: string[] = []
  const sockets = new Set<Socket>()
  const requests: IncomingMessage[] = []
  const uploaded = (request: IncomingMessage, response: ServerResponse, isPart: boolean) => {
    request.resume()
    request.on('end', () => {
      if (!isPart) stored.push(request.url ?? '')
      answer(response, 200)
    })
  }
  const server = createServer((request, response) => {
    requests.push(request.on('error', () => undefined))
    const { searchParams: query } = new URL(request.url ?? '', 'http://x')
    const uploadId = query.get('uploadId') ?? ''
    if (query.has('uploads')) {
      const id = `u${++begun}`
      open.add(id)
      return answer(
        response,
        200,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      )
    }
    if (request.method === 'DELETE') {
      open.delete(uploadId)
      return answer(response, 204)
    }
    if (request.method === 'POST') return fault(request, response)
    if (request.method === 'GET' && uploadId) {
      const isOpen = open.has(uploadId)
      const text = isOpen ? '<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>' : ''
      return answer(response, isOpen ? 200 : 404, text || '<Error><Code>NoSuchUpload</Code></Error>')
    }
    if (request.method === 'GET') {
      return answer(response, 200, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>')
    }
    if (request.method === 'HEAD') return response.writeHead(404).end()
    const isDisturbed = disturbed === 'part' && query.get('partNumber') !== '1'
    return isDisturbed ? fault(request, response) : uploaded(request, response, query.has('partNumber'))
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
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const location = custom({ endpoint, region: 'gra', bucket: 'shop', ...keys })
  const store = createS3Store(location, { readTimeoutMs, maxAttempts: 2 })
  const disconnected = async () => {
    store.client.destroy()
    // Of what nobody reads the end is not seen.
    for (const request of requests) request.resume()
    for (const socket of sockets) await new Promise((resolve) => socket.once('close', resolve))
  }
  return { store, open, stored, disconnected }
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-faults-'))
  await writeFile(join(folder, 'file'), '')
  await truncate(join(folder, 'file'), size)
})
afterAll(() => rm(folder, { recursive: true }))

async function* generate(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += 1_000_000) yield new Uint8Array(1_000_000)
}

type Upload = (store: Store) => Promise<unknown>

const uploads = {
  putStream: (store: Store) => putStream(store, { key, body: generate(), partSize }),
  uploadFile: (store: Store) => uploadFile(store, { key, file: join(folder, 'file'), partSize }),
  copyObjects: async (store: Store) => {
    const from = createMemoryStore()
    await from.put(key, new Uint8Array(size))
    return copyObjects({ from, to: store })
  },
}

type Case = readonly [name: string, fault: Fault, code: string]

const rateLimits: readonly Case[] = [
  ['503 SlowDown', refuse(503, 'SlowDown'), 'rate_limited'],
  ['429', refuse(429, 'TooManyRequests'), 'rate_limited'],
  ['a rate limit of 400', refuse(400, 'RequestRateLimitExceeded'), 'rate_limited'],
]
const connections: readonly Case[] = [
  ['a connection that is cut', within((socket) => socket.resetAndDestroy()), 'network'],
  ['a connection that stalls', within(() => undefined), 'timeout'],
]
const refusals: readonly Case[] = [
  ['a wrong MD5', refuse(400, 'BadDigest'), 'invalid_request'],
  ['a wrong clock', refuse(403, 'RequestTimeTooSkewed'), 'auth'],
  ['keys that are over', refuse(400, 'ExpiredToken'), 'auth'],
  ['keys that may not', refuse(403, 'AccessDenied'), 'forbidden'],
  ['a bucket that is gone', refuse(404, 'NoSuchBucket'), 'not_found'],
  ['an outage', refuse(500, 'InternalError'), 'server'],
]
const ways = Object.entries(uploads)

/** What an upload that fails says, and what it leaves behind it; ends when nothing is connected any more. */
async function failureOf(upload: Upload, disturbed: 'part' | 'complete', [, fault, code]: Case) {
  const { store, open, stored, disconnected } = await startBucket(disturbed, fault, code === 'timeout' ? 1000 : 60_000)
  const error = await upload(store).then(
    () => expect.unreachable(),
    (thrown: KeelsonError) => thrown,
  )
  await disconnected()
  const left = [...open, ...stored]
  // What was left is told together with what was said of it.
  return {
    code: error.code,
    isNamed: error.message.includes(key),
    left: left.length > 0 ? [...left, error.message] : [],
  }
}

describe.each(ways)('%s leaves nothing stored, open or connected', (_way, upload) => {
  test.each([...connections, ...refusals])('after %s in the middle', async (...fault) => {
    expect(await failureOf(upload, 'part', fault)).toEqual({ code: fault[2], isNamed: true, left: [] })
  })

  test.each(refusals)('after %s at the end', async (...fault) => {
    expect(await failureOf(upload, 'complete', fault)).toEqual({ code: fault[2], isNamed: true, left: [] })
  })
})

// The client goes slower for seconds.
test.each(ways.map(([way, upload], index) => ({ way, upload, limit: rateLimits[index]! })))(
  '$way leaves nothing after $limit.0 either',
  { timeout: 30_000 },
  async ({ upload, limit }) => {
    expect(await failureOf(upload, 'part', limit)).toEqual({ code: 'rate_limited', isNamed: true, left: [] })
  },
)

describe('copyObjects from a bucket', () => {
  const etag = '"0cc175b9c0f1b6a831c399e269772661"'
  const list = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>${key}</Key><Size>${size}</Size><ETag>${etag}</ETag></Contents></ListBucketResult>`
  const half: Reply = { text: 'x'.repeat(100_000), fault: 'truncated', headers: { etag } }

  test.each<[string, Reply, Reply, string]>([
    ['refuses', { status: 403 }, {}, 'forbidden'],
    ['cuts the connection, and again', half, { fault: 'reset' }, 'network'],
    ['cuts the connection, and has another version', half, { status: 412 }, 'conflict'],
    [
      'stalls',
      { text: 'x', byteEveryMs: 60_000, headers: { etag, 'content-length': '9' } },
      { fault: 'hang' },
      'timeout',
    ],
  ])('that %s in the middle leaves nothing stored, open or connected', async (_, first, next, code) => {
    await using server = await startTestServer({
      respond: ({ path, headers }) => {
        if (path.includes('list-type')) return { text: list }
        return headers['range'] ? next : first
      },
    })
    const location = custom({ endpoint: server.url, region: 'gra', bucket: 'shop', ...keys })
    const from = createS3Store(location, { readTimeoutMs: code === 'timeout' ? 200 : 60_000, maxAttempts: 2 })
    const to = createMemoryStore()
    await expect(copyObjects({ from, to })).rejects.toMatchObject({ code, message: expect.stringContaining(key) })
    expect([await to.list().toArray(), await to.multipart.list().toArray()]).toEqual([[], []])
    from.client.destroy()
    await server.disconnected()
  })
})
