import type { Pages } from '@keelson/core'

/** What a store knows of an object. */
export interface ObjectInfo {
  readonly key: string
  /** In bytes. */
  readonly size: number
  /** The store's mark of this content, without quotes; an MD5 only of what was stored by one plain put. */
  readonly etag?: string | undefined
  readonly lastModified?: Date | undefined
  readonly contentType?: string | undefined
  readonly cacheControl?: string | undefined
  readonly contentEncoding?: string | undefined
  /** Names in small letters. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** An object with its content. */
export interface StoredObject extends ObjectInfo {
  readonly body: Uint8Array
}

/** Options of every operation of a {@link Store}. */
export interface StoreOptions {
  readonly signal?: AbortSignal | undefined
}

/** What is stored beside the content. */
export interface PutOptions extends StoreOptions {
  readonly contentType?: string | undefined
  readonly cacheControl?: string | undefined
  readonly contentEncoding?: string | undefined
  /** Names in small letters, values in printable ASCII. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** Where objects are kept: a bucket, a folder, this process. */
export interface Store {
  /** For messages: `bucket shop at s3.eu-central-1.wasabisys.com`, `folder /srv/files`. */
  readonly name: string
  /** Stores an object whole or not at all, over the one that was there. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<ObjectInfo>
  /** The object with its content, or `undefined` when there is none. */
  get(key: string, options?: StoreOptions): Promise<StoredObject | undefined>
  /** What is known of the object, or `undefined` when there is none. */
  head(key: string, options?: StoreOptions): Promise<ObjectInfo | undefined>
  /** Deletes the object; one that is not there is fine. */
  delete(key: string, options?: StoreOptions): Promise<void>
  /** Deletes any number of objects; when some could not be deleted, the error names them. */
  deleteMany(keys: readonly string[], options?: StoreOptions): Promise<void>
  /** Key, size, ETag and date of all objects whose keys start with the prefix, in the order of their keys' bytes. */
  list(params?: { readonly prefix?: string | undefined }, options?: StoreOptions): Pages<ObjectInfo>
  /** Creates the bucket or folder when there is none. */
  ensureBucket(options?: StoreOptions): Promise<'created' | 'existing'>
}
