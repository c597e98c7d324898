import { formatPythonSettings, pythonExpression, type PythonExpression, type PythonValue } from '@keelson/core/python'
import type { StoreLocation } from '../location.js'
import { publicUrl } from '../public-url.js'
import { boto3ConfigCall, checkLocation, keyReferences, type Boto3ConfigOptions } from './boto3.js'
import { checkStorages, prefixOf, refuseStorages } from './check-django-storages.js'
import type { DjangoStorage } from './django-storage.js'
import { indent } from './python-call.js'
import { isAtLeast, type PackageVersion } from './version.js'

/** Options of {@link djangoStorages}; what is left out is the newest. */
export interface DjangoStoragesOptions extends Boto3ConfigOptions {
  /** Below 4.2 there is no STORAGES. */
  readonly django?: PackageVersion | undefined
  /** Below 1.14.3 it takes no `client_config`. */
  readonly djangoStorages?: PackageVersion | undefined
  /** Under which name the `classes` can be imported, where they are needed: `'shop.storages'`. */
  readonly module?: string | undefined
}

/** What {@link djangoStorages} answers. */
export interface DjangoStorages {
  /** By their names, for `formatPythonSettings`. */
  readonly settings: Readonly<Record<string, PythonValue>>
  /** The text of `module`, a class a storage, where Django or django-storages are too old for STORAGES alone. */
  readonly classes?: string | undefined
}

/**
 * `STORAGES` of Django with django-storages, by alias: media in `media/`, private and never overwritten, static files in
 * `static/` under the names of their manifest, each with a {@link boto3Config}. Below Django 4.2 it is `DEFAULT_FILE_STORAGE`
 * and `STATICFILES_STORAGE`; there, and below django-storages 1.14.3, the options are in classes of a module of your own.
 *
 * Throws `config` for what Django or django-storages would misread, for static files without a public URL, for private files
 * in an R2 bucket with a domain, which opens all of it, for a storage inside another, and `unsupported` for an ACL where the
 * store has none; keys are read from the environment.
 * https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html
 *
 * @example
 * import { formatPythonSettings } from '@keelson/core/python'
 * import { resolveStore } from '@keelson/storage'
 * import { djangoStorages } from '@keelson/storage/config'
 * const store = resolveStore(process.env)
 * const { settings } = djangoStorages({
 *   default: { store: store && { ...store, bucket: 'shop-media', publicUrl: undefined }, folder: '/srv/shop/media' },
 *   staticfiles: { store, folder: '/srv/shop/static' },
 * })
 * const file = formatPythonSettings(settings)
 */
export function djangoStorages(
  storages: Readonly<Record<string, DjangoStorage>>,
  options: DjangoStoragesOptions = {},
): DjangoStorages {
  const hasStorages = isAtLeast('django', options.django, '4.2')
  const hasClientConfig = isAtLeast('djangoStorages', options.djangoStorages, '1.14.3')
  checkStorages(storages, hasStorages)
  const written = Object.entries(storages).map(([alias, storage]) => [alias, write(alias, storage, options)] as const)
  const inBucket = written.filter(([, { config }]) => config)
  const asClasses = inBucket.length > 0 && !(hasStorages && hasClientConfig)
  const { module } = options
  if (asClasses && !(module !== undefined && /^[a-z_]\w*(?:\.[a-z_]\w*)+$/i.test(module)))
    refuseStorages(
      `${hasStorages ? 'django-storages below 1.14.3' : 'Django below 4.2'} needs classes, and module is ${JSON.stringify(module) ?? 'missing'}`,
      "Say under which name they can be imported, as module: 'shop.storages', and write the classes to that file",
    )
  const backends = written.map(
    ([alias, one]) =>
      [alias, asClasses && one.config ? { BACKEND: `${module}.${classOf(alias)}` } : backendOf(one)] as const,
  )
  return {
    settings: {
      ...(hasStorages ? { STORAGES: Object.fromEntries(backends) } : oldSettings(Object.fromEntries(backends))),
      ...Object.assign({}, ...written.map(([, one]) => one.beside)),
    },
    ...(asClasses && { classes: formatClasses(inBucket, hasClientConfig) }),
  }
}

type Values = Readonly<Record<string, PythonValue>>

interface Written {
  readonly BACKEND: string
  readonly OPTIONS?: Values
  /** Of a storage of django-storages, each version of which has another place for it. */
  readonly config?: PythonExpression
  /** Settings of Django's own that belong to it. */
  readonly beside: Values
}

function backendOf({ BACKEND, OPTIONS, config }: Written): { readonly BACKEND: string } & Values {
  if (!OPTIONS || !config) return { BACKEND, ...(OPTIONS && { OPTIONS }) }
  const python = indent(config.python, 3).trimStart()
  return { BACKEND, OPTIONS: { ...OPTIONS, client_config: pythonExpression(python, config.imports) } }
}

