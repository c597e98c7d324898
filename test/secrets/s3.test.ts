import type { IncomingMessage } from 'node:http'
import { createRandom } from '@keelson/core/testing'
import { presignGet, presignPart, presignPost, presignPut } from '@keelson/storage'
import {
  createS3Client,
  createS3Store,
  getBucketCors,
  getBucketLifecycle,
  removeBucketCors,
  removeBucketLifecycle,
  s3ClientConfig,
  setBucketCors,
  setBucketLifecycle,
  type S3Store,
} from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { describe, expect, test } from 'vitest'
import { refuseLeak, showAll } from './find-leak.ts'
import { startFailingS3, type S3Answer } from './s3-server.ts'
import { drawFrom, spellAsHtml, spellings, type Draw } from './secret-texts.ts'

const upload = { key: 'a.txt', uploadId: 'upload-1' }
const parts = [{ partNumber: 1, etag: 'c4ca4238a0b923820dcc509a6f75849b', size: 1 }]

const operations: readonly ((store: S3Store) => Promise<unknown>)[] = [
  (store) => store.put('a.txt', 'content', { acl: 'private' }),
  (store) => store.put('a.txt', 'content', { ifMatch: 'c4ca4238a0b923820dcc509a6f75849b' }),
  (store) => store.get('a.txt', { range: { start: 1 } }),
  async (store) => new Response((await store.getStream('a.txt'))?.body).text(),
  (store) => store.head('a.txt'),
  (store) => store.exists('a.txt'),
  (store) => store.copy({ from: 'a.txt', to: 'b.txt' }),
  (store) => store.delete('a.txt'),
  (store) => store.deleteMany(['a.txt', 'b.txt']),
  (store) => store.list({ prefix: 'a' }).toArray(),
  (store) => store.ensureBucket(),
  (store) => store.multipart.create('a.txt'),
  (store) => store.multipart.putPart({ ...upload, partNumber: 1, body: new Uint8Array(3) }),
  (store) => store.multipart.listParts(upload),
  (store) => store.multipart.complete({ ...upload, parts }, { ifNoneMatch: '*' }),
  (store) => store.multipart.abort(upload),
  (store) => store.multipart.list().toArray(),
  (store) => getBucketCors(store),
  (store) => setBucketCors(store, { rules: [{ origins: ['*'], methods: ['GET'] }] }),
  (store) => removeBucketCors(store),
  (store) => getBucketLifecycle(store),
  (store) => setBucketLifecycle(store, { rules: [{ abortUploadsAfterDays: 7 }] }),
  (store) => removeBucketLifecycle(store),
]

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

const drawKeys = (draw: Draw): Keys => ({
  accessKeyId: draw.key(),
  secretAccessKey: draw.key(),
  sessionToken: draw.key(),
})

const headerSafe = (text: string) => text.replace(/[^\x20-\x7e]/g, '')

