import { inspect } from 'node:util'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { isKeelsonError, Secret } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import { commonCapabilities, objectUrl, type StoreCapabilities, type StoreLocation } from '../location.js'
import { presignGet } from '../presign/presign.js'
import { publicUrl } from '../public-url.js'
import { s3ClientConfig } from '../s3/client.js'
import { aws } from './aws.js'
import { b2 } from './b2.js'
import { ceph } from './ceph.js'
import { custom } from './custom.js'
import { digitalOceanSpaces } from './digital-ocean-spaces.js'
import { minio } from './minio.js'
import { r2 } from './r2.js'
import { supabase } from './supabase.js'
import { tigris } from './tigris.js'
import { wasabi } from './wasabi.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG' }
const accountId = '0123456789abcdef0123456789abcdef'
const project = 'abcdefghijklmnopqrst'
const oddKey = "a b/ä+%?#&=:'()*!~.txt"
const oddPath = 'a%20b/%C3%A4%2B%25%3F%23%26%3D%3A%27%28%29%2A%21~.txt'

/** Where a bucket is, where its objects are, where everybody reads them, and what is special. */
const stores: readonly (readonly [
  location: StoreLocation,
  url: string,
  publicAt: string | undefined,
  special: Partial<StoreCapabilities>,
])[] = [
  ...(
    [
      ['eu-central-1', 'shop', 'https://shop.s3.eu-central-1.amazonaws.com'],
      ['cn-north-1', 'shop', 'https://shop.s3.cn-north-1.amazonaws.com.cn'],
      ['eusc-de-east-1', 'shop', 'https://shop.s3.eusc-de-east-1.amazonaws.eu'],
      ['us-gov-west-1', 'shop', 'https://shop.s3.us-gov-west-1.amazonaws.com'],
      ['us-east-1', 'a.shop', 'https://s3.us-east-1.amazonaws.com/a.shop'],
    ] as const
  ).map(
    ([region, bucket, url]) =>
      [
        aws({ bucket, region, ...keys }),
        url,
        url,
        {
          acl: true,
          conditionalPut: true,
          conditionalComplete: true,
          postPolicy: true,
          equalParts: false,
          checksums: 'when_supported',
          checksumTrailer: true,
          bulkDelete: 'crc32',
        },
      ] as const,
  ),
  [
    wasabi({ bucket: 'shop', region: 'us-west-1', ...keys }),
    'https://s3.us-west-1.wasabisys.com/shop',
    'https://s3.us-west-1.wasabisys.com/shop',
    { acl: true },
  ],
  ...([undefined, 'eu', 'fedramp'] as const).map(
    (jurisdiction) =>
      [
        r2({ bucket: 'shop', accountId, jurisdiction, ...keys }),
        `https://${accountId}.${jurisdiction ? `${jurisdiction}.` : ''}r2.cloudflarestorage.com/shop`,
        undefined,
        { conditionalPut: true, conditionalComplete: true, publicEndpoint: false },
      ] as const,
  ),
  [
    b2({ bucket: 'shop-1', region: 'us-west-004', ...keys }),
    'https://s3.us-west-004.backblazeb2.com/shop-1',
    'https://s3.us-west-004.backblazeb2.com/shop-1',
    {},
  ],
  [
    digitalOceanSpaces({ bucket: 'shop', region: 'fra1', ...keys }),
    'https://shop.fra1.digitaloceanspaces.com',
    'https://shop.fra1.digitaloceanspaces.com',
    { acl: true },
  ],
  [
    tigris({ bucket: 'shop', ...keys }),
    'https://shop.t3.storage.dev',
    'https://shop.t3.tigrisfiles.io',
    { conditionalPut: true, postPolicy: true, publicEndpoint: false },
  ],
  [
    tigris({ bucket: 'a.shop', endpoint: 'https://fly.storage.tigris.dev', ...keys }),
    'https://fly.storage.tigris.dev/a.shop',
    undefined,
    { conditionalPut: true, postPolicy: true, publicEndpoint: false },
  ],
  ...[project, `https://${project}.supabase.co`, `https://${project}.storage.supabase.co/storage/v1/s3`].map(
    (given) =>
      [
        supabase({ bucket: 'shop', project: given, region: 'eu-central-1', ...keys }),
        `https://${project}.storage.supabase.co/storage/v1/s3/shop`,
        `https://${project}.supabase.co/storage/v1/object/public/shop`,
        { cors: false, lifecycle: false, publicEndpoint: false },
      ] as const,
  ),
  [
    supabase({ bucket: 'shop', project: 'http://127.0.0.1:54321', region: 'local', ...keys }),
    'http://127.0.0.1:54321/storage/v1/s3/shop',
    'http://127.0.0.1:54321/storage/v1/object/public/shop',
    { cors: false, lifecycle: false, publicEndpoint: false },
  ],
  ...['http://127.0.0.1:9000', 'http://[::1]:9000', 'https://minio.example.com'].map(
    (endpoint) =>
      [
        minio({ bucket: 'dev', endpoint: `${endpoint}/`, ...keys }),
        `${endpoint}/dev`,
        `${endpoint}/dev`,
        { conditionalPut: true, postPolicy: true, cors: false },
      ] as const,
  ),
  [
    ceph({ bucket: 'shop', endpoint: 'https://objects.example.com', ...keys }),
    'https://objects.example.com/shop',
    'https://objects.example.com/shop',
    { acl: true, conditionalPut: true, postPolicy: true, equalParts: false },
  ],
  [
    custom({ bucket: 'b42', endpoint: 'https://s3.example.net', region: 'gra', forcePathStyle: false, ...keys }),
    'https://b42.s3.example.net',
    'https://b42.s3.example.net',
    {},
  ],
  [
    custom({ bucket: 'b42', endpoint: 'https://example.net/objects/', region: 'gra', ...keys }),
    'https://example.net/objects/b42',
    'https://example.net/objects/b42',
    {},
  ],
]

