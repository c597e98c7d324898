import { posix } from 'node:path'
import { lookup } from 'mrmime'

/** The content type of a file by the first of its names with a known extension, text as UTF-8. */
export function contentTypeOf(...paths: readonly string[]): string {
  const extensions = paths.map((path) => posix.extname(path)).filter((extension) => extension !== '')
  const type = extensions.map((extension) => lookup(extension)).find(Boolean) ?? 'application/octet-stream'
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}
