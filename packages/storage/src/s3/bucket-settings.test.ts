import { createHash } from 'node:crypto'
import { startTestServer, type Reply, type TestServer } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { custom, type CustomOptions } from '../stores/custom.js'
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
} from './index.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG-bPxRfiCY' }

function storeAt(server: TestServer, capabilities: CustomOptions['capabilities'] = {}) {
  const location = custom({ endpoint: server.url, region: 'gra', bucket: 'shop', ...keys, capabilities })
  return createS3Store(location, { maxAttempts: 1 })
}

const xml = (text: string, status = 200): Reply => ({ status, text: `<?xml version="1.0"?>${text}` })
const none = (code: string) => xml(`<Error><Code>${code}</Code></Error>`, 404)
const upload: CorsRule = { origins: ['https://shop.example'], methods: ['GET', 'PUT'], headers: ['content-type'] }

describe('CORS rules', () => {
  test('are replaced as a whole, with the checksum that the store knows', async () => {
    await using server = await startTestServer({ respond: [{ text: '' }] })
    const rule: CorsRule = { ...upload, exposeHeaders: ['ETag'], maxAgeSeconds: 60 }
    await setBucketCors(storeAt(server), { rules: [rule] })
    await setBucketCors(storeAt(server, { bulkDelete: 'crc32' }), { rules: [rule] })
    const [plain, modern] = server.requests
    expect(plain?.path).toBe('/shop/?cors=')
    expect(plain?.headers['content-md5']).toBe(
      createHash('md5')
        .update(plain?.body ?? '')
        .digest('base64'),
    )
    expect(plain?.body).toMatch(/<AllowedOrigin>https:\/\/shop\.example<.*<AllowedHeader>content-type</s)
    expect(modern?.headers).toHaveProperty('x-amz-checksum-crc32')
    expect(modern?.headers).not.toHaveProperty('content-md5')
  })

  test('are read, also when there are none', async () => {
    const rule =
      '<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule>'
    await using server = await startTestServer({
      respond: [
        xml(`<CORSConfiguration>${rule}</CORSConfiguration>`),
        none('NoSuchCORSConfiguration'),
        none('NoSuchBucket'),
      ],
    })
    const store = storeAt(server)
    expect(await getBucketCors(store)).toMatchObject([{ origins: ['*'], methods: ['GET'], maxAgeSeconds: 5 }])
    expect(await getBucketCors(store)).toEqual([])
    await expect(getBucketCors(store)).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each<[Partial<CorsRule>, string]>([
    [{ origins: [] }, 'origins is empty'],
    [{ origins: ['https://shop.example/'] }, 'no slash behind'],
    [{ origins: ['https://shop.example/path'] }, 'no slash behind'],
    [{ origins: ['shop.example'] }, 'a scheme'],
    [{ origins: ['https://*.*.example'] }, 'at most one *'],
    [{ origins: ['null'] }, 'a scheme'],
    [{ methods: [] }, 'methods is empty'],
    [{ methods: ['OPTIONS' as 'GET'] }, 'GET, HEAD, PUT, POST, DELETE'],
    [{ headers: [] }, 'needs content-type'],
    [{ headers: ['x-amz-meta-*'] }, 'needs content-type'],
    [{ headers: ['*', 'a b'] }, 'a name, with at most one *'],
    [{ exposeHeaders: ['*'] }, 'a name without *'],
    [{ maxAgeSeconds: 1.5 }, 'seconds'],
  ])('%o are refused before anything is sent', async (change, said) => {
    await using server = await startTestServer()
    const setting = setBucketCors(storeAt(server), { rules: [upload, { ...upload, ...change }] })
    await expect(setting).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(`rules[1].`) })
    await expect(setting).rejects.toMatchObject({ message: expect.stringContaining(said) })
    expect(server.requests).toEqual([])
  })

  test.each<Partial<CorsRule>>([
    { origins: ['*'] },
    { origins: ['http://localhost:5173', 'https://*.shop.example'] },
    { headers: ['Content-Type', 'x-amz-meta-*'] },
    { headers: ['*'] },
    { headers: ['content-*'] },
    { methods: ['GET', 'HEAD'], headers: undefined },
    { maxAgeSeconds: 0 },
  ])('%o are sent', async (change) => {
    await using server = await startTestServer({ respond: [{ text: '' }] })
    await setBucketCors(storeAt(server), { rules: [{ ...upload, ...change }] })
    expect(server.requests).toHaveLength(1)
  })
})

