import { KeelsonError, systemClock, type Clock } from '@keelson/core'
import type { OpenUpload } from '../multipart.js'
import type { StoreOptions } from '../object.js'
import type { Store } from '../store.js'

/** Which uploads {@link abortUploads} ends. */
export interface AbortUploadsParams {
  /** Of keys that start with it. @default '' */
  readonly prefix?: string | undefined
  /** In milliseconds since the upload began; longer than any upload takes that may still be under way. */
  readonly olderThanMs: number
}

/** Options of {@link abortUploads}. */
export interface AbortUploadsOptions extends StoreOptions {
  /** @default the machine's */
  readonly clock?: Clock | undefined
}

/**
 * Ends uploads in parts that were forgotten, whose parts are paid for like objects and shown nowhere; answers with those it ended.
 *
 * One of which the store does not say when it began is left alone. Throws `config` for a negative age.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 *
 * @example
 * import { abortUploads } from '@keelson/storage'
 * const ended = await abortUploads(store, { prefix: 'backups/', olderThanMs: 7 * 86_400_000 })
 */
export async function abortUploads(
  store: Store,
  params: AbortUploadsParams,
  { signal, clock = systemClock }: AbortUploadsOptions = {},
): Promise<readonly OpenUpload[]> {
  const { prefix = '', olderThanMs } = params ?? {}
  if (!(olderThanMs >= 0)) {
    throw new KeelsonError(`olderThanMs: ${olderThanMs} is not a number of milliseconds`, { code: 'config' })
  }
  const open = await store.multipart.list({ prefix }, { signal }).toArray()
  const latest = clock.date() - olderThanMs
  const old = open.filter(
    ({ key, initiated }) => key.startsWith(prefix) && initiated !== undefined && initiated.getTime() <= latest,
  )
  for (const upload of old) await store.multipart.abort(upload, { signal })
  return old
}
