import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compareKeys } from '../key.js'
import type { OpenUpload, UploadedPart, UploadReference } from '../multipart.js'
import type { ObjectAttributes } from '../object.js'
import { isMissing, systemCode } from '../system-error.js'
import { mostAttempts } from './file.js'
import { inFolder, statOf } from './folder.js'
import { privateFolder } from './path.js'
import { changedError, type ReadTarget } from './read-file.js'
import { readChunks } from './stream-file.js'

const folders = [privateFolder, 'uploads']
/** Tells of which key the upload is; without it there is no upload. */
const noteName = 'upload.json'
/** Number and MD5 are the name of a part's file. */
const partName = /^(\d+)-([0-9a-f]{32})$/
/** Ids are names of folders, and come from callers. */
const uploadIdForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Note {
  readonly key: string
  readonly attributes: ObjectAttributes
}

export async function beginUpload(
  root: string,
  { key, uploadId }: UploadReference,
  attributes: ObjectAttributes,
): Promise<void> {
  const note: Note = { key, attributes }
  await inFolder(root, [...folders, uploadId], { isCreated: true }, (folder) =>
    writeFile(join(folder, noteName), JSON.stringify(note), { flag: 'wx' }),
  )
}

/** Works in the folder of an upload; `undefined` when it is over. */
export async function inUpload<T>(
  root: string,
  { key, uploadId }: UploadReference,
  work: (folder: string, attributes: ObjectAttributes) => Promise<T>,
): Promise<T | undefined> {
  if (!uploadIdForm.test(uploadId)) return undefined
  return inFolder(root, [...folders, uploadId], { isCreated: false }, async (folder) => {
    const note = await readNote(folder)
    return note?.key === key ? work(folder, note.attributes) : undefined
  })
}

/** Moves a part into the folder of its upload; `false` when that is over. */
export async function savePart(folder: string, { partNumber, etag }: UploadedPart, from: string): Promise<boolean> {
  const name = `${partNumber}-${etag}`
  try {
    await rename(from, join(folder, name))
    if (!(await readNote(folder))) throw Object.assign(new Error('over'), { code: 'ENOENT' })
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
  const others = (await readdir(folder)).filter((other) => other.startsWith(`${partNumber}-`) && other !== name)
  for (const other of others) await rm(join(folder, other), { force: true })
  return true
}

/** The parts by number; of two with one number, which another process is just replacing, the later one is behind. */
export async function readParts(folder: string): Promise<readonly UploadedPart[]> {
  const found = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const [, partNumber, etag] = partName.exec(name) ?? []
      const stats = etag === undefined ? undefined : await statOf(join(folder, name))
      if (etag === undefined || !stats?.isFile()) return []
      return [{ part: { partNumber: Number(partNumber), etag, size: Number(stats.size) }, time: stats.mtimeNs }]
    }),
  )
  const sorted = found.flat().toSorted((a, b) => a.part.partNumber - b.part.partNumber || Number(a.time - b.time))
  return sorted.map(({ part }) => part)
}

/** The bytes of all parts, one after the other, as they were when they were stored. */
export async function* readPartChunks(
  folder: string,
  parts: readonly UploadedPart[],
  target: ReadTarget,
): AsyncGenerator<Uint8Array> {
  for (const { partNumber, etag, size } of parts) {
    const file = await open(join(folder, `${partNumber}-${etag}`), constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const version = await file.stat({ bigint: true })
      const hash = createHash('md5')
      for await (const chunk of readChunks({ file, version }, { start: 0, end: size }, target)) {
        hash.update(chunk)
        yield chunk
      }
      if (hash.digest('hex') !== etag) throw changedError(target)
    } finally {
      await file.close()
    }
  }
}

/** Removes an upload and its parts; one that is over is fine. */
export async function endUpload(root: string, { key, uploadId }: UploadReference): Promise<void> {
  if (!uploadIdForm.test(uploadId)) return
  await inFolder(root, folders, { isCreated: false }, async (uploads) => {
    const place = join(uploads, uploadId)
    const note = await readNote(place)
    if (note && note.key !== key) return
    for (let attempt = 1; ; attempt++) {
      await inFolder(uploads, [uploadId], { isCreated: false }, removeFiles)
      try {
        return await rmdir(place)
      } catch (error) {
        if (isMissing(error)) return
        // A part that was on its way arrived.
        if (systemCode(error) !== 'ENOTEMPTY' || attempt === mostAttempts) throw error
      }
    }
  })
}

/** Uploads that are open, by key. */
export async function listUploads(root: string, prefix: string): Promise<OpenUpload[]> {
  const found = await inFolder(root, folders, { isCreated: false }, async (folder) =>
    Promise.all(
      (await readdir(folder)).map(async (uploadId) => {
        const note = await readNote(join(folder, uploadId))
        const stats = note && (await statOf(join(folder, uploadId, noteName)))
        if (!stats || !note.key.startsWith(prefix)) return []
        return [{ key: note.key, uploadId, initiated: new Date(Number(stats.mtimeMs)) }]
      }),
    ),
  )
  return (found ?? []).flat().toSorted((a, b) => compareKeys(a.key, b.key))
}

/** The note is the last: what is cut off in the middle can be ended again. */
async function removeFiles(folder: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) => name !== noteName)
  for (const name of [...parts, noteName]) await rm(join(folder, name), { force: true })
}

async function readNote(folder: string): Promise<Note | undefined> {
  try {
    const flag = constants.O_RDONLY | constants.O_NOFOLLOW
    return JSON.parse(await readFile(join(folder, noteName), { encoding: 'utf8', flag })) as Note
  } catch (error) {
    // Cut off by a crash: it was never handed out.
    if (isMissing(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}