function write(alias: string, storage: DjangoStorage, options: DjangoStoragesOptions): Written {
  const isStatic = alias === 'staticfiles'
  const { store, manifestFolder } = storage
  if (!store) return writeLocal(alias, storage)
  const STATIC_URL = isStatic ? folderUrl(store, alias, storage) : ''
  if (isStatic && manifestFolder !== undefined)
    return { BACKEND: manifestStorage, beside: { STATIC_ROOT: manifestFolder, STATIC_URL } }
  const isNew = isAtLeast('djangoStorages', options.djangoStorages, '1.14')
  const module = `storages.backends.${isNew ? 's3' : 's3boto3'}`
  return {
    BACKEND: `${module}.${isStatic ? 'S3ManifestStaticStorage' : isNew ? 'S3Storage' : 'S3Boto3Storage'}`,
    OPTIONS: writeOptions(alias, storage, checkLocation(store)),
    config: boto3ConfigCall(store, options),
    beside: isStatic ? { STATIC_URL } : {},
  }
}

const manifestStorage = 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage'

/** Django's own settings hold for its two storages, and its development server reads them as well. */
function writeLocal(alias: string, { folder = '', base_url, location }: DjangoStorage): Written {
  const url = base_url ?? `/${prefixOf(alias, { location })}/`
  const BACKEND = 'django.core.files.storage.FileSystemStorage'
  if (alias === 'staticfiles') return { BACKEND: manifestStorage, beside: { STATIC_ROOT: folder, STATIC_URL: url } }
  if (alias === 'default') return { BACKEND, beside: { MEDIA_ROOT: folder, MEDIA_URL: url } }
  return { BACKEND, OPTIONS: { location: folder, base_url: url }, beside: {} }
}

function writeOptions(alias: string, storage: DjangoStorage, store: StoreLocation): Values {
  const isStatic = alias === 'staticfiles'
  const { querystring_auth = !isStatic, querystring_expire = 3600, file_overwrite = isStatic } = storage
  const [access_key, secret_key, security_token] = keyReferences(store, storage.keys)
  // With a domain nothing would be signed, whatever querystring_auth says.
  const domain = querystring_auth || store.publicUrl === undefined ? undefined : new URL(store.publicUrl)
  if (!querystring_auth) folderUrl(store, alias, storage)
  return {
    bucket_name: store.bucket,
    location: prefixOf(alias, storage),
    endpoint_url: store.endpoint,
    region_name: store.region,
    // Said even without one: that of the environment would belong to other keys.
    ...(access_key && secret_key && { access_key, secret_key, security_token: security_token ?? null }),
    custom_domain: domain ? `${domain.host}${domain.pathname.replace(/\/$/, '')}` : null,
    ...(domain?.protocol === 'http:' && { url_protocol: 'http:' }),
    querystring_auth,
    ...(querystring_auth && { querystring_expire }),
    file_overwrite,
    // Said, so that none of the AWS_ settings of the same module stands in.
    default_acl: storage.default_acl ?? null,
    object_parameters: storage.object_parameters ?? {},
  }
}

/** Throws `config` where nobody could read the files there. */
function folderUrl(store: StoreLocation, alias: string, storage: DjangoStorage): string {
  return publicUrl(store, `${prefixOf(alias, storage)}/-`).slice(0, -1)
}

function oldSettings(backends: Readonly<Record<string, { readonly BACKEND: string }>>): Values {
  return {
    DEFAULT_FILE_STORAGE: backends['default']?.BACKEND ?? '',
    STATICFILES_STORAGE: backends['staticfiles']?.BACKEND ?? '',
  }
}

function classOf(alias: string): string {
  return `${alias.replace(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase())}Storage`
}

/** Its storages take a class's attributes for their options. */
function formatClasses(storages: readonly (readonly [string, Written])[], hasClientConfig: boolean): string {
  const imports = new Set<string>()
  const classes = storages.map(([alias, { BACKEND, OPTIONS, config = null }]) => {
    const text = formatPythonSettings({ ...OPTIONS, [hasClientConfig ? 'client_config' : 'config']: config })
    const [head = '', body = ''] = text.split(/\n\n([^]*)/)
    for (const line of [...head.split('\n'), `import ${BACKEND.slice(0, BACKEND.lastIndexOf('.'))}`]) imports.add(line)
    return `\n\nclass ${classOf(alias)}(${BACKEND}):\n${indent(body.trimEnd())}\n`
  })
  return `${[...imports].toSorted().join('\n')}\n${classes.join('')}`
}
