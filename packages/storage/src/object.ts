/** What a store knows of an object. */
export interface ObjectInfo {
  readonly key: string
  /** In bytes, of the whole object, also where a range of it was asked for. */
  readonly size: number
  /** The store's mark of this content, without quotes; an MD5 only of what was stored by one plain put. */
  readonly etag?: string | undefined
  readonly lastModified?: Date | undefined
  readonly contentType?: string | undefined
  readonly cacheControl?: string | undefined
  readonly contentEncoding?: string | undefined
  readonly contentDisposition?: string | undefined
  /** Names in small letters. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** An object with its content, or with the range of it that was asked for. */
export interface StoredObject extends ObjectInfo {
  readonly body: Uint8Array
}

/** An object whose content comes as it is read. */
export interface ObjectStream extends ObjectInfo {
  /** Read it to its end, or cancel it: it holds a connection or a file. Its errors are KeelsonErrors. */
  readonly body: ReadableStream<Uint8Array>
}

/** Options of every operation of a {@link Store}. */
export interface StoreOptions {
  readonly signal?: AbortSignal | undefined
}

/** Bytes of an object, counted from 0: the first and the last one that are wanted, or as many as `last` from its end. */
export type ByteRange = { readonly start: number; readonly end?: number | undefined } | { readonly last: number }

/** What is read. */
export interface GetOptions extends StoreOptions {
  /** A range that begins behind the end of the object is refused (`invalid_request`); one that ends there is cut. */
  readonly range?: ByteRange | undefined
}

/** What is stored beside the content. */
export interface ObjectAttributes {
  readonly contentType?: string | undefined
  readonly cacheControl?: string | undefined
  readonly contentEncoding?: string | undefined
  readonly contentDisposition?: string | undefined
  /** Names in small letters, values in printable ASCII. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** What is stored beside the content, and under which condition. */
export interface PutOptions extends ObjectAttributes, StoreOptions {
  /** Who may read the object, where the store knows this per object; else `unsupported`. @default what the bucket says */
  readonly acl?: 'private' | 'public-read' | undefined
  /** Only when nothing is stored under the key; else `conflict`. */
  readonly ifNoneMatch?: '*' | undefined
  /** Only over the object with this ETag; `conflict` over another one or none. */
  readonly ifMatch?: string | undefined
}

/** A copy within a store. */
export interface CopyParams {
  readonly from: string
  readonly to: string
}

/** Attributes of the copy; all of them are replaced when one is given. @default those of the source */
export interface CopyOptions extends ObjectAttributes, StoreOptions {
  readonly acl?: PutOptions['acl']
}
