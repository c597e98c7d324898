export { connectRedis, createRedis } from './create-redis.js'
export type { CreateRedisOptions } from './create-redis.js'
export { redisOptions } from './redis-options.js'
export type { PlainRedisOptions, RedisConnectionOptions } from './redis-options.js'
