import type { Finding } from '@keelson/core'
import { diskBackend, oldNames, readStorages, recordOf, type ReadStorage } from './read-storages.js'
import type { DjangoStoragesContext } from './django-storages-context.js'
import { lintS3Storage } from './lint-s3-storage.js'
import { lintSharedBuckets } from './lint-shared-buckets.js'
import { isAtLeast } from './version.js'

const releases = 'https://docs.djangoproject.com/en/stable/releases/5.1/#features-removed-in-5-1'
const documented = 'https://docs.djangoproject.com/en/stable/ref/settings/#storages'

/**
 * What Django, django-storages and boto3 will make of the settings of storages that nobody meant: `STORAGES` or what stood in
 * its place, with the `AWS_` settings beside it. Backends other than Django's and the S3 one of django-storages have no findings.
 *
 * @example
 * import { lintDjangoStorages } from '@keelson/storage/config'
 * const DEFAULT_FILE_STORAGE = 'storages.backends.s3boto3.S3Boto3Storage'
 * const findings = lintDjangoStorages({ DEFAULT_FILE_STORAGE, AWS_STORAGE_BUCKET_NAME: 'shop' }, { django: '5.2' })
 */
export function lintDjangoStorages(
  settings: Readonly<Record<string, unknown>>,
  context: DjangoStoragesContext = {},
): Finding[] {
  const storages = readStorages(settings, context)
  const inBuckets = storages.filter(({ isS3 }) => isS3)
  return [
    ...lintForms(settings, context),
    ...lintAliases(settings, context),
    ...lintKeys(settings, context),
    ...storages.flatMap((storage) => lintDisk(storage, settings, context)),
    ...inBuckets.flatMap((storage) => lintS3Storage(storage, context)),
    ...lintSharedBuckets(inBuckets),
  ]
}

/** Each version of Django reads one form, and says nothing of the other. */
function lintForms(settings: Readonly<Record<string, unknown>>, { django }: DjangoStoragesContext): Finding[] {
  if (django === undefined) return []
  const used = Object.keys(oldNames).filter((name) => settings[name] !== undefined)
  const both = settings['STORAGES'] !== undefined && used.length > 0
  if (!isAtLeast('django', django, '4.2')) {
    if (settings['STORAGES'] === undefined) return []
    return [
      {
        code: 'django-storages-ignored',
        severity: 'error',
        path: 'STORAGES',
        message: `Django ${django} has no STORAGES and says nothing of it: ${used.length > 0 ? 'what it configures is not used' : 'uploads go to the local disk'}`,
        fix: 'Set DEFAULT_FILE_STORAGE and STATICFILES_STORAGE, or upgrade to Django 4.2',
        source: 'measured: Django 3.2.25',
      },
    ]
  }
  const isGone = isAtLeast('django', django, '5.1')
  return used.map((name): Finding => {
    const alias = oldNames[name as keyof typeof oldNames]
    const fix = `Write STORAGES["${alias}"] = {"BACKEND": …, "OPTIONS": {…}} and drop ${name}`
    if (isGone)
      return {
        code: 'django-storage-setting-ignored',
        severity: 'error',
        path: name,
        message: `Django ${django} ignores ${name} and says nothing: ${alias} is ${both ? 'what STORAGES says' : 'the local disk'}`,
        fix,
        source: releases,
      }
    return {
      code: both ? 'django-storage-settings-both' : 'django-storage-setting-old',
      severity: both ? 'error' : 'warning',
      path: name,
      message: both
        ? `Django ${django} does not start with ${name} and STORAGES: they are mutually exclusive`
        : `${name} is deprecated in Django ${django}, and from 5.1 on ignored without a word`,
      fix,
      source: documented,
    }
  })
}

function lintAliases(
  { STORAGES, INSTALLED_APPS: apps }: Readonly<Record<string, unknown>>,
  { django }: DjangoStoragesContext,
): Finding[] {
  if (STORAGES === undefined || (django !== undefined && !isAtLeast('django', django, '4.2'))) return []
  const hasStatic = !Array.isArray(apps) || apps.includes('django.contrib.staticfiles')
  return ['default', ...(hasStatic ? ['staticfiles'] : [])]
    .filter((alias) => !Object.hasOwn(recordOf(STORAGES), alias))
    .map((alias) => ({
      code: 'django-storages-alias-missing',
      severity: 'error',
      path: 'STORAGES',
      message: `STORAGES has no ${alias}, and Django has no default for a part of it: InvalidStorageError at ${alias === 'default' ? 'the first upload' : 'the first static file, staticfiles.E005 in its checks'}`,
      fix: `Add "${alias}": {"BACKEND": "${alias === 'default' ? diskBackend : 'django.contrib.staticfiles.storage.StaticFilesStorage'}"}, or the one that was meant`,
      source: 'measured: Django 5.2.17',
    }))
}

/** Keys that are written out, unless they are values of the environment, which the settings may have been read with. */
function lintKeys(settings: Readonly<Record<string, unknown>>, { env = {} }: DjangoStoragesContext): Finding[] {
  const known: readonly unknown[] = Object.values(env)
  const places = [
    ...['AWS_SECRET_ACCESS_KEY', 'AWS_S3_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map(
      (name) => [name, settings[name]] as const,
    ),
    ...Object.entries(recordOf(settings['STORAGES'])).flatMap(([alias, one]) =>
      ['secret_key', 'security_token'].map(
        (name) => [`STORAGES.${alias}.OPTIONS.${name}`, recordOf(recordOf(one)['OPTIONS'])[name]] as const,
      ),
    ),
  ]
  return places.flatMap(([path, value]): Finding[] =>
    typeof value !== 'string' || value === '' || known.includes(value)
      ? []
      : [
          {
            code: 'storage-literal-secret',
            severity: 'error',
            path,
            message:
              'the key is written out: every copy of the settings has it, and so does the history of the repository',
            fix: `Write os.environ["${/token$/i.test(path) ? 'AWS_SESSION_TOKEN' : 'AWS_SECRET_ACCESS_KEY'}"], and make a new key`,
            source: 'https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html',
          },
        ],
  )
}

/** Only where somebody configured uploads: Django's default is the local disk, and not every site has any. */
function lintDisk(
  { alias, path, backend }: ReadStorage,
  settings: Readonly<Record<string, unknown>>,
  { platform }: DjangoStoragesContext,
): Finding[] {
  if (alias === 'staticfiles' || backend !== diskBackend || !platform?.ephemeralDisk) return []
  if (alias === 'default' && settings['MEDIA_ROOT'] === undefined) return []
  return [
    {
      code: 'django-media-ephemeral-disk',
      severity: 'error',
      path,
      message: `${platform.name} keeps no files: every upload is gone after the next deploy or restart, and no other instance has it`,
      fix: 'Keep the files in a bucket: djangoStorages({ default: { store } , … }), or give the service a disk',
      source: documented,
    },
  ]
}
