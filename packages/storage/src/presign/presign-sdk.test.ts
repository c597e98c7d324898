import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Clock } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import type { StoreLocation } from '../location.js'
import { presignPart } from './presign-part.js'
import { presignPost } from './presign-post.js'
import { presignPut } from './presign-put.js'
import { presignDelete, presignGet, presignHead } from './presign.js'
import { aws } from '../stores/aws.js'
import { custom } from '../stores/custom.js'
import { r2 } from '../stores/r2.js'

type Random = () => number

function pick<T>(random: Random, values: readonly T[]): T {
  const [value] = values.slice(Math.floor(random() * values.length))
  if (value === undefined) throw new Error('there is nothing to pick')
  return value
}
const maybe = <T>(random: Random, value: T): T | undefined => (random() < 0.5 ? value : undefined)

/** Pieces that encoders, parsers of URLs, and canonical requests take for something else. */
const pieces = [
  ['%20', '%2F', '%', '++', '  ', '.x', '/', '//', '🔑', 'e\u0301', '\u00a0', '\u2028', '${f', 'X-Amz-Date='],
  Array.from('abzAZ09-_~!\'()*;:@&=$,?#[]{}|^`"<>\\ +%äß漢é'),
].flat()

const drawText = (random: Random, length: number): string =>
  Array.from({ length: 1 + Math.floor(random() * length) }, () => pick(random, pieces)).join('')

const drawKey = (random: Random): string => `k${drawText(random, 14)}`

/** What a header carries unchanged. */
const drawValue = (random: Random): string => `v${drawText(random, 10).replace(/[^ -~]/g, '~')}.`

function drawLocation(random: Random): StoreLocation {
  const keys = {
    accessKeyId: pick(random, ['AKIAIOSFODNN7EXAMPLE', 'keelson:tester', '0a1b2c/+=']),
    secretAccessKey: pick(random, ['wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', 'short', '%41+/==']),
    sessionToken: maybe(random, 'IQoJb3JpZ2luX2VjE+/Jz//%2F=='),
  }
  const region = pick(random, ['eu-central-1', 'us-east-1', 'auto', 'gra', 'cn-north-1'])
  const bucket = pick(random, ['shop', 'shop.example.com'])
  const endpoint = pick(random, ['https://s3.example.net:8443', 'http://localhost:9000', 'https://s3.example.net'])
  const capabilities = { acl: true, conditionalPut: true, postPolicy: true }
  const base = { region, bucket, ...keys }
  const location = pick(random, [
    () => custom({ ...base, endpoint: `${endpoint}${pick(random, ['', '/storage/v1/s3'])}`, forcePathStyle: true }),
    () => custom({ ...base, bucket: 'b-42', endpoint, forcePathStyle: false }),
    () => aws({ ...base, region: pick(random, ['eu-central-1', 'us-east-1', 'cn-north-1']) }),
    () => r2({ ...base, accountId: '0123456789abcdef0123456789abcdef' }),
  ])()
  return { ...location, capabilities: { ...location.capabilities, ...capabilities } }
}

function createSdkClient({ endpoint, region, forcePathStyle, credentials }: StoreLocation): S3Client {
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle,
    credentials: {
      accessKeyId: credentials?.accessKeyId.reveal() ?? '',
      secretAccessKey: credentials?.secretAccessKey.reveal() ?? '',
      ...(credentials?.sessionToken && { sessionToken: credentials.sessionToken.reveal() }),
    },
    // Otherwise the SDK signs the checksum of an empty body into the URL.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  client.middlewareStack.add(
    (next) => (args) => {
      // The SDK names its operation in every query, which some servers take for a parameter of theirs.
      const { query } = args.request as { query: Record<string, string> }
      delete query['x-id']
      return next(args)
    },
    { step: 'build' },
  )
  return client
}

