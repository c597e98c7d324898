import { KeelsonError } from '../errors.js'
import { readCertReqs } from './cert-reqs.js'
import { nameOf, readsTlsParameters, takesParameter, type RedisClient } from './redis-client.js'
import { formatRedisUrl, parseRedisUrl, type RedisUrl } from './redis-url.js'
import { tlsOnlySource } from './tls-only-hosts.js'
import type { Secret } from '../secret.js'

/** Options of {@link redisUrlFor}. */
export interface RedisUrlOptions {
  /** The number of the database. @default that of the URL */
  readonly db?: number | undefined
  /** PEM file of a private authority. Node's clients read no file: give them `tls: { ca }`. @default those of the system */
  readonly caFile?: string | undefined
}

/**
 * The same Redis for another client: a URL from which it verifies certificate and host name, with what others would stumble
 * over left out. `rediss://` alone is not that: the Celery broker then verifies nothing, and its result backend does not start.
 *
 * Throws `config` for a URL that weakens TLS (`ssl_cert_reqs=none`), goes without it to a host that takes TLS only, or has
 * parameters that this client does not know.
 *
 * https://redis.readthedocs.io/en/stable/connections.html
 *
 * @example
 * import { redisUrlFor } from '@keelson/core/redis'
 * const broker = redisUrlFor('rediss://default:pw@cache.example:6379', 'celery-broker')
 * broker.reveal() // rediss://default:pw@cache.example:6379?ssl_cert_reqs=required&ssl_check_hostname=true
 */
export function redisUrlFor(
  url: string | Secret | RedisUrl,
  client: RedisClient,
  { db, caFile }: RedisUrlOptions = {},
): Secret {
  const parts = typeof url === 'object' && 'parameters' in url ? url : parseRedisUrl(url)
  const { ssl_cert_reqs, ssl_check_hostname, ssl_ca_certs, ...others } = parts.parameters
  refuseWeakTls(parts)
  const authority = caFile ?? ssl_ca_certs
  const python = readsTlsParameters(client)
  if (authority !== undefined && !python)
    throw refusal(client, 'reads no file of an authority out of a URL', 'Pass its text: tls: { ca }')
  if ([authority, ...Object.values(others)].some((value) => value?.includes('%')))
    throw refusal(client, 'decodes a % in a parameter twice', 'Rename the file, or set it as an option')
  if (!parts.tls && [ssl_cert_reqs, ssl_check_hostname, authority].some((value) => value !== undefined))
    throw refusal(client, 'would not use TLS, of which parameters speak', 'Write rediss:// instead of redis://')
  const unknown = Object.keys(others).find((name) => !takesParameter(client, name))
  if (unknown !== undefined)
    throw refusal(
      client,
      `does not read the parameter ${unknown} out of a URL`,
      'Leave it out, and set it as an option',
    )
  const tls = {
    ssl_cert_reqs: 'required',
    ssl_check_hostname: 'true',
    ...(authority !== undefined && { ssl_ca_certs: authority }),
  }
  return formatRedisUrl({ ...parts, db: db ?? parts.db, parameters: { ...(parts.tls && python && tls), ...others } })
}

function refuseWeakTls({ tls, host, parameters }: RedisUrl): void {
  const { ssl_cert_reqs: reqs = 'required', ssl_check_hostname: checks = 'true' } = parameters
  const meaning = readCertReqs(reqs)
  if (meaning !== 'required')
    throw new KeelsonError(
      `the Redis URL has ssl_cert_reqs=${meaning ?? 'a word that no client knows'}: ${meaning ? 'whoever is in between reads and answers' : 'connections fail'}`,
      { code: 'config', hint: 'Write ssl_cert_reqs=required, with ssl_ca_certs for a private authority' },
    )
  if (!/^(?:true|1|yes)$/i.test(checks))
    throw new KeelsonError('the Redis URL switches ssl_check_hostname off: any valid certificate would do', {
      code: 'config',
      hint: 'Write ssl_check_hostname=true, and the name that the certificate is for',
    })
  if (!tls && tlsOnlySource(host))
    throw new KeelsonError(`the Redis URL goes without TLS to ${host}, which takes TLS only`, {
      code: 'config',
      hint: 'Write rediss:// instead of redis://',
    })
}

function refusal(client: RedisClient, what: string, hint: string): KeelsonError {
  return new KeelsonError(`the Redis URL does not suit ${nameOf(client)}: it ${what}`, { code: 'config', hint })
}
