import { KeelsonError, reveal, type Secret } from '@keelson/core'
import { hostOf } from '../connection.js'
import type { RedisDatabase } from '../resources/redis.schema.js'

/** Where the REST API of a database is, and what opens it. */
export interface RestAddress {
  readonly url: string
  readonly token: string
}

/** What a program may know of a database. */
export interface RestAddressOptions {
  /** As `https://calm-otter-10000.upstash.io`. @default UPSTASH_REDIS_REST_URL, else KV_REST_API_URL */
  readonly url?: string | undefined
  /** @default UPSTASH_REDIS_REST_TOKEN, else KV_REST_API_TOKEN: the one whose URL was taken */
  readonly token?: string | Secret | undefined
  /** What `getRedisDatabase` answered, instead of both. */
  readonly database?: Pick<RedisDatabase, 'database_id' | 'endpoint' | 'rest_token'> | undefined
}

/** Finds and checks them; no message shows the token. */
export function findRestAddress({ url, token, database }: RestAddressOptions): RestAddress {
  if (database) {
    const { rest_token, endpoint, database_id } = database
    if (rest_token) return check(`https://${hostOf(endpoint)}`, reveal(rest_token))
    throw refusal(
      `the database ${database_id} came without its REST token`,
      'Lists leave credentials out: ask for the database by its id, with getRedisDatabase',
    )
  }
  if (url !== undefined || token !== undefined) return check(url, token === undefined ? undefined : reveal(token))
  const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env ?? {}
  // Both of one pair: the token of one database does not open another.
  const prefix = environment['UPSTASH_REDIS_REST_URL'] ? 'UPSTASH_REDIS_REST' : 'KV_REST_API'
  return check(environment[`${prefix}_URL`], environment[`${prefix}_TOKEN`])
}

function check(url: string | undefined, token: string | undefined): RestAddress {
  if (!url) throw refusal('the REST URL is missing', `Set UPSTASH_REDIS_REST_URL, or pass url and token. ${example}`)
  if (/^rediss?:/i.test(url))
    throw refusal('the REST URL is one of a Redis connection', `Take it to @keelson/upstash/ioredis. ${example}`)
  const { protocol, hostname, username, search, hash } = URL.canParse(url) ? new URL(url) : broken
  const isOpen = protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  if ((protocol !== 'https:' && !isOpen) || username || search || hash || /\s|["']/.test(url))
    throw refusal('the REST URL cannot be used', `Is a quotation mark or white space in it? ${example}`)
  // What else a header would carry is a quotation mark or a line end that a file of variables left.
  if (!token || !/^[\w.~+/=-]+$/.test(token))
    throw refusal('the REST token is missing or malformed', 'Set UPSTASH_REDIS_REST_TOKEN, or pass url and token')
  return { url, token }
}

const broken = { protocol: '', hostname: '', username: '', search: '', hash: '' }
const example = 'It looks like https://calm-otter-10000.upstash.io'

function refusal(message: string, hint: string): KeelsonError {
  return new KeelsonError(message, { code: 'config', provider: 'upstash', hint })
}
