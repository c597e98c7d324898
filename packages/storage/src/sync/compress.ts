import { brotliCompress, constants, gzip } from 'node:zlib'
import { promisify } from 'node:util'

/** A content encoding of HTTP. */
export type Encoding = 'br' | 'gzip'

/** What servers look for behind the name of a file: nginx's `gzip_static` and `brotli_static`, WhiteNoise. */
export const variantSuffixes: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' }

/** A variant is worth a request of its own from here on. */
const largestShare = 0.95

// Part of what a record remembers: another level means other bytes.
const levels: Readonly<Record<Encoding, number>> = { br: 11, gzip: 9 }

/** How a content is compressed, for the digest of its attributes. */
export const describeEncoding = (encoding: Encoding) => `${encoding}-${levels[encoding]}`

const compressible =
  /^text\/|[/+](?:json|xml)$|javascript|^application\/(?:wasm|rtf|vnd\.ms-fontobject|x-font-ttf)|^font\/(?:ttf|otf|sfnt|collection)|^image\/(?:bmp|x-icon|vnd\.microsoft\.icon)/

/** Whether content of this type gets smaller: texts, and what is not compressed in itself. */
export function isCompressible(contentType: string): boolean {
  return compressible.test(contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '')
}

/** Compresses off the main thread; the same content gives the same bytes. */
export async function compress(content: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === 'br') return promisify(brotliCompress)(content, brotliOptions(content.byteLength))
  const bytes = await promisify(gzip)(content, { level: levels.gzip })
  // Node's zlib leaves out time and name; this byte tells the operating system.
  bytes[9] = 255
  return bytes
}

/** Whether a variant is worth storing beside the file. */
export function isWorthwhile(compressed: number, size: number): boolean {
  return compressed <= size * largestShare && compressed < size
}

function brotliOptions(size: number) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
  return { params: { [BROTLI_PARAM_QUALITY]: levels.br, [BROTLI_PARAM_SIZE_HINT]: size } }
}
