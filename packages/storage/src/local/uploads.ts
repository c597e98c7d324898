import { randomUUID } from 'node:crypto'
import { createPages, KeelsonError } from '@keelson/core'
import { checkCondition } from '../condition.js'
import { multipartEtag } from '../etag.js'
import type { MultipartUploads, UploadedPart, UploadReference } from '../multipart.js'
import type { ObjectAttributes } from '../object.js'
import { checkPart, checkParts } from '../parts.js'
import { inRoot } from './folder.js'
import { checkWrite, type LocalFolder } from './objects.js'
import { checkFileKey } from './path.js'
import { beginUpload, endUpload, inUpload, listUploads, readParts, readPartChunks, savePart } from './upload-folder.js'
import { placeFile, withWritten } from './write-file.js'

/** The uploads in parts of a store in a folder: each is a folder of its own, which any process can go on with. */
export function createLocalUploads(target: LocalFolder): MultipartUploads {
  const { base, name, inTurn, run } = target
  const over = (key: string) =>
    new KeelsonError(`there is no open upload of ${JSON.stringify(key)} with that id in ${name}`, {
      code: 'not_found',
      provider: 'local',
      hint: 'It was completed or aborted',
    })

  /** Works in the folder of an upload that is open. */
  const inOpen = <T>(
    operation: string,
    reference: UploadReference,
    signal: AbortSignal | undefined,
    work: (folder: string, root: string, attributes: ObjectAttributes) => Promise<T>,
  ): Promise<T> =>
    run(operation, { key: reference.key, signal }, () => {
      checkFileKey(reference.key)
      return inRoot(base, async (root) => {
        const done = await inUpload(root, reference, async (folder, attributes) => ({
          value: await work(folder, root, attributes),
        }))
        if (!done) throw over(reference.key)
        return done.value
      })
    })

  return {
    create: (key, options = {}) =>
      run('create of an upload', { key, signal: options.signal }, async () => {
        const attributes = checkWrite(target, key, options)
        const uploadId = randomUUID()
        await inRoot(base, (root) => beginUpload(root, { key, uploadId }, attributes))
        return { key, uploadId }
      }),
    async putPart({ partNumber, body, ...reference }, { signal } = {}) {
      checkPart(reference.key, partNumber, body)
      return inOpen('putPart', reference, signal, async (folder, root) =>
        // A copy, since the caller may go on writing into its own.
        withWritten(root, [body.slice()], signal, async (written) => {
          const part = { partNumber, etag: written.md5, size: body.byteLength }
          const isSaved = await inTurn(`${reference.uploadId} ${partNumber}`, () =>
            savePart(folder, part, written.path),
          )
          if (!isSaved) throw over(reference.key)
          return part
        }),
      )
    },
    listParts: (reference, { signal } = {}) => inOpen('listParts', reference, signal, latestParts),
    complete: ({ parts, ...reference }, options = {}) =>
      inOpen('complete', reference, options.signal, async (folder, root, attributes) => {
        const { key } = reference
        checkCondition(key, options)
        const chosen = chooseParts(key, parts, await readParts(folder))
        checkParts(key, chosen, { equalParts: false })
        const etag = multipartEtag(chosen.map((part) => part.etag))
        const chunks = readPartChunks(folder, chosen, { key, where: name })
        const info = await withWritten(root, chunks, options.signal, (written) =>
          inTurn(key, () =>
            placeFile({ root, key, where: name, condition: options }, written, {
              ...attributes,
              etag,
              md5: written.md5,
            }),
          ),
        )
        await endUpload(root, reference)
        return info
      }),
    abort: (reference, { signal } = {}) =>
      run('abort', { key: reference.key, signal }, async () => {
        checkFileKey(reference.key)
        await inRoot(base, (root) => endUpload(root, reference))
      }),
    list: ({ prefix = '' } = {}, { signal } = {}) =>
      createPages(() =>
        run('list of uploads', { signal }, async () => ({
          items: await inRoot(base, (root) => listUploads(root, prefix)),
        })),
      ),
  }
}

async function latestParts(folder: string): Promise<UploadedPart[]> {
  const latest = new Map((await readParts(folder)).map((part) => [part.partNumber, part]))
  return [...latest.values()]
}

/** The parts that are there, of those that are wanted. */
function chooseParts(key: string, wanted: readonly UploadedPart[], there: readonly UploadedPart[]): UploadedPart[] {
  return wanted.map(({ partNumber, etag }) => {
    const part = there.find((candidate) => candidate.partNumber === partNumber && candidate.etag === etag)
    if (part) return part
    throw new KeelsonError(
      `${JSON.stringify(key)} was not stored: part ${partNumber} is not the one that was uploaded`,
      {
        code: 'invalid_request',
        provider: 'local',
      },
    )
  })
}
