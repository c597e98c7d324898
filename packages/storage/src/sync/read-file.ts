import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { KeelsonError } from '@keelson/core'

/** A file as it was while it was read. */
export interface FileReading {
  /** In bytes. */
  readonly size: number
  /** MD5, which protects nothing here: it is what stores answer as ETag and what Django names files by. */
  readonly hash: string
  readonly content: Uint8Array | undefined
}

/** Reads a file once and hashes it, as a whole if `keeps` its size, else as a stream; throws `conflict` when it changes on the way. */
export async function readFile(location: string, path: string, keeps: (size: number) => boolean): Promise<FileReading> {
  const handle = await open(location, 'r')
  try {
    const before = await handle.stat({ bigint: true })
    let content: Uint8Array | undefined
    let size = 0
    const hash = createHash('md5')
    if (keeps(Number(before.size))) {
      content = await handle.readFile()
      size = content.length
      hash.update(content)
    } else {
      for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 18 })) {
        const bytes = chunk as Uint8Array
        size += bytes.length
        hash.update(bytes)
      }
    }
    const after = await handle.stat({ bigint: true })
    if (BigInt(size) !== before.size || after.size !== before.size || after.mtimeNs !== before.mtimeNs) {
      throw changedError(path)
    }
    return { size, hash: hash.digest('hex'), content }
  } finally {
    await handle.close()
  }
}

/** The error of a file that is not what it was when the sync was planned. */
export function changedError(path: string, reason?: string): KeelsonError {
  return new KeelsonError(reason ? `${path} cannot be read any more: ${reason}` : `${path} changed while it was read`, {
    code: 'conflict',
    hint: 'Something still writes to the folder: wait until the build has ended, then sync again',
  })
}
