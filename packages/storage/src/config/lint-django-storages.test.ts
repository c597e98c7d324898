import { describe, expect, test } from 'vitest'
import { aws } from '../stores/aws.js'
import { custom } from '../stores/custom.js'
import { r2 } from '../stores/r2.js'
import { djangoStorages } from './django-storages.js'
import type { DjangoStoragesContext } from './django-storages-context.js'
import { lintDjangoStorages } from './lint-django-storages.js'

const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret-7f3k' }
const accountId = 'a'.repeat(32)
const media = r2({ bucket: 'shop-media', accountId, ...keys })
const assets = r2({ bucket: 'shop', accountId, ...keys, publicUrl: 'https://cdn.example.com' })
const S3 = 'storages.backends.s3.S3Storage'
const manifest = 'storages.backends.s3.S3ManifestStaticStorage'
const disk = 'django.core.files.storage.FileSystemStorage'
const own = 'django.contrib.staticfiles.storage.StaticFilesStorage'
const render = { name: 'Render, free plan', ephemeralDisk: true }

/** A storage of media with options, beside static files that nobody complains of. */
const withMedia = (options: object) => ({
  STORAGES: {
    default: {
      BACKEND: S3,
      OPTIONS: { file_overwrite: false, bucket_name: 'shop-media', location: 'media', ...options },
    },
    staticfiles: { BACKEND: own },
  },
})
const withStatic = (options: object, BACKEND = S3) => ({
  STORAGES: {
    default: { BACKEND: disk },
    staticfiles: { BACKEND, OPTIONS: { bucket_name: 'shop', location: 'static', ...options } },
  },
})
const shared = (first: object, second: object) => ({
  STORAGES: {
    default: { BACKEND: S3, OPTIONS: { file_overwrite: false, bucket_name: 'shop', ...first } },
    staticfiles: { BACKEND: manifest, OPTIONS: { bucket_name: 'shop', ...second } },
  },
})
const old = { DEFAULT_FILE_STORAGE: S3, AWS_S3_FILE_OVERWRITE: false, AWS_STORAGE_BUCKET_NAME: 'shop' }
const atR2 = { endpoint_url: `https://${accountId}.r2.cloudflarestorage.com`, region_name: 'auto' }
const atWasabi = { endpoint_url: 'https://s3.ap-southeast-1.wasabisys.com', region_name: 'ap-southeast-1' }
const quiet = { request_checksum_calculation: 'when_required' }

test.each<[code: string, bad: object, better: object, context?: DjangoStoragesContext]>([
  ['django-storage-setting-ignored', old, withMedia({}), { django: '5.2' }],
  ['django-storage-setting-ignored', { ...withMedia({}), STATICFILES_STORAGE: own }, withMedia({}), { django: '5.1' }],
  ['django-storage-setting-old', old, withMedia({}), { django: '4.2' }],
  ['django-storage-settings-both', { ...withMedia({}), ...old }, withMedia({}), { django: '5.0' }],
  ['django-storages-ignored', withMedia({}), old, { django: '3.2' }],
  ['django-storages-alias-missing', { STORAGES: { default: { BACKEND: disk } } }, withMedia({})],
  ['storage-literal-secret', { ...old, AWS_SECRET_ACCESS_KEY: 'secret-7f3k' }, old],
  ['storage-literal-secret', withMedia({ secret_key: 'secret-7f3k' }), withMedia({})],
  [
    'django-media-ephemeral-disk',
    { ...withStatic({}, manifest), MEDIA_ROOT: 'm' },
    withMedia({}),
    { platform: render },
  ],
  ['django-media-ephemeral-disk', { MEDIA_ROOT: 'm' }, {}, { platform: render }],
  ['django-storage-option-unknown', withMedia({ bucket: 'shop' }), withMedia({})],
  [
    'django-storage-option-unknown',
    withMedia({ client_config: quiet }),
    withMedia({ addressing_style: 'path' }),
    { djangoStorages: '1.13.2' },
  ],
  ['s3-acl-unsupported', withMedia({ ...atR2, default_acl: 'public-read' }), withMedia({ ...atR2, default_acl: null })],
  [
    's3-acl-unsupported',
    withMedia({ ...atWasabi, default_acl: 'private', signature_version: 's3v4' }),
    withMedia({ ...atWasabi, default_acl: null, signature_version: 's3v4' }),
    { location: custom({ bucket: 'shop-media', endpoint: atWasabi.endpoint_url, region: 'ap-southeast-1', ...keys }) },
  ],
  ['s3-default-checksums', withMedia(atR2), withMedia({ ...atR2, client_config: quiet }), { boto3: '1.36' }],
  ['s3-default-checksums', withMedia(atR2), withMedia({ region_name: 'auto' }), { boto3: '1.43.107' }],
  ['s3-signature-v2', withMedia(atWasabi), withMedia({ ...atWasabi, signature_version: 's3v4' })],
  [
    's3-signature-v2',
    withMedia({ ...atWasabi, region_name: undefined }),
    withMedia({ ...atWasabi, region_name: 'auto' }),
  ],
  ['r2-endpoint-public', withMedia({ custom_domain: `${accountId}.r2.cloudflarestorage.com/shop` }), withMedia({})],
  [
    'r2-development-domain',
    withMedia({ custom_domain: 'pub-1.r2.dev' }),
    withMedia({ custom_domain: 'a.example.com' }),
  ],
  ['django-static-signed', withStatic({}), withStatic({}, manifest)],
  ['django-static-signed', withStatic({}), withStatic({ querystring_auth: false })],
  [
    'django-media-unsigned',
    withMedia({ custom_domain: 'a.example.com', querystring_auth: true }),
    withMedia({ custom_domain: 'a.example.com' }),
  ],
  ['django-media-overwrite', withMedia({ file_overwrite: true }), withMedia({})],
  ['django-storage-nested', shared({ location: 'media' }, {}), shared({ location: 'media' }, { location: 'static' })],
  ['django-storage-nested', shared({}, { location: 'static' }), shared({ location: 'm' }, { location: 'static' })],
  [
    'django-media-public-bucket',
    shared({ ...atR2, location: 'media' }, { ...atR2, location: 'static', custom_domain: 'cdn.example.com' }),
    shared({ ...atR2, location: 'media' }, { ...atR2, location: 'static' }),
  ],
  [
    'django-media-public-bucket',
    shared({ location: 'media' }, { location: 'static', custom_domain: 'cdn.example.com' }),
    shared({ location: 'media', bucket_name: 'other' }, { location: 'static', custom_domain: 'cdn.example.com' }),
  ],
])('%s is found, and not in what is better', (code, bad, better, context) => {
  const findings = lintDjangoStorages(bad as Record<string, unknown>, context)
  expect(new Set(findings.map((finding) => finding.code))).toEqual(new Set([code]))
  expect(JSON.stringify(findings)).not.toContain('7f3k')
  expect(findings.every(({ message, fix, source }) => message && fix && source)).toBe(true)
  expect(lintDjangoStorages(better as Record<string, unknown>, context)).toEqual([])
})

