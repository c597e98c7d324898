import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  type CORSRule as SdkRule,
} from '@aws-sdk/client-s3'
import { KeelsonError } from '@keelson/core'
import type { StoreOptions } from '../object.js'
import { bucketOf, callBucket, requireRules, type S3StoreTarget } from './bucket.js'
import { behindChecksum, contentMd5 } from './request-checksum.js'
import { undefinedIfMissing } from './objects.js'

/** What scripts of other origins may do. */
export interface CorsRule {
  /** `https://shop.example`, `https://*.shop.example`, or `*` for all. */
  readonly origins: readonly string[]
  readonly methods: readonly CorsMethod[]
  /** Headers that requests may have, `*` for all; uploads need `content-type`. @default none but the ones that are always allowed */
  readonly headers?: readonly string[] | undefined
  /** Headers of answers that scripts may read, as `ETag`. @default none but the ones that are always allowed */
  readonly exposeHeaders?: readonly string[] | undefined
  /** How long browsers keep what a preflight said. @default what the store says */
  readonly maxAgeSeconds?: number | undefined
}

/** What a rule can allow. */
export type CorsMethod = (typeof corsMethods)[number]

const corsMethods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] as const
const mostRules = 100

/**
 * The rules for scripts of other origins, none when there are none.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html
 *
 * @example
 * import { createS3Store, getBucketCors } from '@keelson/storage/s3'
 * const rules = await getBucketCors(createS3Store(location))
 */
export async function getBucketCors(
  target: S3StoreTarget,
  { signal }: StoreOptions = {},
): Promise<readonly CorsRule[]> {
  const bucket = bucketOf(target)
  requireRules(bucket, 'cors')
  const command = new GetBucketCorsCommand({ Bucket: bucket.bucket })
  const output = await callBucket(bucket, 'GetBucketCors', { signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
  return (output?.CORSRules ?? []).map((rule) => ({
    origins: rule.AllowedOrigins ?? [],
    methods: (rule.AllowedMethods ?? []) as CorsMethod[],
    headers: rule.AllowedHeaders,
    exposeHeaders: rule.ExposeHeaders,
    maxAgeSeconds: rule.MaxAgeSeconds,
  }))
}

/**
 * Replaces all rules for scripts of other origins by these; `config` for rules under which browsers would refuse.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
 *
 * @example
 * import { createS3Store, setBucketCors } from '@keelson/storage/s3'
 * const store = createS3Store(location)
 * await setBucketCors(store, {
 *   rules: [{ origins: ['https://shop.example'], methods: ['GET', 'PUT'], headers: ['content-type'], exposeHeaders: ['ETag'] }],
 * })
 */
export async function setBucketCors(
  target: S3StoreTarget,
  { rules }: { readonly rules: readonly CorsRule[] },
  { signal }: StoreOptions = {},
): Promise<void> {
  const bucket = bucketOf(target)
  checkRules(bucket.name, rules)
  requireRules(bucket, 'cors')
  const CORSRules = rules.map((rule): SdkRule => ({
    AllowedOrigins: [...rule.origins],
    AllowedMethods: [...rule.methods],
    AllowedHeaders: rule.headers && [...rule.headers],
    ExposeHeaders: rule.exposeHeaders && [...rule.exposeHeaders],
    MaxAgeSeconds: rule.maxAgeSeconds,
  }))
  const command = new PutBucketCorsCommand({ Bucket: bucket.bucket, CORSConfiguration: { CORSRules } })
  if (bucket.capabilities.bulkDelete === 'content_md5') command.middlewareStack.add(contentMd5, behindChecksum)
  await callBucket(bucket, 'PutBucketCors', { signal }, (options) => bucket.client.send(command, options))
}

/**
 * Removes all rules for scripts of other origins.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html
 *
 * @example
 * import { createS3Store, removeBucketCors } from '@keelson/storage/s3'
 * await removeBucketCors(createS3Store(location))
 */
export async function removeBucketCors(target: S3StoreTarget, { signal }: StoreOptions = {}): Promise<void> {
  // A server that does not know such rules answers with the list of objects, and would remove the bucket.
  if ((await getBucketCors(target, { signal })).length === 0) return
  const bucket = bucketOf(target)
  const command = new DeleteBucketCorsCommand({ Bucket: bucket.bucket })
  await callBucket(bucket, 'DeleteBucketCors', { signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
}

function checkRules(where: string, rules: readonly CorsRule[]): void {
  const problems = rules.flatMap((rule, index) => problemsOf(rule).map((problem) => `rules[${index}].${problem}`))
  if (rules.length === 0 || rules.length > mostRules) {
    problems.push(`rules must be 1 to ${mostRules}, not ${rules.length}; removeBucketCors removes them`)
  }
  if (problems.length === 0) return
  throw new KeelsonError(`the CORS rules of ${where} were not changed: ${problems.join('; ')}`, { code: 'config' })
}

function problemsOf({ origins, methods, headers = [], exposeHeaders = [], maxAgeSeconds = 0 }: CorsRule): string[] {
  const problems: string[] = []
  const refuse = (field: string, value: unknown, said: string) =>
    problems.push(`${field} cannot be ${JSON.stringify(value)}: ${said}`)
  if (origins.length === 0) problems.push('origins is empty')
  for (const origin of origins) {
    if (!isOrigin(origin))
      refuse('origins', origin, "a scheme and a host, with at most one * in it and no slash behind, or '*'")
  }
  if (methods.length === 0) problems.push('methods is empty')
  for (const method of methods) if (!corsMethods.includes(method)) refuse('methods', method, corsMethods.join(', '))
  for (const header of headers)
    if (!/^[\w-]*\*?[\w-]*$/.test(header) || !header) refuse('headers', header, 'a name, with at most one *')
  for (const header of exposeHeaders) if (!/^[\w-]+$/.test(header)) refuse('exposeHeaders', header, 'a name without *')
  const takesType = headers.some((header) => /^(?:\*|content-(?:\*|type))$/i.test(header))
  if (methods.includes('PUT') && !takesType) refuse('headers', headers, 'a PUT of a browser needs content-type')
  if (!(Number.isInteger(maxAgeSeconds) && maxAgeSeconds >= 0))
    refuse('maxAgeSeconds', maxAgeSeconds, 'seconds, 0 or more')
  return problems
}

function isOrigin(text: string): boolean {
  if (text === '*') return true
  const example = text.replace('*', 'x')
  return (
    /^https?:\/\//.test(text) && URL.canParse(example) && new URL(example).origin === example && !example.includes('*')
  )
}