/** What an upload says of its object, in our words and in those of the SDK. */
function drawAttributes(random: Random) {
  const attributes = {
    cacheControl: maybe(random, drawValue(random)),
    contentEncoding: maybe(random, 'gzip'),
    contentDisposition: maybe(random, drawValue(random)),
    metadata: maybe(random, { author: drawValue(random), 'a-1_b': drawValue(random) }),
    acl: maybe(random, pick<'private' | 'public-read'>(random, ['private', 'public-read'])),
  }
  const { cacheControl, contentEncoding, contentDisposition, metadata, acl } = attributes
  const input = {
    CacheControl: cacheControl,
    ContentEncoding: contentEncoding,
    ContentDisposition: contentDisposition,
    Metadata: metadata,
    ACL: acl,
  }
  return { attributes, input }
}

interface Draw {
  readonly random: Random
  readonly location: StoreLocation
  readonly params: { readonly key: string; readonly expiresInSeconds: number }
  readonly options: { readonly clock: Clock }
}

/** What we sign, and how the SDK signs the same, with which headers. */
interface Case {
  readonly ours: () => Promise<string>
  readonly theirs: (client: S3Client, options: Parameters<typeof getSignedUrl>[2]) => Promise<string>
  readonly headers?: readonly string[]
}

const targetOf = ({ location, params }: Draw) => ({ Bucket: location.bucket, Key: params.key })

function drawGet(draw: Draw): Case {
  const { random, location, params, options } = draw
  const [disposition, type, control] = [drawValue, drawValue, drawValue].map((value) => maybe(random, value(random)))
  const overrides = {
    responseContentDisposition: disposition,
    responseContentType: type,
    responseCacheControl: control,
  }
  return {
    ours: () => presignGet(location, { ...params, ...overrides }, options),
    theirs: (client, how) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          ...targetOf(draw),
          ResponseContentDisposition: disposition,
          ResponseContentType: type,
          ResponseCacheControl: control,
        }),
        how,
      ),
  }
}

const drawHead = (draw: Draw): Case => ({
  ours: () => presignHead(draw.location, draw.params, draw.options),
  theirs: (client, how) => getSignedUrl(client, new HeadObjectCommand(targetOf(draw)), how),
})

const drawDelete = (draw: Draw): Case => ({
  ours: () => presignDelete(draw.location, draw.params, draw.options),
  theirs: (client, how) => getSignedUrl(client, new DeleteObjectCommand(targetOf(draw)), how),
})

function drawPart(draw: Draw): Case {
  const { random, location, params, options } = draw
  const contentLength = maybe(random, Math.floor(random() * 1e9))
  const part = { uploadId: drawText(random, 20), partNumber: 1 + Math.floor(random() * 10_000), contentLength }
  return {
    ours: () => presignPart(location, { ...params, ...part }, options),
    theirs: (client, how) =>
      getSignedUrl(
        client,
        new UploadPartCommand({
          ...targetOf(draw),
          UploadId: part.uploadId,
          PartNumber: part.partNumber,
          ContentLength: contentLength,
        }),
        how,
      ),
    headers: ['content-length'],
  }
}

const putHeaders = [
  'content-length',
  'cache-control',
  'content-encoding',
  'content-disposition',
  'if-none-match',
  'x-amz-acl',
  'x-amz-meta-author',
  'x-amz-meta-a-1_b',
]

function drawPut(draw: Draw): Case {
  const { random, location, params, options } = draw
  const { attributes, input } = drawAttributes(random)
  const contentType = maybe(random, drawValue(random))
  const contentLength = maybe(random, Math.floor(random() * 1e9))
  const ifNoneMatch = maybe(random, '*' as const)
  const put = { ...params, ...attributes, contentType, contentLength, ifNoneMatch }
  return {
    async ours() {
      const { url, headers } = await presignPut(location, put, options)
      const sent = Object.keys(headers).map((name) => name.toLowerCase())
      const length = contentLength === undefined ? [] : ['content-length']
      expect(partsOf(url).query['X-Amz-SignedHeaders']).toBe(['host', ...length, ...sent].toSorted().join(';'))
      return url
    },
    theirs: (client, how) =>
      getSignedUrl(
        client,
        new PutObjectCommand({
          ...targetOf(draw),
          ...input,
          ContentType: contentType,
          ContentLength: contentLength,
          IfNoneMatch: ifNoneMatch,
        }),
        how,
      ),
    // Where no content type is given, the SDK would sign one of its own.
    headers: [...putHeaders, ...(contentType === undefined ? [] : ['content-type'])],
  }
}

