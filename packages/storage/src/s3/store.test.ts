import { createHash } from 'node:crypto'
import { startTestServer, type RecordedRequest, type Reply, type TestServer } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { custom, type CustomOptions } from '../stores/custom.js'
import { createS3Store } from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }

function storeAt(server: TestServer, more: Partial<CustomOptions> = {}) {
  const location = custom({ endpoint: server.url, region: 'eu-central-1', bucket: 'shop', ...keys, ...more })
  return createS3Store(location, { maxAttempts: 1 })
}

function xml(text: string, status = 200): Reply {
  return { status, text: `<?xml version="1.0"?>${text}`, headers: { 'content-type': 'application/xml' } }
}

const refusal = (status: number, code: string) =>
  xml(`<Error><Code>${code}</Code><Message>no</Message></Error>`, status)

function shownOf({ method, path }: RecordedRequest): string {
  return `${method} ${path.replace(/\/$/, '')}`
}

describe('ensureBucket', () => {
  test('creates nothing where a bucket is', async () => {
    await using server = await startTestServer({ respond: [{ status: 200 }] })
    expect(await storeAt(server).ensureBucket()).toBe('existing')
    expect(server.requests.map(shownOf)).toEqual(['HEAD /shop'])
  })

  test.each([
    ['eu-central-1', '<LocationConstraint>eu-central-1</LocationConstraint>'],
    ['us-east-1', ''],
    ['auto', ''],
  ])('creates a bucket in %s', async (region, constraint) => {
    await using server = await startTestServer({ respond: [{ status: 404 }, { status: 200 }] })
    expect(await storeAt(server, { region }).ensureBucket()).toBe('created')
    expect(server.requests.map(shownOf)).toEqual(['HEAD /shop', 'PUT /shop'])
    const body = server.requests[1]?.body ?? ''
    expect(/<LocationConstraint>.*<\/LocationConstraint>/.exec(body)?.[0] ?? '').toBe(constraint)
  })

  test.each<[string, Reply]>([
    ['another run was faster', refusal(409, 'BucketAlreadyOwnedByYou')],
    ['the store calls that taken', refusal(409, 'BucketAlreadyExists')],
    ['the answer was lost', { fault: 'reset' }],
    ['the answer was an error', refusal(500, 'InternalError')],
  ])('looks again when %s, and creates only once', async (_, reply) => {
    await using server = await startTestServer({ respond: [{ status: 404 }, reply, { status: 200 }] })
    expect(await storeAt(server).ensureBucket()).toBe('existing')
    expect(server.requests.map(shownOf)).toEqual(['HEAD /shop', 'PUT /shop', 'HEAD /shop'])
  })

  test('tells a name that another account has', async () => {
    await using server = await startTestServer({
      respond: [{ status: 404 }, refusal(409, 'BucketAlreadyExists'), { status: 403 }],
    })
    await expect(storeAt(server).ensureBucket()).rejects.toMatchObject({
      code: 'conflict',
      operation: 'CreateBucket',
      hint: 'The name is taken by another account: choose another one',
    })
  })

  test('tells an outage by what the creation said', async () => {
    await using server = await startTestServer({ respond: [{ status: 404 }, refusal(500, 'InternalError')] })
    await expect(storeAt(server).ensureBucket()).rejects.toMatchObject({ code: 'server', operation: 'CreateBucket' })
    expect(server.requests.map(shownOf)).toEqual(['HEAD /shop', 'PUT /shop', 'HEAD /shop'])
  })

  test.each([
    [{ status: 403 }, 'forbidden', 'may not do this'],
    [{ status: 301, headers: { 'x-amz-bucket-region': 'us-west-2' } }, 'config', 'The bucket is in us-west-2'],
  ] satisfies [Reply, string, string][])('creates nothing after %o', async (reply, code, hint) => {
    await using server = await startTestServer({ respond: [reply] })
    await expect(storeAt(server).ensureBucket()).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) })
    expect(server.requests.map(shownOf)).toEqual(['HEAD /shop'])
  })

  test('tells keys that may not create', async () => {
    await using server = await startTestServer({ respond: [{ status: 404 }, refusal(403, 'AccessDenied')] })
    await expect(storeAt(server).ensureBucket()).rejects.toMatchObject({ code: 'forbidden', operation: 'CreateBucket' })
    expect(server.requests).toHaveLength(2)
  })
})

