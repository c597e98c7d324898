import { allOrNothing, inHost, toUrl, type StoreVariables } from './environment-names.js'
import { b2 } from '../stores/b2.js'
import { digitalOceanSpaces } from '../stores/digital-ocean-spaces.js'
import { minio } from '../stores/minio.js'
import { r2, type R2Options } from '../stores/r2.js'
import { supabase } from '../stores/supabase.js'
import { tigris } from '../stores/tigris.js'
import { wasabi } from '../stores/wasabi.js'

const r2Host = /([0-9a-f]{32})\.(?:(eu|fedramp)\.)?r2\.cloudflarestorage\.com/
const r2Endpoint = ['CLOUDFLARE_R2_ENDPOINT', 'R2_ENDPOINT', 'R2_ENDPOINT_URL'] as const
const r2Variables = allOrNothing(
  'Cloudflare R2',
  {
    required: {
      accountId: ['CLOUDFLARE_R2_ACCOUNT_ID', 'R2_ACCOUNT_ID', ...r2Endpoint],
      bucket: ['CLOUDFLARE_R2_BUCKET_NAME', 'R2_BUCKET_NAME', 'CLOUDFLARE_R2_BUCKET', 'R2_BUCKET'],
      accessKeyId: ['CLOUDFLARE_R2_ACCESS_KEY_ID', 'R2_ACCESS_KEY_ID'],
      secretAccessKey: ['CLOUDFLARE_R2_SECRET_ACCESS_KEY', 'R2_SECRET_ACCESS_KEY'],
    },
    domain: ['CLOUDFLARE_R2_CUSTOM_DOMAIN', 'R2_CUSTOM_DOMAIN', 'CLOUDFLARE_R2_PUBLIC_URL', 'R2_PUBLIC_URL'],
    meanings: { accountId: inHost(r2Host) },
  },
  (values, read) => {
    const jurisdiction = read(['CLOUDFLARE_R2_JURISDICTION', 'R2_JURISDICTION', ...r2Endpoint], inHost(r2Host, 2))
    return r2({ ...values, jurisdiction: (jurisdiction || undefined) as R2Options['jurisdiction'] })
  },
)

const wasabiVariables = allOrNothing(
  'Wasabi',
  {
    required: {
      region: ['WASABI_REGION'],
      bucket: ['WASABI_BUCKET_NAME', 'WASABI_BUCKET'],
      accessKeyId: ['WASABI_ACCESS_KEY_ID', 'WASABI_ACCESS_KEY'],
      secretAccessKey: ['WASABI_SECRET_ACCESS_KEY', 'WASABI_SECRET_KEY'],
    },
    domain: ['WASABI_CUSTOM_DOMAIN'],
  },
  wasabi,
)

/** Keys as its command line reads them: https://github.com/Backblaze/B2_Command_Line_Tool */
const b2Variables = allOrNothing(
  'Backblaze B2',
  {
    required: {
      region: ['B2_REGION', 'B2_ENDPOINT'],
      bucket: ['B2_BUCKET_NAME', 'B2_BUCKET'],
      accessKeyId: ['B2_APPLICATION_KEY_ID', 'B2_KEY_ID'],
      secretAccessKey: ['B2_APPLICATION_KEY', 'B2_APP_KEY'],
    },
    domain: ['B2_CUSTOM_DOMAIN'],
    meanings: { region: inHost(/\bs3\.([\w-]+)\.backblazeb2\.com/) },
  },
  b2,
)

/** Keys as Terraform reads them: https://docs.digitalocean.com/reference/terraform/reference/resources/spaces_bucket/ */
const spacesVariables = allOrNothing(
  'DigitalOcean Spaces',
  {
    required: {
      region: ['SPACES_REGION', 'DO_SPACES_REGION', 'SPACES_ENDPOINT', 'DO_SPACES_ENDPOINT'],
      bucket: ['SPACES_BUCKET_NAME', 'SPACES_BUCKET', 'DO_SPACES_BUCKET_NAME', 'DO_SPACES_BUCKET'],
      accessKeyId: ['SPACES_ACCESS_KEY_ID', 'SPACES_KEY', 'DO_SPACES_ACCESS_KEY_ID', 'DO_SPACES_KEY'],
      secretAccessKey: ['SPACES_SECRET_ACCESS_KEY', 'SPACES_SECRET', 'DO_SPACES_SECRET_ACCESS_KEY', 'DO_SPACES_SECRET'],
    },
    domain: ['SPACES_CUSTOM_DOMAIN', 'DO_SPACES_CUSTOM_DOMAIN'],
    meanings: { region: inHost(/\b([a-z0-9]+)\.digitaloceanspaces\.com/) },
  },
  digitalOceanSpaces,
)

/** As its own library reads them: https://www.tigrisdata.com/docs/sdks/tigris/ */
const tigrisVariables = allOrNothing(
  'Tigris',
  {
    required: {
      bucket: ['TIGRIS_STORAGE_BUCKET'],
      accessKeyId: ['TIGRIS_STORAGE_ACCESS_KEY_ID'],
      secretAccessKey: ['TIGRIS_STORAGE_SECRET_ACCESS_KEY'],
    },
    domain: ['TIGRIS_STORAGE_CUSTOM_DOMAIN'],
  },
  (values, read) => tigris({ ...values, endpoint: read(['TIGRIS_STORAGE_ENDPOINT']) }),
)

const supabaseKeys = {
  accessKeyId: ['SUPABASE_S3_ACCESS_KEY_ID'],
  secretAccessKey: ['SUPABASE_S3_SECRET_ACCESS_KEY'],
} as const
/** The project's URL is set for its API, too, and a bucket for its own library. */
const supabaseVariables = allOrNothing(
  'Supabase',
  {
    required: {
      project: ['SUPABASE_URL', 'SUPABASE_S3_ENDPOINT'],
      region: ['SUPABASE_S3_REGION', 'SUPABASE_REGION'],
      bucket: ['SUPABASE_S3_BUCKET', 'SUPABASE_STORAGE_BUCKET', 'SUPABASE_BUCKET'],
      ...supabaseKeys,
    },
    domain: ['SUPABASE_S3_CUSTOM_DOMAIN'],
    signs: Object.values(supabaseKeys),
  },
  supabase,
)

/** As its clients' examples read them. */
const minioVariables = allOrNothing(
  'MinIO',
  {
    required: {
      endpoint: ['MINIO_ENDPOINT'],
      bucket: ['MINIO_BUCKET_NAME', 'MINIO_BUCKET'],
      accessKeyId: ['MINIO_ACCESS_KEY', 'MINIO_ACCESS_KEY_ID'],
      secretAccessKey: ['MINIO_SECRET_KEY', 'MINIO_SECRET_ACCESS_KEY'],
    },
    domain: ['MINIO_CUSTOM_DOMAIN'],
    meanings: { endpoint: toUrl },
  },
  (values, read) => minio({ ...values, region: read(['MINIO_REGION']) }),
)

/** Stores of one vendor each. */
export const vendorVariables: readonly StoreVariables[] = [
  r2Variables,
  wasabiVariables,
  b2Variables,
  spacesVariables,
  tigrisVariables,
  supabaseVariables,
  minioVariables,
]
