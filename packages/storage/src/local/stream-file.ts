import type { FileHandle } from 'node:fs/promises'
import type { KeelsonError } from '@keelson/core'
import { isSameVersion } from './file.js'
import { changedError, type OpenFile, type ReadTarget } from './read-file.js'

/** In bytes: what is read at a time, and all that is held. */
const chunkSize = 65_536

/** The bytes of an open file, in chunks; whoever iterates closes the file. */
export async function* readChunks(
  { file, version }: Pick<OpenFile, 'file' | 'version'>,
  { start, end }: { readonly start: number; readonly end: number },
  target: ReadTarget,
): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end;) {
    const chunk = new Uint8Array(Math.min(chunkSize, end - position))
    const { bytesRead } = await file.read(chunk, 0, chunk.byteLength, position)
    if (bytesRead === 0) throw changedError(target)
    position += bytesRead
    // Before its last bytes are given away: what was changed is not taken for the whole.
    if (position === end && !isSameVersion(await file.stat({ bigint: true }), version)) throw changedError(target)
    yield chunk.subarray(0, bytesRead)
  }
}

interface StreamOptions {
  readonly signal?: AbortSignal | undefined
  readonly toError: (thrown: unknown) => KeelsonError
}

/** Chunks of an open file as a stream that closes it, however it ends. */
export function streamFile(
  file: FileHandle,
  chunks: AsyncGenerator<Uint8Array>,
  { signal, toError }: StreamOptions,
): ReadableStream<Uint8Array> {
  let abort: (() => void) | undefined
  const finish = async () => {
    if (abort) signal?.removeEventListener('abort', abort)
    await file.close()
  }
  return new ReadableStream({
    start(controller) {
      abort = () => {
        controller.error(toError(signal?.reason))
        finish().catch(() => {})
      }
      if (signal?.aborted) abort()
      else signal?.addEventListener('abort', abort, { once: true })
    },
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (signal?.aborted) return
        if (!done) return controller.enqueue(value)
        await finish()
        controller.close()
      } catch (error) {
        if (signal?.aborted) return
        await finish().catch(() => {})
        controller.error(toError(error))
      }
    },
    cancel: finish,
  })
}