describe('lintDjangoStorages', () => {
  test('has nothing to say of what djangoStorages writes', () => {
    const context = { django: '5.2', djangoStorages: '1.14.6', boto3: '1.43', platform: render } as const
    const { settings } = djangoStorages({ default: { store: media }, staticfiles: { store: assets } })
    expect(lintDjangoStorages(settings, { ...context, location: [media, assets] })).toEqual([])
    expect(lintDjangoStorages(settings, context)).toEqual([])
    const store = aws({ bucket: 'shop', region: 'us-east-1', ...keys })
    const atAws = djangoStorages({ default: { store }, staticfiles: { store } })
    expect(lintDjangoStorages(atAws.settings, { ...context, location: store })).toEqual([])
  })

  test('does not judge what it does not know', () => {
    expect(lintDjangoStorages({})).toEqual([])
    expect(lintDjangoStorages({ STORAGES: { default: { BACKEND: disk }, staticfiles: { BACKEND: own } } })).toEqual([])
    expect(lintDjangoStorages({ DEFAULT_FILE_STORAGE: 'shop.storages.Media' })).toEqual([])
    expect(lintDjangoStorages(withMedia(atR2))).toEqual([])
    const SECRET = { env: { AWS_SECRET_ACCESS_KEY: 'secret-7f3k' } }
    expect(lintDjangoStorages({ ...old, AWS_SECRET_ACCESS_KEY: 'secret-7f3k' }, SECRET)).toEqual([])
    const apps = { INSTALLED_APPS: ['shop'], STORAGES: { default: { BACKEND: disk } } }
    expect(lintDjangoStorages(apps)).toEqual([])
    const env = { AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required' }
    expect(lintDjangoStorages(withMedia(atR2), { boto3: '1.43', env })).toEqual([])
  })

  test('is sure of private media at R2 alone, where a domain opens all of a bucket', () => {
    const severityAt = (server: object) =>
      lintDjangoStorages(
        shared({ ...server, location: 'm' }, { ...server, location: 's', custom_domain: 'cdn.example.com' }),
      ).map(({ severity }) => severity)
    expect(severityAt(atR2)).toEqual(['error'])
    expect(severityAt({})).toEqual(['info'])
  })

  test('says of settings for all storages where they are', () => {
    const findings = lintDjangoStorages({ ...old, AWS_S3_FILE_OVERWRITE: true, AWS_DEFAULT_ACL: 'public-read' })
    expect(findings.map(({ code, path }) => [code, path])).toEqual([['django-media-overwrite', 'DEFAULT_FILE_STORAGE']])
  })
})
