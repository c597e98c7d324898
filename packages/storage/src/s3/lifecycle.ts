import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type LifecycleRule as SdkRule,
} from '@aws-sdk/client-s3'
import { KeelsonError } from '@keelson/core'
import { checkPrefix } from '../key.js'
import type { StoreOptions } from '../object.js'
import { bucketOf, callBucket, requireRules, type S3StoreTarget } from './bucket.js'
import { behindChecksum, contentMd5 } from './request-checksum.js'
import { undefinedIfMissing } from './objects.js'

/** What the store does by itself, about once a day. */
export interface LifecycleRule {
  /** What consoles show; unique in a bucket. @default what the rule does: `expire-tmp-7d` */
  readonly id?: string | undefined
  /** A folder, as `tmp/`; objects expire only under one. @default the whole bucket */
  readonly prefix?: string | undefined
  /** Objects are deleted so many days after they were stored. */
  readonly expireAfterDays?: number | undefined
  /** Uploads that were neither completed nor aborted end so many days after they began, and their parts are no longer paid for. */
  readonly abortUploadsAfterDays?: number | undefined
}

/** A rule as the store has it. */
export interface StoredLifecycleRule extends LifecycleRule {
  readonly isEnabled: boolean
  /** What it does besides, by the names of the S3 protocol: `Transitions`. Such a rule cannot be written back. */
  readonly more: readonly string[]
}

const mostRules = 1000

/**
 * The rules by which the store deletes old objects and forgotten uploads, none when there are none.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 *
 * @example
 * import { createS3Store, getBucketLifecycle } from '@keelson/storage/s3'
 * const rules = await getBucketLifecycle(createS3Store(location))
 */
