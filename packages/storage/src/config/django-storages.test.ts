import { formatPythonSettings } from '@keelson/core/python'
import { describe, expect, test } from 'vitest'
import { aws } from '../stores/aws.js'
import { r2 } from '../stores/r2.js'
import type { DjangoStorage } from './django-storage.js'
import { djangoStorages, type DjangoStoragesOptions } from './django-storages.js'
import { lintDjangoStorages } from './lint-django-storages.js'

const keys = { accessKeyId: 'AKID-7f3k', secretAccessKey: 'secret-7f3k' }
const privateR2 = r2({ bucket: 'shop-media', accountId: 'a'.repeat(32), ...keys })
const publicR2 = r2({ bucket: 'shop', accountId: 'a'.repeat(32), ...keys, publicUrl: 'https://cdn.example.com/files' })
const usual = { default: { store: privateR2 }, staticfiles: { store: publicR2 } }

/** OPTIONS of a storage. */
function optionsOf(storages: Record<string, DjangoStorage>, alias: string, options?: DjangoStoragesOptions): object {
  const { STORAGES } = djangoStorages(storages, options).settings as {
    STORAGES: Record<string, { BACKEND: string; OPTIONS: object }>
  }
  return { BACKEND: STORAGES[alias]?.BACKEND, ...STORAGES[alias]?.OPTIONS }
}

