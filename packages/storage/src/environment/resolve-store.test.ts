import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { awsEnvironment } from '../config/aws-environment.js'
import { publicUrl } from '../public-url.js'
import { resolveStore } from './resolve-store.js'
import { aws as awsLocation } from '../stores/aws.js'

const accountId = '0123456789abcdef0123456789abcdef'

const r2 = {
  CLOUDFLARE_R2_ACCOUNT_ID: accountId,
  CLOUDFLARE_R2_BUCKET_NAME: 'media',
  CLOUDFLARE_R2_ACCESS_KEY_ID: 'id-of-the-r2-test',
  CLOUDFLARE_R2_SECRET_ACCESS_KEY: 'secret-of-the-r2-test',
}
const wasabi = {
  WASABI_REGION: 'ap-southeast-1',
  WASABI_BUCKET_NAME: 'backups',
  WASABI_ACCESS_KEY_ID: 'id-of-the-wasabi-test',
  WASABI_SECRET_ACCESS_KEY: 'secret-of-the-wasabi-test',
}
const aws = {
  AWS_STORAGE_BUCKET_NAME: 'static',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id-of-the-aws-test',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-aws-test',
}

/** The message of the refusal, which has nothing of a key. */
function problemOf(environment: Record<string, unknown>): string {
  const thrown = (() => {
    try {
      return resolveStore(environment)
    } catch (error) {
      return error
    }
  })()
  expect(thrown).toMatchObject({ code: 'config' })
  expect(inspect(thrown, { depth: Infinity })).not.toMatch(/(?:id|secret)-of-the/)
  return String((thrown as Error).message)
}