/** What a store, or what stands in front of it, may make of a request. */
function drawAnswer(draw: Draw, text: string, request: IncomingMessage): S3Answer | undefined {
  const { pick } = draw
  const said = spellAsHtml(pick([text, `${request.headers.authorization} ${text}`, JSON.stringify(request.headers)]))
  // The SDK takes a code apart at these signs, which no key of a store has.
  const word = /[,:#]/.test(said) ? 'Strange' : said
  const requestId = headerSafe(text).slice(0, 900)
  const name = pick(['SignatureDoesNotMatch', 'InvalidAccessKeyId', 'AccessDenied', 'SlowDown', 'Odd', word])
  const details = `<StringToSign>${said}</StringToSign><RequestId>${said}</RequestId><HostId>${said}</HostId>`
  const xml = `<?xml version="1.0"?><Error><Code>${name}</Code><Message>${said}</Message>${details}</Error>`
  const errors = `<Error><Key>${said}</Key><Code>${name}</Code><Message>${said}</Message></Error>`
  // An object that is copied in parts.
  const large = { etag: '"1"', 'content-length': String(6 * 2 ** 30) }
  if (request.method === 'HEAD' && pick([true, false])) return { status: 200, headers: large }
  return pick<() => S3Answer | undefined>([
    () => ({
      status: pick([400, 403, 404, 409, 412, 500, 501, 503]),
      body: xml,
      headers: { 'x-amz-request-id': requestId },
    }),
    () => ({ status: pick([400, 403]), body: xml, headers: { 'x-amz-id-2': requestId } }),
    () => ({ status: 301, body: xml, headers: { 'x-amz-bucket-region': requestId.toLowerCase() } }),
    () => ({ status: 400, body: xml, headers: { 'x-amz-bucket-region': headerSafe(text) } }),
    () => ({ status: 307, headers: { location: `https://elsewhere.example/?${encodeURIComponent(text)}` } }),
    () => ({ status: 200, body: `<html>you sent <pre>${said}</pre>` }),
    () => ({ status: 200, body: `<?xml version="1.0"?><DeleteResult>${errors}</DeleteResult>` }),
    () => ({ status: 502, body: `<html>you sent <pre>${said}</pre>` }),
    () => ({ status: 500, body: text }),
    () => undefined,
  ])()
}

describe('an S3 server that quotes what it was sent', () => {
  let failures = 0
  let hidden = 0

  async function fail(seed: number): Promise<void> {
    const draw = drawFrom(createRandom(seed))
    const keys = drawKeys(draw)
    // A region is what such a key could be taken for.
    if (seed % 5 === 0) Object.assign(keys, { secretAccessKey: `k${draw.word(30).toLowerCase()}` })
    const secrets = Object.values(keys) as string[]
    const text = draw.pick([draw.pick(spellings), (value: string) => value])(draw.pick(secrets))
    const sent: string[] = []
    const server = await startFailingS3((request) => {
      const { authorization = '' } = request.headers
      sent.push(...(/Signature=([0-9a-f]+)/.exec(authorization)?.slice(1) ?? []))
      return drawAnswer(draw, text, request)
    })
    const location = custom({
      endpoint: server.endpoint,
      region: 'gra',
      bucket: 'shop',
      accessKeyId: draw.wrap(keys.accessKeyId),
      secretAccessKey: draw.wrap(keys.secretAccessKey),
      sessionToken: draw.wrap(keys.sessionToken),
      capabilities: { acl: true, conditionalPut: true },
    })
    const options = { maxAttempts: 1 }
    const client = createS3Client(location, options)
    const store = createS3Store(
      draw.pick([location, { client, bucket: 'shop', capabilities: location.capabilities }]),
      options,
    )
    const shown: unknown[] = seed % 20 === 0 ? [location, client, client.config, s3ClientConfig(location), store] : []
    const results = await Promise.all(
      operations.map((operation) =>
        operation(store).then(
          () => undefined,
          (thrown: unknown) => thrown,
        ),
      ),
    )
    const errors = results.filter((one) => one !== undefined)
    shown.push(...errors)
    failures += errors.length
    hidden += errors.filter((error) => error instanceof Error && error.message.includes('[secret]')).length
    await server.close()
    client.destroy()
    refuseLeak(`seed ${seed}: ${text}`, showAll(...shown), [...secrets, ...sent])
  }

  test('finds nothing shown by any operation of createS3Store', { timeout: 60_000 }, async () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed)
    const work = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) await fail(seed)
    }
    await Promise.all(Array.from({ length: 6 }, work))
    expect(failures).toBeGreaterThan(1500)
    expect(hidden).toBeGreaterThan(500)
  })
})

test('keys, and URLs that cannot be signed, are refused without being shown in 1,200 generated cases', async () => {
  const draw = drawFrom(createRandom(31))
  let refused = 0
  for (let run = 0; run < 400; run++) {
    const keys = drawKeys(draw)
    const secrets = Object.values(keys) as string[]
    const address = { endpoint: 'https://s3.example', region: 'gra', bucket: 'shop' }
    const location = custom({ ...address, ...keys })
    const { credentials: _, ...keyless } = location
    const forms = custom({ ...address, ...keys, capabilities: { postPolicy: true } })
    const broken = draw.pick([' ', '\n', 'é'])
    const tries: readonly (() => unknown)[] = [
      () => custom({ ...address, ...keys, secretAccessKey: `${keys.secretAccessKey}${broken}` }),
      () => custom({ ...address, ...keys, accessKeyId: `${broken}${keys.accessKeyId}` }),
      () => custom({ ...address, ...keys, endpoint: `https://${encodeURIComponent(keys.accessKeyId)}:x@s3.example` }),
      () =>
        custom({
          ...address,
          ...keys,
          publicUrl: `https://cdn.example/?X-Amz-Signature=${encodeURIComponent(secrets[1]!)}`,
        }),
      () => presignGet(location, { key: 'a.txt', expiresInSeconds: 604_801 }),
      () => presignPut(location, { key: 'a.txt', contentLength: -1 }),
      () => presignPut(location, { key: 'a.txt', acl: 'private' }),
      () => presignPut(location, { key: 'a.txt', ifNoneMatch: '*' }),
      () => presignGet(location, { key: 'a.txt', responseContentType: `${secrets[1]}\n` }),
      () => presignPart(location, { key: 'a.txt', uploadId: '', partNumber: 1 }),
      () => presignPart(location, { key: 'a.txt', uploadId: secrets[2]!, partNumber: 0 }),
      () => presignPost(location, { key: 'a.txt' }),
      () => presignPost(forms, { key: 'a.txt', contentLengthRange: { max: -1 } }),
      () => presignPost(forms, { key: 'a.txt', successActionRedirect: `/?token=${secrets[2]}` }),
      () => presignPost({ ...forms, credentials: undefined }, { key: 'a.txt' }),
      () => presignGet(keyless, { key: 'a.txt' }),
      () => presignGet(location, { key: '' }),
    ]
    const attempt = async () => draw.pick(tries)()
    const shown: unknown[] = [location]
    for (let one = 0; one < 3; one++) {
      shown.push(await attempt().catch((thrown: unknown) => thrown))
      refused += 1
    }
    expect(shown.filter((each) => each instanceof Error).length).toBe(3)
    refuseLeak(`run ${run}`, showAll(...shown), secrets)
  }
  expect(refused).toBe(1200)
})
