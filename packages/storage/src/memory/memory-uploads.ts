import { randomUUID } from 'node:crypto'
import { createPages, KeelsonError, type Clock } from '@keelson/core'
import { checkCondition } from '../condition.js'
import { md5Etag, multipartEtag } from '../etag.js'
import { compareKeys } from '../key.js'
import type { MultipartUploads, UploadedPart, UploadReference } from '../multipart.js'
import type { ObjectAttributes, ObjectInfo, PutOptions, StoredObject, StoreOptions } from '../object.js'
import { checkPart, checkParts } from '../parts.js'

/** The store that the uploads become objects of. */
interface Target {
  readonly name: string
  readonly clock: Clock
  readonly checkWrite: (key: string, options: PutOptions) => ObjectAttributes
  readonly save: (object: Omit<StoredObject, 'lastModified'>, options?: PutOptions) => ObjectInfo
}

interface Upload extends UploadReference {
  readonly initiated: Date
  readonly attributes: ObjectAttributes
  readonly parts: Map<number, UploadedPart & { readonly body: Uint8Array }>
}

/** The uploads in parts of a store in memory. */
export function createMemoryUploads({ name, clock, checkWrite, save }: Target): MultipartUploads {
  const uploads = new Map<string, Upload>()
  const open = ({ key, uploadId }: UploadReference, options: StoreOptions | undefined): Upload => {
    checkWrite(key, { signal: options?.signal })
    const upload = uploads.get(uploadId)
    if (upload?.key === key) return upload
    const message = `there is no open upload of ${JSON.stringify(key)} with that id in ${name}`
    throw new KeelsonError(message, { code: 'not_found', provider: name, hint: 'It was completed or aborted' })
  }
  const partsOf = (upload: Upload) => [...upload.parts.values()].toSorted((a, b) => a.partNumber - b.partNumber)

  return {
    async create(key, options = {}) {
      const attributes = checkWrite(key, options)
      const uploadId = randomUUID()
      uploads.set(uploadId, { key, uploadId, attributes, initiated: new Date(clock.date()), parts: new Map() })
      return { key, uploadId }
    },
    async putPart({ partNumber, body, ...reference }, options) {
      checkPart(reference.key, partNumber, body)
      const part = { partNumber, etag: md5Etag(body), size: body.byteLength }
      open(reference, options).parts.set(partNumber, { ...part, body: Uint8Array.from(body) })
      return part
    },
    async listParts(reference, options) {
      return partsOf(open(reference, options)).map(({ body: _body, ...part }) => part)
    },
    async complete({ parts, ...reference }, options = {}) {
      const { key, uploadId } = reference
      checkCondition(key, options)
      const upload = open(reference, options)
      const chosen = parts.map(({ partNumber, etag }) => {
        const part = upload.parts.get(partNumber)
        if (part?.etag === etag) return part
        const problem = `part ${partNumber} is not the one that was uploaded`
        throw new KeelsonError(`${JSON.stringify(key)} was not stored: ${problem}`, {
          code: 'invalid_request',
          provider: name,
        })
      })
      checkParts(key, chosen, { equalParts: false })
      const body = Uint8Array.from(Buffer.concat(chosen.map((part) => part.body)))
      const etag = multipartEtag(chosen.map((part) => part.etag))
      const info = save({ key, size: body.byteLength, etag, ...upload.attributes, body }, options)
      uploads.delete(uploadId)
      return info
    },
    async abort(reference, options) {
      checkWrite(reference.key, { signal: options?.signal })
      if (uploads.get(reference.uploadId)?.key === reference.key) uploads.delete(reference.uploadId)
    },
    list: ({ prefix = '' } = {}, options) =>
      createPages(async () => {
        if (options?.signal?.aborted) throw new KeelsonError('aborted', { code: 'aborted' })
        const found = [...uploads.values()].filter(({ key }) => key.startsWith(prefix))
        const items = found.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }))
        return { items: items.toSorted((a, b) => compareKeys(a.key, b.key)) }
      }),
  }
}
