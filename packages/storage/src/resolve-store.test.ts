import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { publicUrl } from './public-url.js'
import { resolveStore } from './resolve-store.js'

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
      capabilities: { checksums: 'when_supported', bulkDelete: 'crc32', publicEndpoint: true },
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

  test('Wasabi, when keys of AWS are set for something else', () => {
    const { AWS_STORAGE_BUCKET_NAME: _, ...rest } = aws
    expect(resolveStore({ ...rest, ...wasabi })?.name).toBe('wasabi')
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

  test('several at once', () => {
    expect(problemOf({ R2_BUCKET: 'media' })).toContain(
      'CLOUDFLARE_R2_ACCOUNT_ID, CLOUDFLARE_R2_ACCESS_KEY_ID, CLOUDFLARE_R2_SECRET_ACCESS_KEY missing',
    )
  })

  test('the region of AWS', () => {
    expect(problemOf({ S3_BUCKET: 'static' })).toContain('AWS S3 is half configured: AWS_S3_REGION_NAME missing')
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
  expect(problemOf({ ...r2, ...wasabi })).toContain('Cloudflare R2 and Wasabi are both set: which one is meant?')
  expect(problemOf({ ...r2, S3_BUCKET: 'static' })).toContain('Cloudflare R2 and AWS S3 are both set')
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
