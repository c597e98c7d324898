import type { StoreLocation } from '../location.js'
import type { Store } from '../store.js'
import { openBucket, type S3StoreTarget } from './bucket.js'
import type { S3ClientOptions } from './client.js'
import { deleteObjects } from './delete-objects.js'
import { ensureBucket } from './ensure-bucket.js'
import { listObjects } from './list-objects.js'
import { deleteObject, getObject, headObject, putObject } from './objects.js'

/**
 * A store in a bucket, over the AWS SDK; nothing is sent yet. Stores share a client by `{ client, bucket }`.
 *
 * Objects are held in memory as a whole. Errors: `auth` for keys that the store does not know or whose secret is wrong,
 * `forbidden`, `not_found` for a missing bucket, `rate_limited`, `timeout`, `network`, `config` for a wrong region.
 *
 * @example
 * import { createS3Store } from '@keelson/storage/s3'
 * import { r2 } from '@keelson/storage/stores/r2'
 * const store = createS3Store(r2({ accountId, bucket: 'media', accessKeyId, secretAccessKey }))
 * await store.put('hello.txt', 'hello', { contentType: 'text/plain' })
 */
export function createS3Store(target: StoreLocation | S3StoreTarget, options?: S3ClientOptions): Store {
  const bucket = openBucket(target, options)
  return {
    name: bucket.name,
    put: (key, body, putOptions) => putObject(bucket, key, body, putOptions),
    get: (key, getOptions) => getObject(bucket, key, getOptions),
    head: (key, headOptions) => headObject(bucket, key, headOptions),
    delete: (key, deleteOptions) => deleteObject(bucket, key, deleteOptions),
    deleteMany: (keys, deleteOptions) => deleteObjects(bucket, keys, deleteOptions),
    list: (params, listOptions) => listObjects(bucket, params, listOptions),
    ensureBucket: (ensureOptions) => ensureBucket(bucket, ensureOptions),
  }
}
