import { mkdir, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createPages, KeelsonError } from '@keelson/core'
import pLimit from 'p-limit'
import { checkAttributes, toBytes } from '../attributes.js'
import { deleteError, type DeleteFailure } from '../delete-error.js'
import type { Store } from '../store.js'
import { systemCode } from '../system-error.js'
import { localError } from './error.js'
import { deleteFile, describeFile, readFileObject, writeFileObject } from './file.js'
import { checkFileKey, locateFile } from './path.js'
import { concurrency, listFiles } from './list.js'
import { createTurns } from './turns.js'

/** Options of {@link createLocalStore}. */
export interface LocalStoreOptions {
  /** Relative to the working directory, or absolute. */
  readonly folder: string
}

/**
 * A store in a folder of the disk: `img/a.png` is the file of that name below it. Attributes are kept in `.keelson/`.
 *
 * Throws `config` for keys that would leave the folder (also over symbolic links) or are no file names, before anything is
 * written; `conflict` for a key that is a folder of others. Files that were put there by hand have no attributes.
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
  const base = resolve(folder)
  const name = `folder ${base}`

  /** Every way out of an operation is a value or a KeelsonError. */
  async function run<T>(
    operation: string,
    { key, signal }: { readonly key?: string; readonly signal?: AbortSignal | undefined },
    work: () => Promise<T>,
  ): Promise<T> {
    const subject = key === undefined ? name : `${JSON.stringify(key)} in ${name}`
    try {
      signal?.throwIfAborted()
      return await work()
    } catch (error) {
      throw localError(error, { operation, subject, isAborted: signal?.aborted === true })
    }
  }

  // Content and attributes are two files: writers of one key take turns.
  const inTurn = createTurns()
  const remove = (key: string) => inTurn(key, async () => deleteFile(await locateFile(base, key), key))

  return {
    name,
    put: (key, body, options = {}) =>
      run('put', { key, signal: options.signal }, async () => {
        const attributes = checkAttributes(key, options)
        const bytes = toBytes(key, body)
        return inTurn(key, async () =>
          writeFileObject(await locateFile(base, key), key, bytes, attributes, options.signal),
        )
      }),
    get: (key, { signal } = {}) =>
      run('get', { key, signal }, async () => readFileObject(await locateFile(base, key), key)),
    head: (key, { signal } = {}) =>
      run('head', { key, signal }, async () => describeFile(await locateFile(base, key), key)),
    delete: (key, { signal } = {}) => run('delete', { key, signal }, () => remove(key)),
    deleteMany: (keys, { signal } = {}) =>
      run('deleteMany', { signal }, async () => {
        for (const key of keys) checkFileKey(key)
        await realpath(base)
        const [first, ...others] = await removeAll(keys, remove, signal)
        if (first) throw deleteError(name, keys.length, [first, ...others], { provider: 'local' })
      }),
    list: ({ prefix = '' } = {}, { signal } = {}) =>
      createPages(() => run('list', { signal }, async () => ({ items: await listFiles(base, prefix, signal) }))),
    ensureBucket: ({ signal } = {}) =>
      run('ensureBucket', { signal }, async () =>
        (await mkdir(base, { recursive: true })) === undefined ? 'existing' : 'created',
      ),
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