describe('djangoStorages', () => {
  test('keeps media private, apart and never overwritten', () => {
    expect(optionsOf(usual, 'default')).toMatchObject({
      BACKEND: 'storages.backends.s3.S3Storage',
      bucket_name: 'shop-media',
      location: 'media',
      endpoint_url: privateR2.endpoint,
      custom_domain: null,
      querystring_auth: true,
      querystring_expire: 3600,
      file_overwrite: false,
      default_acl: null,
      security_token: null,
    })
  })

  test('serves static files at the domain of the bucket', () => {
    expect(optionsOf(usual, 'staticfiles')).toMatchObject({
      BACKEND: 'storages.backends.s3.S3ManifestStaticStorage',
      location: 'static',
      custom_domain: 'cdn.example.com/files',
      querystring_auth: false,
      file_overwrite: true,
    })
    expect(djangoStorages(usual).settings['STATIC_URL']).toBe('https://cdn.example.com/files/static/')
  })

  test('signs private URLs at the endpoint, though the bucket has a domain, where a policy can keep them apart', () => {
    const store = aws({ bucket: 'shop', region: 'eu-central-1', publicUrl: 'https://cdn.example.com' })
    const both = { default: { store }, staticfiles: { store } }
    expect(optionsOf(both, 'default')).toMatchObject({ custom_domain: null, querystring_auth: true })
  })

  test("shares a bucket of R2 with a domain between static files and everybody's media", () => {
    const both = { default: { store: publicR2, querystring_auth: false }, staticfiles: { store: publicR2 } }
    expect(optionsOf(both, 'default')).toMatchObject({
      custom_domain: 'cdn.example.com/files',
      querystring_auth: false,
    })
    expect(lintDjangoStorages(djangoStorages(both).settings, { location: publicR2 })).toEqual([])
  })

  test('writes a module that shows no key, with a Config for each storage', () => {
    const file = formatPythonSettings(djangoStorages(usual).settings)
    expect(file).not.toContain('7f3k')
    expect(file).toMatch(/^import botocore.config\nimport os\n\nSTORAGES = \{\n/)
    expect(file).toContain('            "access_key": os.environ["AWS_ACCESS_KEY_ID"],\n')
    expect(file).toContain(
      '            "client_config": botocore.config.Config(\n                region_name="auto",\n',
    )
  })

  test('reads the manifest of a sync from a folder, with neither keys nor bucket', () => {
    const staticfiles = { store: publicR2, manifestFolder: '/srv/shop/static' }
    const { settings } = djangoStorages({ ...usual, staticfiles })
    expect(settings).toMatchObject({
      STORAGES: { staticfiles: { BACKEND: 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage' } },
      STATIC_ROOT: '/srv/shop/static',
      STATIC_URL: 'https://cdn.example.com/files/static/',
    })
  })

  test('takes the local disk where there is no store', () => {
    const local = {
      default: { folder: '/srv/media' },
      staticfiles: { folder: '/srv/static' },
      bills: { folder: '/srv/b' },
    }
    expect(djangoStorages(local)).toEqual({
      settings: {
        STORAGES: {
          default: { BACKEND: 'django.core.files.storage.FileSystemStorage' },
          staticfiles: { BACKEND: 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage' },
          bills: {
            BACKEND: 'django.core.files.storage.FileSystemStorage',
            OPTIONS: { location: '/srv/b', base_url: '/bills/' },
          },
        },
        MEDIA_ROOT: '/srv/media',
        MEDIA_URL: '/media/',
        STATIC_ROOT: '/srv/static',
        STATIC_URL: '/static/',
      },
    })
  })

  test('writes classes for versions that take no options', () => {
    const { settings, classes } = djangoStorages(usual, {
      django: '3.2',
      djangoStorages: '1.13.2',
      botocore: '1.29',
      module: 'shop.storages',
    })
    expect(settings).toEqual({
      DEFAULT_FILE_STORAGE: 'shop.storages.DefaultStorage',
      STATICFILES_STORAGE: 'shop.storages.StaticfilesStorage',
      STATIC_URL: 'https://cdn.example.com/files/static/',
    })
    expect(classes).toMatch(/^import botocore.config\nimport os\nimport storages.backends.s3boto3\n\n\nclass Default/)
    expect(classes).toContain('class DefaultStorage(storages.backends.s3boto3.S3Boto3Storage):\n    bucket_name = ')
    expect(classes).toContain('    config = botocore.config.Config(\n        region_name="auto",\n')
    expect(classes).not.toMatch(/checksum|7f3k/)
    const store = aws({ bucket: 'shop', region: 'eu-central-1' })
    const ofRole = djangoStorages(
      { default: { store }, staticfiles: { folder: '/srv/static' } },
      { django: '4.1', module: 'shop.storages' },
    )
    expect(ofRole.classes).toMatch(/^import botocore.config\nimport storages.backends.s3\n\n\nclass [^]*\n {4}\)\n$/)
    expect(ofRole.settings['STATICFILES_STORAGE']).toContain('ManifestStaticFilesStorage')
    const newer = djangoStorages(usual, { django: '4.1', djangoStorages: '1.14.6', module: 'shop.storages' })
    expect(newer.classes).toContain('class DefaultStorage(storages.backends.s3.S3Storage):\n')
    expect(newer.classes).toContain('    client_config = botocore.config.Config(\n')
  })
})

test.each<[Record<string, DjangoStorage>, string, DjangoStoragesOptions?]>([
  [{ staticfiles: { folder: '/s' } }, 'there is no default'],
  [{ default: { folder: '/m' } }, 'there is no staticfiles'],
  [{ ...usual, default: {} }, 'default has neither a store nor a folder'],
  [{ ...usual, default: { folder: '/m', base_url: '/media' } }, 'base_url of default is "/media"'],
  [{ ...usual, default: { store: privateR2, querystring_auth: false } }, 'has no public URL'],
  [{ ...usual, staticfiles: { store: privateR2 } }, 'has no public URL'],
  [{ ...usual, staticfiles: { store: publicR2, querystring_auth: true } }, 'the URLs of staticfiles would be signed'],
  [{ ...usual, staticfiles: { store: publicR2, file_overwrite: false } }, 'would not be overwritten'],
  [{ ...usual, default: { store: privateR2, manifestFolder: '/m' } }, 'default has a manifestFolder'],
  [{ ...usual, default: { store: privateR2, querystring_expire: 604_801 } }, 'querystring_expire of default is 604801'],
  [{ ...usual, default: { store: privateR2, object_parameters: { ACL: 'private' } } }, 'belongs into default_acl'],
  [{ ...usual, default: { store: privateR2, location: '/media' } }, 'is not a folder in a store'],
  [{ ...usual, default: { store: privateR2, location: '' } }, 'is not a folder in a store'],
  [
    { ...usual, default: { store: publicR2, location: 'static/media', querystring_auth: false } },
    'among those of staticfiles',
  ],
  [{ ...usual, default: { store: publicR2 } }, 'everybody reads the files of default at https://cdn.example.com/files'],
  [{ ...usual, bills: { store: publicR2 } }, 'everybody reads the files of bills at'],
  [{ ...usual, 'my-files': { store: privateR2 } }, '"my-files" is no alias'],
  [{ ...usual, bills: { store: privateR2 } }, 'has no storage "bills"', { django: '3.2', module: 'shop.storages' }],
  [usual, 'Django below 4.2 needs classes, and module is missing', { django: '4.1' }],
  [usual, 'django-storages below 1.14.3 needs classes', { djangoStorages: '1.14.2', module: 'storages' }],
  [usual, 'the version of django cannot be "next"', { django: 'next' as '5.2' }],
])('refuses %j: %s', (storages, problem, options) => {
  expect(() => djangoStorages(storages, options)).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
  )
})

test('refuses an ACL where the store has none, and a public one beside signed URLs', () => {
  const withAcl =
    (store: DjangoStorage['store'], more: DjangoStorage = {}) =>
    () =>
      djangoStorages({ ...usual, default: { store, default_acl: 'public-read', ...more } })
  expect(withAcl(privateR2)).toThrow(expect.objectContaining({ code: 'unsupported', provider: 'r2' }))
  const location = aws({ bucket: 'shop', region: 'eu-central-1' })
  const store = { ...location, capabilities: { ...location.capabilities, acl: true } }
  expect(withAcl(store)).toThrow(/signed URLs and the ACL public-read/)
  expect(withAcl(store, { querystring_auth: false })).not.toThrow()
})
