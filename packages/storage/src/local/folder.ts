import { constants, type BigIntStats } from 'node:fs'
import { lstat, mkdir, open, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, systemCode } from '../system-error.js'

/** Linux gives folders that are open a path. */
const held = '/proc/self/fd/'

/** A folder, held open where the system can. */
interface Folder {
  /** Where it is held, it leads to this very folder, also after a link was put in its place. */
  readonly path: string
  readonly close: () => Promise<void>
}

/**
 * Works in the store's folder; that one may be a symbolic link, those in it may not.
 *
 * Where folders are held open, nothing that is renamed at the same moment leads elsewhere; other systems have only a look
 * before each step.
 */
export async function inRoot<T>(base: string, work: (root: string) => Promise<T>): Promise<T> {
  const root = await openRoot(base)
  try {
    return await work(root.path)
  } finally {
    await root.close()
  }
}

/** Works in a folder below another one; `undefined` when it is not there and not to be created. */
export async function inFolder<T>(
  from: string,
  names: readonly string[],
  { isCreated }: { readonly isCreated: boolean },
  work: (folder: string) => Promise<T>,
): Promise<T | undefined> {
  let folder: Folder = { path: from, close: async () => {} }
  try {
    for (const name of names) {
      const next = await enterFolder(join(folder.path, name), isCreated)
      if (!next) return undefined
      await folder.close()
      folder = next
    }
    return await work(folder.path)
  } finally {
    await folder.close()
  }
}

async function enterFolder(path: string, isCreated: boolean): Promise<Folder | undefined> {
  try {
    return await openFolder(path)
  } catch (error) {
    // The system says of a link that it is no folder.
    await statOf(path)
    if (!isMissing(error)) throw error
    if (!isCreated) return undefined
    if (systemCode(error) === 'ENOTDIR') throw error
  }
  await mkdir(path).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw error
  })
  return openFolder(path)
}

async function openRoot(base: string): Promise<Folder> {
  if (process.platform === 'linux') {
    const { O_RDONLY, O_DIRECTORY } = constants
    const handle = await open(base, O_RDONLY | O_DIRECTORY)
    const path = `${held}${handle.fd}`
    const [own, found] = [
      await handle.stat({ bigint: true }),
      await stat(path, { bigint: true }).catch(() => undefined),
    ]
    if (own.ino === found?.ino && own.dev === found.dev) return { path, close: () => handle.close() }
    // Where /proc is not mounted, or a runtime counts open files by itself.
    await handle.close()
  }
  return { path: await realpath(base), close: async () => {} }
}

async function openFolder(path: string): Promise<Folder> {
  if (path.startsWith(held)) {
    const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants
    const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    return { path: `${held}${handle.fd}`, close: () => handle.close() }
  }
  const stats = await statOf(path)
  if (stats?.isDirectory()) return { path, close: async () => {} }
  throw Object.assign(new Error('no folder'), { code: stats ? 'ENOTDIR' : 'ENOENT' })
}

/** `undefined` when nothing is there; throws `ELOOP` for a symbolic link, wherever it leads. */
export async function statOf(path: string): Promise<BigIntStats | undefined> {
  const stats = await lstat(path, { bigint: true }).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (stats?.isSymbolicLink()) throw Object.assign(new Error('a symbolic link'), { code: 'ELOOP' })
  return stats
}
