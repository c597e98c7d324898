import { posix } from 'node:path'
import { lookup } from 'mrmime'

/** The content type of a file by its extension, text as UTF-8. */
export function contentTypeOf(path: string): string {
  const extension = posix.extname(path)
  const type = (extension && lookup(extension)) || 'application/octet-stream'
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}
