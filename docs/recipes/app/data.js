// What the application keeps: a notice in PostgreSQL, and a count of visits in Redis, without which it goes on.
import { createPool } from '@keelson/neon/pg'
import { createRedis } from '@keelson/upstash/ioredis'

const { DATABASE_URL = '', REDIS_URL = '', KEY_PREFIX = '' } = process.env

const pool = DATABASE_URL ? createPool({ connectionString: DATABASE_URL, max: 4 }) : undefined
const redis = REDIS_URL ? createRedis({ url: REDIS_URL, keyPrefix: KEY_PREFIX, commandTimeoutMs: 1000 }) : undefined

/** The newest notice; `undefined` without a database. */
export async function readNotice() {
  if (!pool) return undefined
  const { rows } = await pool.query('select text from notice order by id desc limit 1')
  if (rows.length === 0) throw new Error('the table has no row')
  return rows[0].text
}

/** The visits so far; `undefined` without Redis. */
export async function readVisits() {
  return redis && Number((await redis.get('visits')) ?? 0)
}

/** Counts a visit. */
export async function countVisit() {
  return redis?.incr('visits')
}

export async function close() {
  redis?.disconnect()
  await pool?.end()
}
