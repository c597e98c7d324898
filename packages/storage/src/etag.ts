import { createHash } from 'node:crypto'

/** The ETag that S3 gives to what one plain put stored: the MD5 of the content, in hexadecimal digits. */
export function md5Etag(content: Uint8Array | string): string {
  return createHash('md5').update(content).digest('hex')
}