function partsOf(url: string) {
  const { origin, pathname, searchParams } = new URL(url)
  return { origin, path: decodeURIComponent(pathname), query: Object.fromEntries(searchParams) }
}

test('600 generated URLs are those of the AWS SDK', { timeout: 60_000 }, async () => {
  const random = createRandom(6)
  for (let run = 0; run < 600; run++) {
    const location = drawLocation(random)
    const expiresInSeconds = 1 + Math.floor(random() * 604_800)
    const clock = createFakeClock({ date: Date.UTC(2026, 10, 21) + Math.floor(random() * 1e10) })
    const kind = pick(random, [drawGet, drawGet, drawHead, drawDelete, drawPart, drawPut, drawPut, drawPut])
    const params = { key: drawKey(random), expiresInSeconds }
    const { ours, theirs, headers = [] } = kind({ random, location, params, options: { clock } })
    const client = createSdkClient(location)
    const expected = await theirs(client, {
      expiresIn: expiresInSeconds,
      signingDate: new Date(clock.date()),
      // By itself, the SDK signs no content type, and moves x-amz-* into the query, where not every server looks for them.
      signableHeaders: new Set(['host', ...headers]),
      unhoistableHeaders: new Set(headers),
    })
    client.destroy()
    const url = await ours()
    expect(partsOf(url), `run ${run}`).toEqual(partsOf(expected))
    expect(url).not.toContain('+')
  }
})

test('200 generated forms are those of the AWS SDK', { timeout: 60_000 }, async () => {
  const random = createRandom(7)
  for (let run = 0; run < 200; run++) {
    const location = drawLocation(random)
    const client = createSdkClient(location)
    const { attributes } = drawAttributes(random)
    const folder = `${drawKey(random)}/`.replace(/\/+/g, '/')
    const key = pick(random, [drawKey(random), { startsWith: folder }])
    const expiresInSeconds = 1 + Math.floor(random() * 604_800)
    const size = maybe(random, [Math.floor(random() * 1000), 1000 + Math.floor(random() * 1e9)] as const)
    const type = maybe(random, pick(random, [drawValue(random), { startsWith: 'image/' }]))
    const redirect = maybe(random, 'https://shop.example.com/done?a=ä b')
    const status = maybe(random, pick<200 | 201 | 204>(random, [200, 201, 204]))
    const theirs = await createPresignedPost(client, {
      Bucket: location.bucket,
      Key: typeof key === 'string' ? key : `${folder}\${filename}`,
      Expires: expiresInSeconds,
      Conditions: [
        ...(size ? [['content-length-range', ...size] as ['content-length-range', number, number]] : []),
        ...(typeof type === 'object'
          ? [['starts-with', '$Content-Type', 'image/'] as ['starts-with', string, string]]
          : []),
      ],
      Fields: {
        ...(typeof type === 'string' && { 'Content-Type': type }),
        ...(attributes.cacheControl && { 'Cache-Control': attributes.cacheControl }),
        ...(attributes.contentEncoding && { 'Content-Encoding': attributes.contentEncoding }),
        ...(attributes.contentDisposition && { 'Content-Disposition': attributes.contentDisposition }),
        ...(attributes.metadata && {
          'x-amz-meta-author': attributes.metadata.author,
          'x-amz-meta-a-1_b': attributes.metadata['a-1_b'],
        }),
        ...(attributes.acl && { acl: attributes.acl }),
        ...(status && { success_action_status: String(status) }),
        ...(redirect && { success_action_redirect: redirect }),
      },
    })
    client.destroy()
    // The SDK takes the time of the machine.
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(theirs.fields['X-Amz-Date'] ?? '') ?? []
    const clock = createFakeClock({ date: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) })
    const { url, fields } = await presignPost(
      location,
      {
        key,
        expiresInSeconds,
        ...attributes,
        contentType: type,
        contentLengthRange: size && { min: size[0], max: size[1] },
        successActionStatus: status,
        successActionRedirect: redirect,
      },
      { clock },
    )
    expect({ ...fields, bucket: location.bucket }, `run ${run}`).toEqual(theirs.fields)
    expect(new URL(url).href).toBe(theirs.url)
  }
})