describe('no store is named by', () => {
  test.each([
    {},
    { HOME: '/root', PATH: '/bin' },
    { CLOUDFLARE_R2_BUCKET_NAME: '', R2_BUCKET: '  ' },
    // A Lambda function, or a shell for another purpose.
    { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' },
    { WASABI_BUCKET_NAME: undefined },
  ])('%o', (environment) => {
    expect(resolveStore(environment)).toBeUndefined()
  })
})

describe('a store is named by', () => {
  test('the four variables of R2', () => {
    const location = resolveStore({ ...r2, CLOUDFLARE_R2_CUSTOM_DOMAIN: 'media.example.com' })
    expect(location).toMatchObject({
      name: 'r2',
      endpoint: `https://${accountId}.r2.cloudflarestorage.com`,
      region: 'auto',
      bucket: 'media',
    })
    expect(location && publicUrl(location, 'a')).toBe('https://media.example.com/a')
    expect(location?.credentials?.secretAccessKey.reveal()).toBe('secret-of-the-r2-test')
  })

  test('the four variables of R2 in short, with white space around them', () => {
    const short = Object.entries(r2).map(([name, value]) => [name.replace('CLOUDFLARE_', ''), ` ${value}\n`])
    expect(resolveStore({ ...Object.fromEntries(short), R2_JURISDICTION: 'eu' })).toMatchObject({
      name: 'r2',
      endpoint: `https://${accountId}.eu.r2.cloudflarestorage.com`,
    })
  })

  test('the four variables of Wasabi', () => {
    expect(resolveStore({ ...wasabi, WASABI_CUSTOM_DOMAIN: 'https://b.example.com' })).toMatchObject({
      name: 'wasabi',
      endpoint: 'https://s3.ap-southeast-1.wasabisys.com',
      bucket: 'backups',
      publicUrl: 'https://b.example.com',
    })
  })

  test('those of AWS, with keys or with a role', () => {
    const withKeys = resolveStore({ ...aws, AWS_SESSION_TOKEN: 'token' })
    expect(withKeys).toMatchObject({ name: 'aws', region: 'eu-central-1', bucket: 'static' })
    expect(withKeys?.credentials?.sessionToken?.reveal()).toBe('token')
    expect(resolveStore({ S3_BUCKET: 'static', AWS_DEFAULT_REGION: 'us-east-1' })).toEqual({
      name: 'aws',
      endpoint: 'https://s3.us-east-1.amazonaws.com',
      region: 'us-east-1',
      bucket: 'static',
      forcePathStyle: false,
      capabilities: awsLocation({ bucket: 'static', region: 'us-east-1' }).capabilities,
    })
  })

  test('those of AWS with an endpoint, for another server', () => {
    expect(resolveStore({ ...aws, AWS_ENDPOINT_URL_S3: 'http://localhost:9000' })).toMatchObject({
      name: 'custom',
      endpoint: 'http://localhost:9000',
      forcePathStyle: true,
      capabilities: { checksums: 'when_required' },
    })
  })

  test.each([
    'AWS_S3_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_S3',
    'S3_ENDPOINT_URL',
    'S3_ENDPOINT',
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT',
  ])('an endpoint as %s, so that keys never go to AWS instead', (name) => {
    const own = { S3_BUCKET: 'shop', S3_REGION: 'eu-central-003', ...keyPair('S3') }
    expect(resolveStore({ ...own, [name]: 'https://s3.eu-central-003.backblazeb2.com' })?.name).toBe('b2')
  })

  test.each([
    ['R2_ENDPOINT', `https://${accountId}.eu.r2.cloudflarestorage.com`],
    ['R2_ENDPOINT_URL', `https://${accountId}.eu.r2.cloudflarestorage.com/media/`],
    ['CLOUDFLARE_R2_ENDPOINT', `${accountId}.eu.r2.cloudflarestorage.com`],
  ])('the endpoint of R2 as %s, for account and jurisdiction', (name, endpoint) => {
    const { CLOUDFLARE_R2_ACCOUNT_ID: _, ...rest } = r2
    const wanted = { name: 'r2', endpoint: `https://${accountId}.eu.r2.cloudflarestorage.com`, bucket: 'media' }
    expect(resolveStore({ ...rest, [name]: endpoint })).toMatchObject(wanted)
    expect(resolveStore({ ...r2, [name]: endpoint, R2_JURISDICTION: 'eu' })).toMatchObject(wanted)
  })

  test.each([
    ['s3.gra.example.net', 'https://s3.gra.example.net'],
    ['localhost:9000', 'http://localhost:9000'],
  ])('an endpoint that is a host: %s', (S3_ENDPOINT, endpoint) => {
    const own = { S3_BUCKET: 'shop', S3_REGION: 'gra', ...keyPair('S3') }
    expect(resolveStore({ ...own, S3_ENDPOINT })).toMatchObject({ name: 'custom', endpoint })
  })

  test('the domain of R2 as R2_PUBLIC_URL', () => {
    const wanted = { publicUrl: 'https://media.example.com' }
    expect(resolveStore({ ...r2, R2_PUBLIC_URL: 'https://media.example.com/' })).toMatchObject(wanted)
    const both = { R2_CUSTOM_DOMAIN: 'media.example.com', R2_PUBLIC_URL: 'https://media.example.com/' }
    expect(resolveStore({ ...r2, ...both })).toMatchObject(wanted)
  })

  test.each(['AWS_STORAGE_BUCKET_NAME', 'AWS_BUCKET_NAME', 'AWS_BUCKET', 'S3_BUCKET_NAME', 'S3_BUCKET'])(
    'a bucket as %s',
    (name) => {
      expect(resolveStore({ AWS_REGION: 'eu-central-1', [name]: 'shop' })).toMatchObject({
        name: 'aws',
        bucket: 'shop',
      })
    },
  )

  test('Wasabi, when keys of AWS are set for something else', () => {
    const { AWS_STORAGE_BUCKET_NAME: _, ...rest } = aws
    expect(resolveStore({ ...rest, ...wasabi })?.name).toBe('wasabi')
  })
})

const keyPair = (prefix: string, id = 'ACCESS_KEY_ID', secret = 'SECRET_ACCESS_KEY') => ({
  [`${prefix}_${id}`]: 'id-of-the-test',
  [`${prefix}_${secret}`]: 'secret-of-the-test',
})
const b2 = {
  B2_REGION: 'us-west-004',
  B2_BUCKET_NAME: 'shop',
  ...keyPair('B2', 'APPLICATION_KEY_ID', 'APPLICATION_KEY'),
}
const spaces = { SPACES_REGION: 'fra1', SPACES_BUCKET_NAME: 'shop', ...keyPair('SPACES') }
const tigris = { TIGRIS_STORAGE_BUCKET: 'shop', ...keyPair('TIGRIS_STORAGE') }
const project = 'abcdefghijklmnopqrst'
const supabase = {
  SUPABASE_URL: `https://${project}.supabase.co`,
  SUPABASE_S3_REGION: 'eu-central-1',
  SUPABASE_S3_BUCKET: 'shop',
  ...keyPair('SUPABASE_S3'),
}
const minio = {
  MINIO_ENDPOINT: 'localhost:9000',
  MINIO_BUCKET_NAME: 'shop',
  ...keyPair('MINIO', 'ACCESS_KEY', 'SECRET_KEY'),
}

describe('a store of one more vendor is named by', () => {
  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ['B2_', b2, { name: 'b2', endpoint: 'https://s3.us-west-004.backblazeb2.com' }],
    [
      'the endpoint of B2',
      { ...b2, B2_REGION: '', B2_ENDPOINT: 's3.eu-central-003.backblazeb2.com', B2_CUSTOM_DOMAIN: 'f.example.com' },
      { name: 'b2', region: 'eu-central-003', publicUrl: 'https://f.example.com' },
    ],
    ['SPACES_', spaces, { name: 'digitalocean', endpoint: 'https://fra1.digitaloceanspaces.com' }],
    [
      'DO_SPACES_',
      {
        DO_SPACES_ENDPOINT: 'https://nyc3.digitaloceanspaces.com',
        DO_SPACES_BUCKET: 'shop',
        ...keyPair('DO_SPACES', 'KEY', 'SECRET'),
      },
      { name: 'digitalocean', region: 'nyc3', bucket: 'shop' },
    ],
    ['TIGRIS_STORAGE_', tigris, { name: 'tigris', endpoint: 'https://t3.storage.dev', region: 'auto' }],
    [
      'SUPABASE_S3_',
      supabase,
      { name: 'supabase', endpoint: `https://${project}.storage.supabase.co/storage/v1/s3`, bucket: 'shop' },
    ],
    ['MINIO_', minio, { name: 'minio', endpoint: 'http://localhost:9000' }],
    [
      'MINIO_ with a host elsewhere',
      { ...minio, MINIO_ENDPOINT: 'minio.example.com', MINIO_REGION: 'home' },
      { endpoint: 'https://minio.example.com', region: 'home' },
    ],
    [
      'MINIO_ with a private network',
      { ...minio, MINIO_ENDPOINT: 'http://minio:9000' },
      { endpoint: 'http://minio:9000' },
    ],
  ])('%s', (_, environment, location) => {
    expect(resolveStore(environment)).toMatchObject(location)
    expect(resolveStore(environment)?.credentials?.secretAccessKey.reveal()).toBe('secret-of-the-test')
  })

  test('not by variables that its other tools want', () => {
    expect(resolveStore({ SUPABASE_URL: supabase.SUPABASE_URL, SUPABASE_BUCKET: 'shop' })).toBeUndefined()
    expect(resolveStore({ BUCKET_NAME: 'shop' })).toBeUndefined()
    expect(resolveStore({ AWS_ENDPOINT_URL: 'http://localhost:4566' })).toBeUndefined()
  })
})

