import { KeelsonError } from '@keelson/core'

/** In bytes of UTF-8, as S3 counts. */
const longestKey = 1024

/**
 * Throws `config` unless every store can hold an object under this key: 1 to 1024 bytes, no control characters (lists are XML,
 * which has none), no slash in front, no part that is `.` or `..`.
 */
export function checkKey(key: string): void {
  const problem = findKeyProblem(key)
  if (problem) refuseKey(key, problem)
}

/** What {@link checkKey} throws; stores with rules of their own throw it, too. */
export function refuseKey(key: unknown, problem: string): never {
  const shown = JSON.stringify(typeof key === 'string' && key.length > 120 ? `${key.slice(0, 120)}…` : key)
  throw new KeelsonError(`the key ${shown} cannot be used: ${problem}`, { code: 'config' })
}

function findKeyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string') return 'it is not a text'
  if (key === '') return 'it is empty'
  if (!key.isWellFormed()) return 'it has half a surrogate pair, which UTF-8 cannot carry'
  const bytes = new TextEncoder().encode(key).byteLength
  if (bytes > longestKey) return `it has ${bytes} bytes, at most ${longestKey} are allowed`
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\0-\x1f\x7f\ufffe\uffff]/.test(key)) return 'it has a control character'
  if (key.startsWith('/')) return 'it starts with a slash'
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(key)) return 'a part of it is "." or "..", which programs on the way resolve'
  return undefined
}

/** Throws `config` unless a prefix is a folder: `previews/pr-1/`, since `previews/pr-1` means `previews/pr-10/` as well. */
export function checkPrefix(field: string, prefix: string): void {
  const parts = typeof prefix === 'string' ? prefix.split('/') : []
  const isFolder = parts.pop() === '' && parts.length > 0 && !parts.some((part) => /^\.{0,2}$/.test(part))
  if (isFolder) return
  throw new KeelsonError(`${field}: ${JSON.stringify(prefix)} is not a folder in a store`, {
    code: 'config',
    hint: "Give names and a slash at the end, as 'static/' or 'previews/pr-1/'",
  })
}

/** The key as the path of a URL; slashes stay. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The order of S3's lists: by the bytes of UTF-8, which is not that of JavaScript's texts. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
