import { Secret } from '../secret.js'
import { custom, type Absent, type DefaultOption, type Variable, type VariableOptions } from './custom.js'

/** Options of {@link secretUrl}. */
export interface SecretUrlOptions<Optional extends boolean = boolean> extends VariableOptions<Optional> {
  /** Without colon: `['amqps', 'amqp']`. @default any */
  readonly protocols?: readonly string[] | undefined
}

/** Options of {@link url}. */
export interface UrlOptions<Optional extends boolean = boolean>
  extends VariableOptions<Optional>, DefaultOption<string> {
  /** Without colon. @default ['https', 'http'] */
  readonly protocols?: readonly string[] | undefined
}

/** Options of {@link redisUrl}. */
export interface RedisUrlOptions<Optional extends boolean = boolean> extends VariableOptions<Optional> {
  /** Takes `rediss://` only. @default false */
  readonly tls?: boolean | undefined
}

/**
 * A URL without a password, as the text that was given; one that may carry a password is a {@link secretUrl}.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const publicUrl = variable.url({ example: 'https://shop.example' })
 */
export function url<Optional extends boolean = false>(
  options: UrlOptions<Optional> = {},
): Variable<string | Absent<Optional>> {
  const { protocols = ['https', 'http'] } = options
  return custom({
    ...options,
    example: options.example ?? `${protocols[0]}://shop.example`,
    expected: `a URL starting with ${describeProtocols(protocols)}, without a password in it`,
    parse: (text) => (parseUrl(text, protocols)?.password === '' ? text : undefined),
    format: String,
  })
}

/**
 * A URL that may carry a password or a token: its value is a {@link Secret}. Those of PostgreSQL and Redis have kinds of
 * their own, which look closer.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const brokerUrl = variable.secretUrl({ protocols: ['amqps', 'amqp'] })
 */
export function secretUrl<Optional extends boolean = false>(
  options: SecretUrlOptions<Optional> = {},
): Variable<Secret | Absent<Optional>> {
  const { protocols } = options
  const start = protocols ? `starting with ${describeProtocols(protocols)}` : 'as scheme://…'
  return custom({
    ...options,
    example: options.example ?? `${protocols?.[0] ?? 'scheme'}://user:password@host/name`,
    expected: `a URL ${start}, special characters of the password percent-encoded`,
    secret: true,
    parse: (text) => (parseUrl(text, protocols) ? new Secret(text) : undefined),
  })
}

/**
 * A connection URL of PostgreSQL, `postgresql://` or `postgres://`, with one host (or the folder of a socket as its `host`
 * parameter); its value is a {@link Secret}. A password with a bare `#`, `/`, `?` or `@`, behind which a program would look
 * for another host, is a problem, as is a `%` that encodes nothing.
 *
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const databaseUrl = variable.postgresUrl({ description: 'orders' })
 */
export function postgresUrl<Optional extends boolean = false>(
  options: VariableOptions<Optional> = {},
): Variable<Secret | Absent<Optional>> {
  return connectionUrl(
    options,
    ['postgresql', 'postgres'],
    'postgresql://user:password@host:5432/database',
    ({ host, searchParams }) => (host === '' ? searchParams.has('host') : !host.includes(',')),
  )
}

/**
 * A connection URL of Redis or Valkey, `rediss://` (TLS) or `redis://`, with a host; its value is a {@link Secret}. A path
 * that is not the number of a database is a problem: redis-py takes it for database 0.
 *
 * https://redis.readthedocs.io/en/stable/connections.html#redis.Redis.from_url
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const cacheUrl = variable.redisUrl({ tls: true })
 */
export function redisUrl<Optional extends boolean = false>(
  options: RedisUrlOptions<Optional> = {},
): Variable<Secret | Absent<Optional>> {
  return connectionUrl(
    options,
    options.tls ? ['rediss'] : ['rediss', 'redis'],
    'rediss://default:password@host:6379/0',
    ({ host, pathname }) => host !== '' && /^\/?\d*$/.test(pathname),
  )
}

function connectionUrl<Optional extends boolean>(
  options: VariableOptions<Optional>,
  protocols: readonly string[],
  example: string,
  isComplete: (url: URL) => boolean,
): Variable<Secret | Absent<Optional>> {
  const kind = secretUrl({ ...options, protocols, example: options.example ?? example })
  return {
    ...kind,
    parse(text) {
      const parsed = parseUrl(text, protocols)
      // What stands behind an @ in the path or the query is the true host, and what stands before it a piece of the password.
      const isWhole = parsed && !/#|%(?![\da-f]{2})/i.test(text) && !(parsed.pathname + parsed.search).includes('@')
      return isWhole && isComplete(parsed) ? kind.parse(text) : undefined
    },
  }
}

function describeProtocols(protocols: readonly string[]): string {
  return protocols.map((protocol) => `${protocol}://`).join(' or ')
}

function parseUrl(text: string, protocols: readonly string[] | undefined): URL | undefined {
  // The URL parser drops line breaks, and takes `localhost:3000` for a scheme with a path.
  if (/\s/.test(text) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const parsed = new URL(text)
  return !protocols || protocols.includes(parsed.protocol.slice(0, -1)) ? parsed : undefined
}