describe("a vendor's endpoint is that vendor's store:", () => {
  const keys = keyPair('AWS')

  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    [
      'https://fly.storage.tigris.dev',
      { BUCKET_NAME: 'shop', AWS_REGION: 'auto' },
      { name: 'tigris', endpoint: 'https://fly.storage.tigris.dev', publicUrl: 'https://shop.t3.tigrisfiles.io' },
    ],
    ['https://t3.storage.dev', { S3_BUCKET: 'shop' }, { name: 'tigris', endpoint: 'https://t3.storage.dev' }],
    [
      `https://${accountId}.eu.r2.cloudflarestorage.com`,
      { S3_BUCKET: 'shop' },
      { name: 'r2', endpoint: `https://${accountId}.eu.r2.cloudflarestorage.com`, region: 'auto' },
    ],
    [
      `https://${accountId}.r2.cloudflarestorage.com/shop`,
      { S3_BUCKET: 'shop' },
      { name: 'r2', endpoint: `https://${accountId}.r2.cloudflarestorage.com` },
    ],
    [
      'https://s3.ap-southeast-1.wasabisys.com',
      { S3_BUCKET: 'shop', AWS_REGION: 'us-east-1' },
      { name: 'wasabi', region: 'ap-southeast-1' },
    ],
    ['https://s3.wasabisys.com', { S3_BUCKET: 'shop' }, { name: 'wasabi', region: 'us-east-1' }],
    [
      'https://s3.nl-1.wasabisys.com',
      { S3_BUCKET: 'shop', AWS_REGION: 'eu-central-1' },
      { name: 'wasabi', endpoint: 'https://s3.eu-central-1.wasabisys.com' },
    ],
    ['https://s3.us-west-004.backblazeb2.com', { S3_BUCKET: 'shop' }, { name: 'b2', region: 'us-west-004' }],
    ['https://fra1.digitaloceanspaces.com', { S3_BUCKET: 'shop' }, { name: 'digitalocean', region: 'fra1' }],
    [
      'https://shop.fra1.digitaloceanspaces.com',
      { S3_BUCKET: 'shop' },
      { name: 'digitalocean', endpoint: 'https://fra1.digitaloceanspaces.com' },
    ],
    [
      `https://${project}.storage.supabase.co/storage/v1/s3`,
      { S3_BUCKET: 'shop', AWS_REGION: 'eu-central-1' },
      { name: 'supabase', endpoint: `https://${project}.storage.supabase.co/storage/v1/s3` },
    ],
    [
      'https://s3.eu-central-1.amazonaws.com',
      { S3_BUCKET: 'shop' },
      { name: 'aws', region: 'eu-central-1', forcePathStyle: false },
    ],
  ])('%s', (endpoint, environment, location) => {
    expect(resolveStore({ ...keys, AWS_ENDPOINT_URL_S3: endpoint, ...environment })).toMatchObject({
      bucket: 'shop',
      ...location,
    })
  })

  test('with a path that belongs to nothing it is refused', () => {
    const endpoint = `https://${accountId}.r2.cloudflarestorage.com/other`
    expect(problemOf({ ...keys, S3_BUCKET: 'shop', AWS_S3_ENDPOINT_URL: endpoint })).toContain('without /other')
  })

  test("its S3 endpoint as custom domain is refused, as django-storages' settings often have it", () => {
    const host = `${accountId}.r2.cloudflarestorage.com`
    const environment = {
      ...keys,
      S3_BUCKET: 'shop',
      AWS_S3_ENDPOINT_URL: `https://${host}`,
      AWS_S3_CUSTOM_DOMAIN: `${host}/shop`,
    }
    expect(problemOf(environment)).toContain('publicUrl is the S3 endpoint')
  })
})

