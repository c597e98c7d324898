import { locationError, type LocationOptions, type StoreLocation } from '../location.js'
import { aws } from '../stores/aws.js'
import { b2 } from '../stores/b2.js'
import { digitalOceanSpaces } from '../stores/digital-ocean-spaces.js'
import { r2 } from '../stores/r2.js'
import { supabase } from '../stores/supabase.js'
import { tigris } from '../stores/tigris.js'
import { wasabi } from '../stores/wasabi.js'

/** A bucket at an endpoint, as settings for any server have it. */
interface EndpointOptions extends LocationOptions {
  readonly endpoint: string
  /** Where the endpoint does not say it. */
  readonly region?: string | undefined
}

type Locate = (options: EndpointOptions & { readonly region: string }, found: readonly string[]) => StoreLocation

/** Endpoints of vendors, without bucket; what is found is handed on. */
const endpoints: readonly (readonly [host: RegExp, locate: Locate])[] = [
  [
    /^([0-9a-f]{32})\.(?:(eu|fedramp)\.)?r2\.cloudflarestorage\.com$/,
    (options, [accountId = '', jurisdiction]) =>
      r2({ ...options, accountId, jurisdiction: jurisdiction as 'eu' | 'fedramp' | undefined }),
  ],
  // A region has a second name of two letters at some, which no signature takes.
  [
    /^s3\.(?:[a-z]{2}-\d|([a-z0-9-]+))\.wasabisys\.com$/,
    (options, [region]) => wasabi({ ...options, region: region ?? options.region }),
  ],
  [/^s3\.wasabisys\.com$/, (options) => wasabi({ ...options, region: 'us-east-1' })],
  [/^s3\.([a-z0-9-]+)\.backblazeb2\.com$/, (options, [region = '']) => b2({ ...options, region })],
  [/^([a-z0-9]+)\.digitaloceanspaces\.com$/, (options, [region = '']) => digitalOceanSpaces({ ...options, region })],
  [/^(?:t3\.storage\.dev|fly\.storage\.tigris\.dev)$/, (options) => tigris(options)],
  [/^([a-z0-9]{20})\.(?:storage\.)?supabase\.co$/, (options, [project = '']) => supabase({ ...options, project })],
  [
    /^s3[.-](?:([a-z0-9-]+)\.)?amazonaws\.(?:com|com\.cn|eu)$/,
    (options, [region]) => aws({ ...options, region: region ?? options.region }),
  ],
]

/** The location of a bucket at a vendor's endpoint, with all that the vendor's own function knows; else `undefined`. */
export function locateEndpoint({ endpoint, region = '', ...options }: EndpointOptions): StoreLocation | undefined {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const { bucket } = options
  // Consoles show it together with the bucket.
  const host = url?.hostname.startsWith(`${bucket}.`) ? url.hostname.slice(bucket.length + 1) : url?.hostname
  for (const [pattern, locate] of endpoints) {
    const found = url && host && pattern.exec(host)?.slice(1)
    if (!found) continue
    const location = locate({ ...options, region, endpoint: url.origin }, found)
    const path = url.pathname.replace(/\/+$/, '')
    if (path === '' || path === `/${bucket}` || location.endpoint.endsWith(path)) return location
    throw locationError(location.name, `endpoint must be ${location.endpoint}, without ${path}`)
  }
  return undefined
}
