import { join } from 'node:path'
import { checkKey, refuseKey } from '../key.js'
import { inFolder } from './folder.js'

/** The folder in the store's root that holds what a file alone cannot: attributes, uploads, files that are being written. */
export const privateFolder = '.keelson'

/** In bytes, on every file system in use. */
const longestName = 255

/** Throws `config` for a key that is no path on every file system, or one that others could read as another path. */
export function checkFileKey(key: string): void {
  checkKey(key)
  if (key.includes('\\')) refuseKey(key, 'it has a backslash, which separates folders on some systems')
  const parts = key.split('/')
  if (parts.includes('')) refuseKey(key, 'a part of it is empty: no file has that name')
  if (parts.some((part) => Buffer.byteLength(part) > longestName)) {
    refuseKey(key, `a part of it has more than ${longestName} bytes, which no file name may have`)
  }
  if (isPrivate(parts[0])) refuseKey(key, `${privateFolder}/ holds what the store itself needs`)
}

/** Whether a name in the store's root is the private folder's; many disks do not tell capitals from small letters. */
export function isPrivate(name: string | undefined): boolean {
  return name?.toLowerCase() === privateFolder
}

/** Works on the path of a key's file; `undefined` when there is no folder for it and none is to be created. */
export function atFile<T>(
  root: string,
  key: string,
  options: { readonly isCreated: boolean },
  work: (path: string) => Promise<T>,
): Promise<T | undefined> {
  const folders = key.split('/')
  const name = folders.pop() ?? ''
  return inFolder(root, folders, options, (folder) => work(join(folder, name)))
}
