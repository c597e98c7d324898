import { once } from 'node:events'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSecret } from '@keelson/core'
import { formatPythonSettings } from '@keelson/core/python'
import { createRandom, startTestServer } from '@keelson/core/testing'
import { presignGet, publicUrl, syncDirectory, type StoreLocation } from '@keelson/storage'
import {
  awsEnvironment,
  boto3Client,
  djangoStorages,
  lintDjangoStorages,
  type Boto3ConfigOptions,
  type DjangoStorage,
  type DjangoStoragesOptions,
} from '@keelson/storage/config'
import { createS3Store } from '@keelson/storage/s3'
import { aws } from '@keelson/storage/stores/aws'
import { custom } from '@keelson/storage/stores/custom'
import { r2 } from '@keelson/storage/stores/r2'
import { supabase } from '@keelson/storage/stores/supabase'
import { wasabi } from '@keelson/storage/stores/wasabi'
import { sharedCertificates } from '../services/certificates.ts'
import { createFolder } from '../services/folder.ts'
import { startS3 } from '../services/s3.ts'
import { hostileTexts } from './hostile.ts'
import { debianPython, pythonOf, runPython, type FoundProgram } from './programs.ts'
import { startSwift } from './servers/swift.ts'

const random = createRandom(61)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const maybe = <T>(value: T): T | undefined => (random() < 0.5 ? value : undefined)
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret/example+key' }
const env = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }

