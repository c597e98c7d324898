import { createHash } from 'node:crypto'
import type { ObjectAttributes } from '../object.js'
import { describeEncoding, isCompressible, variantSuffixes, type Encoding } from './compress.js'
import type { FileSettings } from './file-rules.js'
import type { NamedFile } from './name-files.js'

/** In bytes; what is larger is sent as it is read, and never held as a whole. */
export const largestInMemory = 16 * 2 ** 20

/** A file with where and how it is stored. */
export interface PlacedFile extends NamedFile, FileSettings {
  readonly key: string
}

/** What a sync wants in the store: a file, or a compressed variant of one. */
export interface WantedObject extends PlacedFile {
  /** The name of the file that this is a variant of; it is only stored when it is smaller. */
  readonly of?: string | undefined
  /** Digest of the attributes, and of how the content is compressed. */
  readonly attributes: string
}

/** Every object that the files become. */
export function listWanted(
  files: readonly PlacedFile[],
  { variants, warn }: { readonly variants: readonly Encoding[]; readonly warn: (text: string) => void },
): WantedObject[] {
  return files.flatMap((file) => {
    const { encoding, ...plain } = file
    const isSmall = file.size <= largestInMemory
    if (!isCompressible(file.contentType)) return [withDigest(plain)]
    if (encoding) {
      if (isSmall) return [withDigest(file)]
      warn(`${file.path} is stored as it is: only files of up to ${largestInMemory} bytes are compressed`)
    }
    const others = isSmall ? variants : []
    return [plain, ...others.map((other) => variantOf(plain, other))].map(withDigest)
  })
}

/** What is stored beside the content. */
export function attributesOf({ contentType, cacheControl, encoding }: FileSettings): ObjectAttributes {
  return { contentType, cacheControl, ...(encoding && { contentEncoding: encoding }) }
}

/** The digest of everything that a sync wants: two of them agree only when nothing is to be done. */
export function digestOf(objects: readonly WantedObject[], manifest: { readonly key: string; readonly text: string }) {
  const wanted = objects.map(({ key, hash, size, attributes, of }) => [key, hash, size, attributes, of])
  return createHash('sha256')
    .update(JSON.stringify([manifest.key, manifest.text, wanted]))
    .digest('hex')
}

function variantOf(file: PlacedFile, encoding: Encoding) {
  const suffix = variantSuffixes[encoding]
  return { ...file, name: file.name + suffix, key: file.key + suffix, encoding, of: file.name }
}

function withDigest<T extends PlacedFile>(file: T): T & { readonly attributes: string } {
  const { contentType, cacheControl, contentEncoding } = attributesOf(file)
  const compression = file.encoding && describeEncoding(file.encoding)
  const text = JSON.stringify([contentType, cacheControl, contentEncoding, compression])
  return { ...file, attributes: createHash('sha256').update(text).digest('hex').slice(0, 12) }
}
