import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { KeelsonError } from '@keelson/core'
import { systemCode } from '../system-error.js'

/** A file of the disk, read at any place. */
export interface FileSource {
  /** In bytes, as it was when the file was opened. */
  readonly size: number
  /** Fills the array from that place of the file on; throws `conflict` when the file changed. */
  read(target: Uint8Array, position: number): Promise<void>
  /** Throws `conflict` when the file changed since it was opened. */
  readonly check: () => Promise<void>
  close(): Promise<void>
}

/** Opens a regular file; throws `config` for what is none. */
export async function openFile(file: string): Promise<FileSource> {
  const refuse = (problem: string): never => {
    throw new KeelsonError(`file: ${JSON.stringify(file)} ${problem}`, { code: 'config' })
  }
  if (typeof file !== 'string' || file === '') return refuse('is not the path of a file')
  // Opening a pipe would wait for somebody who writes.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK
  const unreadable = (error: unknown) => refuse(`cannot be read: ${systemCode(error)}`)
  const handle = await open(file, flags).catch(unreadable)
  const look = () => handle.stat({ bigint: true }).catch(unreadable)
  const before = await look().catch(async (error: unknown) => {
    await handle.close()
    throw error
  })
  if (!before.isFile()) {
    await handle.close()
    return refuse('is not a regular file: putStream stores what comes from elsewhere')
  }
  const changed = () =>
    new KeelsonError(`${file} changed while it was read`, {
      code: 'conflict',
      hint: 'Something still writes to it: upload it when that has ended',
    })
  const check = async () => {
    const { size, mtimeNs } = await look()
    if (size !== before.size || mtimeNs !== before.mtimeNs) throw changed()
  }
  return {
    size: Number(before.size),
    check,
    async read(target, position) {
      for (let count = 0; count < target.byteLength;) {
        const length = target.byteLength - count
        const { bytesRead } = await handle.read(target, count, length, position + count).catch(unreadable)
        if (bytesRead === 0) throw changed()
        count += bytesRead
      }
      await check()
    },
    close: () => handle.close(),
  }
}
