import { isKeelsonError, retry, systemClock, within, type Clock } from '@keelson/core'
import type { UploadReference } from '../multipart.js'
import type { StoreOptions } from '../object.js'
import type { Store } from '../store.js'

/** A caller that has failed waits for no longer than this. */
const longestMs = 60_000
/** A repetition would be refused again. */
const lasting = ['auth', 'forbidden', 'config', 'unsupported', 'invalid_request']

/** Where time and chance come from. */
export interface EndOptions {
  readonly clock?: Clock | undefined
  readonly random?: (() => number) | undefined
}

/**
 * Aborts an upload and makes sure that it is over: a part that was under way can arrive behind the first abort, as S3 says.
 * Never throws; what is left to be done by hand is the answer.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
 */
export async function endUpload(
  store: Pick<Store, 'multipart'>,
  reference: UploadReference,
  { clock = systemClock, random = Math.random }: EndOptions = {},
): Promise<string | undefined> {
  const end = async (signal: AbortSignal) => {
    await store.multipart.abort(reference, { signal })
    if (await hasParts(store, reference, { signal })) throw new Error('a part arrived since')
  }
  const shouldRetry = (error: unknown) => !isKeelsonError(error) || !lasting.includes(error.code)
  const ending = await within(
    (signal) => retry(() => end(signal), { maxAttempts: 3, shouldRetry, signal, clock, random }),
    longestMs,
    clock,
  )
  if (ending.how === 'done') return undefined
  const { key, uploadId } = reference
  const why = ending.how === 'threw' && isKeelsonError(ending.thrown) ? ending.thrown.message : 'it did not end'
  return `The upload ${uploadId} of ${JSON.stringify(key)} is still open and its parts are paid for: abortUploads ends it (${why})`
}

async function hasParts(
  store: Pick<Store, 'multipart'>,
  reference: UploadReference,
  options: StoreOptions,
): Promise<boolean> {
  try {
    return (await store.multipart.listParts(reference, options)).length > 0
  } catch {
    // It is over, or these keys may not look: the abort was accepted.
    return false
  }
}
