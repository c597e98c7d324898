import type { Finding } from '@keelson/core'
import { hostOf, isR2, recordOf, type ReadStorage } from './read-storages.js'
import type { DjangoStoragesContext } from './django-storages-context.js'
import { isAtLeast } from './version.js'

const documented = 'https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html'

/** What a storage of django-storages on S3 will do, one for itself. */
export function lintS3Storage(storage: ReadStorage, context: DjangoStoragesContext): Finding[] {
  return rules.flatMap((rule) => rule(storage, context) ?? [])
}

type Rule = (storage: ReadStorage, context: DjangoStoragesContext) => Finding | undefined

const isAws = ({ host }: ReadStorage) => host === '' || /(?:^|\.)amazonaws\.com(?:\.cn)?$/.test(host)
const isStatic = ({ alias }: ReadStorage) => alias === 'staticfiles'

/** Where an option would be written. */
const at = ({ path }: ReadStorage, name: string) => (path.startsWith('STORAGES.') ? `${path}.OPTIONS.${name}` : path)

/** Options of 1.13; the later ones with the version that knows them first. */
const known =
  'access_key addressing_style bucket_name cloudfront_signer custom_domain default_acl endpoint_url file_name_charset file_overwrite gzip gzip_content_types location max_memory_size object_parameters proxies querystring_auth querystring_expire region_name secret_key session_profile signature_version url_protocol use_ssl use_threads verify'.split(
    ' ',
  )
const since = {
  cloudfront_key: '1.14',
  cloudfront_key_id: '1.14',
  security_token: '1.14',
  transfer_config: '1.14',
  client_config: '1.14.3',
} as const

