export { createRestRedis } from './create-rest-redis.js'
export type { RestRedisOptions } from './create-rest-redis.js'