/** Names that django-storages leaves as they are: no backslash, nothing that its normpath takes away. */
const names = hostileTexts(400, 6)
  .filter((name) => name.isWellFormed() && Buffer.byteLength(name) < 900 && !/^[/~]|\\|\/\/|\/$|\p{Cc}/u.test(name))
  .filter((name) => name !== '' && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'))

interface Ran {
  readonly value?: unknown
  readonly error?: string
}

interface Site {
  readonly python: FoundProgram
  readonly versions: DjangoStoragesOptions
  /** Its django-storages is given the class names and the `client_config` of a later version. */
  readonly newer?: boolean
}

const sites = await findSites()

/** Debian's libraries, and the newest Django with Debian's django-storages, once with classes and once with options. */
async function findSites(): Promise<Record<'old' | 'classes' | 'options', Site>> {
  const debian = await debianPython('storages')
  const pip = await pythonOf('pip')
  // django-storages is pure Python, so the newest Django can have Debian's.
  const links = await createFolder('links')
  await symlink(join(debian.env['PYTHONPATH'] ?? '', 'storages'), join(links, 'storages'))
  const newest = { path: pip.path, env: { ...pip.env, PYTHONPATH: `${pip.env['PYTHONPATH']}:${links}` } }
  const module = 'shop.storages'
  return {
    old: { python: debian, versions: { django: '3.2', djangoStorages: '1.13.2', botocore: '1.29.27', module } },
    classes: { python: newest, versions: { django: '5.2', djangoStorages: '1.13.2', module } },
    options: { python: newest, versions: { django: '5.2' }, newer: true },
  }
}

async function run(
  { python, newer = false }: Site,
  cases: readonly object[],
  django: object = {},
  variables: object = env,
): Promise<Ran[]> {
  return (await runPython(python, 'storage_settings.py', { env: variables, django, newer, cases })) as Ran[]
}

function makeLocation(isPublic: boolean): StoreLocation {
  const bucket = pick(['shop', 'shop-media', 'a.b.c', `shop-${Math.floor(random() * 1000)}`])
  const domain = pick(['https://cdn.example.com', 'https://cdn.example.com/files', 'https://cdn.example.com:8443/a/b'])
  const publicUrlOf = { publicUrl: isPublic ? domain : maybe(domain) }
  const common = { bucket, ...keys, ...publicUrlOf }
  return pick([
    () => wasabi({ ...common, region: pick(['ap-southeast-1', 'eu-central-1', 'us-east-1']) }),
    () => r2({ ...common, accountId: 'a1'.repeat(16), jurisdiction: maybe(pick(['eu', 'fedramp'])) }),
    () => aws({ ...common, region: pick(['us-east-1', 'eu-central-1', 'ap-southeast-2']) }),
    () => supabase({ ...common, project: 'abcdefghijklmnopqrst', region: 'eu-central-1' }),
    () => custom({ ...common, endpoint: 'http://127.0.0.1:9000', region: 'us-east-1' }),
    () =>
      custom({
        ...common,
        bucket: 'shop',
        endpoint: 'https://s3.gra.io.cloud.ovh.net',
        region: 'gra',
        forcePathStyle: false,
      }),
  ])()
}

function makeConfig(): Boto3ConfigOptions {
  return {
    max_pool_connections: maybe(pick([1, 10, 200])),
    connect_timeout: maybe(pick([0.5, 3])),
    read_timeout: maybe(pick([5, 120.5])),
    total_max_attempts: maybe(pick([1, 5])),
  }
}

/** What botocore must have understood. */
function configOf(location: StoreLocation, options: Boto3ConfigOptions): object {
  const { max_pool_connections = 50, connect_timeout = 10, read_timeout = 60, total_max_attempts = 3 } = options
  const checksum = options.botocore === undefined && location.name !== 'aws' ? 'when_required' : null
  return {
    region_name: location.region,
    signature_version: 's3v4',
    s3: { addressing_style: location.forcePathStyle ? 'path' : 'virtual' },
    max_pool_connections,
    connect_timeout,
    read_timeout,
    retries: { mode: 'adaptive', total_max_attempts },
    request_checksum_calculation: checksum,
    response_checksum_validation: checksum,
  }
}

/** A signed URL without what depends on the moment. */
function timeless(url: string): object {
  const { origin, pathname, searchParams } = new URL(url)
  const ofQuery = (name: string) => searchParams.get(`X-Amz-${name}`)
  const scope = ofQuery('Credential')?.replace(/\/\d{8}\//, '/')
  const query = ['Algorithm', 'Expires', 'SignedHeaders'].map((name) => ofQuery(name))
  return { origin, pathname, scope, query }
}

describe.each(['old', 'options'] as const)('boto3 of the %s libraries', (which) => {
  test('is configured as was meant, 220 times', async () => {
    const { botocore } = sites[which].versions
    const made = Array.from({ length: 220 }, () => {
      const location = makeLocation(false)
      return { location, options: { ...makeConfig(), botocore }, key: pick(names) }
    })
    const read = await run(
      sites[which],
      made.map(({ location, options, key }) => {
        const file = formatPythonSettings({ client: boto3Client(location, options) })
        return { act: 'client', file, bucket: location.bucket, key }
      }),
    )
    for (const [index, { location, options, key }] of made.entries()) {
      const value = read[index]?.value as Record<string, unknown> & { readonly url: string }
      // AWS fills in what it does by itself, and the client keeps no count of a mode that it knows.
      expect({ index, ...read[index], value: { ...value, url: '' } }).toMatchObject({
        index,
        value: {
          endpoint: location.endpoint,
          region: location.region,
          keys: [keys.accessKeyId, keys.secretAccessKey, null],
          config: clientConfig(location, options),
        },
      })
      const own = await presignGet(location, { key, expiresInSeconds: 3600 })
      expect({ index, ...timeless(value.url) }).toEqual({ index, ...timeless(own) })
    }
  })

  test('sends three times at most, the first one included', async () => {
    await using server = await startTestServer({ respond: [{ status: 503 }] })
    const location = custom({ bucket: 'shop', endpoint: server.url, region: 'us-east-1', ...keys })
    const { botocore } = sites[which].versions
    const file = formatPythonSettings({ client: boto3Client(location, { botocore }) })
    const [read] = await run(sites[which], [{ act: 'exchange', file, bucket: 'shop', key: 'a', body: '' }])
    expect(read?.error).toContain('reached max retries: 2')
    expect(server.requests).toHaveLength(3)
    const variables = variablesOf(location)
    const arguments_ = { endpoint_url: server.url }
    await run(sites[which], [{ act: 'plain', arguments: arguments_, get: true }], undefined, variables)
    expect(server.requests).toHaveLength(6)
    // What botocore calls max_attempts in a Config is one more.
    const config = { retries: { mode: 'adaptive', max_attempts: 3 } }
    await run(sites[which], [{ act: 'plain', arguments: { ...arguments_, config }, get: true }])
    expect(server.requests).toHaveLength(10)
  })
})

/** As a client has it, which says more than it was given where a Config said nothing. */
function clientConfig(location: StoreLocation, options: Boto3ConfigOptions): object {
  const { request_checksum_calculation: checksum, ...config } = configOf(location, options) as Record<string, unknown>
  if (checksum !== null) return { ...config, request_checksum_calculation: checksum }
  const { response_checksum_validation: _, ...rest } = config
  return rest
}

function variablesOf(location: StoreLocation): Record<string, string> {
  const entries = Object.entries(awsEnvironment(location))
  return Object.fromEntries(entries.map(([name, value]) => [name, isSecret(value) ? value.reveal() : value]))
}

test('the environment alone leads a new boto3 to the store, an old one to AWS', async () => {
  const location = wasabi({ bucket: 'shop', region: 'ap-southeast-1', ...keys })
  const cases = [{ act: 'plain', arguments: {} }]
  const [found] = await run(sites.options, cases, undefined, variablesOf(location))
  expect(found?.value).toMatchObject({
    endpoint: location.endpoint,
    region: location.region,
    keys: [keys.accessKeyId, keys.secretAccessKey, null],
    config: { request_checksum_calculation: 'when_required', response_checksum_validation: 'when_required' },
  })
  const [old] = await run(sites.old, cases, undefined, variablesOf(location))
  expect(old?.value).toMatchObject({ endpoint: 'https://s3.ap-southeast-1.amazonaws.com', region: location.region })
})

interface Read {
  readonly urls: readonly string[]
  readonly bases: readonly string[]
}

function makeStorages(): Record<'default' | 'staticfiles', DjangoStorage> {
  const isPublic = random() < 0.5
  const made = makeLocation(isPublic)
  // Where a domain would open all of the bucket.
  const store = made.name === 'r2' && !isPublic ? { ...made, publicUrl: undefined } : made
  const objects = maybe({ CacheControl: pick(['private, max-age=60', 'public, max-age=31536000, immutable']) })
  return {
    default: {
      store,
      location: maybe(pick(['media', 'a/b', 'üploads'])),
      querystring_auth: isPublic ? false : undefined,
      querystring_expire: maybe(pick([60, 604_800])),
      file_overwrite: maybe(true),
      default_acl: isPublic && store.capabilities.acl ? maybe('public-read') : undefined,
      object_parameters: objects,
    },
    staticfiles: { store: makeLocation(true), location: maybe(pick(['static', 'assets/1'])) },
  }
}

test.each(['old', 'classes', 'options'] as const)('Django with the %s libraries has what was meant', async (which) => {
  const paths = names.filter((name) => !/[%?#:]/.test(name) && name === name.trim())
  const made = Array.from({ length: 70 }, () => {
    const storages = makeStorages()
    const options = { ...sites[which].versions, ...makeConfig() }
    return { storages, options, written: djangoStorages(storages, options), name: pick(names), path: pick(paths) }
  })
  const manifest = JSON.stringify({
    version: '1.0',
    paths: Object.fromEntries(paths.map((path) => [path, `${path}.1a2b.x`])),
  })
  const read = await run(
    sites[which],
    made.map(({ written: { settings, classes }, options, name, path }) => ({
      act: 'django',
      file: formatPythonSettings(settings),
      classes,
      module: options.module,
      manifest,
      urls: { default: [name], staticfiles: [path] },
    })),
  )
  for (const [index, { storages, options, written, name, path }] of made.entries()) {
    const { default: media, staticfiles } = storages
    const { location = 'media', file_overwrite = false, querystring_auth = true, querystring_expire = 3600 } = media
    const { store = fail(), default_acl = null, object_parameters = {} } = media
    const assets = staticfiles.store ?? fail()
    const common = { access_key: keys.accessKeyId, secret_key: keys.secretAccessKey, url_protocol: 'https:' }
    expect({ index, ...read[index] }).toMatchObject({
      index,
      value: {
        default: {
          ...common,
          bucket_name: store.bucket,
          endpoint_url: store.endpoint,
          region_name: store.region,
          location,
          querystring_auth,
          file_overwrite,
          default_acl,
          object_parameters,
          ...(querystring_auth && { querystring_expire }),
          config: configOf(store, options),
        },
        staticfiles: {
          ...common,
          bucket_name: assets.bucket,
          location: staticfiles.location ?? 'static',
          querystring_auth: false,
          file_overwrite: true,
          custom_domain: assets.publicUrl?.replace('https://', ''),
          config: configOf(assets, options),
        },
      },
    })
    const value = read[index]?.value as Record<'default' | 'staticfiles', Read>
    expect(value.staticfiles.bases).toContain('ManifestFilesMixin')
    const [url = ''] = value.default.urls
    const key = `${location}/${name}`
    const wanted = querystring_auth
      ? timeless(await presignGet(store, { key, expiresInSeconds: querystring_expire }))
      : decodeURIComponent(publicUrl(store, key))
    expect({ index, url: querystring_auth ? timeless(url) : decodeURIComponent(url) }).toEqual({ index, url: wanted })
    const asset = publicUrl(assets, `${staticfiles.location ?? 'static'}/${path}.1a2b.x`)
    expect(decodeURIComponent(value.staticfiles.urls[0] ?? '')).toBe(decodeURIComponent(asset))
    const { django, djangoStorages: version } = options
    const context = {
      django,
      djangoStorages: version,
      boto3: options.botocore ?? '1.43',
      location: [store, assets],
    } as const
    const findings = lintDjangoStorages(written.settings, context).map(({ code }) => code)
    expect(
      findings.filter((code) => code !== 'django-media-overwrite' && code !== 'django-media-public-bucket'),
    ).toEqual([])
  }
})

function fail(): never {
  throw new Error('there is no store')
}

// Swift has nothing that everybody may read by S3's rules.
describe.each([
  ['fauxqs', 1],
  ['swift', 0],
] as const)('on %s', (which, publicLinks) => {
  let server: Awaited<ReturnType<typeof startS3>>
  let location: StoreLocation
  let folder: string
  let collected: string
  let paths: Readonly<Record<string, string>>
  beforeAll(async () => {
    server = await (which === 'swift' ? startSwift() : startS3())
    const { endpoint, region, accessKeyId, secretAccessKey } = server
    location = custom({ bucket: 'shop', endpoint, region, accessKeyId, secretAccessKey })
    const store = createS3Store(location)
    await store.ensureBucket()
    folder = await createFolder('static')
    await writeFile(join(folder, 'logo é.svg'), '<svg/>')
    await writeFile(join(folder, 'app.css'), 'a { background: url("logo é.svg") }')
    const { manifest } = await syncDirectory(store, { folder, prefix: 'static/', manifest: { format: 'django' } })
    // Django below 4.2 reads this version alone, every later one both.
    const text = manifest.text.replace('"1.1"', '"1.0"')
    await store.put('static/staticfiles.json', text)
    await writeFile(join(folder, 'staticfiles.json'), text)
    paths = manifest.paths
    collected = await createFolder('collected')
    await writeFile(join(collected, 'site.css'), 'a {}')
  })
  afterAll(() => server.stop())

  test.each(['old', 'classes', 'options'] as const)(
    'Django with the %s libraries keeps and links files',
    async (site) => {
      const variables = variablesOf(location)
      const contents = ['first', 'second ü']
      const given = {
        act: 'save',
        name: 'bills/a b+ü.txt',
        contents,
        static: ['app.css', 'logo é.svg'],
        module: 'shop.storages',
      }
      const cases = [undefined, folder].map((manifestFolder) => {
        const staticfiles = { store: location, manifestFolder }
        const { settings, classes } = djangoStorages(
          { default: { store: location }, staticfiles },
          sites[site].versions,
        )
        return { ...given, file: formatPythonSettings(settings), classes }
      })
      for (const { value, error } of await run(sites[site], cases, undefined, variables)) {
        expect(error).toBeUndefined()
        const { saved, urls, read, static: links } = value as Record<'saved' | 'urls' | 'read' | 'static', string[]>
        expect(new Set(saved).size).toBe(2)
        expect(read).toEqual(contents)
        for (const [index, url] of urls.entries()) {
          const response = await fetch(url)
          expect({ status: response.status, text: await response.text() }).toEqual({
            status: 200,
            text: contents[index],
          })
        }
        const expected = ['app.css', 'logo é.svg'].map((path) => publicUrl(location, `static/${paths[path]}`))
        expect(links.map((link) => decodeURIComponent(link))).toEqual(expected.map((link) => decodeURIComponent(link)))
        const served = await Promise.all(links.slice(0, publicLinks).map(async (link) => (await fetch(link)).text()))
        expect(served.every((text) => text.includes(encodeURI(paths['logo é.svg'] ?? '-')))).toBe(true)
      }
    },
  )

  test.each(['old', 'classes', 'options'] as const)('Django with the %s libraries collects its own', async (site) => {
    const staticfiles = { store: location, location: `collected/${site}` }
    const storages = { default: { store: location }, staticfiles }
    const { settings, classes } = djangoStorages(storages, sites[site].versions)
    const file = formatPythonSettings({ ...settings, STATICFILES_DIRS: [collected] })
    const given = { act: 'collect', module: 'shop.storages', static: ['site.css'] }
    const [read] = await run(sites[site], [{ ...given, file, classes }], undefined, variablesOf(location))
    const root = publicUrl(location, `collected/${site}/-`).slice(0, -1)
    const [link] = (read?.value ?? [String(read?.error)]) as [string]
    expect(link).toMatch(/\/site\.[0-9a-f]{12}\.css$/)
    expect(link.startsWith(root)).toBe(true)
    const stored = await createS3Store(location).get(link.slice(`${location.endpoint}/shop/`.length))
    expect(new TextDecoder().decode(stored?.body)).toBe('a {}')
  })

  test.each(['old', 'classes'] as const)(
    'django-media-overwrite: with the %s libraries the first is lost',
    async (site) => {
      const media = { store: location, location: `over/${site}`, file_overwrite: true }
      const storages = { default: media, staticfiles: { store: location, manifestFolder: folder } }
      const { settings, classes } = djangoStorages(storages, sites[site].versions)
      const file = formatPythonSettings(settings)
      const given = { act: 'save', name: 'a.txt', contents: ['first', 'second'], static: [], module: 'shop.storages' }
      const [read] = await run(sites[site], [{ ...given, file, classes }], undefined, variablesOf(location))
      expect(read?.value).toMatchObject({ saved: ['a.txt', 'a.txt'], read: ['second', 'second'] })
    },
  )

  test.each(['old', 'options'] as const)('boto3 of the %s libraries puts and gets', async (site) => {
    const file = formatPythonSettings({ client: boto3Client(location, { botocore: sites[site].versions.botocore }) })
    const cases = names
      .slice(0, 10)
      .map((name) => ({ act: 'exchange', file, bucket: 'shop', key: `b/${name}`, body: name }))
    const read = await run(sites[site], cases, undefined, variablesOf(location))
    expect(read).toEqual(names.slice(0, 10).map((value) => ({ value })))
  })
})

describe('what the linter says is what happens', () => {
  const S3 = 'storages.backends.s3boto3.S3Boto3Storage'
  const OPTIONS = { bucket_name: 'shop', endpoint_url: 'https://s3.example.com', region_name: 'eu-central-1' }
  const disk = 'django.core.files.storage.FileSystemStorage'
  const staticfiles = { BACKEND: 'django.contrib.staticfiles.storage.StaticFilesStorage' }
  const withMedia = (options: object) => ({
    STORAGES: { default: { BACKEND: S3, OPTIONS: { ...OPTIONS, ...options } }, staticfiles },
  })

  test.each<[code: string, site: keyof typeof sites, settings: Record<string, unknown>, happens: object]>([
    [
      'django-storage-setting-ignored',
      'classes',
      { DEFAULT_FILE_STORAGE: S3 },
      { default: { class: 'FileSystemStorage' } },
    ],
    ['django-storages-ignored', 'old', withMedia({}), { default: { class: 'FileSystemStorage' } }],
    [
      'django-storages-alias-missing',
      'classes',
      { STORAGES: { default: { BACKEND: disk } } },
      { staticfiles: { error: expect.stringContaining('InvalidStorageError') } },
    ],
    [
      'django-storages-alias-missing',
      'classes',
      { STORAGES: { staticfiles } },
      { default: { error: expect.stringContaining('InvalidStorageError') } },
    ],
    [
      'django-storage-option-unknown',
      'classes',
      withMedia({ client_config: null }),
      { default: { error: expect.stringContaining("Invalid setting 'client_config'") } },
    ],
    [
      's3-signature-v2',
      'classes',
      withMedia({ region_name: 'ap-southeast-1' }),
      { default: { url: expect.stringMatching(/\?AWSAccessKeyId=/) } },
    ],
    [
      'django-media-unsigned',
      'classes',
      withMedia({ custom_domain: 'cdn.example.com', querystring_auth: true }),
      { default: { url: 'https://cdn.example.com/a%20b.txt' } },
    ],
    [
      'django-static-signed',
      'classes',
      { STORAGES: { default: { BACKEND: disk }, staticfiles: { BACKEND: S3, OPTIONS } } },
      { staticfiles: { url: expect.stringContaining('X-Amz-Signature=') } },
    ],
  ])('%s, with the %s libraries', async (code, site, settings, happens) => {
    const { django, djangoStorages: version } = sites[site].versions
    const codes = lintDjangoStorages(settings, { django, djangoStorages: version }).map((finding) => finding.code)
    expect(codes).toContain(code)
    expect(await run(sites[site], [{ act: 'process' }], settings)).toMatchObject([{ value: happens }])
  })

  test('boto3 signs by version 2 in eight regions, and in no other', async () => {
    const regions =
      'auto eu-central-1 eu-west-1 eu-west-2 us-east-1 us-east-2 us-west-1 us-west-2 ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-2 ap-south-1 ca-central-1 sa-east-1 gra'.split(
        ' ',
      )
    const endpoint_url = 'https://s3.example.com'
    for (const site of [sites.old, sites.classes]) {
      const cases = regions.map((region_name) => ({ act: 'plain', arguments: { endpoint_url, region_name } }))
      const read = await run(site, cases)
      const signed = regions.filter((_, index) => !JSON.stringify(read[index]).includes('X-Amz-'))
      const found = regions.filter(
        (region_name) => lintDjangoStorages(withMedia({ region_name, file_overwrite: false })).length > 0,
      )
      expect(signed).toEqual(found)
      expect(signed).toHaveLength(8)
    }
  })

  test('s3-default-checksums: a new boto3 sends them behind the body, unless told not to', async () => {
    const { caFile, certFile, keyFile } = await sharedCertificates()
    const seen: (string | undefined)[] = []
    const server = createServer(
      { cert: await readFile(certFile), key: await readFile(keyFile) },
      (request, response) => {
        seen.push(request.headers['x-amz-trailer']?.toString())
        request.resume().on('end', () => response.writeHead(200, { etag: '"a"' }).end())
      },
    )
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const location = custom({ bucket: 'shop', endpoint: `https://127.0.0.1:${port}`, region: 'us-east-1', ...keys })
    const loud = { ...location, capabilities: { ...location.capabilities, checksums: 'when_supported' as const } }
    const cases = [location, loud].map((one) => {
      return { act: 'upload', file: formatPythonSettings({ client: boto3Client(one) }), bucket: 'shop' }
    })
    const variables = { ...env, AWS_CA_BUNDLE: caFile }
    expect(await run(sites.options, cases, undefined, variables)).toEqual([{ value: null }, { value: null }])
    expect(seen).toEqual([undefined, 'x-amz-checksum-crc32'])
    server.closeAllConnections()
    await once(server.close(), 'close')
  })
})
