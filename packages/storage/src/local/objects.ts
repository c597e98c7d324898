import { KeelsonError } from '@keelson/core'
import { checkAttributes, toBytes } from '../attributes.js'
import { checkCondition } from '../condition.js'
import type {
  CopyOptions,
  CopyParams,
  GetOptions,
  ObjectAttributes,
  ObjectInfo,
  ObjectStream,
  PutOptions,
  StoredObject,
  StoreOptions,
} from '../object.js'
import { checkRange } from '../range.js'
import { unsupported } from '../unsupported.js'
import { describeFile, infoOf } from './file.js'
import { inRoot } from './folder.js'
import { atFile, checkFileKey } from './path.js'
import { openFile, rangeOf, readFileObject } from './read-file.js'
import { readChunks, streamFile } from './stream-file.js'
import type { Turns } from './turns.js'
import { placeFile, withWritten } from './write-file.js'

/** What an operation is about, for messages. */
export interface Subject {
  readonly key?: string
  readonly signal?: AbortSignal | undefined
}

/** The folder of a store, and how work in it is done. */
export interface LocalFolder {
  readonly base: string
  readonly name: string
  /** Writers of one key replace its file one after the other. */
  readonly inTurn: Turns
  /** Every way out of an operation is a value or a KeelsonError. */
  readonly run: <T>(operation: string, subject: Subject, work: () => Promise<T>) => Promise<T>
  readonly toError: (operation: string, subject: Subject, thrown: unknown) => KeelsonError
}

/** The attributes to store; throws for what cannot be stored, before anything is written. */
export function checkWrite({ name }: LocalFolder, key: string, options: PutOptions): ObjectAttributes {
  checkFileKey(key)
  checkCondition(key, options)
  if (options.acl !== undefined) throw unsupported(name, 'ACLs', { provider: 'local' })
  return checkAttributes(key, options)
}

export function putObject(
  folder: LocalFolder,
  key: string,
  body: Uint8Array | string,
  options: PutOptions = {},
): Promise<ObjectInfo> {
  return folder.run('put', { key, signal: options.signal }, async () => {
    const attributes = checkWrite(folder, key, options)
    const bytes = toBytes(key, body)
    return inRoot(folder.base, (root) => writeObject(folder, root, key, [bytes], attributes, options))
  })
}

export function getObject(
  folder: LocalFolder,
  key: string,
  { range, signal }: GetOptions = {},
): Promise<StoredObject | undefined> {
  return read(folder, 'get', key, { range, signal }, (root, path) =>
    readFileObject(root, path, { key, where: folder.name, range }),
  )
}

export async function streamObject(
  folder: LocalFolder,
  key: string,
  { range, signal }: GetOptions = {},
): Promise<ObjectStream | undefined> {
  return read(folder, 'getStream', key, { range, signal }, async (root, path) => {
    const opened = await openFile(root, path, key)
    if (!opened) return undefined
    const { file, version, attributes } = opened
    const target = { key, where: folder.name, range }
    try {
      const chunks = readChunks(opened, rangeOf(target, version), target)
      const toError = (thrown: unknown) => folder.toError('getStream', { key, signal }, thrown)
      return { ...infoOf(key, version, attributes), body: streamFile(file, chunks, { signal, toError }) }
    } catch (error) {
      await file.close()
      throw error
    }
  })
}

export function headObject(
  folder: LocalFolder,
  key: string,
  options: StoreOptions = {},
): Promise<ObjectInfo | undefined> {
  return read(folder, 'head', key, options, (root, path) => describeFile(root, path, key))
}

export function copyObject(
  folder: LocalFolder,
  { from, to }: CopyParams,
  options: CopyOptions = {},
): Promise<ObjectInfo> {
  const { base, name, run } = folder
  return run('copy', { key: to, signal: options.signal }, async () => {
    checkFileKey(from)
    const given = checkWrite(folder, to, options)
    return inRoot(base, async (root) => {
      const source = await atFile(root, from, { isCreated: false }, (path) => openFile(root, path, from))
      if (!source) {
        const message = `there is no ${JSON.stringify(from)} in ${name}`
        throw new KeelsonError(message, { code: 'not_found', provider: 'local' })
      }
      try {
        const target = { key: from, where: name }
        const chunks = readChunks(source, rangeOf(target, source.version), target)
        const kept = Object.keys(given).length > 0 ? given : checkAttributes(to, source.attributes ?? {})
        return await writeObject(folder, root, to, chunks, kept, { signal: options.signal })
      } finally {
        await source.file.close()
      }
    })
  })
}

function writeObject(
  { name, inTurn }: LocalFolder,
  root: string,
  key: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  attributes: ObjectAttributes,
  condition: PutOptions,
): Promise<ObjectInfo> {
  return withWritten(root, chunks, condition.signal, (written) =>
    inTurn(key, () => placeFile({ root, key, where: name, condition }, written, { ...attributes, etag: written.md5 })),
  )
}

function read<T>(
  { base, run }: LocalFolder,
  operation: string,
  key: string,
  { range, signal }: GetOptions,
  work: (root: string, path: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  return run(operation, { key, signal }, async () => {
    checkFileKey(key)
    if (range) checkRange(key, range)
    return inRoot(base, (root) => atFile(root, key, { isCreated: false }, (path) => work(root, path)))
  })
}
