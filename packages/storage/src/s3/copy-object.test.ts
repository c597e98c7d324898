import { startTestServer, type RecordedRequest, type Reply, type TestServer } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { custom } from '../stores/custom.js'
import { createS3Store } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }
const GiB = 2 ** 30

function storeAt({ url }: TestServer, maxAttempts = 1) {
  return createS3Store(custom({ endpoint: url, region: 'gra', bucket: 'shop', ...keys }), { maxAttempts })
}

const xml = (text: string, status = 200): Reply => ({ status, text: `<?xml version="1.0"?>${text}` })
const head = (size: number): Reply => ({
  headers: { etag: '"of-the-source"', 'content-length': String(size), 'content-type': 'text/css', 'x-amz-meta-a': 'b' },
})
const copied = xml(
  '<CopyObjectResult><ETag>"copy"</ETag><LastModified>2026-11-21T10:00:00Z</LastModified></CopyObjectResult>',
)

describe('a copy', () => {
  test('keeps the attributes of its source', async () => {
    await using server = await startTestServer({ respond: [head(3), copied] })
    const lastModified = new Date('2026-11-21T10:00:00Z')
    expect(await storeAt(server).copy({ from: 'a', to: 'b' })).toEqual({
      key: 'b',
      size: 3,
      etag: 'copy',
      lastModified,
      contentType: 'text/css',
      metadata: { a: 'b' },
      cacheControl: undefined,
      contentEncoding: undefined,
      contentDisposition: undefined,
    })
    expect(server.requests[1]?.headers).not.toHaveProperty('x-amz-metadata-directive')
  })

  test('has all attributes replaced when one is given', async () => {
    await using server = await startTestServer({ respond: [head(3), copied] })
    const info = await storeAt(server).copy({ from: 'a', to: 'b' }, { cacheControl: 'no-store' })
    expect(info).toMatchObject({ cacheControl: 'no-store' })
    expect(info).not.toHaveProperty('contentType')
    const { headers = {} } = server.requests[1] ?? {}
    expect(headers).toMatchObject({ 'x-amz-metadata-directive': 'REPLACE', 'cache-control': 'no-store' })
    expect(headers).not.toHaveProperty('x-amz-meta-a')
  })

  test('onto itself says what is there, which S3 asks for', async () => {
    await using server = await startTestServer({ respond: [head(3), copied] })
    await storeAt(server).copy({ from: 'a', to: 'a' })
    const sent = { 'x-amz-metadata-directive': 'REPLACE', 'content-type': 'text/css', 'x-amz-meta-a': 'b' }
    expect(server.requests[1]?.headers).toMatchObject(sent)
  })

  test.each([
    ['a b+c', 'shop/a%20b%2Bc'],
    ['ü/100%', 'shop/%C3%BC/100%25'],
    ["q?versionId=1#!'()*", 'shop/q%3FversionId%3D1%23%21%27%28%29%2A'],
  ])('of %s names its source %s', async (from, source) => {
    await using server = await startTestServer({ respond: [head(3), copied] })
    await storeAt(server).copy({ from, to: 'b' })
    expect(server.requests[1]?.headers['x-amz-copy-source']).toBe(source)
  })

  test.each<[string, Reply, string]>([
    ['an error behind a 200', xml('<Error><Code>InternalError</Code><Message>no</Message></Error>'), 'server'],
    ['the same with a line end', xml('<Error><Code>InternalError</Code></Error>\n'), 'schema'],
    ['nothing', { text: '' }, 'server'],
    ['a page', { text: '<html>Welcome' }, 'schema'],
  ])('is none when the answer is %s', async (_, reply, code) => {
    await using server = await startTestServer({ respond: [head(3), reply] })
    await expect(storeAt(server).copy({ from: 'a', to: 'b' })).rejects.toMatchObject({ code, operation: 'CopyObject' })
  })

  test('of nothing is not_found', async () => {
    await using server = await startTestServer({ respond: [{ status: 404 }] })
    await expect(storeAt(server).copy({ from: 'a', to: 'b' })).rejects.toMatchObject({ code: 'not_found' })
    expect(server.requests).toHaveLength(1)
  })
})

