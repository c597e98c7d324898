import type { Finding } from '@keelson/core'
import { isR2, type ReadStorage } from './read-storages.js'

/** What storages of one bucket do to one another. */
export function lintSharedBuckets(storages: readonly ReadStorage[]): Finding[] {
  return storages.flatMap((storage) =>
    storages.flatMap((other) => {
      const bucket = storage.option('bucket_name')
      const isShared =
        typeof bucket === 'string' && bucket === other.option('bucket_name') && storage.host === other.host
      if (storage === other || !isShared) return []
      return [...lintNested(storage, other), ...lintExposed(storage, other, bucket)]
    }),
  )
}

const folderOf = ({ option }: ReadStorage) => {
  const location = option('location')
  return typeof location === 'string' ? location.replace(/^\/+|\/+$/g, '') : ''
}

/** The files of one are among those of another. */
function lintNested(inner: ReadStorage, outer: ReadStorage): Finding[] {
  const [within, around] = [folderOf(inner), folderOf(outer)]
  const isInside = around === '' || `${within}/`.startsWith(`${around}/`)
  // Of two in the same folder, one finding is enough.
  if (!isInside || (within === around && inner.alias > outer.alias)) return []
  const clears = outer.alias === 'staticfiles' || within === around
  return [
    {
      code: 'django-storage-nested',
      severity: clears ? 'error' : 'warning',
      path: `${outer.path}${outer.path.startsWith('STORAGES.') ? '.OPTIONS.location' : ''}`,
      message: `the files of ${inner.alias} are among those of ${outer.alias}${clears ? ': collectstatic --clear deletes both' : ', which can overwrite them'}`,
      fix: 'Give each a location: "static" for staticfiles, "media" for default',
      source: 'https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#collectstatic',
    },
  ]
}

/** At R2 a domain opens the whole bucket; elsewhere a policy may keep a folder of it apart. */
function lintExposed(signed: ReadStorage, open: ReadStorage, bucket: string): Finding[] {
  const isPrivate = signed.option('querystring_auth') !== false && !signed.option('custom_domain')
  const isPublic = Boolean(open.option('custom_domain'))
  if (signed.alias === 'staticfiles' || !isPrivate || !isPublic) return []
  const opens = isR2(open)
    ? ', which opens all of it: anybody reads the files there without a signature'
    : ': unless a policy keeps its folder apart, anybody reads the files there without a signature'
  return [
    {
      code: 'django-media-public-bucket',
      severity: isR2(open) ? 'error' : 'info',
      path: `${signed.path}${signed.path.startsWith('STORAGES.') ? '.OPTIONS.bucket_name' : ''}`,
      message: `${signed.alias} has signed URLs, and ${open.alias} a domain of the same bucket ${bucket}${opens}`,
      fix: 'Take two buckets, one of them private',
      source: 'https://developers.cloudflare.com/r2/buckets/public-buckets/',
    },
  ]
}
