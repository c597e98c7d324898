import { KeelsonError } from '../errors.js'
import { reveal, Secret } from '../secret.js'

/** The parts of a Redis connection URL, decoded. */
export interface RedisUrl {
  /** `rediss://` */
  readonly tls: boolean
  /** A name or an address, in small letters, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** The number of the database. */
  readonly db: number
  readonly user: string | undefined
  readonly password: Secret | undefined
  /** What stands behind the `?`: `ssl_cert_reqs`, … */
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Takes a `redis://` or `rediss://` URL apart: the port is 6379 and the database 0 when they are not there. Throws `config`,
 * which names what is wrong and shows nothing of the URL, for whatever two clients would read differently.
 *
 * https://www.iana.org/assignments/uri-schemes/prov/redis
 *
 * @example
 * import { parseRedisUrl } from '@keelson/core/redis'
 * const { host, db } = parseRedisUrl('rediss://default:pw%2F1@cache.example:6380/2')
 */
export function parseRedisUrl(url: string | Secret): RedisUrl {
  const text = reveal(url)
  if (typeof text !== 'string' || text.trim() === '') throw refusal('it is empty')
  if (!/^rediss?:\/\//i.test(text)) throw otherScheme(text)
  if (/[\s\0]/.test(text)) throw refusal('it has white space in it')
  if (text.includes('#')) throw refusal('it has a # in it', encodePassword)
  const [, scheme = '', authority = '', path = '', search = ''] = /^(\w+):\/\/([^/?]*)([^?]*)(.*)$/.exec(text) ?? []
  if (/@/.test(path + search)) throw refusal('it has a / or ? before its @', encodePassword)
  const at = authority.lastIndexOf('@')
  const [user = '', ...rest] = authority.slice(0, Math.max(at, 0)).split(':')
  if (user.includes('@') || rest.join(':').includes('@')) throw refusal('it has two @ in it', encodePassword)
  const address = authority.slice(at + 1)
  if (address.includes(',')) throw refusal('it names several hosts', severalServers)
  if (address === '' || address.startsWith(':')) throw refusal('it names no host', example)
  const [, name = '', digits = '6379'] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?$/i.exec(address) ?? []
  if (!name) throw refusal('its host or port cannot be read', encodePassword)
  const port = Number(digits)
  if (port < 1 || port > 65_535) throw refusal('its port must be 1 to 65535')
  if (!/^\/?\d{0,5}$/.test(path)) throw refusal('its path is not the number of a database', example)
  return {
    tls: scheme.toLowerCase() === 'rediss',
    host: name.replace(/^\[(.*)\]$/, '$1').toLowerCase(),
    port,
    db: Number(path.slice(1)),
    user: decode('user', user) || undefined,
    password: rest.length > 0 && rest.join(':') ? new Secret(decode('password', rest.join(':'))) : undefined,
    parameters: readParameters(search),
  }
}

/**
 * Puts a Redis connection URL together: every part is percent-encoded, the commas and semicolons too at which Django and
 * Celery would cut it. Throws `config` for parts that no URL can hold.
 *
 * @example
 * import { formatRedisUrl, parseRedisUrl } from '@keelson/core/redis'
 * const broker = formatRedisUrl({ ...parseRedisUrl('rediss://default:pw@cache.example'), db: 1 })
 */
export function formatRedisUrl(parts: Pick<RedisUrl, 'host'> & Partial<RedisUrl>): Secret {
  const { tls = true, host, port = 6379, db = 0, user = '', password, parameters = {} } = parts
  const secret = password ? `:${encode('password', password.reveal())}` : ''
  const login = user || secret ? `${encode('user', user)}${secret}@` : ''
  const query = Object.entries(parameters).map(([name, value]) => `${encode(name, name)}=${encode(name, value)}`)
  const address = host.includes(':') ? `[${host}]` : host
  const text = `redis${tls ? 's' : ''}://${login}${address}:${port}${db === 0 ? '' : `/${db}`}${query.length > 0 ? `?${query.join('&')}` : ''}`
  // What cannot be read back is refused here, by the name of what is wrong.
  parseRedisUrl(text)
  return new Secret(text)
}

/** What clients read differently, or only some of them at all. */
function otherScheme(text: string): KeelsonError {
  if (/^https?:/i.test(text))
    return refusal('it is a web address', `That is for a REST API; a connection is another. ${example}`)
  if (/^(?:unix:|redis\+socket:|\/)/i.test(text))
    return refusal(
      'it is a unix socket',
      'Each client writes that another way: give it to yours as an option, its path',
    )
  if (/^(?:redis\+)?(?:sentinel|cluster)s?:/i.test(text))
    return refusal('it is for sentinels or a cluster', severalServers)
  return refusal('it must begin with rediss:// or redis://', example)
}

const severalServers = 'No two clients write several servers alike: give yours their names as options'

const example = 'It looks like rediss://default:password@host:6379/0'

const encodePassword =
  'Special characters of the user and the password are percent-encoded: / is %2F, # is %23, ? is %3F, @ is %40'

function readParameters(search: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const pair of search.slice(1).split('&').filter(Boolean)) {
    const [name = '', ...rest] = pair.split('=')
    // The name is not shown: it is a piece of the password when that has a ? in it.
    if (!/^\w+$/.test(name) || rest.length === 0)
      throw refusal('one of its parameters is no name=value', encodePassword)
    if (Object.hasOwn(parameters, name)) throw refusal(`its parameter ${name} is there twice`)
    // As redis-py reads them, where they beat what stands before; other clients make something else of them.
    if (/^(?:db|username|password)$/.test(name)) throw refusal(`its ${name} is a parameter`, example)
    parameters[name] = decode(`parameter ${name}`, rest.join('=').replaceAll('+', ' '))
  }
  return parameters
}

function decode(field: string, text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refusal(`its ${field} has a % that encodes nothing`, 'A % itself is written %25')
  }
}

function encode(field: string, text: string): string {
  if (!text.isWellFormed()) throw refusal(`its ${field} is no well-formed text`)
  return encodeURIComponent(text)
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the Redis URL cannot be used: ${problem}`, { code: 'config', hint })
}
