import { KeelsonError } from '@keelson/core'
import type { UploadedPart } from './multipart.js'

/** What S3 takes. */
export const mostParts = 10_000
/** In bytes; the last part may be smaller. */
export const smallestPart = 5 * 2 ** 20
/** In bytes; of a plain put, too. */
export const largestPart = 5 * 2 ** 30
/** In bytes, of a body in memory: Node reads and hashes no more in one piece. */
export const mostHeld = 2 ** 31 - 1

/** Throws `config` for a part that no store takes. */
export function checkPart(key: string, partNumber: number, body: Uint8Array): void {
  checkPartNumber(key, partNumber)
  if (!(body instanceof Uint8Array)) refuse(key, 'the body of a part must be a Uint8Array')
  if (body.byteLength > mostHeld) refuse(key, `a part in memory has at most ${mostHeld} bytes, not ${body.byteLength}`)
}

/** Throws `config` for a number that no part has. */
export function checkPartNumber(key: string, partNumber: number): void {
  if (Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= mostParts) return
  refuse(key, `partNumber must be 1 to ${mostParts}, not ${partNumber}`)
}

/** Throws `config` unless the parts are an object: at least one, each once, in order, only the last one small. */
export function checkParts(
  key: string,
  parts: readonly UploadedPart[],
  { equalParts }: { readonly equalParts: boolean },
): void {
  if (parts.length === 0) refuse(key, 'an upload has at least one part')
  for (const [index, { partNumber, size }] of parts.entries()) {
    const before = parts[index - 1]
    if (before && before.partNumber >= partNumber) refuse(key, 'parts must be in the order of their numbers')
    if (index === parts.length - 1) continue
    if (size < smallestPart) refuse(key, `part ${partNumber} has ${size} bytes: all but the last have ${smallestPart}`)
    if (equalParts && size !== parts[0]?.size) {
      const problem = `part ${partNumber} has ${size} bytes and part 1 has ${parts[0]?.size}: all but the last have one size`
      throw refusal(key, problem, 'unsupported')
    }
  }
  const [first, last] = [parts[0], parts.at(-1)]
  if (equalParts && first && last && last.size > first.size) {
    throw refusal(key, `the last part, of ${last.size} bytes, is larger than the others`, 'unsupported')
  }
}

function refuse(key: string, problem: string): never {
  throw refusal(key, problem, 'config')
}

function refusal(key: string, problem: string, code: 'config' | 'unsupported'): KeelsonError {
  return new KeelsonError(`${JSON.stringify(key)} cannot be uploaded in parts: ${problem}`, { code })
}
