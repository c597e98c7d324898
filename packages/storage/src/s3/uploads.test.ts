import { createHash } from 'node:crypto'
import { startTestServer, type RecordedRequest, type Reply, type TestServer } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { multipartEtag } from '../etag.js'
import { custom, type CustomOptions } from '../stores/custom.js'
import { createS3Store, type S3ClientOptions } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }
const MiB = 2 ** 20
const upload = { key: 'a b', uploadId: 'u+1' }
const parts = [
  { partNumber: 1, etag: 'c4ca4238a0b923820dcc509a6f75849b', size: 5 * MiB },
  { partNumber: 2, etag: 'c81e728d9d4c2f636f067f89cc14862c', size: 3 },
]
const etag = multipartEtag(parts.map((part) => part.etag))

function storeAt(
  server: TestServer,
  capabilities: CustomOptions['capabilities'] = {},
  options: S3ClientOptions = { maxAttempts: 1 },
) {
  return createS3Store(custom({ endpoint: server.url, region: 'gra', bucket: 'shop', ...keys, capabilities }), options)
}

const xml = (text: string, status = 200): Reply => ({ status, text: `<?xml version="1.0"?>${text}` })
const refusal = (status: number, code: string) =>
  xml(`<Error><Code>${code}</Code><Message>no</Message></Error>`, status)
const noUpload = refusal(404, 'NoSuchUpload')
const completed = xml(`<CompleteMultipartUploadResult><ETag>"${etag}"</ETag></CompleteMultipartUploadResult>`)
const openUpload = xml('<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>')
const stored = (mark: string): Reply => ({ headers: { etag: `"${mark}"`, 'content-length': String(5 * MiB + 3) } })

function operationOf({ method, path }: RecordedRequest): string {
  const query = new URL(path, 'http://x').searchParams
  const name = ['uploads', 'partNumber', 'uploadId'].find((each) => query.has(each)) ?? 'object'
  return `${method} ${name}`
}

/** Answers by operation; what is not expected is a 418. */
const byOperation = (replies: Readonly<Record<string, Reply>>) => (request: RecordedRequest) =>
  replies[operationOf(request)] ?? { status: 418 }