describe('deleteMany', () => {
  test('sends 1,000 keys at a time, with the checksum that AWS wants', async () => {
    await using server = await startTestServer({
      respond: [xml('<DeleteResult><Deleted><Key>k</Key></Deleted></DeleteResult>')],
    })
    await storeAt(server, { capabilities: { bulkDelete: 'crc32' } }).deleteMany(
      Array.from({ length: 2500 }, (_, index) => `k/${index}`),
    )
    const counts = server.requests.map(({ body }) => body.split('<Key>').length - 1)
    expect(counts).toEqual([1000, 1000, 500])
    expect(server.requests[0]?.headers).toHaveProperty('x-amz-checksum-crc32')
    expect(server.requests[0]?.headers).not.toHaveProperty('content-md5')
  })

  test('sends Content-MD5 instead to servers that know nothing else, and signs it', async () => {
    await using server = await startTestServer({
      respond: [xml('<DeleteResult><Deleted><Key>k</Key></Deleted></DeleteResult>')],
    })
    await storeAt(server, { capabilities: { bulkDelete: 'content_md5' } }).deleteMany(['a&b', 'ä'])
    const { headers = {}, body = '' } = server.requests[0] ?? {}
    expect(headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'))
    expect(Object.keys(headers).filter((name) => name.includes('checksum'))).toEqual([])
    expect(headers['authorization']).toMatch(/SignedHeaders=[^,]*content-md5/)
    expect(body).toContain('<Key>a&amp;b</Key>')
  })

  test('takes no page that says nothing of any key for a deletion', async () => {
    await using server = await startTestServer({ respond: [xml('<html><body>Welcome</body></html>')] })
    await expect(storeAt(server).deleteMany(['a'])).rejects.toMatchObject({
      code: 'schema',
      hint: expect.stringContaining('proxy'),
    })
  })

  test('goes on to the other keys, then names those that are left', async () => {
    const failed = (key: string, code: string) => `<Error><Key>${key}</Key><Code>${code}</Code></Error>`
    await using server = await startTestServer({
      respond: [
        xml(`<DeleteResult>${failed('k/7', 'AccessDenied')}${failed('k/8', 'NoSuchKey')}</DeleteResult>`),
        xml(`<DeleteResult>${failed('k/1001', 'InternalError')}</DeleteResult>`),
      ],
    })
    const deleting = storeAt(server).deleteMany(Array.from({ length: 1100 }, (_, index) => `k/${index}`))
    await expect(deleting).rejects.toMatchObject({
      code: 'forbidden',
      operation: 'DeleteObjects',
      provider: 'custom',
      message: expect.stringMatching(
        /^2 of 1100 objects could not be deleted from bucket shop at \S+: "k\/7" \(AccessDenied\), "k\/1001" \(InternalError\)\. /,
      ),
    })
    expect(server.requests).toHaveLength(2)
  })

  test('names five of many', async () => {
    const errors = Array.from({ length: 9 }, (_, key) => `<Error><Key>${key}</Key><Code>SlowDown</Code></Error>`).join(
      '',
    )
    await using server = await startTestServer({ respond: [xml(`<DeleteResult>${errors}</DeleteResult>`)] })
    await expect(storeAt(server).deleteMany(['0'])).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringContaining('"4" (SlowDown) and 4 more. '),
    })
  })

  test('sends nothing for no keys', async () => {
    await using server = await startTestServer()
    await storeAt(server).deleteMany([])
    expect(server.requests).toEqual([])
  })
})

describe('list', () => {
  const item = (key: string) => `<Contents><Key>${key}</Key><Size>3</Size><ETag>"e"</ETag></Contents>`

  test('follows the pages to the end', async () => {
    await using server = await startTestServer({
      respond: [
        xml(
          `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t+/=</NextContinuationToken>${item('a')}</ListBucketResult>`,
        ),
        xml(`<ListBucketResult><IsTruncated>false</IsTruncated>${item('b')}</ListBucketResult>`),
      ],
    })
    const items = await storeAt(server).list({ prefix: 'ä b+' }).toArray()
    expect(items).toEqual([
      { key: 'a', size: 3, etag: 'e', lastModified: undefined },
      { key: 'b', size: 3, etag: 'e', lastModified: undefined },
    ])
    const queries = server.requests.map(({ path }) => new URL(path, server.url).searchParams)
    expect(queries.map((query) => [query.get('prefix'), query.get('continuation-token')])).toEqual([
      ['ä b+', null],
      ['ä b+', 't+/='],
    ])
  })

  test('is never cut off silently', async () => {
    await using server = await startTestServer({
      respond: [xml(`<ListBucketResult><IsTruncated>true</IsTruncated>${item('a')}</ListBucketResult>`)],
    })
    await expect(storeAt(server).list().toArray()).rejects.toMatchObject({
      code: 'schema',
      message: expect.stringContaining('no end, and no word of where it goes on'),
    })
  })

  test('sends nothing before it is read', async () => {
    await using server = await startTestServer()
    storeAt(server).list()
    expect(server.requests).toEqual([])
  })
})

test('deleting what the store says is not there is fine; a missing bucket is told', async () => {
  await using server = await startTestServer({ respond: [refusal(404, 'NoSuchKey'), refusal(404, 'NoSuchBucket')] })
  const store = storeAt(server)
  await store.delete('a')
  await expect(store.delete('a')).rejects.toMatchObject({ code: 'not_found' })
})