/** Where everybody reads the odd key, or the code of the refusal. */
function addressOf(location: StoreLocation): string {
  try {
    return publicUrl(location, oddKey)
  } catch (error) {
    if (isKeelsonError(error)) return error.code
    throw error
  }
}

describe.each(stores.map((row) => [row[1], ...row] as const))('%s', (_, location, url, publicAt, special) => {
  test('is where its objects are, for us and for the AWS SDK', async () => {
    expect(objectUrl(location, oddKey)).toBe(`${url}/${oddPath}`)
    const client = new S3Client(s3ClientConfig(location))
    const signed = await getSignedUrl(client, new GetObjectCommand({ Bucket: location.bucket, Key: oddKey }))
    expect(signed.replace(/\?.*/, '')).toBe(`${url}/${oddPath}`)
  })

  test('is public where it says', () => {
    expect(addressOf(location)).toBe(publicAt === undefined ? 'config' : `${publicAt}/${oddPath}`)
  })

  test('does what all stores do, and this', () => {
    expect(location.capabilities).toEqual({ ...commonCapabilities, ...special })
  })
})

test('the user knows better what a store does', () => {
  const capabilities = { acl: true, conditionalPut: false }
  const given = { bucket: 'shop', capabilities, ...keys }
  for (const location of [
    aws({ ...given, region: 'eu-central-1' }),
    b2({ ...given, region: 'us-west-004' }),
    ceph({ ...given, endpoint: 'https://objects.example.com' }),
    custom({ ...given, endpoint: 'https://s3.example.net', region: 'gra' }),
    digitalOceanSpaces({ ...given, region: 'fra1' }),
    minio({ ...given, endpoint: 'https://minio.example.com' }),
    r2({ ...given, accountId }),
    supabase({ ...given, project, region: 'eu-central-1' }),
    tigris(given),
    wasabi({ ...given, region: 'eu-central-1' }),
  ])
    expect(location).toMatchObject({ capabilities })
})

