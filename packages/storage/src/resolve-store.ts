import { defineEnv, KeelsonError, readEnv } from '@keelson/core'
import * as variable from '@keelson/core/variable'
import type { StoreLocation } from './location.js'
import { aws } from './stores/aws.js'
import { custom } from './stores/custom.js'
import { r2 } from './stores/r2.js'
import { wasabi } from './stores/wasabi.js'

/** Where settings come from: `process.env`, the `env` of a Worker, a parsed file. */
export type StoreEnvironment = Readonly<Record<string, unknown>>

/** A setting: the names under which it is looked for, the first one that is set wins; messages use the first. */
type Names = readonly [string, ...string[]]

/** A store that can be configured by variables; `Values` has one text for each required name. */
interface Group {
  readonly name: string
  /** One of these means that this store is wanted. @default any required one */
  readonly signs?: readonly Names[]
  readonly required: Readonly<Record<string, Names>>
  locate(values: Readonly<Record<string, string>>, read: (names: Names) => string | undefined): StoreLocation
}

const r2Group: Group = {
  name: 'Cloudflare R2',
  required: {
    accountId: ['CLOUDFLARE_R2_ACCOUNT_ID', 'R2_ACCOUNT_ID'],
    bucket: ['CLOUDFLARE_R2_BUCKET_NAME', 'R2_BUCKET_NAME', 'CLOUDFLARE_R2_BUCKET', 'R2_BUCKET'],
    accessKeyId: ['CLOUDFLARE_R2_ACCESS_KEY_ID', 'R2_ACCESS_KEY_ID'],
    secretAccessKey: ['CLOUDFLARE_R2_SECRET_ACCESS_KEY', 'R2_SECRET_ACCESS_KEY'],
  },
  locate({ accountId = '', bucket = '', accessKeyId = '', secretAccessKey = '' }, read) {
    const jurisdiction = read(['CLOUDFLARE_R2_JURISDICTION', 'R2_JURISDICTION'])
    if (jurisdiction !== undefined && jurisdiction !== 'eu' && jurisdiction !== 'fedramp') {
      throw refusal('CLOUDFLARE_R2_JURISDICTION must be eu or fedramp')
    }
    const publicUrl = toUrl(read(['CLOUDFLARE_R2_CUSTOM_DOMAIN', 'R2_CUSTOM_DOMAIN']))
    return r2({ accountId, bucket, accessKeyId, secretAccessKey, jurisdiction, publicUrl })
  },
}

const wasabiGroup: Group = {
  name: 'Wasabi',
  required: {
    region: ['WASABI_REGION'],
    bucket: ['WASABI_BUCKET_NAME', 'WASABI_BUCKET'],
    accessKeyId: ['WASABI_ACCESS_KEY_ID', 'WASABI_ACCESS_KEY'],
    secretAccessKey: ['WASABI_SECRET_ACCESS_KEY', 'WASABI_SECRET_KEY'],
  },
  locate({ region = '', bucket = '', accessKeyId = '', secretAccessKey = '' }, read) {
    const publicUrl = toUrl(read(['WASABI_CUSTOM_DOMAIN']))
    return wasabi({ region, bucket, accessKeyId, secretAccessKey, publicUrl })
  },
}

const awsBucket: Names = ['AWS_STORAGE_BUCKET_NAME', 'AWS_S3_BUCKET_NAME', 'AWS_S3_BUCKET', 'S3_BUCKET']
const awsEndpoint: Names = ['AWS_S3_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL']
const awsKeys = { accessKeyId: ['AWS_ACCESS_KEY_ID'], secretAccessKey: ['AWS_SECRET_ACCESS_KEY'] } as const

const awsGroup: Group = {
  name: 'AWS S3',
  // Keys and regions of AWS are set for many purposes, and by AWS itself; a bucket's name is for this one.
  signs: [awsBucket],
  required: {
    region: ['AWS_S3_REGION_NAME', 'AWS_REGION', 'AWS_DEFAULT_REGION'],
    bucket: awsBucket,
  },
  locate({ region = '', bucket = '' }, read) {
    const publicUrl = toUrl(read(['AWS_S3_CUSTOM_DOMAIN']))
    const endpoint = read(awsEndpoint)
    const anyKey = Object.values(awsKeys).some((names) => read(names) !== undefined)
    // None at all: a role or a profile has them. Other servers than Amazon's have neither.
    const keys = anyKey || endpoint !== undefined ? readAll('AWS S3', awsKeys, read) : undefined
    const { accessKeyId = '', secretAccessKey = '' } = keys ?? {}
    if (endpoint) return custom({ endpoint, region, bucket, accessKeyId, secretAccessKey, publicUrl })
    const sessionToken = read(['AWS_SESSION_TOKEN'])
    return aws({ region, bucket, publicUrl, ...(keys && { accessKeyId, secretAccessKey, sessionToken }) })
  },
}

/**
 * The store that an environment names, or `undefined` when it names none: a caller then takes the local disk.
 *
 * R2: `CLOUDFLARE_R2_{ACCOUNT_ID, BUCKET_NAME, ACCESS_KEY_ID, SECRET_ACCESS_KEY}`, optional `CUSTOM_DOMAIN`, `JURISDICTION`; also
 * with `R2_` in front. Wasabi: `WASABI_{REGION, BUCKET_NAME, ACCESS_KEY_ID, SECRET_ACCESS_KEY}`. AWS: `AWS_STORAGE_BUCKET_NAME`
 * and `AWS_S3_REGION_NAME` or `AWS_REGION`, keys or a role; with `AWS_S3_ENDPOINT_URL` another server. Throws `config` when a
 * group is half set, naming what is missing, when two stores are named, and for placeholders and quotes from an example.
 *
 * @example
 * import { createLocalStore, resolveStore } from '@keelson/storage'
 * import { createS3Store } from '@keelson/storage/s3'
 * const location = resolveStore(process.env)
 * const store = location ? createS3Store(location) : createLocalStore({ folder: 'media' })
 */
export function resolveStore(environment: StoreEnvironment): StoreLocation | undefined {
  const read = (names: Names) => {
    const variables = names.map((name) => [name, variable.string({ optional: true })] as const)
    const values = readEnv(defineEnv(Object.fromEntries(variables)), environment)
    return Object.values(values).find((value) => value !== undefined)
  }
  const [group, ...others] = [r2Group, wasabiGroup, awsGroup].filter(({ required, signs = Object.values(required) }) =>
    signs.some((names) => read(names) !== undefined),
  )
  if (!group) return undefined
  if (others.length > 0) {
    throw refusal(`${[group, ...others].map(({ name }) => name).join(' and ')} are both set: which one is meant?`)
  }
  return group.locate(readAll(group.name, group.required, read), read)
}

function readAll(
  group: string,
  required: Readonly<Record<string, Names>>,
  read: (names: Names) => string | undefined,
): Record<string, string> {
  const fields = Object.entries(required).map(([field, names]) => ({ field, names, value: read(names) }))
  const missing = fields.filter(({ value }) => value === undefined).map(({ names }) => names[0])
  if (missing.length > 0) throw refusal(`${group} is half configured: ${missing.join(', ')} missing`)
  return Object.fromEntries(fields.map(({ field, value = '' }) => [field, value]))
}

/** A custom domain is written as a host name by some and as a URL by others. */
function toUrl(domain: string | undefined): string | undefined {
  return domain && !domain.includes('://') ? `https://${domain}` : domain
}

function refusal(problem: string): KeelsonError {
  return new KeelsonError(`the environment names no usable store: ${problem}`, { code: 'config' })
}
