import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createPages, KeelsonError } from '@keelson/core'
import pLimit from 'p-limit'
import { deleteError, type DeleteFailure } from '../delete-error.js'
import type { Store } from '../store.js'
import { systemCode } from '../system-error.js'
import { localError } from './error.js'
import { deleteFile } from './file.js'
import { inRoot } from './folder.js'
import { findFileKeyProblems } from './key-problems.js'
import { concurrency, listFiles } from './list.js'
import { copyObject, getObject, headObject, putObject, streamObject, type LocalFolder } from './objects.js'
import { checkFileKey } from './path.js'
import { createTurns } from './turns.js'
import { createLocalUploads } from './uploads.js'
import { removeLeftovers } from './write-file.js'

/** Options of {@link createLocalStore}. */
export interface LocalStoreOptions {
  /** Relative to the working directory, or absolute. */
  readonly folder: string
}

/**
 * A store in a folder of the disk: `img/a.png` is the file of that name below it. Attributes and open uploads are kept in
 * `.keelson/`.
 *
 * Throws `config` for keys that would leave the folder (also over symbolic links) or are no file names, before anything is
 * written; `conflict` for a key that is a folder of others; `unsupported` for a `get` of more than 2 GiB. Files that were
 * put there by hand have no attributes. `ifNoneMatch` holds between all processes on a disk with hard links; `ifMatch`
 * between the writes of one store object: another process can write between the look and the move. What killed processes were
 * writing is removed by `ensureBucket`, a day later.
 *
 * @example
 * import { createLocalStore } from '@keelson/storage'
 * const store = createLocalStore({ folder: 'media' })
 * await store.ensureBucket()
 * await store.put('img/a.txt', 'hello', { contentType: 'text/plain' })
 */
export function createLocalStore({ folder }: LocalStoreOptions): Store {
  // An empty text would be the working directory, with the program in it.
  if (typeof folder !== 'string' || folder.trim() === '' || folder.includes('\0')) {
    throw new KeelsonError(`the local store cannot be used: folder cannot be ${JSON.stringify(folder)}`, {
      code: 'config',
      provider: 'local',
    })
  }
  const local = openLocalFolder(resolve(folder))
  const { base, name, run } = local
  const remove = (key: string) => local.inTurn(key, () => inRoot(base, (root) => deleteFile(root, key)))

  return {
    name,
    capabilities: { acl: false, conditionalPut: true, conditionalComplete: true, equalParts: false },
    put: (key, body, options) => putObject(local, key, body, options),
    get: (key, options) => getObject(local, key, options),
    getStream: (key, options) => streamObject(local, key, options),
    head: (key, options) => headObject(local, key, options),
    exists: async (key, options) => (await headObject(local, key, options)) !== undefined,
    copy: (params, options) => copyObject(local, params, options),
    delete: (key, { signal } = {}) =>
      run('delete', { key, signal }, async () => {
        checkFileKey(key)
        await remove(key)
      }),
    deleteMany: (keys, { signal } = {}) =>
      run('deleteMany', { signal }, async () => {
        for (const key of keys) checkFileKey(key)
        // A missing folder is one error, not one a key.
        await inRoot(base, async () => {})
        const [first, ...others] = await removeAll(keys, remove, signal)
        if (first) throw deleteError(name, keys.length, [first, ...others], { provider: 'local' })
      }),
    list: ({ prefix = '' } = {}, { signal } = {}) =>
      createPages(() => run('list', { signal }, async () => ({ items: await listFiles(base, prefix, signal) }))),
    ensureBucket: ({ signal } = {}) =>
      run('ensureBucket', { signal }, async () => {
        if ((await mkdir(base, { recursive: true })) !== undefined) return 'created'
        // Whoever may only read has a store all the same.
        await inRoot(base, removeLeftovers).catch(() => undefined)
        return 'existing'
      }),
    findKeyProblems: findFileKeyProblems,
    multipart: createLocalUploads(local),
  }
}

function openLocalFolder(base: string): LocalFolder {
  const name = `folder ${base}`
  const toError: LocalFolder['toError'] = (operation, { key, signal }, thrown) => {
    const subject = key === undefined ? name : `${JSON.stringify(key)} in ${name}`
    return localError(thrown, { operation, subject, isAborted: signal?.aborted === true })
  }
  return {
    base,
    name,
    inTurn: createTurns(),
    toError,
    async run(operation, subject, work) {
      try {
        subject.signal?.throwIfAborted()
        return await work()
      } catch (error) {
        throw toError(operation, subject, error)
      }
    },
  }
}

/** Those that could not be removed. */
async function removeAll(
  keys: readonly string[],
  remove: (key: string) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<DeleteFailure[]> {
  const failures: DeleteFailure[] = []
  await pLimit(concurrency).map(keys, async (key) => {
    signal?.throwIfAborted()
    try {
      await remove(key)
    } catch (error) {
      const { code } = localError(error, { operation: 'delete', subject: key, isAborted: false })
      failures.push({ key, code, said: systemCode(error) })
    }
  })
  return failures
}
