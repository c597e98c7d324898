import { KeelsonError } from '@keelson/core'

/** Where a connection string points, and what it carries. */
export interface RedisAddress {
  readonly tls: boolean
  readonly host: string
  readonly port: number
  readonly username: string | undefined
  readonly password: string | undefined
  readonly db: number
}

/**
 * Reads `rediss://user:password@host:port/db` strictly: what ioredis would guess, ignore or take for an option of its own is
 * refused with `config`, and so is a connection to Upstash without TLS. No message shows the string.
 */
export function parseRedisUrl(text: string): RedisAddress {
  if (/^https?:/i.test(text))
    throw refusal('is a web address', 'UPSTASH_REDIS_REST_URL is for the REST API; a connection needs rediss://…')
  if (!/^rediss?:\/\//i.test(text)) throw refusal('does not begin with rediss:// or redis://', example)
  // A # or ? in front of the @ belongs to the password: the URL parser would take pieces of it for host and parameters.
  const url = URL.canParse(text) && !/#|\?.*@/.test(text) ? new URL(text) : undefined
  if (!url?.hostname) throw refusal('cannot be read', `Is a special character in the password not encoded? ${example}`)
  const { protocol, hostname, port, pathname, searchParams } = url
  const tls = protocol.toLowerCase() === 'rediss:'
  if (!tls && /\.upstash\.io\.?$/i.test(hostname))
    throw refusal(`is without TLS, and ${hostname} takes TLS only`, 'Write rediss:// instead of redis://')
  for (const [name, value] of searchParams) {
    // What Celery wants to read in the same variable says no more than what holds anyway.
    if (name === 'ssl_cert_reqs' && /^(?:CERT_)?REQUIRED$/i.test(value)) continue
    throw refusal(
      `has the parameter "${name}"`,
      'Leave it out: certificates are always verified, and options are arguments',
    )
  }
  const [, db = '0'] = /^\/?(\d{0,4})$/.exec(pathname) ?? []
  if (!/^\/?\d{0,4}$/.test(pathname)) throw refusal('has a path that is not the number of a database', example)
  return {
    tls,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    username: decode(url.username) || undefined,
    password: decode(url.password) || undefined,
    db: Number(db),
  }
}

const example = 'It looks like rediss://default:password@host:6379'

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw refusal('has a % in its password that encodes nothing', 'Write %25 for a percent sign')
  }
}

function refusal(why: string, hint: string): KeelsonError {
  return new KeelsonError(`the Redis URL ${why}`, { code: 'config', hint })
}
