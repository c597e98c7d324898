import { KeelsonError } from '@keelson/core'
import { mostHeld, mostParts, smallestPart } from '../parts.js'

const MiB = 2 ** 20
/** In bytes. */
export const defaultPartSize = 8 * MiB
/** So many parts later, those of a stream whose size nobody knows are twice as large. */
const doubleEvery = 1000

/** What a part size is found by. */
export interface PartSizing {
  /** In bytes; `undefined` of a stream that does not say. */
  readonly size: number | undefined
  /** The least, in bytes. @default 8388608 */
  readonly partSize?: number | undefined
  /** Of the store: without it, parts may grow on the way. */
  readonly equalParts: boolean
}

/**
 * How large the n-th part is, in bytes: all are of one size, whole MiB more than asked for where 10,000 of them would not do;
 * parts of an unknown number double every 1,000 where the store takes that. Throws `config` for sizes that no store takes.
 */
export function choosePartSize(
  key: string,
  { size, partSize = defaultPartSize, equalParts }: PartSizing,
): (partNumber: number) => number {
  if (!Number.isSafeInteger(partSize) || partSize < smallestPart || partSize > mostHeld) {
    refuse(key, `partSize must be ${smallestPart} to ${mostHeld} bytes, not ${partSize}`)
  }
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0)) {
    refuse(key, `size must be a number of bytes, not ${size}`)
  }
  if (size !== undefined) {
    const least = Math.ceil(size / mostParts / MiB) * MiB
    if (least > mostHeld) refuse(key, `${mostParts} parts cannot hold ${size} bytes`)
    return () => Math.max(partSize, least)
  }
  if (equalParts) return () => partSize
  return (partNumber) => Math.min(mostHeld, partSize * 2 ** Math.floor((partNumber - 1) / doubleEvery))
}

function refuse(key: string, problem: string): never {
  throw new KeelsonError(`${JSON.stringify(key)} cannot be uploaded: ${problem}`, { code: 'config' })
}
