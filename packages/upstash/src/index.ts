export { createUpstashClient, request } from './client.js'
export type { UpstashClient, UpstashOptions } from './client.js'
export { redisUrl } from './connection.js'
export { ensureRedisDatabase, planRedisDatabase } from './ensure.js'
export type { RedisDatabasePlan } from './ensure.js'
export type { UpstashOperations } from './operations.gen.js'
export type { RedisPlan, RedisReadRegion, RedisRegion, TeamRole } from './known-values.js'
export {
  createRedisDatabase,
  deleteRedisDatabase,
  getRedisDatabase,
  listRedisDatabases,
  moveRedisToTeam,
  renameRedisDatabase,
  resetRedisPassword,
} from './resources/redis.js'
export type { CreateRedisDatabaseParams } from './resources/redis.js'
export type { RedisDatabase, RedisDatabaseParams, RedisDatabaseState } from './resources/redis.schema.js'
export {
  createRedisBackup,
  deleteRedisBackup,
  disableDailyBackup,
  enableDailyBackup,
  listRedisBackups,
  restoreRedisBackup,
} from './resources/redis-backups.js'
export type { RedisBackupParams } from './resources/redis-backups.js'
export type { RedisBackup, RedisBackupState } from './resources/redis-backups.schema.js'
export {
  changeRedisPlan,
  disableAutoUpgrade,
  disableEviction,
  enableAutoUpgrade,
  enableEviction,
  enableRedisTls,
  getRedisStats,
  updateRedisBudget,
  updateRedisRegions,
} from './resources/redis-settings.js'
export type { RedisStats, RedisStatsPoint } from './resources/redis-stats.schema.js'
export {
  addTeamMember,
  createTeam,
  deleteTeam,
  listTeamMembers,
  listTeams,
  removeTeamMember,
} from './resources/teams.js'
export type { TeamMemberParams, TeamParams } from './resources/teams.js'
export type { Team, TeamMember } from './resources/teams.schema.js'
export { ensureRedisStep, redisReadyStep } from './steps.js'
export type { RedisReadyStepParams } from './steps.js'
export { checkRedisDatabase, waitForRedisDatabase } from './wait.js'
export type { RedisDatabaseCheck } from './wait.js'
