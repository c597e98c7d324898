import { createHash } from 'node:crypto'

/** The ETag that S3 gives to what one plain put stored: the MD5 of the content, in hexadecimal digits. */
export function md5Etag(content: Uint8Array | string): string {
  return createHash('md5').update(content).digest('hex')
}

/** The ETag that S3 gives to what was uploaded in parts: the MD5 of their MD5s, and how many there were. */
export function multipartEtag(etags: readonly string[]): string {
  const hash = createHash('md5')
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${etags.length}`
}