test("temporary keys of R2 come with their token, as Cloudflare's page sets them", () => {
  const environment = {
    AWS_ENDPOINT_URL: `https://${accountId}.r2.cloudflarestorage.com`,
    AWS_REGION: 'auto',
    S3_BUCKET: 'shop',
  }
  const { credentials } = resolveStore({ ...environment, ...keyPair('AWS'), AWS_SESSION_TOKEN: 'a-token' }) ?? {}
  expect(credentials?.sessionToken?.reveal()).toBe('a-token')
})

test.each(
  [r2, wasabi, b2, spaces, tigris, supabase, { ...aws, AWS_SESSION_TOKEN: 'a-token' }].map((variables) => [variables]),
)('what awsEnvironment writes for %o is read as the same store', (variables) => {
  const location = resolveStore(variables)
  expect(location && resolveStore(awsEnvironment(location))).toEqual(location)
})

test('keys for S3 alone come before those of a role, and stay together', () => {
  const role = { ...keyPair('AWS'), AWS_SESSION_TOKEN: 'token-of-the-role', AWS_REGION: 'eu-central-1' }
  const own = { S3_BUCKET: 'shop', S3_ACCESS_KEY_ID: 'own-id', S3_SECRET_ACCESS_KEY: 'own-secret' }
  const credentials = resolveStore({ ...role, ...own })?.credentials
  expect(credentials?.accessKeyId.reveal()).toBe('own-id')
  expect(credentials?.secretAccessKey.reveal()).toBe('own-secret')
  expect(credentials?.sessionToken).toBeUndefined()
  expect(problemOf({ ...role, ...own, S3_SECRET_ACCESS_KEY: '' })).toContain('S3_SECRET_ACCESS_KEY missing')
})