const rules: readonly Rule[] = [
  function unknownOption(storage, { djangoStorages }) {
    const bad = Object.keys(storage.own).find((name) => {
      if (known.includes(name)) return false
      const first = Object.hasOwn(since, name) ? since[name as keyof typeof since] : undefined
      return (
        first === undefined || (djangoStorages !== undefined && !isAtLeast('djangoStorages', djangoStorages, first))
      )
    })
    if (bad === undefined) return undefined
    const first = Object.hasOwn(since, bad) ? since[bad as keyof typeof since] : undefined
    return {
      code: 'django-storage-option-unknown',
      severity: 'error',
      path: at(storage, bad),
      message: `django-storages ${first === undefined ? 'has no option' : `below ${first} has no option`} ${bad}: ImproperlyConfigured when the storage is first used`,
      fix:
        first === undefined
          ? 'Correct the name, or leave it out'
          : `Upgrade django-storages to ${first}, or leave it out`,
      source: 'measured: django-storages 1.13.2',
    }
  },
  function acl(storage) {
    const value = storage.option('default_acl')
    const hasAcl = storage.store ? storage.store.capabilities.acl : !isR2(storage)
    if (typeof value !== 'string' || value === '' || hasAcl) return undefined
    return {
      code: 's3-acl-unsupported',
      severity: 'error',
      path: at(storage, 'default_acl'),
      message: `every upload carries the ACL ${value}, and ${storage.store?.name ?? 'R2'} has none: it is refused, or means nothing`,
      fix: 'Set "default_acl": None, and say for the bucket who may read it',
      source: isR2(storage) ? 'https://developers.cloudflare.com/r2/api/s3/api/' : documented,
    }
  },
  function checksums(storage, { boto3, env }) {
    const needed = storage.store ? storage.store.capabilities.checksums === 'when_required' : !isAws(storage)
    if (!needed || boto3 === undefined || !isAtLeast('boto3', boto3, '1.36')) return undefined
    if (recordOf(env)['AWS_REQUEST_CHECKSUM_CALCULATION'] !== undefined || !lacksChecksums(storage)) return undefined
    return {
      code: 's3-default-checksums',
      severity: isR2(storage) ? 'error' : 'warning',
      path: at(storage, 'client_config'),
      message: `boto3 ${boto3} sends a CRC32 with every upload, over https behind its body, which stores other than AWS refuse as Unauthorized, MissingContentLength or NotImplemented`,
      fix: 'Set "client_config": botocore.config.Config(request_checksum_calculation="when_required", response_checksum_validation="when_required", …), or AWS_REQUEST_CHECKSUM_CALCULATION=when_required in the environment',
      source: 'https://github.com/boto/boto3/issues/4398',
    }
  },
  function signature(storage) {
    const { option } = storage
    const region = option('region_name')
    if (!signsOldStyle.has(typeof region === 'string' ? region : 'us-east-1')) return undefined
    if (isAws(storage) || option('signature_version') || recordOf(option('client_config')) === option('client_config'))
      return undefined
    if (option('querystring_auth') === false || option('custom_domain')) return undefined
    return {
      code: 's3-signature-v2',
      severity: isR2(storage) ? 'error' : 'warning',
      path: at(storage, 'signature_version'),
      message: `in region ${typeof region === 'string' ? region : 'us-east-1'} boto3 signs URLs by version 2 unless told otherwise, which most stores no longer take: every private file answers 403 or 400`,
      fix: 'Set "signature_version": "s3v4"',
      source: 'measured: botocore 1.29.27 and 1.43.107',
    }
  },
  function endpointDomain(storage) {
    const host = hostOf(storage.option('custom_domain'))
    if (host.endsWith('.r2.cloudflarestorage.com'))
      return {
        code: 'r2-endpoint-public',
        severity: 'error',
        path: at(storage, 'custom_domain'),
        message:
          'the S3 endpoint of R2 answers signed requests alone, and URLs of a custom_domain are not signed: every file is refused',
        fix: 'Connect a domain to the bucket and set it, or leave custom_domain out and have signed URLs',
        source: 'https://developers.cloudflare.com/r2/buckets/public-buckets/',
      }
    if (!host.endsWith('.r2.dev')) return undefined
    return {
      code: 'r2-development-domain',
      severity: 'warning',
      path: at(storage, 'custom_domain'),
      message: 'r2.dev is for development: its requests are limited, and nothing is cached',
      fix: 'Connect a domain of your own to the bucket',
      source: 'https://developers.cloudflare.com/r2/buckets/public-buckets/',
    }
  },
  function signedStatic(storage) {
    const { option } = storage
    if (!isStatic(storage) || option('querystring_auth') === false || option('custom_domain')) return undefined
    return {
      code: 'django-static-signed',
      severity: 'warning',
      path: at(storage, 'querystring_auth'),
      message:
        'every page links static files by new signed URLs: no browser and no CDN keeps them, and pages kept for over an hour lose their style',
      fix: 'Set "querystring_auth": False, or take S3ManifestStaticStorage',
      source: documented,
    }
  },
  function unsignedPrivate(storage) {
    const { own } = storage
    if (isStatic(storage) || own['querystring_auth'] !== true || !storage.option('custom_domain')) return undefined
    if (own['cloudfront_signer'] || own['cloudfront_key']) return undefined
    return {
      code: 'django-media-unsigned',
      severity: 'warning',
      path: at(storage, 'querystring_auth'),
      message:
        'with a custom_domain no URL is signed, whatever querystring_auth says: files are public, or nobody can read them',
      fix: 'Set "custom_domain": None for private files, or "querystring_auth": False for public ones',
      source: 'measured: django-storages 1.13.2',
    }
  },
  function overwrite(storage) {
    if (isStatic(storage) || storage.option('file_overwrite') !== true) return undefined
    return {
      code: 'django-media-overwrite',
      severity: 'warning',
      path: at(storage, 'file_overwrite'),
      message:
        'an upload replaces the file of the same name, which may be that of another user; this is the default of django-storages, not of Django',
      fix: 'Set "file_overwrite": False',
      source: documented,
    }
  },
]

/** Regions in which botocore presigns by version 2 for any endpoint: those that AWS had before version 4. */
const signsOldStyle = new Set(
  'us-east-1 us-west-1 us-west-2 ap-northeast-1 ap-southeast-1 ap-southeast-2 eu-west-1 sa-east-1'.split(' '),
)

/** A Config is told by its attributes or by the code that makes it; of one that is neither nothing is known. */
function lacksChecksums({ option }: ReadStorage): boolean {
  const config = option('client_config')
  if (config === undefined || config === null) return true
  const { python, request_checksum_calculation: checksum } = recordOf(config)
  if (typeof python === 'string') return !python.includes('request_checksum_calculation')
  return typeof config === 'object' && (checksum === undefined || checksum === null || checksum === 'when_supported')
}