export async function getBucketLifecycle(
  target: S3StoreTarget,
  { signal }: StoreOptions = {},
): Promise<readonly StoredLifecycleRule[]> {
  const bucket = bucketOf(target)
  requireRules(bucket, 'lifecycle')
  const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket.bucket })
  const output = await callBucket(bucket, 'GetBucketLifecycleConfiguration', { signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
  return (output?.Rules ?? []).map(readRule)
}

/**
 * Replaces all lifecycle rules of the bucket by these, also those that do what these cannot say: `config` when one of them was
 * read from a bucket and did more.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 *
 * @example
 * import { createS3Store, setBucketLifecycle } from '@keelson/storage/s3'
 * const store = createS3Store(location)
 * await setBucketLifecycle(store, { rules: [{ abortUploadsAfterDays: 7 }, { prefix: 'tmp/', expireAfterDays: 1 }] })
 */
export async function setBucketLifecycle(
  target: S3StoreTarget,
  { rules }: { readonly rules: readonly LifecycleRule[] },
  { signal }: StoreOptions = {},
): Promise<void> {
  const bucket = bucketOf(target)
  checkRules(bucket.name, rules)
  requireRules(bucket, 'lifecycle')
  const command = new PutBucketLifecycleConfigurationCommand({
    Bucket: bucket.bucket,
    LifecycleConfiguration: { Rules: rules.map(writeRule) },
  })
  if (bucket.capabilities.bulkDelete === 'content_md5') command.middlewareStack.add(contentMd5, behindChecksum)
  await callBucket(bucket, 'PutBucketLifecycleConfiguration', { signal }, (options) =>
    bucket.client.send(command, options),
  )
}

/**
 * Removes all lifecycle rules of the bucket: nothing is deleted by the store any more.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html
 *
 * @example
 * import { createS3Store, removeBucketLifecycle } from '@keelson/storage/s3'
 * await removeBucketLifecycle(createS3Store(location))
 */
export async function removeBucketLifecycle(target: S3StoreTarget, { signal }: StoreOptions = {}): Promise<void> {
  // A server that does not know such rules answers with the list of objects, and would remove the bucket.
  if ((await getBucketLifecycle(target, { signal })).length === 0) return
  const bucket = bucketOf(target)
  const command = new DeleteBucketLifecycleCommand({ Bucket: bucket.bucket })
  await callBucket(bucket, 'DeleteBucketLifecycle', { signal }, (options) =>
    bucket.client.send(command, options).catch(undefinedIfMissing),
  )
}

function writeRule(rule: LifecycleRule): SdkRule {
  const { prefix = '', expireAfterDays, abortUploadsAfterDays } = rule
  return {
    ID: idOf(rule),
    Status: isEnabled(rule) ? 'Enabled' : 'Disabled',
    Filter: { Prefix: prefix },
    Expiration: expireAfterDays === undefined ? undefined : { Days: expireAfterDays },
    AbortIncompleteMultipartUpload:
      abortUploadsAfterDays === undefined ? undefined : { DaysAfterInitiation: abortUploadsAfterDays },
  }
}

function readRule(rule: SdkRule): StoredLifecycleRule {
  const { ID, Status, Filter, Prefix, Expiration, AbortIncompleteMultipartUpload: abort, ...others } = rule
  const { Prefix: filtered, ...filters } = Filter ?? {}
  const { Days, ...expirations } = Expiration ?? {}
  const more = Object.entries({ ...others, ...filters, ...expirations }).filter(([, value]) => isSaid(value))
  return {
    id: ID,
    prefix: filtered ?? Prefix,
    expireAfterDays: Days,
    abortUploadsAfterDays: abort?.DaysAfterInitiation,
    isEnabled: Status === 'Enabled',
    more: more.map(([name]) => name),
  }
}

/** An empty list and a `false` say nothing. */
function isSaid(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false
}

function isEnabled(rule: LifecycleRule): boolean {
  return !('isEnabled' in rule) || rule.isEnabled === true
}

function idOf({ id, prefix = '', expireAfterDays, abortUploadsAfterDays }: LifecycleRule): string {
  if (id) return id
  const what = [
    expireAfterDays === undefined ? [] : [`expire-${expireAfterDays}d`],
    abortUploadsAfterDays === undefined ? [] : [`abort-uploads-${abortUploadsAfterDays}d`],
  ]
  return [prefix || 'all', ...what.flat()].join(' ').slice(0, 255)
}

function checkRules(where: string, rules: readonly LifecycleRule[]): void {
  const problems = rules.flatMap((rule, index) => problemsOf(rule).map((problem) => `rules[${index}]${problem}`))
  if (rules.length === 0 || rules.length > mostRules) {
    problems.push(`rules must be 1 to ${mostRules}, not ${rules.length}; removeBucketLifecycle removes them`)
  }
  const ids = rules.map(idOf)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) problems.push(`two rules have the id ${JSON.stringify(twice)}`)
  if (problems.length > 0) {
    throw new KeelsonError(`the lifecycle rules of ${where} were not changed: ${problems.join('; ')}`, {
      code: 'config',
    })
  }
  for (const [index, { prefix }] of rules.entries()) if (prefix) checkPrefix(`rules[${index}].prefix`, prefix)
}

function problemsOf(rule: LifecycleRule): string[] {
  const { id = '', prefix, expireAfterDays, abortUploadsAfterDays } = rule
  const problems: string[] = []
  for (const [field, days] of Object.entries({ expireAfterDays, abortUploadsAfterDays })) {
    if (days === undefined || (Number.isInteger(days) && days >= 1)) continue
    problems.push(`.${field} cannot be ${days}: whole days, 1 or more`)
  }
  if (expireAfterDays === undefined && abortUploadsAfterDays === undefined) problems.push(' does nothing')
  if (expireAfterDays !== undefined && !prefix) problems.push('.prefix is missing: every object would expire')
  if (id.length > 255) problems.push(`.id has ${id.length} characters, at most 255 are allowed`)
  if ('more' in rule && Array.isArray(rule.more) && rule.more.length > 0) {
    problems.push(` also has ${rule.more.join(', ')}, which would be lost`)
  }
  return problems
}
