import { createHash } from 'node:crypto'
import { DeleteObjectsCommand } from '@aws-sdk/client-s3'
import { deleteError, type DeleteFailure } from '../delete-error.js'
import { checkKey } from '../key.js'
import type { StoreOptions } from '../store.js'
import { callBucket, type Bucket } from './bucket.js'
import { createClientRedactor } from './error.js'
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
    const command = deleteObjectsCommand(bucket, keys.slice(start, start + batchSize))
    const { Errors = [] } = await callBucket(bucket, operation, { signal }, (options) =>
      bucket.client.send(command, options),
    )
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

/** With Content-MD5 in place of the SDK's checksum for servers that know no other. */
function deleteObjectsCommand({ bucket, bulkDelete }: Bucket, keys: readonly string[]): DeleteObjectsCommand {
  const Objects = keys.map((Key) => ({ Key }))
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })
  if (bulkDelete === 'crc32') return command
  command.middlewareStack.add(
    (next) => (args) => {
      // Typed unknown by the SDK, since it may be another protocol's.
      const { headers, body } = args.request as { headers: Record<string, string>; body: string | Uint8Array }
      for (const name of Object.keys(headers)) if (/^x-amz-(?:sdk-)?checksum-/i.test(name)) delete headers[name]
      headers['content-md5'] = createHash('md5').update(body).digest('base64')
      return next(args)
    },
    // Behind the SDK's own checksum, in front of the signature.
    { step: 'build', priority: 'low', name: 'keelsonContentMd5' },
  )
  return command
}
