import type { Finding } from '@keelson/core'
import { renderPlatform } from '@keelson/render/plans'
import { lintStorage, publicUrl, resolveStore, type StorageUse } from '@keelson/storage'
import { s3ClientConfig } from '@keelson/storage/s3'
import { aws } from '@keelson/storage/stores/aws'
import { wasabi } from '@keelson/storage/stores/wasabi'
import { describe, expect, test } from 'vitest'

const found = (findings: readonly Finding[]) => findings.map(({ path, code }) => `${path} ${code}`)
const keys = { accessKeyId: 'an-access-key', secretAccessKey: 'a-secret-key' }

describe("a shop on Render's free plan, whose DEFAULT_FILE_STORAGE Django 5.1 no longer reads", () => {
  const platform = renderPlatform({ plan: 'free' })
  const media: StorageUse = { content: 'uploads' }

  test('its uploads are on the disk, and gone with it', () => {
    const findings = lintStorage({ media }, { platform })
    expect(found(findings)).toEqual(['media storage-ephemeral-disk'])
    expect(findings[0]?.message).toContain('the disk of Render, plan free does not last')
    expect(() => resolveStore({ CLOUDINARY_URL: 'cloudinary://1:2@shop' }, { platform })).toThrow('none is named')
  })

  test('corrected, nothing is found', () => {
    const location = aws({
      bucket: 'shop-media',
      region: 'eu-central-1',
      publicUrl: 'https://media.example.com',
      ...keys,
    })
    expect(lintStorage({ static: { content: 'static' }, media: { ...media, location } }, { platform })).toEqual([])
  })
})

describe('a Flask app on Render’s Starter plan with Wasabi in Singapore', () => {
  const location = wasabi({ bucket: 'gallery', region: 'ap-southeast-1', ...keys })

  test('its client has these settings, and time limits that end', () => {
    expect(s3ClientConfig(location)).toMatchObject({
      endpoint: 'https://s3.ap-southeast-1.wasabisys.com',
      region: 'ap-southeast-1',
      retryMode: 'adaptive',
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000, httpsAgent: { maxSockets: 50 } },
    })
  })

  test('its variables as boto3 has them are the same store', () => {
    const environment = {
      AWS_STORAGE_BUCKET_NAME: 'gallery',
      AWS_S3_ENDPOINT_URL: 'https://s3.ap-southeast-1.wasabisys.com',
      AWS_S3_REGION_NAME: 'ap-southeast-1',
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    }
    expect(resolveStore(environment)).toEqual(location)
  })

  test('its encrypted pictures are right behind signed URLs, and nobody could read them as public ones', () => {
    const platform = renderPlatform({ plan: 'starter' })
    const pictures: StorageUse = { content: 'uploads', access: 'private', location }
    expect(lintStorage({ pictures }, { platform })).toEqual([])
    expect(found(lintStorage({ pictures: { ...pictures, access: 'public' } }, { platform }))).toEqual([
      'pictures.publicBucket storage-wasabi-not-public',
    ])
  })
})

describe('a Django backend on Render free with R2', () => {
  const platform = renderPlatform({ plan: 'free' })
  const variables = {
    CLOUDFLARE_R2_BUCKET_NAME: 'notebook',
    CLOUDFLARE_R2_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
    CLOUDFLARE_R2_ACCESS_KEY_ID: keys.accessKeyId,
    CLOUDFLARE_R2_SECRET_ACCESS_KEY: keys.secretAccessKey,
  }
  const withDomain = { ...variables, CLOUDFLARE_R2_CUSTOM_DOMAIN: 'cdn.example.com' }
  const command = 'python manage.py collectstatic --noinput --clear'
  const uses = (environment: Record<string, string>): Readonly<Record<string, StorageUse>> => {
    const location = resolveStore(environment, { platform })
    return {
      static: { content: 'static', location, prefix: 'static/', command },
      media: { content: 'uploads', location, prefix: 'media/', access: 'private' },
    }
  }

  test.each(Object.keys(variables))('without %s alone, or without all of them, it does not start', (name) => {
    expect(() => resolveStore({ ...variables, [name]: '' }, { platform })).toThrow(`half configured: ${name} missing`)
    expect(() => resolveStore({}, { platform })).toThrow('the disk of Render, plan free does not last')
  })

  test('without a domain its URLs are those of the S3 endpoint', () => {
    expect(found(lintStorage(uses(variables), { platform }))).toEqual([
      'static.location.publicUrl storage-signed-endpoint',
      'static.command storage-clears-live',
    ])
    const location = resolveStore(variables)
    expect(() => location && publicUrl(location, 'static/app.css')).toThrow('answers signed requests only')
  })

  test('with one, everybody reads what users uploaded', () => {
    expect(found(lintStorage(uses(withDomain), { platform }))).toEqual([
      'static.command storage-clears-live',
      'media.location storage-private-in-public-bucket',
    ])
  })

  test('with the development domain, too, and some of the time', () => {
    const environment = { ...variables, CLOUDFLARE_R2_CUSTOM_DOMAIN: 'pub-0123456789abcdef.r2.dev' }
    expect(found(lintStorage(uses(environment), { platform }))).toEqual([
      'static.location.publicUrl storage-development-domain',
      'static.command storage-clears-live',
      'media.location storage-private-in-public-bucket',
    ])
  })

  test('corrected, nothing is found', () => {
    const own = resolveStore({ ...variables, CLOUDFLARE_R2_BUCKET_NAME: 'notebook-private' })
    const { static: statics, media } = uses(withDomain)
    const corrected: Readonly<Record<string, StorageUse>> = {
      static: { ...statics!, command: 'python manage.py collectstatic --noinput', version: 'name' },
      media: { ...media!, location: own },
    }
    expect(lintStorage(corrected, { platform })).toEqual([])
  })

  test('on a machine with volumes and nginx no variable is set, and the disk is right', () => {
    const volumes = { name: 'Docker Compose with volumes', ephemeralDisk: false }
    expect(resolveStore({}, { platform: volumes })).toBeUndefined()
    const local = { static: { content: 'static', command }, media: { content: 'uploads' } } as const
    expect(lintStorage(local, { platform: volumes })).toEqual([])
  })
})

describe('a game server whose static files are at S3 behind CloudFront', () => {
  const atCloudFront = aws({
    bucket: 'game-static',
    region: 'us-east-1',
    publicUrl: 'https://d111111abcdef8.cloudfront.net/static/',
    ...keys,
  })
  const statics: StorageUse = { content: 'static', location: atCloudFront, publicBucket: false, version: 'query' }

  test('its version numbers behind the name do not reach everybody', () => {
    const findings = lintStorage({ static: statics })
    expect(found(findings)).toEqual(['static.version storage-version-in-query'])
    expect(findings[0]?.message).toContain('as CloudFront does by default')
  })

  test('without the CDN its private bucket shows nothing', () => {
    const location = aws({ bucket: 'game-static', region: 'us-east-1', ...keys })
    expect(found(lintStorage({ static: { ...statics, location, version: 'name' } }))).toEqual([
      'static.publicBucket storage-not-public',
    ])
  })

  test('corrected, nothing is found, and every key has its URL', () => {
    expect(lintStorage({ static: { ...statics, version: 'name' } })).toEqual([])
    expect(publicUrl(atCloudFront, 'maps/a b+c.png')).toBe(
      'https://d111111abcdef8.cloudfront.net/static/maps/a%20b%2Bc.png',
    )
  })
})
