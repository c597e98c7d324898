import type { S3Client } from '@aws-sdk/client-s3'
import { systemClock, within } from '@keelson/core'
import type { StoreCapabilities, StoreLocation } from '../location.js'
import { createS3Client, type S3ClientOptions } from './client.js'
import { s3Error } from './error.js'

/** A client that exists already, and a bucket of it. */
export interface S3StoreTarget {
  readonly client: S3Client
  readonly bucket: string
  /** What bulk deletes carry. @default 'crc32' */
  readonly bulkDelete?: StoreCapabilities['bulkDelete'] | undefined
}

/** What every operation of a store works on. */
export interface Bucket extends Required<S3StoreTarget> {
  /** `r2`; `s3` when only the client is known. */
  readonly provider: string
  /** `bucket shop at s3.eu-central-1.wasabisys.com` */
  readonly name: string
  readonly bulkDelete: StoreCapabilities['bulkDelete']
}

/** The bucket of a target; a location gets a client of its own. */
export function openBucket(target: StoreLocation | S3StoreTarget, options: S3ClientOptions | undefined): Bucket {
  const { bucket } = target
  if ('client' in target) {
    const { client, bulkDelete = 'crc32' } = target
    return { client, bucket, bulkDelete, provider: 's3', name: `bucket ${bucket}` }
  }
  const { name: provider, capabilities } = target
  const client = createS3Client(target, options)
  const name = `bucket ${bucket} at ${new URL(target.endpoint).host}`
  return { client, bucket, bulkDelete: capabilities.bulkDelete, provider, name }
}

/** What the SDK's `send` takes. */
export interface SendOptions {
  readonly abortSignal: AbortSignal
}

/** Carries out one operation: every way out is a value or a KeelsonError. */
export async function callBucket<T>(
  { client, provider, name }: Bucket,
  operation: string,
  { key, signal }: { readonly key?: string; readonly signal?: AbortSignal | undefined },
  work: (options: SendOptions) => Promise<T>,
): Promise<T> {
  // The SDK's own limits end it; this one lets an abort end also what still waits for its turn.
  const ending = await within((abortSignal) => work({ abortSignal }), Infinity, systemClock, signal)
  if (ending.how === 'done') return ending.value
  const subject = key === undefined ? name : `${JSON.stringify(key)} in ${name}`
  throw await s3Error(client, ending, { provider, operation, subject })
}
