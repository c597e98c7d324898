import type { Finding } from '@keelson/core'
import { isSameBucket, type BucketUse } from './storage-use.js'

const publicBuckets = 'https://developers.cloudflare.com/r2/buckets/public-buckets/'
const limits =
  'https://developers.cloudflare.com/r2/platform/limits/#rate-limiting-on-managed-public-buckets-through-r2dev'

/** Whether everybody, and only everybody who may, can read the files. */
export function lintAccess(use: BucketUse, uses: readonly BucketUse[]): Finding[] {
  const finding = use.access === 'private' ? lintPrivate(use, uses) : lintPublic(use)
  return finding ? [finding] : []
}

function lintPublic({ name, location, publicBucket }: BucketUse): Finding | undefined {
  const { publicUrl, endpoint, bucket, capabilities } = location
  const { hostname } = new URL(publicUrl ?? endpoint)
  if (isR2(hostname) || (publicUrl === undefined && !capabilities.publicEndpoint)) {
    return {
      code: 'storage-signed-endpoint',
      severity: 'error',
      path: `${name}.location.publicUrl`,
      message: `the URLs of ${name} lead to ${hostname}, which answers signed requests only: every visitor gets an error`,
      fix: `Connect a custom domain to bucket ${bucket} and give it as publicUrl`,
      source: publicBuckets,
    }
  }
  if (hostname.endsWith('.r2.dev')) {
    return {
      code: 'storage-development-domain',
      severity: 'warning',
      path: `${name}.location.publicUrl`,
      message: `${hostname} is for development: from some hundred requests a second on it answers 429, and nothing is cached`,
      fix: `Connect a custom domain to bucket ${bucket} and give it as publicUrl`,
      source: limits,
    }
  }
  if (publicUrl !== undefined || publicBucket) return undefined
  if (publicBucket === false) {
    return {
      code: 'storage-not-public',
      severity: 'error',
      path: `${name}.publicBucket`,
      message: `bucket ${bucket} is not public, and the URLs of ${name} lead straight to it: every visitor gets a 403`,
      fix: 'Put a CDN that may read the bucket in front of it and give its address as publicUrl, or hand out presignGet URLs',
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    }
  }
  if (!hostname.endsWith('.wasabisys.com')) return undefined
  return {
    code: 'storage-wasabi-not-public',
    severity: 'warning',
    path: `${name}.publicBucket`,
    message: `Wasabi opens buckets for certain paid accounts only: with any other, every visitor of ${name} gets a 403`,
    fix: 'Hand out presignGet URLs; if the support has opened the account, say publicBucket: true',
    source: 'https://docs.wasabi.com/apidocs/operations-on-buckets-1',
  }
}

function lintPrivate(use: BucketUse, uses: readonly BucketUse[]): Finding | undefined {
  const { name, location, prefix = '' } = use
  const opening = uses.find((other) => isSameBucket(use, other) && opens(other))
  if (!opening) return undefined
  const { publicUrl } = opening.location
  return {
    code: 'storage-private-in-public-bucket',
    severity: 'error',
    path: `${name}.location`,
    message: `everybody can read bucket ${location.bucket}${publicUrl ? ` at ${publicUrl}` : ''}, ${prefix}* included: whoever knows or guesses a name gets the file, and the application is not asked`,
    fix: `Give ${name} a bucket of its own that nobody can read, and hand out presignGet URLs`,
    source: isR2(new URL(location.endpoint).hostname)
      ? publicBuckets
      : 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  }
}

/** R2 knows only whole buckets: a domain opens all of it. */
function opens({ location: { endpoint, publicUrl }, publicBucket }: BucketUse): boolean {
  if (publicBucket !== undefined) return publicBucket
  return publicUrl !== undefined && isR2(new URL(endpoint).hostname) && !isR2(new URL(publicUrl).hostname)
}

function isR2(hostname: string): boolean {
  return hostname.endsWith('.r2.cloudflarestorage.com')
}
