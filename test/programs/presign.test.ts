import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { KeelsonError } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import {
  presignDelete,
  presignGet,
  presignHead,
  presignPart,
  presignPut,
  type ObjectInfo,
  type Store,
  type StoreLocation,
} from '@keelson/storage'
import { createS3Client, createS3Store } from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { storeChecks } from '@keelson/storage/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCeph } from './servers/ceph.ts'
import { startSwift } from './servers/swift.ts'
import type { S3TestServer } from './servers/s3-test-server.ts'

const key = 'grüße/a b+c%20.txt'

/** Writes, reads and deletes by signed URLs alone. */
function storeByUrls(location: StoreLocation, rest: Store): Store {
  const ask = async (url: string, init: RequestInit): Promise<Response | undefined> => {
    const response = await fetch(url, init)
    if (response.ok) return response
    const said = await response.text()
    if (response.status === 404) return undefined
    throw new KeelsonError(`${init.method} answered ${response.status} ${said}`, { code: 'server' })
  }
  const infoOf = (name: string, { headers }: Response): ObjectInfo => ({
    key: name,
    size: Number(headers.get('content-length')),
    contentType: headers.get('content-type') ?? undefined,
  })
  return {
    ...rest,
    async put(name, body, options = {}) {
      const { url, headers } = await presignPut(location, { key: name, ...options })
      const response = await ask(url, { method: 'PUT', headers, body: Buffer.from(body) })
      return { key: name, size: body.length, etag: response?.headers.get('etag')?.replaceAll('"', '') }
    },
    async get(name) {
      const response = await ask(await presignGet(location, { key: name }), { method: 'GET' })
      return response && { ...infoOf(name, response), body: new Uint8Array(await response.arrayBuffer()) }
    },
    async head(name) {
      const response = await ask(await presignHead(location, { key: name }), { method: 'HEAD' })
      return response && infoOf(name, response)
    },
    async delete(name) {
      await ask(await presignDelete(location, { key: name }), { method: 'DELETE' })
    },
  }
}

const keyChecks = storeChecks().filter(({ name }) => /^(?:the|a) key |^keys that differ|^a\/?b? and a/.test(name))