describe('complete', () => {
  test('sends the parts', async () => {
    await using server = await startTestServer({ respond: byOperation({ 'POST uploadId': completed }) })
    const { multipart } = storeAt(server)
    expect(await multipart.complete({ ...upload, parts })).toEqual({ key: 'a b', size: 5 * MiB + 3, etag })
    expect(server.requests[0]?.body).toContain(`<PartNumber>2</PartNumber>`)
    expect(server.requests[0]?.body.match(/<ETag>/g)).toHaveLength(2)
  })

  const lost: readonly (readonly [string, Reply])[] = [
    ['was lost', { fault: 'reset' }],
    ['was an error', refusal(500, 'InternalError')],
    ['was an error behind a 200', xml('<Error><Code>InternalError</Code><Message>no</Message></Error>')],
    ['was an error behind a 200, with a line end', xml('<Error><Code>InternalError</Code></Error>\n')],
    ['was a page', { text: '<html>Welcome' }],
    ['had no ETag, as that of Ceph 16', xml('<CompleteMultipartUploadResult/>')],
  ]

  test.each(lost)('looks when the answer %s: the object is there', async (_, reply) => {
    await using server = await startTestServer({
      respond: byOperation({ 'POST uploadId': reply, 'GET uploadId': noUpload, 'HEAD object': stored(etag) }),
    })
    expect(await storeAt(server).multipart.complete({ ...upload, parts })).toMatchObject({ size: 5 * MiB + 3, etag })
    expect(server.requests.map(operationOf)).toEqual(['POST uploadId', 'GET uploadId', 'HEAD object'])
  })

  test.each(lost)('does not take an object that was there before for its own when the answer %s', async (_, reply) => {
    await using server = await startTestServer({
      respond: byOperation({ 'POST uploadId': reply, 'GET uploadId': openUpload, 'HEAD object': stored(etag) }),
    })
    const completing = storeAt(server).multipart.complete({ ...upload, parts })
    await expect(completing).rejects.toMatchObject({ code: expect.stringMatching(/^(?:network|server|schema)$/) })
  })

  test.each(lost)('nor that of somebody else', async (_, reply) => {
    await using server = await startTestServer({
      respond: byOperation({ 'POST uploadId': reply, 'GET uploadId': noUpload, 'HEAD object': stored('0123-2') }),
    })
    const completing = storeAt(server).multipart.complete({ ...upload, parts })
    await expect(completing).rejects.toMatchObject({ code: expect.stringMatching(/^(?:network|server|schema)$/) })
  })

  test('of ETags that are no MD5s looks at size and number of parts', async () => {
    await using server = await startTestServer({
      respond: byOperation({
        'POST uploadId': { fault: 'reset' },
        'GET uploadId': noUpload,
        'HEAD object': stored('x-2'),
      }),
    })
    const odd = parts.map((part) => ({ ...part, etag: `odd-${part.etag}` }))
    expect(await storeAt(server).multipart.complete({ ...upload, parts: odd })).toMatchObject({ etag: 'x-2' })
  })

  test('a repetition that finds no upload any more is looked into, a first refusal is not', async () => {
    const answers = [{ fault: 'reset' } as const, noUpload]
    await using server = await startTestServer({
      respond: (request) =>
        operationOf(request) === 'POST uploadId'
          ? (answers.shift() ?? noUpload)
          : byOperation({ 'GET uploadId': noUpload, 'HEAD object': stored(etag) })(request),
    })
    const store = storeAt(server, {}, { maxAttempts: 2 })
    expect(await store.multipart.complete({ ...upload, parts })).toMatchObject({ etag })
    const sends = server.requests.length
    await expect(store.multipart.complete({ ...upload, parts })).rejects.toMatchObject({ code: 'not_found' })
    expect(server.requests).toHaveLength(sends + 1)
  })

  test('asks for parts of one size where the store does, before anything is sent', async () => {
    await using server = await startTestServer({ respond: byOperation({ 'POST uploadId': completed }) })
    const sizes = [6 * MiB, 5 * MiB, 1].map((size, index) => ({ partNumber: index + 1, etag: 'e', size }))
    const complete = (equalParts: boolean) =>
      storeAt(server, { equalParts }).multipart.complete({ ...upload, parts: sizes })
    await expect(complete(true)).rejects.toMatchObject({ code: 'unsupported' })
    expect(server.requests).toEqual([])
    await complete(false)
  })
})

