import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3'
import { KeelsonError } from '@keelson/core'
import type { StoreOptions } from '../object.js'
import { callBucket, type Bucket } from './bucket.js'
import { isStatus } from './failure.js'

/** Creates the bucket when there is none. A refusal or a lost answer is settled by looking, never by creating again. */
export async function ensureBucket(bucket: Bucket, { signal }: StoreOptions = {}): Promise<'created' | 'existing'> {
  if (await bucketExists(bucket, { signal })) return 'existing'
  try {
    await callBucket(bucket, 'CreateBucket', { signal }, (options) =>
      bucket.client.send(createBucketCommand(bucket.bucket), options),
    )
    return 'created'
  } catch (error) {
    // Another run was faster, or the first send of this one was carried out and its answer lost.
    const mayBeThere =
      error instanceof KeelsonError && ['conflict', 'network', 'timeout', 'server'].includes(error.code)
    if (mayBeThere && (await bucketExists(bucket, { signal }).catch(() => false))) return 'existing'
    throw error
  }
}

function bucketExists(bucket: Bucket, { signal }: StoreOptions): Promise<boolean> {
  return callBucket(bucket, 'HeadBucket', { signal }, async (options) => {
    try {
      await bucket.client.send(new HeadBucketCommand({ Bucket: bucket.bucket }), options)
      return true
    } catch (error) {
      if (isStatus(error, 404)) return false
      throw error
    }
  })
}

function createBucketCommand(name: string): CreateBucketCommand {
  const command = new CreateBucketCommand({ Bucket: name })
  command.middlewareStack.add(
    (next) => (args) => {
      const { CreateBucketConfiguration: configuration, ...input } = args.input
      const region: string | undefined = configuration?.LocationConstraint
      // The SDK names the client's region, but R2's `auto` is no place.
      return next(region === 'auto' ? { ...args, input } : args)
    },
    { step: 'serialize', priority: 'high', name: 'keelsonLocation' },
  )
  return command
}
