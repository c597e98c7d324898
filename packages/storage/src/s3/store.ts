import type { S3Client } from '@aws-sdk/client-s3'
import { KeelsonError } from '@keelson/core'
import type { StoreCapabilities, StoreLocation } from '../location.js'
import type { Store } from '../store.js'
import { bucketOf, type Bucket, type S3StoreTarget } from './bucket.js'
import { createS3Client, type S3ClientOptions } from './client.js'
import { copyObject } from './copy-object.js'
import { deleteObjects } from './delete-objects.js'
import { ensureBucket } from './ensure-bucket.js'
import { getObject } from './get-object.js'
import { listObjects } from './list-objects.js'
import { getObjectStream } from './object-stream.js'
import { deleteObject, headObject, putObject } from './objects.js'
import { createUploads } from './uploads.js'

/** A store in a bucket; what takes an {@link S3StoreTarget} takes it. */
export interface S3Store extends Store {
  /** Of the AWS SDK, for what a Store has not. */
  readonly client: S3Client
  readonly bucket: string
  /** The `provider` of errors. */
  readonly provider: string
  readonly capabilities: StoreCapabilities
}

/**
 * A store in a bucket, over the AWS SDK; nothing is sent yet. Stores share a client by `{ client, bucket }`.
 *
 * Errors: `auth` for keys that the store does not know or whose secret is wrong, `forbidden`, `not_found` for a missing bucket,
 * `conflict`, `ambiguous_write` for a conditional write whose answer was lost, `rate_limited`, `timeout`, `network`,
 * `config` for a wrong region, `unsupported`, `schema` for an answer that is not S3's.
 *
 * @example
 * import { createS3Store } from '@keelson/storage/s3'
 * import { r2 } from '@keelson/storage/stores/r2'
 * const store = createS3Store(r2({ accountId, bucket: 'media', accessKeyId, secretAccessKey }))
 * await store.put('hello.txt', 'hello', { contentType: 'text/plain' })
 */
export function createS3Store(target: StoreLocation | S3StoreTarget, options?: S3ClientOptions): S3Store {
  const bucket = openBucket(target, options)
  const store = {
    name: bucket.name,
    provider: bucket.provider,
    bucket: bucket.bucket,
    capabilities: bucket.capabilities,
    put: (key, body, putOptions) => putObject(bucket, key, body, putOptions),
    get: (key, getOptions) => getObject(bucket, key, getOptions),
    getStream: (key, getOptions) => getObjectStream(bucket, key, getOptions),
    head: (key, headOptions) => headObject(bucket, key, headOptions),
    exists: async (key, existsOptions) => (await headObject(bucket, key, existsOptions)) !== undefined,
    copy: (params, copyOptions) => copyObject(bucket, params, copyOptions),
    delete: (key, deleteOptions) => deleteObject(bucket, key, deleteOptions),
    deleteMany: (keys, deleteOptions) => deleteObjects(bucket, keys, deleteOptions),
    list: (params, listOptions) => listObjects(bucket, params, listOptions),
    ensureBucket: (ensureOptions) => ensureBucket(bucket, ensureOptions),
    multipart: createUploads(bucket),
    get client() {
      return bucket.client
    },
  } satisfies S3Store
  // The client of a user shows its keys to whoever prints it.
  return Object.defineProperty(store, 'client', { enumerable: false })
}

/** The bucket of a target; a location gets a client of its own. */
function openBucket(target: StoreLocation | S3StoreTarget, options: S3ClientOptions | undefined): Bucket {
  if (typeof target !== 'object') {
    throw new KeelsonError(`no store can be made of ${JSON.stringify(target)}: a location is needed`, {
      code: 'config',
      hint: 'resolveStore gives undefined where the environment names no store: take createLocalStore there',
    })
  }
  if ('client' in target) return bucketOf(target)
  const { bucket, endpoint, capabilities, name: provider } = target
  const name = `bucket ${bucket} at ${new URL(endpoint).host}`
  return bucketOf({ client: createS3Client(target, options), bucket, capabilities, name, provider })
}
