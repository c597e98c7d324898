import { inspect } from 'node:util'
import { Secret } from '@keelson/core'
import { describe, expect, test } from 'vitest'
import { objectUrl } from '../location.js'
import { publicUrl } from '../public-url.js'
import { aws } from './aws.js'
import { custom } from './custom.js'
import { minio } from './minio.js'
import { r2 } from './r2.js'
import { wasabi } from './wasabi.js'

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI-K7MDENG' }
const accountId = '0123456789abcdef0123456789abcdef'

describe('an object is at', () => {
  test.each([
    [aws({ bucket: 'shop', region: 'eu-central-1', ...keys }), 'https://shop.s3.eu-central-1.amazonaws.com/a%20b'],
    [aws({ bucket: 'shop', region: 'cn-north-1', ...keys }), 'https://shop.s3.cn-north-1.amazonaws.com.cn/a%20b'],
    [aws({ bucket: 'a.shop', region: 'us-east-1', ...keys }), 'https://s3.us-east-1.amazonaws.com/a.shop/a%20b'],
    [wasabi({ bucket: 'shop', region: 'us-west-1', ...keys }), 'https://s3.us-west-1.wasabisys.com/shop/a%20b'],
    [r2({ bucket: 'shop', accountId, ...keys }), `https://${accountId}.r2.cloudflarestorage.com/shop/a%20b`],
    [
      r2({ bucket: 'shop', accountId, jurisdiction: 'eu', ...keys }),
      `https://${accountId}.eu.r2.cloudflarestorage.com/shop/a%20b`,
    ],
    [minio({ bucket: 'dev', endpoint: 'http://127.0.0.1:9000/', ...keys }), 'http://127.0.0.1:9000/dev/a%20b'],
    [minio({ bucket: 'dev', endpoint: 'http://[::1]:9000', ...keys }), 'http://[::1]:9000/dev/a%20b'],
    [
      custom({ bucket: 'b42', endpoint: 'https://s3.example.net', region: 'gra', forcePathStyle: false, ...keys }),
      'https://b42.s3.example.net/a%20b',
    ],
  ])('%o', (location, url) => {
    expect(objectUrl(location, 'a b')).toBe(url)
  })
})

describe('everybody reads an object at', () => {
  test('the endpoint', () => {
    const location = aws({ bucket: 'shop', region: 'eu-central-1' })
    expect(publicUrl(location, 'img/ä.png')).toBe('https://shop.s3.eu-central-1.amazonaws.com/img/%C3%A4.png')
  })

  test.each(['https://media.example.com', 'https://media.example.com/'])('its custom domain %s', (url) => {
    const location = r2({ bucket: 'media', accountId, publicUrl: url, ...keys })
    expect(publicUrl(location, 'a+b.png')).toBe('https://media.example.com/a%2Bb.png')
  })

  test('a path of its custom domain', () => {
    const location = wasabi({ bucket: 'media', region: 'us-west-1', publicUrl: 'https://example.com/media/', ...keys })
    expect(publicUrl(location, 'a?b#c')).toBe('https://example.com/media/a%3Fb%23c')
  })

  test('nowhere, where the endpoint is never public', () => {
    expect(() => publicUrl(r2({ bucket: 'media', accountId, ...keys }), 'a')).toThrow(
      expect.objectContaining({
        code: 'config',
        provider: 'r2',
        hint: 'Connect a custom domain to the bucket and pass it as publicUrl, or use presignGet',
      }),
    )
  })

  test('no address that leads elsewhere', () => {
    const location = r2({ bucket: 'media', accountId, publicUrl: 'https://media.example.com/x', ...keys })
    expect(() => publicUrl(location, '../../y')).toThrow(expect.objectContaining({ code: 'config' }))
  })
})

describe('a store cannot be used with', () => {
  const base = { bucket: 'shop', region: 'eu-central-1', endpoint: 'https://s3.example.net', ...keys }

  test.each([
    ['endpoint', 'http://s3.example.net'],
    ['endpoint', 'http://localhost.example.net'],
    ['endpoint', 'ftp://localhost'],
    ['endpoint', 's3.example.net'],
    ['endpoint', ''],
    ['endpoint', 'https://user@s3.example.net'],
    ['endpoint', 'https://s3.example.net?a=1'],
    ['endpoint', 'https://s3.example.net/shop'],
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
