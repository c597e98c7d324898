import { lazy, type Infer } from '@keelson/core'
import * as shape from '@keelson/core/shape'

/** The states of a backup. */
export type RedisBackupState = 'pending' | 'completed' | 'failed'

const backup = () =>
  shape.object({
    backup_id: shape.text(),
    database_id: shape.optional(shape.text()),
    name: shape.text(),
    state: shape.open<RedisBackupState>(),
    /** Seconds since 1970. */
    creation_time: shape.optional(shape.number()),
    /** Bytes. */
    backup_size: shape.optional(shape.number()),
    /** A word, not a boolean: whether it is one of those that `enableDailyBackup` asks for. */
    daily_backup: shape.optional(shape.open<'true' | 'false'>()),
    hourly_backup: shape.optional(shape.open<'true' | 'false'>()),
  })

/** What was in a database at one moment. */
export type RedisBackup = Infer<ReturnType<typeof backup>>
export const RedisBackupList = /* @__PURE__ */ lazy(() => shape.list(backup()))