describe.each([
  ['swift', startSwift],
  ['ceph', startCeph],
])('%s', (name, start) => {
  let server: S3TestServer
  let location: StoreLocation
  let client: S3Client
  let store: Store

  const statusOf = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init)
    await response.arrayBuffer()
    return response.status
  }

  beforeAll(async () => {
    server = await start()
    location = custom({ ...server, bucket: 'media', capabilities: { acl: true, conditionalPut: true } })
    client = createS3Client(location)
    store = createS3Store(location)
    await store.ensureBucket()
    await store.put(key, 'hello')
  })
  afterAll(async () => {
    client?.destroy()
    await server?.stop()
  })

  test('has the checks of keys', () => {
    expect(keyChecks.length).toBeGreaterThan(35)
  })

  test.each(keyChecks)('by URLs: $name', async ({ run }) => {
    for (const found of await store.list().toArray()) await store.delete(found.key)
    await run({ store: storeByUrls(location, store), missing: store })
    await store.put(key, 'hello')
  })

  test('answers with the headers that are signed', async () => {
    const disposition = `attachment; filename="a b+c%20&=.pdf"; filename*=UTF-8''%C3%A4.pdf`
    const url = await presignGet(location, {
      key,
      responseContentDisposition: disposition,
      responseContentType: 'text/plain; charset=utf-8',
      responseCacheControl: 'private, max-age=60',
    })
    const response = await fetch(url)
    expect(await response.text()).toBe('hello')
    expect(response.headers.get('content-disposition')).toBe(disposition)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('private, max-age=60')
  })

  test('takes an upload with all that is signed, and nothing else', async () => {
    const { url, headers } = await presignPut(location, {
      key: 'signed.txt',
      contentType: 'text/plain; charset=utf-8',
      cacheControl: 'no-cache',
      contentDisposition: 'inline; filename="a  b.txt"',
      metadata: { author: 'Ann  B', 'a-1_b': '+%20=' },
      contentLength: 5,
    })
    const put = (changed: Record<string, string>, body = 'hello') =>
      statusOf(url, { method: 'PUT', headers: { ...headers, ...changed }, body })
    const { 'x-amz-meta-author': _author, ...fewer } = headers
    expect(await put({ 'Content-Type': 'text/html' })).toBe(403)
    expect(await put({ 'x-amz-meta-author': 'Eve' })).toBe(403)
    expect(await statusOf(url, { method: 'PUT', headers: fewer, body: 'hello' })).toBe(403)
    expect(await put({}, 'hello!')).toBe(403)
    expect(await store.head('signed.txt')).toBeUndefined()
    expect(await put({})).toBe(200)
    const response = await fetch(await presignGet(location, { key: 'signed.txt' }))
    expect(await response.text()).toBe('hello')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'inline; filename="a  b.txt"',
      'x-amz-meta-author': 'Ann  B',
      // Ceph makes a dash of every underscore.
      [name === 'ceph' ? 'x-amz-meta-a-1-b' : 'x-amz-meta-a-1_b']: '+%20=',
    })
  })

  test('takes conditions and ACLs, where the server has them', async () => {
    const put = async (params: Parameters<typeof presignPut>[1]) => {
      const { url, headers } = await presignPut(location, params)
      return statusOf(url, { method: 'PUT', headers, body: 'hello' })
    }
    const once = { key: 'once', ifNoneMatch: '*' } as const
    expect([await put(once), await put(once)]).toEqual(name === 'ceph' ? [200, 412] : [501, 501])
    expect(await put({ key: 'open', acl: 'public-read' })).toBe(200)
    expect(await statusOf(`${server.endpoint}/media/open`)).toBe(name === 'ceph' ? 200 : 400)
  })

  test.each<[string, (url: string) => string]>([
    ['another key', (url) => url.replace('.txt?', '.md?')],
    ['a longer time', (url) => url.replace('Expires=60', 'Expires=61')],
    ['another name', (url) => url.replace('=inline', '=attachment')],
    ['one more parameter', (url) => `${url}&versionId=1`],
    ['another signature', (url) => url.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
    ['no signature', (url) => url.replace(/&X-Amz-Signature=.*/, '')],
  ])('refuses a URL with %s', async (_what, tamper) => {
    const url = await presignGet(location, { key, expiresInSeconds: 60, responseContentDisposition: 'inline' })
    expect(await statusOf(url)).toBe(200)
    expect(tamper(url)).not.toBe(url)
    expect([400, 403]).toContain(await statusOf(tamper(url)))
  })

  test('refuses a URL whose time is over, and one of another method', async () => {
    const now = new Date().getTime()
    const signedAt = (ms: number) =>
      presignGet(location, { key, expiresInSeconds: 600 }, { clock: createFakeClock({ date: now - ms }) })
    expect(await statusOf(await signedAt(300_000))).toBe(200)
    expect(await statusOf(await signedAt(601_000))).toBe(403)
    expect(await statusOf(await presignGet(location, { key }), { method: 'HEAD' })).toBe(403)
    expect(await statusOf(await presignGet(location, { key }), { method: 'DELETE' })).toBe(403)
    expect(await statusOf(await presignHead(location, { key }))).toBe(403)
  })

  test('makes one object of parts that were uploaded by URLs', async () => {
    const target = { Bucket: 'media', Key: 'parts/ü 1' }
    const { UploadId: uploadId = '' } = await client.send(new CreateMultipartUploadCommand(target))
    const bodies = ['a'.repeat(5 * 2 ** 20), 'the end']
    for (const [index, body] of bodies.entries()) {
      const part = { key: target.Key, uploadId, partNumber: index + 1, contentLength: body.length }
      const url = await presignPart(location, part)
      expect(await statusOf(url, { method: 'PUT', body: `${body}!` })).toBe(403)
      expect(await statusOf(url.replace(`partNumber=${index + 1}`, 'partNumber=9'), { method: 'PUT', body })).toBe(403)
      expect(await statusOf(url, { method: 'PUT', body })).toBe(200)
    }
    const { Parts: parts = [] } = await client.send(new ListPartsCommand({ ...target, UploadId: uploadId }))
    const complete = {
      ...target,
      UploadId: uploadId,
      MultipartUpload: { Parts: parts.map(({ ETag, PartNumber }) => ({ ETag, PartNumber })) },
    }
    await client.send(new CompleteMultipartUploadCommand(complete))
    const body = await (await fetch(await presignGet(location, { key: target.Key }))).text()
    expect(body === bodies.join('')).toBe(true)
  })
})
