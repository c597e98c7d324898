import { DeleteObjectsCommand } from '@aws-sdk/client-s3'
import { deleteError, type DeleteFailure } from '../delete-error.js'
import { checkKey } from '../key.js'
import type { StoreOptions } from '../object.js'
import { callBucket, type Bucket } from './bucket.js'
import { behindChecksum, contentMd5 } from './request-checksum.js'
import { createClientRedactor } from './error.js'
import { strangeAnswer } from './object-info.js'
import { meaningOfName } from './failure.js'

/** What one request may delete. */
const batchSize = 1000

export async function deleteObjects(
  bucket: Bucket,
  keys: readonly string[],
  { signal }: StoreOptions = {},
): Promise<void> {
  const operation = 'DeleteObjects'
  for (const key of keys) checkKey(key)
  const failures: DeleteFailure[] = []
  for (let start = 0; start < keys.length; start += batchSize) {
    const Objects = keys.slice(start, start + batchSize).map((Key) => ({ Key }))
    const command = new DeleteObjectsCommand({ Bucket: bucket.bucket, Delete: { Objects } })
    if (bucket.capabilities.bulkDelete === 'content_md5') command.middlewareStack.add(contentMd5, behindChecksum)
    const { Deleted = [], Errors = [] } = await callBucket(bucket, operation, { signal }, (options) =>
      bucket.client.send(command, options),
    )
    // The page of a proxy says nothing of any key, and is no word that they are gone.
    if (Deleted.length + Errors.length === 0) throw strangeAnswer(bucket, operation, undefined, 'nothing about any key')
    for (const { Key: key = '', Code: said = 'unknown' } of Errors) {
      if (said !== 'NoSuchKey') failures.push({ key, code: meaningOfName(said)?.code ?? 'server', said })
    }
  }
  if (failures.length === 0) return
  const redact = await createClientRedactor(bucket.client)
  const shown = failures.map(({ key, code, said }) => ({ key: redact(key), code, said: redact(said) }))
  const [first, ...others] = shown
  const { name, provider } = bucket
  if (first) throw deleteError(name, keys.length, [first, ...others], { provider, operation })
}
