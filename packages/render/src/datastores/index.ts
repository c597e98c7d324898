export {
  createPostgres,
  deletePostgres,
  getPostgres,
  listPostgres,
  restartPostgres,
  resumePostgres,
  suspendPostgres,
  updatePostgres,
} from './postgres.js'
export type { CreatePostgresParams, ListPostgresParams, PostgresParams, UpdatePostgresParams } from './postgres.js'
export {
  createPostgresUser,
  deletePostgresUser,
  getPostgresConnectionInfo,
  listPostgresUsers,
} from './postgres-access.js'
export {
  createPostgresExport,
  getPostgresRecoveryInfo,
  listPostgresExports,
  recoverPostgres,
} from './postgres-backups.js'
export type { RecoverPostgresParams } from './postgres-backups.js'
export type {
  Postgres,
  PostgresConnectionInfo,
  PostgresExport,
  PostgresRecoveryInfo,
  PostgresUser,
} from './postgres.schema.js'
export { ensurePostgres, planPostgres, removePostgres } from './ensure-postgres.js'
export type { PostgresPlan } from './ensure-postgres.js'
export { checkPostgres, waitForPostgres } from './wait-postgres.js'
export {
  createKeyValue,
  deleteKeyValue,
  getKeyValue,
  getKeyValueConnectionInfo,
  listKeyValue,
  resumeKeyValue,
  suspendKeyValue,
  updateKeyValue,
} from './key-value.js'
export type { CreateKeyValueParams, KeyValueParams, ListKeyValueParams, UpdateKeyValueParams } from './key-value.js'
export type { KeyValue, KeyValueConnectionInfo } from './key-value.schema.js'
export { ensureKeyValue, planKeyValue, removeKeyValue } from './ensure-key-value.js'
export type { KeyValuePlan } from './ensure-key-value.js'
export { checkKeyValue, waitForKeyValue } from './wait-key-value.js'
export type { RemoveDatabaseParams } from './ensure-database.js'
export type { DatabaseCheck } from './wait-database.js'
export type { DatabaseStatus } from './database.schema.js'
export type { IpAllowListEntry } from '../ip-allow-list.js'
