import pLimit from 'p-limit'
import type { UploadedPart, UploadReference } from '../multipart.js'
import type { Store } from '../store.js'

/** A part that was read, and is to be sent unless the store has it. */
export interface PartReading {
  readonly partNumber: number
  readonly body: Uint8Array
  /** From an earlier run. */
  readonly stored?: UploadedPart | undefined
}

/** Where the content of the next part goes. */
export interface PartSlot {
  /** Memory for so many bytes; that of the part before it. */
  readonly allocate: (length: number) => Uint8Array
  readonly signal: AbortSignal | undefined
}

/** Reads the next part, or answers that there is none left; called one at a time. */
export type ReadPart = (slot: PartSlot) => Promise<PartReading | undefined>

/** How parts are sent. */
export interface UploadPartsOptions {
  /** Parts in memory: being read, or being sent. */
  readonly concurrency: number
  readonly signal?: AbortSignal | undefined
  /** Called for every part that the store has then. */
  readonly onPart: (part: UploadedPart) => void
}

/** Reads parts one by one and sends several at a time; answers with all of them in order, or throws when none is under way any more. */
export async function uploadParts(
  store: Store,
  reference: UploadReference,
  readPart: ReadPart,
  { concurrency, signal, onPart }: UploadPartsOptions,
): Promise<UploadedPart[]> {
  const parts: UploadedPart[] = []
  const failures: unknown[] = []
  const stop = new AbortController()
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const inTurn = pLimit(1)

  const work = async (): Promise<void> => {
    // Used again for every part of this worker: what garbage collection has not freed yet would be many parts.
    let memory = new Uint8Array()
    const allocate = (length: number) => {
      if (memory.byteLength < length) memory = new Uint8Array(length)
      return memory.subarray(0, length)
    }
    while (failures.length === 0) {
      const reading = await inTurn(async () =>
        failures.length > 0 ? undefined : readPart({ allocate, signal: either }),
      )
      if (!reading) return
      const { partNumber, body, stored } = reading
      const part = stored ?? (await store.multipart.putPart({ ...reference, partNumber, body }, { signal: either }))
      parts.push(part)
      onPart(part)
    }
  }
  const workers = Array.from({ length: concurrency }, async () => {
    try {
      await work()
    } catch (error) {
      failures.push(error)
      // The others end before the upload is: a part that arrives after that would stay, and be paid for.
      stop.abort()
    }
  })
  await Promise.all(workers)
  if (failures.length > 0) throw failures[0]
  return parts.toSorted((a, b) => a.partNumber - b.partNumber)
}
