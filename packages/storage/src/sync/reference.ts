import { posix } from 'node:path'
import { encodeKey } from '../key.js'

/** The path in the folder that a URL in one of its files means; `undefined` for what is elsewhere. */
export function resolveReference(url: string, from: string, publicPath?: string): string | undefined {
  const [location = ''] = url.trim().split(/[?#]/, 1)
  // With the public path `/`, `//cdn.example.com/` is elsewhere all the same.
  const isPublic =
    publicPath !== undefined && location.startsWith(publicPath) && location.charAt(publicPath.length) !== '/'
  if (!isPublic && /^(?:[a-z][a-z\d+.-]*:|\/)/i.test(location)) return undefined
  const path = decode(isPublic ? location.slice(publicPath.length) : location)
  if (path === '' || path.endsWith('/')) return undefined
  return posix.join(isPublic ? '' : posix.dirname(from), path).normalize('NFC')
}

/** The URL with another last name in its path; query and fragment stay. */
export function renameReference(url: string, path: string): string {
  const [location = ''] = url.trim().split(/[?#]/, 1)
  const folder = location.slice(0, location.lastIndexOf('/') + 1)
  return folder + encodeKey(posix.basename(path)) + url.trim().slice(location.length)
}

/** `css/app.css:12`, for messages. */
export function placeOf(path: string, text: string, index: number): string {
  return `${path}:${text.slice(0, index).split('\n').length}`
}

function decode(location: string): string {
  try {
    return decodeURIComponent(location)
  } catch {
    // A lone percent sign: browsers take it as it stands.
    return location
  }
}
