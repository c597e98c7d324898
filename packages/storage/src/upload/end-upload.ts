import { isKeelsonError, sleep, systemClock, within, type Clock } from '@keelson/core'
import type { UploadReference } from '../multipart.js'
import type { StoreOptions } from '../object.js'
import type { Store } from '../store.js'

/** A caller that has failed waits for no longer than this. */
const longestMs = 60_000
const mostAttempts = 3
/** Stores repeat what is lost on the way by themselves: this is for a part that is still on its way. */
const pauseMs = 500
/** A repetition would be refused again. */
const lasting = ['auth', 'forbidden', 'config', 'unsupported', 'invalid_request']

/**
 * Aborts an upload and makes sure that it is over: a part that was under way can arrive behind the first abort, as S3 says.
 * Never throws; what is left to be done by hand is the answer.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
 */
export async function endUpload(
  store: Pick<Store, 'multipart'>,
  reference: UploadReference,
  { clock = systemClock }: { readonly clock?: Clock | undefined } = {},
): Promise<string | undefined> {
  let why = 'it did not end'
  const end = async (signal: AbortSignal): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await store.multipart.abort(reference, { signal })
        if (!(await hasParts(store, reference, { signal }))) return true
        why = 'parts still arrive'
      } catch (error) {
        if (isKeelsonError(error)) why = error.message
        if (isKeelsonError(error) && lasting.includes(error.code)) return false
      }
      if (attempt === mostAttempts) return false
      await sleep(clock, pauseMs, signal)
    }
  }
  const ending = await within(end, longestMs, clock)
  if (ending.how === 'done' && ending.value) return undefined
  const { key, uploadId } = reference
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
