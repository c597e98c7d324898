import type { StoreLocation } from '../location.js'
import { isAtLeast } from './version.js'
import type { DjangoStoragesContext } from './django-storages-context.js'

/** A storage of settings that are there, whichever way they say it. */
export interface ReadStorage {
  readonly alias: string
  /** `STORAGES.default`, or the setting of older Djangos. */
  readonly path: string
  readonly backend: string
  readonly isS3: boolean
  /** An option by its name: that of the storage, else its class's, else the setting for all storages, else the default. */
  readonly option: (name: string) => unknown
  /** The options that are said for this storage alone. */
  readonly own: Readonly<Record<string, unknown>>
  /** The store of its bucket, where the context has it. */
  readonly store: StoreLocation | undefined
  /** The host of its endpoint; empty for AWS's own. */
  readonly host: string
}

/** The storages that Django makes of its settings; a form that this version ignores is left out. */
export function readStorages(
  settings: Readonly<Record<string, unknown>>,
  { django, location }: DjangoStoragesContext,
): ReadStorage[] {
  const { STORAGES } = settings
  const isNew = STORAGES !== undefined && (django === undefined || isAtLeast('django', django, '4.2'))
  const isOld = django === undefined || !isAtLeast('django', django, '5.1')
  const old = Object.entries(oldNames).flatMap(([name, alias]) =>
    isOld && settings[name] !== undefined ? [[alias, name, { BACKEND: settings[name] }] as const] : [],
  )
  const found = isNew
    ? Object.entries(recordOf(STORAGES)).map(([alias, one]) => [alias, `STORAGES.${alias}`, one] as const)
    : old
  // Django's own default; only who has a MEDIA_ROOT keeps anything there.
  const isDisk = !isNew && settings['MEDIA_ROOT'] !== undefined && !found.some(([alias]) => alias === 'default')
  const unsaid = isDisk ? [['default', 'MEDIA_ROOT', { BACKEND: diskBackend }] as const] : []
  const stores = [location ?? []].flat()
  return [...found, ...unsaid].map(([alias, path, one]) => readStorage(alias, path, recordOf(one), settings, stores))
}

/** Whether it is a bucket of Cloudflare R2. */
export function isR2({ host, store }: ReadStorage): boolean {
  return host.endsWith('.r2.cloudflarestorage.com') || store?.name === 'r2'
}

/** The local disk. */
export const diskBackend = 'django.core.files.storage.FileSystemStorage'

/** Settings below 4.2, and the storage that each is for. */
export const oldNames = { DEFAULT_FILE_STORAGE: 'default', STATICFILES_STORAGE: 'staticfiles' } as const

function readStorage(
  alias: string,
  path: string,
  { BACKEND, OPTIONS }: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>>,
  stores: readonly StoreLocation[],
): ReadStorage {
  const own = recordOf(OPTIONS)
  const backend = typeof BACKEND === 'string' ? BACKEND : ''
  const isStatic = /\.S3(?:Manifest)?StaticStorage$/.test(backend)
  const option = (name: string): unknown => {
    if (name in own) return own[name]
    if (name === 'querystring_auth' && isStatic) return false
    const said = (settingNames[name] ?? []).map((one) => settings[one]).find((value) => value !== undefined)
    return said ?? defaults[name]
  }
  const host = hostOf(option('endpoint_url'))
  return {
    alias,
    path,
    backend,
    isS3: /^storages\.backends\.s3(?:boto3)?\.S3\w*Storage$/.test(backend),
    option,
    own,
    store: stores.find(
      (store) => store.bucket === option('bucket_name') && (host === '' || host === hostOf(store.endpoint)),
    ),
    host,
  }
}

const settingNames: Readonly<Record<string, readonly string[]>> = {
  access_key: ['AWS_S3_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID'],
  addressing_style: ['AWS_S3_ADDRESSING_STYLE'],
  bucket_name: ['AWS_STORAGE_BUCKET_NAME'],
  client_config: ['AWS_S3_CLIENT_CONFIG'],
  custom_domain: ['AWS_S3_CUSTOM_DOMAIN'],
  default_acl: ['AWS_DEFAULT_ACL'],
  endpoint_url: ['AWS_S3_ENDPOINT_URL'],
  file_overwrite: ['AWS_S3_FILE_OVERWRITE'],
  location: ['AWS_LOCATION'],
  querystring_auth: ['AWS_QUERYSTRING_AUTH'],
  region_name: ['AWS_S3_REGION_NAME'],
  secret_key: ['AWS_S3_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY'],
  signature_version: ['AWS_S3_SIGNATURE_VERSION'],
}

const defaults: Readonly<Record<string, unknown>> = { file_overwrite: true, location: '', querystring_auth: true }

/** The host of an address, with or without `https://`; empty for anything else. */
export function hostOf(value: unknown): string {
  const url = typeof value === 'string' && value !== '' ? (value.includes('://') ? value : `https://${value}`) : ''
  return URL.canParse(url) ? new URL(url).hostname : ''
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
