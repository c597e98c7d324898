import type { Pages } from '@keelson/core'
import type { StoreCapabilities } from './location.js'
import type { MultipartUploads } from './multipart.js'
import type {
  CopyOptions,
  CopyParams,
  GetOptions,
  ObjectInfo,
  ObjectStream,
  PutOptions,
  StoredObject,
  StoreOptions,
} from './object.js'

/** What an object can have at this store. */
export type ObjectCapabilities = Pick<
  StoreCapabilities,
  'acl' | 'conditionalPut' | 'conditionalComplete' | 'equalParts'
>

/** Where objects are kept: a bucket, a folder, this process. */
export interface Store {
  /** For messages: `bucket shop at s3.eu-central-1.wasabisys.com`, `folder /srv/files`. */
  readonly name: string
  /** What is lacking is refused with `unsupported` before anything is sent. */
  readonly capabilities: ObjectCapabilities
  /** Stores an object of at most 2 GiB whole or not at all, over the one that was there. For more: `putStream`, `uploadFile`. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<ObjectInfo>
  /** The object with its content, or `undefined` when there is none. */
  get(key: string, options?: GetOptions): Promise<StoredObject | undefined>
  /** The object with its content as a stream, or `undefined` when there is none. */
  getStream(key: string, options?: GetOptions): Promise<ObjectStream | undefined>
  /** What is known of the object, or `undefined` when there is none. */
  head(key: string, options?: StoreOptions): Promise<ObjectInfo | undefined>
  /** Whether there is such an object. */
  exists(key: string, options?: StoreOptions): Promise<boolean>
  /** Copies an object without its content passing through here; `not_found` when there is none. */
  copy(params: CopyParams, options?: CopyOptions): Promise<ObjectInfo>
  /** Deletes the object; one that is not there is fine. */
  delete(key: string, options?: StoreOptions): Promise<void>
  /** Deletes any number of objects; when some could not be deleted, the error names them. */
  deleteMany(keys: readonly string[], options?: StoreOptions): Promise<void>
  /** Key, size, ETag and date of all objects whose keys start with the prefix, in the order of their keys' bytes. */
  list(params?: { readonly prefix?: string | undefined }, options?: StoreOptions): Pages<ObjectInfo>
  /** Creates the bucket or folder when there is none. */
  ensureBucket(options?: StoreOptions): Promise<'created' | 'existing'>
  /** Why this store cannot hold these keys together; nothing is asked. @default what `checkKey` says of each */
  findKeyProblems?(keys: readonly string[]): readonly string[]
  /** Uploads in parts; `putStream` and `uploadFile` drive them. */
  readonly multipart: MultipartUploads
}
