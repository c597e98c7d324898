import { Readable } from 'node:stream'
import {
  createRedactor,
  describeCause,
  formatDuration,
  isKeelsonError,
  KeelsonError,
  systemClock,
  within,
  type Clock,
  type Ending,
} from '@keelson/core'

/** Content that comes as it is read: a web stream, a Readable of Node, or anything that yields bytes or texts. */
export type StreamBody = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>

/** How long a source may give nothing. */
export interface SourceOptions {
  /** In milliseconds; `Infinity` for one that may take any time. @default 300000 */
  readonly idleTimeoutMs?: number | undefined
  /** Of the time limit. @default the machine's */
  readonly clock?: Clock | undefined
}

/** Bytes that are read in pieces of the reader's size. */
export interface ByteSource {
  /** Fills the array, or less of it at the end; answers with how many bytes it has got. */
  read(target: Uint8Array, signal: AbortSignal | undefined): Promise<number>
  /** Whether everything was read. */
  isAtEnd(signal: AbortSignal | undefined): Promise<boolean>
  /** Lets go of the source, also in the middle of a read. */
  cancel(): void
}

/** Opens a body, which is then read to its end or cancelled; throws `config` for what is none. */
export function openBody(
  key: string,
  body: StreamBody,
  { idleTimeoutMs = 300_000, clock = systemClock }: SourceOptions,
): ByteSource {
  const { next, cancel } = chunksOf(key, body)
  let rest: Uint8Array = new Uint8Array()
  let isOver = false
  let wasRead = isRead(body)

  /** Afterwards there are bytes, or it is over. */
  const fetchMore = async (signal: AbortSignal | undefined): Promise<void> => {
    while (rest.byteLength === 0 && !isOver) {
      const ending = await within(next, idleTimeoutMs, clock, signal)
      if (ending.how !== 'done') throw endingError(ending, idleTimeoutMs)
      const { done, value } = ending.value
      // As of a request whose body something else has parsed: an empty object would take the place of the stored one.
      if (done && wasRead) throw notStored(key, 'the body was read to its end before')
      wasRead = false
      if (done) isOver = true
      else rest = bytesOf(key, value)
    }
  }

  return {
    async read(target, signal) {
      let count = 0
      while (count < target.byteLength) {
        await fetchMore(signal)
        if (isOver) break
        const taken = rest.subarray(0, target.byteLength - count)
        target.set(taken, count)
        count += taken.byteLength
        rest = rest.subarray(taken.byteLength)
      }
      return count
    },
    async isAtEnd(signal) {
      await fetchMore(signal)
      return isOver
    },
    cancel,
  }
}

interface Chunks {
  readonly next: () => Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>
  readonly cancel: () => void
}

function chunksOf(key: string, body: StreamBody): Chunks {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body || 'getReader' in body)) {
    throw notStored(key, 'the body must be a stream; bytes and texts are stored by put')
  }
  if ('getReader' in body) {
    if (body.locked) throw notStored(key, 'the body is a stream that somebody else reads')
    const reader = body.getReader()
    return { next: () => reader.read(), cancel: ignoringFailure(() => reader.cancel()) }
  }
  // A Readable of Node may break while nobody reads: the next read tells, if there is one.
  if ('on' in body && typeof body.on === 'function') body.on('error', () => undefined)
  const iterator = body[Symbol.asyncIterator]()
  const cancel = async () => {
    // Its iterator would wait for the read that is under way.
    if ('destroy' in body && typeof body.destroy === 'function') body.destroy()
    else await iterator.return?.()
  }
  return { next: async () => iterator.next(), cancel: ignoringFailure(cancel) }
}

/** Whoever cancels has an error already, and does not wait for what may never answer. */
function ignoringFailure(work: () => Promise<unknown>): () => void {
  return () => {
    ;(async () => work())().catch(() => undefined)
  }
}

/** Whether somebody took something of a stream; of a generator nobody knows. */
function isRead(body: StreamBody): boolean {
  return ('getReader' in body || 'readable' in body) && Readable.isDisturbed(body as NodeJS.ReadableStream)
}

function bytesOf(key: string, chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk !== 'string') throw notStored(key, `the body gave ${chunk === null ? 'null' : `a ${typeof chunk}`}`)
  if (!chunk.isWellFormed()) throw notStored(key, 'a text of the body has half a surrogate pair')
  return new TextEncoder().encode(chunk)
}

function notStored(key: string, problem: string): KeelsonError {
  return new KeelsonError(`${JSON.stringify(key)} cannot be stored: ${problem}`, { code: 'config' })
}

/** What a foreign source threw may hold addresses with keys in them. */
function endingError(ending: Exclude<Ending<unknown>, { readonly how: 'done' }>, idleTimeoutMs: number): KeelsonError {
  if (ending.how !== 'threw') {
    return ending.how === 'aborted'
      ? new KeelsonError('it was aborted', { code: 'aborted' })
      : new KeelsonError(`its source gave nothing for ${formatDuration(idleTimeoutMs)}`, { code: 'timeout' })
  }
  if (isKeelsonError(ending.thrown)) return ending.thrown
  const cause = describeCause(ending.thrown, createRedactor())
  return new KeelsonError(`its source failed: ${cause.message}`, { code: 'network', cause })
}
