import type { PythonExpression, PythonValue } from '@keelson/core/python'
import type { StoreLocation } from '../location.js'
import type { KeyVariables } from './boto3.js'

/** One storage of Django: a folder of a bucket, or without a `store` of the local disk. */
export interface DjangoStorage {
  /** Where the bucket is; `resolveStore` has it from the environment. @default the local disk */
  readonly store?: StoreLocation | undefined
  /** The folder in the bucket. @default 'media' for `default`, 'static' for `staticfiles`, the alias of any other */
  readonly location?: string | undefined
  /** On the local disk, needed there: the folder of the files. */
  readonly folder?: string | PythonExpression | undefined
  /** On the local disk: where the web server serves the folder. @default '/media/', by the name of `location` */
  readonly base_url?: string | undefined
  /** Whether URLs are signed, and the files private; never those of `staticfiles`. @default true */
  readonly querystring_auth?: boolean | undefined
  /** Seconds for which a signed URL works. @default 3600 */
  readonly querystring_expire?: number | undefined
  /** Whether a file replaces the one of its name, instead of getting another name. @default false, but for `staticfiles` */
  readonly file_overwrite?: boolean | undefined
  /** A canned ACL, where the store has any: `'public-read'`. @default null */
  readonly default_acl?: string | null | undefined
  /** What every upload carries: `{ CacheControl: 'private, max-age=3600' }`. */
  readonly object_parameters?: Readonly<Record<string, PythonValue>> | undefined
  /**
   * Of `staticfiles` in a bucket: the local folder with the `staticfiles.json` that `syncDirectory` returned. Names are taken
   * from there, with neither keys nor a request.
   * @default the manifest is read from the bucket whenever a process starts, and `collectstatic` uploads
   */
  readonly manifestFolder?: string | PythonExpression | undefined
  readonly keys?: KeyVariables | undefined
}
