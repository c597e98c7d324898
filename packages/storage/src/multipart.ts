import type { Pages } from '@keelson/core'
import type { ObjectInfo, PutOptions, StoreOptions } from './object.js'

/** An upload that was begun; an id means nothing to another store. */
export interface UploadReference {
  readonly key: string
  readonly uploadId: string
}

/** An upload that was neither completed nor aborted: its parts are kept, and paid for. */
export interface OpenUpload extends UploadReference {
  readonly initiated?: Date | undefined
}

/** A part that the store has. */
export interface UploadedPart {
  /** 1 to 10,000. */
  readonly partNumber: number
  readonly etag: string
  /** In bytes. */
  readonly size: number
}

/** What is sent as one part. */
export interface PartParams extends UploadReference {
  readonly partNumber: number
  /** 5 MiB to 2 GiB; the last part may be smaller. */
  readonly body: Uint8Array
}

/** Which parts, in their order, become the object. */
export interface CompleteParams extends UploadReference {
  readonly parts: readonly UploadedPart[]
}

/** Under which condition the parts become the object. */
export type CompleteOptions = Pick<PutOptions, 'ifMatch' | 'ifNoneMatch' | 'signal'>

/** Uploads in parts, as S3 has them; nothing is to be seen under the key until `complete`. */
export interface MultipartUploads {
  create(key: string, options?: Omit<PutOptions, 'ifMatch' | 'ifNoneMatch'>): Promise<UploadReference>
  /** Stores a part, over one with the same number; `not_found` when the upload is over. */
  putPart(params: PartParams, options?: StoreOptions): Promise<UploadedPart>
  /** The parts that the store has, by number; `not_found` when the upload is over. */
  listParts(params: UploadReference, options?: StoreOptions): Promise<readonly UploadedPart[]>
  complete(params: CompleteParams, options?: CompleteOptions): Promise<ObjectInfo>
  /** Ends the upload and frees its parts; one that is over is fine. */
  abort(params: UploadReference, options?: StoreOptions): Promise<void>
  /** Uploads that are open, of keys that start with the prefix. */
  list(params?: { readonly prefix?: string | undefined }, options?: StoreOptions): Pages<OpenUpload>
}
