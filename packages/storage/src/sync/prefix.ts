import { KeelsonError } from '@keelson/core'

/** Throws `config` unless a prefix is a folder: `previews/pr-1/`, since `previews/pr-1` means `previews/pr-10/` as well. */
export function checkPrefix(field: string, prefix: string): void {
  const parts = prefix.split('/')
  const isFolder = parts.pop() === '' && parts.length > 0 && !parts.some((part) => /^\.{0,2}$/.test(part))
  if (isFolder) return
  throw new KeelsonError(`${field}: ${JSON.stringify(prefix)} is not a folder in a store`, {
    code: 'config',
    hint: "Give names and a slash at the end, as 'static/' or 'previews/pr-1/'",
  })
}