describe('where the disk does not last, a store must be named:', () => {
  test.each<[string, Record<string, string>]>([
    ['Render', { RENDER: 'true', RENDER_WEB_CONCURRENCY: '1' }],
    ['Heroku', { DYNO: 'web.1' }],
    ['Fly.io', { FLY_APP_NAME: 'shop' }],
    ['Railway', { RAILWAY_ENVIRONMENT_ID: '1' }],
    ['Vercel', { VERCEL: '1' }],
    ['AWS Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'shop', AWS_REGION: 'eu-central-1' }],
  ])('%s', (name, environment) => {
    const problem = problemOf(environment)
    expect(problem).toContain(`the disk of ${name} does not last: what users upload would be gone`)
    expect(resolveStore({ ...environment, ...r2 })?.name).toBe('r2')
  })

  test('on a platform that is given', () => {
    const platform = { name: 'Render, plan free', ephemeralDisk: true }
    expect(() => resolveStore({}, { platform })).toThrow(
      expect.objectContaining({
        code: 'config',
        message: expect.stringContaining('the disk of Render, plan free does not last'),
        hint: expect.stringContaining('CLOUDFLARE_R2_BUCKET_NAME'),
      }),
    )
    expect(resolveStore(wasabi, { platform })?.name).toBe('wasabi')
  })

  test('but not with a disk that lasts, in a build, in a pipeline, on a machine of nobody', () => {
    const platform = { name: 'Render with a disk', ephemeralDisk: false }
    expect(resolveStore({ RENDER: 'true' }, { platform })).toBeUndefined()
    for (const environment of [
      { RENDER: 'true', CI: 'true' },
      { VERCEL: '1', CI: '1' },
      { VERCEL: '1', VERCEL_ENV: 'development' },
      { GITHUB_ACTIONS: 'true', RENDER: 'true' },
      { RAILWAY_ENVIRONMENT_ID: '1', RAILWAY_VOLUME_MOUNT_PATH: '/data' },
      { KUBERNETES_SERVICE_HOST: '10.0.0.1' },
      {},
    ])
      expect(resolveStore(environment)).toBeUndefined()
  })
})

describe('half a store is refused, naming what is missing:', () => {
  test.each(Object.keys(r2))('%s', (name) => {
    expect(problemOf({ ...r2, [name]: '' })).toBe(
      `the environment names no usable store: Cloudflare R2 is half configured: ${name} missing`,
    )
  })

  test.each(Object.keys(wasabi))('%s', (name) => {
    expect(problemOf({ ...wasabi, [name]: undefined })).toContain(`Wasabi is half configured: ${name} missing`)
  })

  test.each<[string, Record<string, string>]>([
    ['Backblaze B2', b2],
    ['DigitalOcean Spaces', spaces],
    ['Tigris', tigris],
    ['Supabase', supabase],
    ['MinIO', minio],
  ])('every variable of %s', (store, environment) => {
    for (const name of Object.keys(environment))
      expect(problemOf({ ...environment, [name]: '' })).toContain(`${store} is half configured: ${name} missing`)
  })

  test('several at once, named like those that are set', () => {
    expect(problemOf({ R2_BUCKET: 'media' })).toContain(
      'R2 is half configured: R2_ACCOUNT_ID, R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY missing',
    )
    expect(problemOf({ DO_SPACES_KEY: 'a' })).toContain(': DO_SPACES_REGION, DO_SPACES_BUCKET_NAME, DO_SPACES_SECRET')
  })

  test('the region of AWS', () => {
    expect(problemOf({ S3_BUCKET: 'static' })).toContain('AWS S3 is half configured: S3_REGION missing')
    expect(problemOf({ AWS_S3_BUCKET: 'static' })).toContain('AWS S3 is half configured: AWS_S3_REGION_NAME missing')
  })

  test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('%s', (name) => {
    expect(problemOf({ ...aws, [name]: '' })).toContain(`AWS S3 is half configured: ${name} missing`)
  })

  test('the keys of another server, where no role exists', () => {
    const environment = { S3_BUCKET: 'static', AWS_REGION: 'gra', AWS_ENDPOINT_URL: 'https://s3.example.net' }
    expect(problemOf(environment)).toContain('AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY missing')
  })
})

test('two stores are refused: nobody knows which one is meant', () => {
  expect(problemOf({ ...r2, ...wasabi })).toContain(
    'Cloudflare R2 (CLOUDFLARE_R2_ACCOUNT_ID) and Wasabi (WASABI_REGION) are both set: which one is meant?',
  )
  expect(problemOf({ ...r2, S3_BUCKET: 'static' })).toContain('and AWS S3 (S3_BUCKET) are both set')
  const fly = { BUCKET_NAME: 'shop', AWS_ENDPOINT_URL_S3: 'https://fly.storage.tigris.dev' }
  expect(problemOf({ ...r2, ...fly })).toContain('and AWS S3 (BUCKET_NAME) are both set')
})

describe('two values of one setting', () => {
  const endpoint = `https://${accountId}.r2.cloudflarestorage.com`
  const keys = keyPair('AWS')
  const own = { AWS_STORAGE_BUCKET_NAME: 'static', AWS_S3_REGION_NAME: 'eu-central-1' }

  test.each<[string, Record<string, string>]>([
    ['B2_REGION and B2_ENDPOINT', { ...b2, B2_ENDPOINT: 's3.eu-central-003.backblazeb2.com' }],
    ['B2_APPLICATION_KEY and B2_APP_KEY', { ...b2, B2_APP_KEY: 'another-secret-of-the-test' }],
    ['AWS_STORAGE_BUCKET_NAME and S3_BUCKET', { ...own, S3_BUCKET: 'other' }],
    ['AWS_S3_REGION_NAME and S3_REGION', { ...own, S3_REGION: 'eu-west-1' }],
    [
      'AWS_S3_ENDPOINT_URL and S3_ENDPOINT',
      { ...own, ...keys, AWS_S3_ENDPOINT_URL: endpoint, S3_ENDPOINT: 'http://a' },
    ],
    ['CLOUDFLARE_R2_BUCKET_NAME and R2_BUCKET', { ...r2, R2_BUCKET: 'other' }],
    [
      'CLOUDFLARE_R2_ACCOUNT_ID and R2_ENDPOINT',
      { ...r2, R2_ENDPOINT: `https://${'1'.repeat(32)}.r2.cloudflarestorage.com` },
    ],
    ['R2_JURISDICTION and R2_ENDPOINT', { ...r2, R2_JURISDICTION: 'eu', R2_ENDPOINT: endpoint }],
    [
      'R2_CUSTOM_DOMAIN and R2_PUBLIC_URL',
      { ...r2, R2_CUSTOM_DOMAIN: 'a.example.com', R2_PUBLIC_URL: 'https://b.example.com' },
    ],
  ])('are refused when they differ: %s', (names, environment) => {
    expect(problemOf(environment)).toBe(`the environment names no usable store: ${names} differ: which one is meant?`)
  })

  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ['that say the same', { ...b2, B2_ENDPOINT: 'https://s3.us-west-004.backblazeb2.com/' }, { region: 'us-west-004' }],
    ['written alike', { ...own, S3_BUCKET: ' static ' }, { bucket: 'static' }],
    ["a region for S3 beside the program's own", { ...own, AWS_REGION: 'us-east-1' }, { region: 'eu-central-1' }],
    [
      'an endpoint for S3 beside the one of all services',
      { ...own, ...keys, AWS_ENDPOINT_URL_S3: 'http://minio:9000', AWS_ENDPOINT_URL: 'http://localstack:4566' },
      { endpoint: 'http://minio:9000' },
    ],
    [
      'two of AWS itself',
      { S3_BUCKET: 'a-b', AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'eu-west-1' },
      { region: 'us-east-1' },
    ],
    [
      "the project's own bucket and URLs",
      { ...supabase, SUPABASE_BUCKET: 'avatars', SUPABASE_S3_ENDPOINT: 'https://a.example' },
      { bucket: 'shop' },
    ],
    [
      'of a store that is not meant',
      { ...wasabi, S3_ENDPOINT: 'http://a', S3_ENDPOINT_URL: 'http://b' },
      { name: 'wasabi' },
    ],
  ])('are taken: %s', (_, environment, location) => {
    expect(resolveStore(environment)).toMatchObject(location)
  })
})