describe('lifecycle rules', () => {
  const rules: readonly LifecycleRule[] = [
    { abortUploadsAfterDays: 7 },
    { prefix: 'tmp/', expireAfterDays: 1, id: 'mine' },
  ]

  test('are replaced as a whole', async () => {
    await using server = await startTestServer({ respond: [{ text: '' }] })
    await setBucketLifecycle(storeAt(server), { rules })
    const { path, body = '' } = server.requests[0] ?? {}
    expect(path).toBe('/shop/?lifecycle=')
    expect(body).toMatch(/<ID>all abort-uploads-7d<.*<Prefix><\/Prefix>|<Prefix\/>/s)
    expect(body).toMatch(/<ID>mine<.*<Prefix>tmp\/<|<Prefix>tmp\/<.*<ID>mine</s)
    expect(body).toContain('<DaysAfterInitiation>7</DaysAfterInitiation>')
    expect(body).toContain('<Days>1</Days>')
  })

  test('are read, with what else they do, which is not lost by writing them back', async () => {
    const rule = (more: string) =>
      `<Rule><ID>r</ID><Status>Disabled</Status><Filter><Prefix>a/</Prefix></Filter><Expiration><Days>3</Days></Expiration>${more}</Rule>`
    const moves = '<Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition>'
    await using server = await startTestServer({
      respond: [
        xml(`<LifecycleConfiguration>${rule('')}</LifecycleConfiguration>`),
        { text: '' },
        xml(`<LifecycleConfiguration>${rule(moves)}</LifecycleConfiguration>`),
        none('NoSuchLifecycleConfiguration'),
      ],
    })
    const store = storeAt(server)
    const plain = await getBucketLifecycle(store)
    expect(plain).toMatchObject([{ id: 'r', prefix: 'a/', expireAfterDays: 3, isEnabled: false, more: [] }])
    await setBucketLifecycle(store, { rules: plain })
    expect(server.requests[1]?.body).toContain('<Status>Disabled</Status>')
    const rich = await getBucketLifecycle(store)
    expect(rich[0]?.more).toEqual(['Transitions'])
    await expect(setBucketLifecycle(store, { rules: rich })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('Transitions, which would be lost'),
    })
    expect(await getBucketLifecycle(store)).toEqual([])
  })

  test.each<[readonly LifecycleRule[], string]>([
    [[], 'removeBucketLifecycle'],
    [[{}], 'does nothing'],
    [[{ expireAfterDays: 1 }], 'every object would expire'],
    [[{ expireAfterDays: 1, prefix: '' }], 'every object would expire'],
    [[{ expireAfterDays: 1, prefix: 'tmp' }], 'is not a folder'],
    [[{ expireAfterDays: 0, prefix: 'tmp/' }], 'whole days'],
    [[{ abortUploadsAfterDays: 1.5 }], 'whole days'],
    [[{ abortUploadsAfterDays: 1 }, { abortUploadsAfterDays: 1 }], 'two rules have the id'],
    [[{ abortUploadsAfterDays: 1, id: 'x'.repeat(256) }], 'at most 255'],
  ])('%o are refused before anything is sent', async (wrong, said) => {
    await using server = await startTestServer()
    await expect(setBucketLifecycle(storeAt(server), { rules: wrong })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(said),
    })
    expect(server.requests).toEqual([])
  })
})

describe.each([
  ['CORS', getBucketCors, removeBucketCors, 'CORSConfiguration', 'CORSRule', 'cors'],
  ['lifecycle', getBucketLifecycle, removeBucketLifecycle, 'LifecycleConfiguration', 'Rule', 'lifecycle'],
] as const)('removing %s rules', (_, get, remove, root, rule, query) => {
  test('asks first whether there are some', async () => {
    await using server = await startTestServer({
      respond: [xml(`<${root}><${rule}></${rule}></${root}>`), { status: 204 }, none('NoSuchConfiguration')],
    })
    await remove(storeAt(server))
    await remove(storeAt(server))
    const sent = server.requests.map(({ method, path }) => `${method} ${path}`)
    expect(sent).toEqual([`GET /shop/?${query}=`, `DELETE /shop/?${query}=`, `GET /shop/?${query}=`])
  })

  test('sends nothing more where the store takes the question for another one: it would delete the bucket', async () => {
    await using server = await startTestServer({
      respond: [xml('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>')],
    })
    expect(await get(storeAt(server))).toEqual([])
    await remove(storeAt(server))
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET'])
  })
})

test('a store without such rules is not asked', async () => {
  await using server = await startTestServer()
  const store = storeAt(server, { cors: false, lifecycle: false })
  for (const work of [
    () => getBucketCors(store),
    () => setBucketCors(store, { rules: [upload] }),
    () => removeBucketCors(store),
    () => getBucketLifecycle(store),
    () => setBucketLifecycle(store, { rules: [{ abortUploadsAfterDays: 1 }] }),
    () => removeBucketLifecycle(store),
  ]) {
    await expect(work()).rejects.toMatchObject({
      code: 'unsupported',
      provider: 'custom',
      message: expect.stringContaining('console'),
    })
  }
  expect(server.requests).toEqual([])
})
