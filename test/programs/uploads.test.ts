import { open, truncate, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { systemClock } from '@keelson/core'
import { abortUploads, copyObjects, createLocalStore, putStream, uploadFile, type Store } from '@keelson/storage'
import { createS3Store, type S3Store } from '@keelson/storage/s3'
import { ceph } from '@keelson/storage/stores/ceph'
import { custom } from '@keelson/storage/stores/custom'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createFolder } from '../services/folder.ts'
import { startCeph } from './servers/ceph.ts'
import type { S3TestServer } from './servers/s3-test-server.ts'
import { startSwift } from './servers/swift.ts'

const MiB = 2 ** 20
const partSize = 5 * MiB
const key = 'backups/größe #1.dump'

async function* generate(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(MiB).fill(index)
}

/** A connection to a server on which nothing large arrives any more once it is broken. */
async function startProxy(endpoint: string) {
  const sockets = new Set<Socket>()
  const state = { isBroken: false, cut: 0 }
  const server = createServer((from) => {
    const to = connect(Number(new URL(endpoint).port), '127.0.0.1')
    for (const socket of [from, to]) {
      sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
    }
    let bytes = 0
    from.on('data', (chunk) => {
      bytes = state.isBroken ? bytes + chunk.length : 0
      if (bytes < MiB) return
      state.cut += 1
      from.resetAndDestroy()
      to.destroy()
    })
    from.pipe(to).pipe(from)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { state, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const openUploads = (store: Store) => store.multipart.list({ prefix: 'backups/' }).toArray()

describe.each([
  ['swift', startSwift, custom],
  ['ceph', startCeph, ceph],
] as const)(
  '%s',
  (_name, start, locate) => {
    let server: S3TestServer
    let bucket: S3Store
    const openBucket = (endpoint = server.endpoint) => createS3Store(locate({ ...server, endpoint, bucket: 'shop' }))

    beforeAll(async () => {
      server = await start()
      bucket = openBucket()
      await bucket.ensureBucket()
    })
    afterAll(() => server?.stop())

    test('stores a stream in parts, with its attributes', async () => {
      const options = { contentType: 'text/plain', metadata: { owner: 'me' } }
      await putStream(bucket, { key, body: generate(12), partSize }, options)
      const stored = await bucket.get(key)
      expect(stored).toMatchObject({ size: 12 * MiB, ...options })
      expect([0, 5, 11].map((index) => stored?.body[index * MiB + 7])).toEqual([0, 5, 11])
      expect(await openUploads(bucket)).toEqual([])
    })

    test('has no upload left when connections break in the middle of parts', async () => {
      const { state, endpoint } = await startProxy(server.endpoint)
      const broken = openBucket(endpoint)
      const onProgress = () => {
        state.isBroken = true
      }
      const stored = putStream(
        broken,
        { key: 'backups/cut', body: generate(30), partSize },
        { concurrency: 1, onProgress },
      )
      await expect(stored).rejects.toMatchObject({
        code: 'network',
        message: expect.stringContaining(`${partSize} bytes of it were`),
      })
      expect(state.cut).toBeGreaterThan(0)
      expect(await openUploads(bucket)).toEqual([])
      expect(await bucket.exists('backups/cut')).toBe(false)
    })

    test('goes on with a file where the run before was broken off', async () => {
      const file = join(await createFolder('dump'), 'shop.dump')
      await writeFile(file, '')
      await truncate(file, 23 * MiB)
      const handle = await open(file, 'r+')
      for (let index = 0; index < 23; index++) await handle.write(Uint8Array.of(index), 0, 1, index * MiB)
      await handle.close()
      const controller = new AbortController()
      const onProgress = ({ bytes }: { bytes: number }) => {
        if (bytes === 2 * partSize) controller.abort()
      }
      const options = { resume: true, concurrency: 1 }
      const aborted = uploadFile(bucket, { key, file, partSize }, { ...options, onProgress, signal: controller.signal })
      await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
      expect(await openUploads(bucket)).toMatchObject([{ key }])

      const sent: number[] = []
      const putPart: Store['multipart']['putPart'] = (part, partOptions) => {
        sent.push(part.partNumber)
        return bucket.multipart.putPart(part, partOptions)
      }
      const watched: Store = { ...bucket, multipart: { ...bucket.multipart, putPart } }
      expect(await uploadFile(watched, { key, file, partSize }, options)).toMatchObject({ size: 23 * MiB })
      expect(sent).toEqual([3, 4, 5])
      const { body } = (await bucket.get(key))!
      expect(Array.from({ length: 23 }, (_, index) => body[index * MiB])).toEqual(
        Array.from({ length: 23 }, (_, n) => n),
      )
      expect(await openUploads(bucket)).toEqual([])
    })

    test('copies to a folder and back, and nothing of it a second time', async () => {
      const folder = createLocalStore({ folder: await createFolder('copy') })
      await folder.ensureBucket()
      await bucket.put('backups/small', 'small', { contentType: 'text/plain' })
      const save = { from: bucket, to: folder, prefix: 'backups/' }
      const copied = [key, 'backups/small'].toSorted()
      expect(await copyObjects(save)).toMatchObject({ copied })
      const restore = { from: folder, to: bucket, prefix: 'backups/', targetPrefix: 'restored/' }
      expect((await copyObjects(restore)).copied).toHaveLength(2)
      for (const again of [save, { from: folder, to: bucket, prefix: 'backups/' }, restore]) {
        expect(await copyObjects(again)).toMatchObject({ copied: [], bytes: 0 })
      }
      expect(await bucket.head('restored/small')).toMatchObject({ contentType: 'text/plain' })
    })

    test('ends forgotten uploads', async () => {
      const { uploadId } = await bucket.multipart.create('backups/forgotten')
      expect(await abortUploads(bucket, { prefix: 'backups/', olderThanMs: 3_600_000 })).toEqual([])
      const clock = { ...systemClock, date: () => Date.now() + 7_200_000 }
      const ended = await abortUploads(bucket, { prefix: 'backups/', olderThanMs: 3_600_000 }, { clock })
      expect(ended).toMatchObject([{ uploadId }])
      expect(await openUploads(bucket)).toEqual([])
    })
  },
  120_000,
)

/** An S3 server that counts what it is sent, and keeps nothing of it. */
async function startCounter() {
  const counted = { parts: 0, bytes: 0 }
  const server = createHttpServer((request, response) => {
    const { method, url = '' } = request
    request.on('data', (chunk: Uint8Array) => {
      if (method === 'PUT') counted.bytes += chunk.length
    })
    request.on('end', () => {
      if (method === 'PUT') counted.parts += 1
      if (method === 'HEAD') response.setHeader('content-length', counted.bytes)
      response.setHeader('etag', '"0123456789abcdef0123456789abcdef"')
      const answers: [string, string][] = [
        ['?uploads', '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>'],
        ['uploadId=1', '<CompleteMultipartUploadResult><ETag>"a-1"</ETag></CompleteMultipartUploadResult>'],
      ]
      response.end(method === 'POST' ? answers.find(([asked]) => url.includes(asked))?.[1] : '')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { counted, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('5 GB of a sparse file go to S3 in the memory of a few parts', async () => {
  const { counted, endpoint } = await startCounter()
  const location = { endpoint, region: 'us-east-1', bucket: 'shop', accessKeyId: 'key', secretAccessKey: 'secret' }
  const store = createS3Store(custom(location))
  const file = join(await createFolder('sparse'), 'sparse')
  await writeFile(file, '')
  await truncate(file, 5e9)
  const before = process.memoryUsage().rss
  let most = before
  const onProgress = () => {
    most = Math.max(most, process.memoryUsage().rss)
  }
  expect(await uploadFile(store, { key, file }, { onProgress })).toMatchObject({ size: 5e9 })
  expect(counted).toEqual({ parts: Math.ceil(5e9 / 2 ** 23), bytes: 5e9 })
  expect(most - before).toBeLessThan(160 * MiB)
}, 240_000)
