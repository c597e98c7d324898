import { createHash } from 'node:crypto'
import { constants, type BigIntStats } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectAttributes } from '../object.js'
import { isMissing } from '../system-error.js'
import { inFolder } from './folder.js'
import { privateFolder } from './path.js'

/** What a file cannot hold itself. */
export interface FileAttributes extends ObjectAttributes {
  readonly etag: string
  /** Of the content, where the ETag is that of an upload in parts. */
  readonly md5?: string | undefined
}

type Version = Pick<BigIntStats, 'size' | 'mtimeMs' | 'ino'>

/**
 * The attributes' file belongs to one version of the object's file, which its name tells: replacing the object's file
 * replaces its attributes at the same moment, and a file that was changed by hand has none. The time is in seconds, since
 * archives and some copies keep no more; its inode tells versions of one second apart.
 */
function placeOf(key: string, { size, mtimeMs, ino }: Version) {
  const hash = createHash('sha256').update(key).digest('hex')
  const start = `${hash.slice(2)}-${size}-${mtimeMs / 1000n}-`
  return { folders: [privateFolder, 'attributes', hash.slice(0, 2)], start, name: `${start}${ino}.json` }
}

export async function writeAttributes(
  root: string,
  key: string,
  version: Version,
  attributes: FileAttributes,
): Promise<void> {
  const { folders, name } = placeOf(key, version)
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants
  const flag = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
  const text = JSON.stringify({ key, ...attributes })
  await inFolder(root, folders, { isCreated: true }, (folder) => writeFile(join(folder, name), text, { flag }))
}

export async function readAttributes(root: string, key: string, version: Version): Promise<FileAttributes | undefined> {
  const { folders, start, name } = placeOf(key, version)
  const folder = join(root, ...folders)
  const text = (await readText(join(folder, name))) ?? (await readText(await findCopied(folder, start)))
  if (text === undefined) return undefined
  try {
    const { key: _key, ...attributes } = JSON.parse(text) as FileAttributes & { readonly key: string }
    return attributes
  } catch {
    // Cut off by a crash: the object's file is then not there yet either, or was put there by hand.
    return undefined
  }
}

export async function removeAttributes(root: string, key: string, version: Version): Promise<void> {
  const { folders, name } = placeOf(key, version)
  await inFolder(root, folders, { isCreated: false }, (folder) => rm(join(folder, name), { force: true }))
}

/** In a copy of the whole store, the files have other inodes. */
async function findCopied(folder: string, start: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const [name, another] = names.filter((candidate) => candidate.startsWith(start))
  return name !== undefined && another === undefined ? join(folder, name) : undefined
}

async function readText(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined
  const { O_RDONLY, O_NOFOLLOW } = constants
  return readFile(path, { encoding: 'utf8', flag: O_RDONLY | O_NOFOLLOW }).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
}
