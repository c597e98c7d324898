import { nearestName, type Finding, type Platform } from '@keelson/core'
import { lintAccess } from './lint-access.js'
import { lintStatic } from './lint-static.js'
import { awsRegions, digitalOceanRegions, wasabiRegions } from '../regions.js'
import type { BucketUse, StorageUse } from './storage-use.js'

/** What {@link lintStorage} knows beside the storage. */
export interface LintStorageContext {
  /** Where the application runs: `renderPlatform({ plan })` of `@keelson/render/plans`. */
  readonly platform?: Platform | undefined
}

/**
 * What is wrong with where an application keeps its files: uploads on a disk that does not last, URLs that nobody can read, private
 * files that everybody can, static files that vanish under the running version. Empty when nothing is found; nothing is sent.
 *
 * @example
 * import { lintStorage } from '@keelson/storage'
 * import { r2 } from '@keelson/storage/stores/r2'
 * const location = r2({ accountId, bucket: 'shop', accessKeyId, secretAccessKey, publicUrl: 'https://cdn.example.com' })
 * const findings = lintStorage({
 *   static: { content: 'static', location, prefix: 'static/', version: 'name' },
 *   invoices: { content: 'uploads', access: 'private', location, prefix: 'invoices/' },
 * })
 * findings[0]?.code // storage-private-in-public-bucket
 */
export function lintStorage(
  uses: Readonly<Record<string, StorageUse>>,
  { platform }: LintStorageContext = {},
): Finding[] {
  const all = Object.entries(uses)
  const inBuckets = all.flatMap(([name, use]): BucketUse[] =>
    use.location ? [{ ...use, name, location: use.location }] : [],
  )
  return [
    ...all.flatMap(([name, use]) => (use.location || !platform ? [] : lintDisk(name, use, platform))),
    ...inBuckets.flatMap((use) => [...lintRegion(use), ...lintAccess(use, inBuckets), ...lintStatic(use, inBuckets)]),
  ]
}

function lintDisk(name: string, { content }: StorageUse, platform: Platform): Finding[] {
  if (content !== 'uploads' || !platform.ephemeralDisk) return []
  return [
    {
      code: 'storage-ephemeral-disk',
      severity: 'error',
      path: name,
      message: `the disk of ${platform.name} does not last: after the next restart or deploy, everything in ${name} (MEDIA_ROOT in Django) is gone`,
      fix: 'Store it in a bucket: set the variables of one and take what resolveStore answers; or mount a disk that lasts',
      source: platform.sources?.['ephemeralDisk'] ?? 'https://12factor.net/processes',
    },
  ]
}

/** Lists that are short and have a page; the date of each is at the list. */
const regionsOf: Readonly<Record<string, readonly string[]>> = {
  aws: awsRegions,
  digitalocean: digitalOceanRegions,
  wasabi: wasabiRegions,
}
const pages: Readonly<Record<string, string>> = {
  aws: 'https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html',
  digitalocean: 'https://docs.digitalocean.com/products/spaces/details/availability/',
  wasabi: 'https://docs.wasabi.com/docs/service-urls-for-wasabis-storage-regions',
}

function lintRegion({ name, location }: BucketUse): Finding[] {
  const { region, endpoint } = location
  const known = regionsOf[location.name]
  if (!known || known.includes(region)) return []
  const nearest = nearestName(region, known)
  return [
    {
      code: 'storage-region-unknown',
      severity: 'warning',
      path: `${name}.location.region`,
      message: `${region} is none of the ${known.length} known regions: unless it is new, ${new URL(endpoint).host} does not exist`,
      fix: nearest ? `Use ${nearest}, if that is meant` : 'Use the region that the console shows at the bucket',
      source: pages[location.name] ?? endpoint,
    },
  ]
}