test('what a store refuses names the variables it came from', () => {
  const problem = problemOf({ ...minio, MINIO_ENDPOINT: 'http://minio.example.com' })
  expect(problem).toMatch(/^the minio store cannot be used: endpoint must be an https URL.* \(from MINIO_ENDPOINT, /)
  expect(problem).toContain('a name without a dot')
  expect(problemOf({ ...aws, AWS_STORAGE_BUCKET_NAME: 'A' })).toMatch(
    /bucket must be .* \(from .*AWS_STORAGE_BUCKET_NAME/,
  )
  expect(problemOf({ ...r2, R2_PUBLIC_URL: 'ftp://a' })).toMatch(/publicUrl must be .*R2_PUBLIC_URL\)/)
  expect(problemOf({ ...wasabi, WASABI_REGION: 'eu-centrl-1' })).toMatch(
    /WASABI_REGION.*\)\. Did you mean eu-central-1\?$/,
  )
})

test.each([
  ['<your-key>', 'is still a placeholder'],
  ['your-access-key', 'is still a placeholder'],
  ['changeme', 'is still a placeholder'],
  ['${R2_KEY}', 'is still a placeholder'],
  ['"id-of-the-r2-test"', 'is wrapped in quotes'],
  ['CLOUDFLARE_R2_ACCESS_KEY_ID=id-of-the-r2-test', 'which does not belong to the value'],
])('what came along from an example is refused, and not shown: %s', (value, said) => {
  const problem = problemOf({ ...r2, CLOUDFLARE_R2_ACCESS_KEY_ID: value })
  expect(problem).toContain('CLOUDFLARE_R2_ACCESS_KEY_ID')
  expect(problem).toContain(said)
})

test('keys of AWS that nobody asks for may be anything', () => {
  expect(resolveStore({ ...wasabi, AWS_ACCESS_KEY_ID: '<your-key>', AWS_REGION: '""' })?.name).toBe('wasabi')
})

test('a value that cannot be right is refused', () => {
  expect(problemOf({ ...r2, CLOUDFLARE_R2_JURISDICTION: 'EU' })).toContain('must be eu or fedramp')
  expect(problemOf({ ...r2, CLOUDFLARE_R2_CUSTOM_DOMAIN: 'http://media.example.com' })).toContain('publicUrl must be')
  expect(problemOf({ ...r2, CLOUDFLARE_R2_ACCOUNT_ID: 'x' })).toContain('accountId must be')
})