describe('a region', () => {
  test.each([
    ['eu-centrl-1', 'eu-central-1'],
    ['eu-central1', 'eu-central-1'],
    ['eu-central-l', 'eu-central-1'],
    ['us_east_1', 'us-east-1'],
    ['ap-southest-1', 'ap-southeast-1'],
  ])('that cannot be one is refused, with the one that is meant: %s', (region, meant) => {
    for (const store of [aws, wasabi])
      expect(() => store({ bucket: 'shop', region, ...keys })).toThrow(
        expect.objectContaining({
          code: 'config',
          message: expect.stringContaining(`region cannot be "${region}"`),
          hint: `Did you mean ${meant}?`,
        }),
      )
  })

  test.each(['Frankfurt', 'auto', 'us-iso-east-1'])('that is written in another way is refused: %s', (region) => {
    expect(() => aws({ bucket: 'shop', region, ...keys })).toThrow(`region cannot be "${region}"`)
  })

  test('of a vendor with other names', () => {
    const meant = (name: string) => expect.objectContaining({ code: 'config', hint: `Did you mean ${name}?` })
    expect(() => b2({ bucket: 'shop', region: 'us-wst-004', ...keys })).toThrow(meant('us-west-004'))
    expect(() => digitalOceanSpaces({ bucket: 'shop', region: 'fra-1', ...keys })).toThrow(meant('fra1'))
  })

  test('that is new is taken', () => {
    expect(aws({ bucket: 'shop', region: 'nz-north-1', ...keys }).endpoint).toBe('https://s3.nz-north-1.amazonaws.com')
    expect(wasabi({ bucket: 'shop', region: 'eu-north-1', ...keys }).region).toBe('eu-north-1')
    expect(b2({ bucket: 'shop', region: 'ca-east-006', ...keys }).region).toBe('ca-east-006')
    expect(digitalOceanSpaces({ bucket: 'shop', region: 'ric1', ...keys }).region).toBe('ric1')
  })
})

describe('a public address is refused', () => {
  test.each([
    `https://${accountId}.r2.cloudflarestorage.com`,
    `https://${accountId}.r2.cloudflarestorage.com/media`,
    `https://media.${accountId}.r2.cloudflarestorage.com/`,
  ])('that is the S3 endpoint, where it answers signed requests only: %s', (url) => {
    expect(() => r2({ bucket: 'media', accountId, publicUrl: url, ...keys })).toThrow(
      expect.objectContaining({
        code: 'config',
        message: expect.stringContaining('publicUrl is the S3 endpoint'),
        hint: expect.stringContaining('custom domain'),
      }),
    )
  })

  test.each([
    () =>
      supabase({
        bucket: 'a-b',
        project,
        region: 'eu-central-1',
        publicUrl: `https://${project}.storage.supabase.co/storage/v1/object/public/a-b`,
        ...keys,
      }),
    () =>
      aws({ bucket: 'shop', region: 'eu-central-1', publicUrl: 'https://shop.s3.eu-central-1.amazonaws.com', ...keys }),
    () => r2({ bucket: 'media', accountId, publicUrl: 'https://pub-0123.r2.dev', ...keys }),
  ])('but not one that answers everybody', (locate) => {
    expect(publicUrl(locate(), 'a')).toMatch(/\/a$/)
  })
})

test.each([
  'localhost:9000',
  'media.localhost',
  'minio:9000',
  'my_minio',
  'minio.railway.internal:9000',
  'minio.default.svc.cluster.local',
  '127.1.2.3',
  '10.0.0.1:9000',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.1.1',
  '[::1]:9000',
  '[fd12:3456::1]',
  '[fe80::1]',
])('plain http is taken where the host cannot be public: %s', async (host) => {
  const endpoint = `http://${host}`
  const location = minio({ bucket: 'shop', endpoint, publicUrl: `${endpoint}/shop`, ...keys })
  expect(publicUrl(location, 'a')).toBe(`${endpoint}/shop/a`)
  expect(await presignGet(location, { key: 'a' })).toMatch(`${endpoint}/shop/a?X-Amz-`)
})

