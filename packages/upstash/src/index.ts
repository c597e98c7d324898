export { createUpstashClient, request } from './client.js'
export type { UpstashClient, UpstashOptions } from './client.js'
export { redisUrl } from './connection.js'
export { ensureRedisDatabase, planRedisDatabase } from './ensure.js'
export type { RedisDatabasePlan } from './ensure.js'
export type { UpstashOperations } from './operations.gen.js'
export {
  createRedisDatabase,
  deleteRedisDatabase,
  disableEviction,
  enableEviction,
  getRedisDatabase,
  listRedisDatabases,
  renameRedisDatabase,
  resetRedisPassword,
} from './resources/redis.js'
export type { CreateRedisDatabaseParams, RedisDatabaseParams } from './resources/redis.js'
export type { RedisDatabase, RedisDatabaseState, RedisRegion } from './resources/redis.schema.js'
export { ensureRedisStep, redisReadyStep } from './steps.js'
export type { RedisReadyStepParams } from './steps.js'
export { checkRedisDatabase, waitForRedisDatabase } from './wait.js'
export type { RedisDatabaseCheck } from './wait.js'