describe('a copy of more than 5 GiB', () => {
  const begun = xml('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>')
  const part = xml('<CopyPartResult><ETag>"p"</ETag></CopyPartResult>')
  const done = xml('<CompleteMultipartUploadResult><ETag>"all-13"</ETag></CompleteMultipartUploadResult>')

  function kindOf({ method, path }: RecordedRequest): string {
    const query = new URL(path, 'http://x').searchParams
    return `${method} ${['uploads', 'partNumber', 'uploadId'].find((name) => query.has(name)) ?? 'object'}`
  }

  test('is made of equal parts of one version of its source', async () => {
    const replies: Readonly<Record<string, Reply>> = {
      'HEAD object': head(6 * GiB + 5),
      'POST uploads': begun,
      'PUT partNumber': part,
      'POST uploadId': done,
    }
    await using server = await startTestServer({ respond: (request) => replies[kindOf(request)] ?? { status: 418 } })
    expect(await storeAt(server).copy({ from: 'a b', to: 'b' })).toMatchObject({
      size: 6 * GiB + 5,
      etag: 'all-13',
      contentType: 'text/css',
      metadata: { a: 'b' },
    })
    const parts = server.requests.filter((request) => kindOf(request) === 'PUT partNumber')
    const ranges = parts.map(({ headers }) => String(headers['x-amz-copy-source-range']))
    const starts = ranges.map((range) => Number(/\d+/.exec(range))).toSorted((a, b) => a - b)
    expect(starts).toEqual(Array.from({ length: 13 }, (_, index) => (index * GiB) / 2))
    expect(ranges).toContain(`bytes=${6 * GiB}-${6 * GiB + 4}`)
    for (const { headers } of parts) {
      expect(headers).toMatchObject({
        'x-amz-copy-source': 'shop/a%20b',
        'x-amz-copy-source-if-match': '"of-the-source"',
      })
    }
    expect(server.requests[1]?.headers).toMatchObject({ 'content-type': 'text/css', 'x-amz-meta-a': 'b' })
  })

  test('that is aborted while its upload begins ends it', async () => {
    const controller = new AbortController()
    const replies: Readonly<Record<string, Reply>> = {
      'HEAD object': head(6 * GiB),
      'DELETE uploadId': { status: 204 },
      'GET uploadId': xml('<Error><Code>NoSuchUpload</Code></Error>', 404),
    }
    await using server = await startTestServer({
      respond: (request) => {
        if (kindOf(request) !== 'POST uploads') return replies[kindOf(request)] ?? { status: 418 }
        controller.abort()
        return begun
      },
    })
    const copying = storeAt(server).copy({ from: 'a', to: 'b' }, controller)
    await expect(copying).rejects.toMatchObject({ code: 'aborted' })
    expect(server.requests.map(kindOf)).toEqual(['HEAD object', 'POST uploads', 'DELETE uploadId', 'GET uploadId'])
  })

  test('leaves no open upload when a part fails: the upload ends behind the last part', async () => {
    let sent = 0
    const replies: Readonly<Record<string, Reply>> = {
      'HEAD object': head(6 * GiB),
      'POST uploads': begun,
      'DELETE uploadId': { status: 204 },
      'GET uploadId': xml('<Error><Code>NoSuchUpload</Code></Error>', 404),
    }
    await using server = await startTestServer({
      respond: (request) => {
        if (kindOf(request) !== 'PUT partNumber') return replies[kindOf(request)] ?? { status: 418 }
        return ++sent === 2 ? xml('<Error><Code>PreconditionFailed</Code></Error>', 412) : part
      },
    })
    const copying = storeAt(server).copy({ from: 'a', to: 'b' })
    await expect(copying).rejects.toMatchObject({ code: 'conflict', operation: 'UploadPartCopy' })
    const kinds = server.requests.map(kindOf)
    expect(kinds.slice(-2)).toEqual(['DELETE uploadId', 'GET uploadId'])
    expect(kinds.filter((kind) => kind === 'PUT partNumber').length).toBeLessThan(10)
  })
})