describe('a store cannot be used with', () => {
  const base = { bucket: 'shop', region: 'eu-central-1', endpoint: 'https://s3.example.net', ...keys }

  test.each([
    ['endpoint', 'http://s3.example.net'],
    ['endpoint', 'http://localhost.example.net'],
    // Next to what cannot be public.
    ['endpoint', 'http://internal.example.net'],
    ['endpoint', 'http://10.example.net'],
    ['endpoint', 'http://11.0.0.1:9000'],
    ['endpoint', 'http://172.15.0.1'],
    ['endpoint', 'http://172.32.0.1'],
    ['endpoint', 'http://192.169.0.1'],
    ['endpoint', 'http://169.253.0.1'],
    ['endpoint', 'http://[::2]'],
    ['endpoint', 'http://[fc::1]'],
    ['endpoint', 'http://[ff02::1]'],
    ['endpoint', 'http://[2001:db8::1]'],
    ['endpoint', 'ftp://localhost'],
    ['endpoint', 's3.example.net'],
    ['endpoint', ''],
    ['endpoint', 'https://user@s3.example.net'],
    ['endpoint', 'https://s3.example.net?a=1'],
    ['endpoint', 'https://s3.example.net/shop'],
    ['endpoint', 'https://s3.example.net/objects/shop/'],
    ['publicUrl', 'http://cdn.example.net'],
    ['publicUrl', 'cdn.example.net'],
    ['bucket', undefined],
    ['bucket', ''],
    ['bucket', 'ab'],
    ['bucket', 'Shop'],
    ['bucket', 'shop/images'],
    ['bucket', '-shop'],
    ['bucket', 'a'.repeat(64)],
    ['region', undefined],
    ['region', ''],
    ['region', 'eu.example.com/'],
    ['region', 'EU (Frankfurt)'],
    ['accessKeyId', ''],
    ['secretAccessKey', 'wJalrXUtnFEMI-K7MDENG\n'],
    ['secretAccessKey', ' wJalrXUtnFEMI-K7MDENG'],
    ['sessionToken', 'a b'],
  ])('%s %j', (field, value) => {
    expect(() => custom({ ...base, [field]: value })).toThrow(
      expect.objectContaining({
        code: 'config',
        message: expect.stringMatching(new RegExp(`^the custom store cannot be used: ${field}`)),
      }),
    )
  })

  test('a path at the endpoint, where the bucket is in the host name', () => {
    const given = { ...base, endpoint: 'https://s3.example.net/objects', forcePathStyle: false }
    expect(() => custom(given)).toThrow('endpoint must have no path where the bucket is in the host name')
  })

  test('a jurisdiction or a project that is none', () => {
    const jurisdiction = 'us' as 'eu'
    expect(() => r2({ bucket: 'shop', accountId, jurisdiction, ...keys })).toThrow('jurisdiction must be eu or fedramp')
    for (const wrong of ['', 'shop', 'ftp://example.com'])
      expect(() => supabase({ bucket: 'shop', project: wrong, region: 'local', ...keys })).toThrow('project must be')
  })

  test('variables that are not set, at Amazon and Wasabi', () => {
    const unset = { ...keys, bucket: undefined as unknown as string, region: undefined as unknown as string }
    for (const store of [aws, wasabi]) expect(() => store(unset)).toThrow(expect.objectContaining({ code: 'config' }))
  })

  test('half of the keys', () => {
    const { accessKeyId } = keys
    expect(() => aws({ bucket: 'shop', region: 'eu-central-1', accessKeyId })).toThrow(
      'the aws store cannot be used: secretAccessKey is missing',
    )
  })

  test.each(['', 'abc', `${accountId}.eu`, 'evil.example.com/#'])('the account id %j', (id) => {
    expect(() => r2({ bucket: 'shop', accountId: id, ...keys })).toThrow('accountId must be 32 hexadecimal digits')
  })

  test('a secret, without showing it', () => {
    const wrong = 'wJalrXUtnFEMI K7MDENG'
    const error = (() => {
      try {
        return custom({ ...base, secretAccessKey: wrong })
      } catch (thrown) {
        return thrown
      }
    })()
    expect(inspect(error, { depth: Infinity })).not.toContain('wJalr')
  })
})

test('a location shows no key, also when it is printed', () => {
  const location = aws({
    bucket: 'shop',
    region: 'eu-central-1',
    accessKeyId: new Secret(keys.accessKeyId),
    secretAccessKey: keys.secretAccessKey,
    sessionToken: 'a-token-of-the-test',
  })
  const shown = `${inspect(location, { depth: Infinity, showHidden: true })}${JSON.stringify(location)}`
  for (const secret of [...Object.values(keys), 'a-token-of-the-test']) expect(shown).not.toContain(secret)
  expect(location.credentials?.secretAccessKey.reveal()).toBe(keys.secretAccessKey)
})
