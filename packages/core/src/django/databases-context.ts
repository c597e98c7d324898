import type { Finding } from '../finding.js'
import type { Platform } from '../platform.js'
import type { PostgresServer } from '../postgres/server.js'
import type { DjangoVersion } from './version.js'

/** What is known of where Django runs; what is left out is not judged. */
export interface DjangoDatabasesContext {
  readonly django?: DjangoVersion | undefined
  /** What HOST leads to. */
  readonly server?: PostgresServer | undefined
  /** @default 1 */
  readonly instances?: number | undefined
  /** Processes of an instance. @default 1 */
  readonly workers?: number | undefined
  /** Of a process. @default 1 */
  readonly threads?: number | undefined
  readonly asgi?: boolean | undefined
  readonly platform?: Pick<Platform, 'name' | 'ephemeralDisk'> | undefined
}

/** A finding, with the key that it is about. */
export type Found = Omit<Finding, 'path'> & { readonly at: string }
