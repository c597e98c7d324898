import type { StoreLocation } from '../location.js'

/** One kind of files: where they are, and how they are read. */
export interface StorageUse {
  /** `static`: built, and built again at every release. `uploads`: what users gave, which nobody can build again. */
  readonly content: 'static' | 'uploads'
  /** Whether everybody may read it, or only whom the application lets. @default 'public' */
  readonly access?: 'public' | 'private' | undefined
  /** Its bucket. @default the local disk */
  readonly location?: StoreLocation | undefined
  /** Its place in the bucket: `static/`. @default the whole bucket */
  readonly prefix?: string | undefined
  /** Whether everybody may read the bucket; of R2 its domain says so. @default not known */
  readonly publicBucket?: boolean | undefined
  /** Where a file's version is: in its name (`app.3f2a.css`), or in the query of its URL (`app.css?v=3`). */
  readonly version?: 'name' | 'query' | undefined
  /** What stores the files: `python manage.py collectstatic --noinput`. */
  readonly command?: string | undefined
}

/** A use in a bucket, by the name that findings give it. */
export interface BucketUse extends StorageUse {
  readonly name: string
  readonly location: StoreLocation
}

/** Whether two uses share a bucket. */
export function isSameBucket({ location: a }: BucketUse, { location: b }: BucketUse): boolean {
  return a.bucket === b.bucket && a.endpoint === b.endpoint
}
