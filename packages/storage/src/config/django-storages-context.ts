import type { Platform } from '@keelson/core'
import type { StoreLocation } from '../location.js'
import type { PackageVersion } from './version.js'

/** What `lintDjangoStorages` knows beside the settings; what is left out is not judged. */
export interface DjangoStoragesContext {
  readonly django?: PackageVersion | undefined
  readonly djangoStorages?: PackageVersion | undefined
  /** Of boto3 or botocore, whose minor versions are the same from 1.36 on. */
  readonly boto3?: PackageVersion | undefined
  /** Where the buckets are, for what their stores can do. */
  readonly location?: StoreLocation | readonly StoreLocation[] | undefined
  readonly platform?: Pick<Platform, 'name' | 'ephemeralDisk'> | undefined
  /** Variables that the processes have. */
  readonly env?: object | undefined
}