describe('lists', () => {
  const part = (number: number) =>
    `<Part><PartNumber>${number}</PartNumber><ETag>"e${number}"</ETag><Size>7</Size></Part>`

  test('of parts are read to their end', async () => {
    await using server = await startTestServer({
      respond: [
        xml(
          `<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>${part(1)}</ListPartsResult>`,
        ),
        xml(`<ListPartsResult><IsTruncated>false</IsTruncated>${part(2)}</ListPartsResult>`),
      ],
    })
    expect(await storeAt(server).multipart.listParts(upload)).toEqual([
      { partNumber: 1, etag: 'e1', size: 7 },
      { partNumber: 2, etag: 'e2', size: 7 },
    ])
    expect(server.requests[1]?.path).toContain('part-number-marker=1')
  })

  test('of uploads go on by key and id', async () => {
    const item = (key: string, id: string) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>2026-11-21T10:00:00.000Z</Initiated></Upload>`
    await using server = await startTestServer({
      respond: [
        xml(
          `<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>ä &amp;</NextKeyMarker><NextUploadIdMarker>u+1</NextUploadIdMarker>${item('ä &amp;', 'u+1')}</ListMultipartUploadsResult>`,
        ),
        xml(
          `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${item('ä &amp;', 'u+2')}</ListMultipartUploadsResult>`,
        ),
      ],
    })
    const initiated = new Date('2026-11-21T10:00:00Z')
    expect(await storeAt(server).multipart.list({ prefix: 'ä' }).toArray()).toEqual([
      { key: 'ä &', uploadId: 'u+1', initiated },
      { key: 'ä &', uploadId: 'u+2', initiated },
    ])
    const query = new URL(server.requests[1]?.path ?? '', server.url).searchParams
    expect([query.get('prefix'), query.get('key-marker'), query.get('upload-id-marker')]).toEqual(['ä', 'ä &', 'u+1'])
  })

  test.each(['ListParts', 'ListMultipartUploads'])('of %s are never cut off silently', async (name) => {
    await using server = await startTestServer({
      respond: [xml(`<${name}Result><IsTruncated>true</IsTruncated></${name}Result>`)],
    })
    const { multipart } = storeAt(server)
    const listing = name === 'ListParts' ? multipart.listParts(upload) : multipart.list().toArray()
    await expect(listing).rejects.toMatchObject({ code: 'schema', operation: name })
  })
})

describe('the other operations', () => {
  test('an upload that is over is aborted without complaint, in a bucket that is missing it is told', async () => {
    await using server = await startTestServer({ respond: [noUpload, refusal(404, 'NoSuchBucket')] })
    const { multipart } = storeAt(server)
    await multipart.abort(upload)
    await expect(multipart.abort(upload)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a part for an upload that is over is not_found', async () => {
    await using server = await startTestServer({ respond: [noUpload] })
    const putting = storeAt(server).multipart.putPart({ ...upload, partNumber: 1, body: new Uint8Array(1) })
    await expect(putting).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('completed or aborted'),
    })
  })

  test.each<[string, Reply]>([
    ['no id', xml('<InitiateMultipartUploadResult/>')],
    ['a page', { text: '<html>Welcome' }],
  ])('an upload is not begun by an answer that has %s', async (_, reply) => {
    await using server = await startTestServer({ respond: [reply] })
    await expect(storeAt(server).multipart.create('a')).rejects.toMatchObject({ code: 'schema' })
  })

  test('a success without an ETag stored nothing', async () => {
    await using server = await startTestServer({ respond: [{ text: '<html>Welcome' }] })
    const store = storeAt(server)
    await expect(store.put('a', 'x')).rejects.toMatchObject({ code: 'schema', hint: expect.stringContaining('proxy') })
    const part = { ...upload, partNumber: 1, body: new Uint8Array(1) }
    await expect(store.multipart.putPart(part)).rejects.toMatchObject({ code: 'schema' })
  })

  test.each(['when_supported', 'when_required'] as const)(
    'no part has a checksum that others must repeat: %s',
    async (checksums) => {
      const replies: Readonly<Record<string, Reply>> = {
        'POST uploads': xml('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>'),
        'PUT partNumber': { headers: { etag: '"e"' } },
        'POST uploadId': completed,
      }
      await using server = await startTestServer({ respond: byOperation(replies) })
      const { multipart } = storeAt(server, { checksums })
      const begun = await multipart.create('a')
      const stored = await multipart.putPart({ ...begun, partNumber: 1, body: new TextEncoder().encode('part') })
      await multipart.complete({ ...begun, parts: [stored] })
      const [creation, part, completion] = server.requests
      const names = [creation, part].flatMap((request) => Object.keys(request?.headers ?? {}))
      expect(names.filter((name) => name.includes('checksum'))).toEqual([])
      expect(completion?.body).not.toContain('Checksum')
      expect(part?.headers['x-amz-content-sha256']).toBe(createHash('sha256').update('part').digest('hex'))
    },
  )

  test('attributes and ACL go with the creation', async () => {
    await using server = await startTestServer({
      respond: [xml('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>')],
    })
    const attributes = { contentType: 'text/css', contentDisposition: 'inline', metadata: { a: 'b' } }
    await storeAt(server, { acl: true }).multipart.create('a', { ...attributes, acl: 'public-read' })
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'text/css',
      'content-disposition': 'inline',
      'x-amz-meta-a': 'b',
      'x-amz-acl': 'public-read',
    })
  })
})

test('what the store does not have is refused before anything is sent', async () => {
  await using server = await startTestServer()
  const store = storeAt(server, { acl: false, conditionalPut: false })
  for (const work of [
    () => store.put('a', 'x', { acl: 'private' }),
    () => store.put('a', 'x', { ifNoneMatch: '*' }),
    () => store.put('a', 'x', { ifMatch: 'e' }),
    () => store.copy({ from: 'a', to: 'b' }, { acl: 'public-read' }),
    () => store.multipart.create('a', { acl: 'public-read' }),
    () => store.multipart.complete({ ...upload, parts }, { ifNoneMatch: '*' }),
  ]) {
    await expect(work()).rejects.toMatchObject({ code: 'unsupported', provider: 'custom' })
  }
  expect(server.requests).toEqual([])
})
