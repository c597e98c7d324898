import { isKeelsonError } from '../errors.js'
import { reveal, type Secret } from '../secret.js'
import { readCertReqs } from './cert-reqs.js'
import { readsTlsParameters, takesParameter, type RedisClient } from './redis-url-for.js'
import { parseRedisUrl, type RedisUrl } from './redis-url.js'
import { tlsOnlySource } from './tls-only-hosts.js'
import type { Finding } from '../finding.js'

export type { Finding } from '../finding.js'

/** What {@link lintRedisUrl} knows beside the URL. */
export interface RedisUrlContext {
  /** Who reads it. */
  readonly client: RedisClient
  /** How findings name the place: `CELERY_BROKER_URL`. @default 'url' */
  readonly path?: string | undefined
  /** The version of redis-py, `4.3.4`: below 6 it verifies no host name by itself. */
  readonly redisPy?: string | undefined
  /** TLS options beside the URL (`broker_use_ssl`, `OPTIONS`): what the URL does not say, they do. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
}

type Found = Omit<Finding, 'path'>

/**
 * What a client of Redis will make of its URL that nobody meant: TLS that verifies nothing, a start that fails, a text cut in
 * pieces. Nothing of the URL but its host and the names of its parameters is shown.
 *
 * @example
 * import { lintRedisUrl } from '@keelson/core/redis'
 * const findings = lintRedisUrl('rediss://default:pw@cache.example:6379', { client: 'celery-broker' })
 */
export function lintRedisUrl(url: string | Secret, context: RedisUrlContext): Finding[] {
  const { client, path = 'url' } = context
  const at = (found: readonly Found[]): Finding[] => found.map((one) => ({ ...one, path }))
  const cut = lintCut(reveal(url), client)
  if (cut.length > 0) return at(cut)
  let parts: RedisUrl
  try {
    parts = parseRedisUrl(url)
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    return at([
      { code: 'redis-url-unreadable', severity: 'error', message: error.message, fix: example, source: redisPy },
    ])
  }
  return at([...lintScheme(parts), ...lintParameters(parts, client), ...(parts.tls ? lintTls(parts, context) : [])])
}

const redisPy = 'https://redis.readthedocs.io/en/stable/connections.html'
const kombu = 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#broker-use-ssl'
const backend = 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#redis-backend-use-ssl'
const example = "Write it with redisUrlFor, which encodes it: 'rediss://default:password@host:6379/0'"

/** Measured: Django cuts LOCATION at commas (its own backend at semicolons, too), kombu a broker at semicolons. */
const cuts: Readonly<Partial<Record<RedisClient, RegExp>>> = {
  'celery-broker': /;/,
  'django-redis': /,/,
  django: /[,;]/,
}

function lintCut(text: string, client: RedisClient): Found[] {
  const at = cuts[client]?.exec(text)?.[0]
  if (at === undefined || text.split(at).every((one) => /^rediss?:\/\//.test(one))) return []
  return [
    {
      code: 'redis-url-cut',
      severity: 'error',
      message: `${client} takes a ${at} for the end of one URL and the begin of another: it connects with half of the password`,
      fix: `Write ${encodeURIComponent(at)} for the ${at}, as redisUrlFor does`,
      source: 'measured: django-redis 5.2.0, kombu 5.2.4 and 5.6.2',
    },
  ]
}

function lintScheme({ tls, host }: RedisUrl): Found[] {
  const source = tlsOnlySource(host)
  if (tls || source === undefined) return []
  return [
    {
      code: 'redis-tls-missing',
      severity: 'error',
      message: `${host} takes connections with TLS only: without it every command fails, after the password went over the network in plain text`,
      fix: 'Write rediss:// instead of redis://',
      source,
    },
  ]
}

function lintParameters({ parameters, tls }: RedisUrl, client: RedisClient): Found[] {
  return Object.keys(parameters).flatMap((name): Found[] => {
    if (name.startsWith('ssl_') && readsTlsParameters(client) && !tls)
      return [
        {
          code: 'redis-tls-parameter-without-tls',
          severity: 'error',
          message: `${name} speaks of TLS, which redis:// does not use: ${client === 'celery-broker' ? 'kombu connects with TLS all the same' : `${client} fails when it connects`}`,
          fix: `Write rediss:// instead of redis://, or leave ${name} out`,
          source: redisPy,
        },
      ]
    // What Python's clients want in a variable that others read, too, says no more than what holds anyway.
    if (takesParameter(client, name) || /^ssl_(?:cert_reqs|check_hostname)$/.test(name)) return []
    const result = readsTlsParameters(client) ? 'raises a TypeError' : 'takes it for one of its options, as text'
    return [
      {
        code: 'redis-url-parameter',
        severity: 'error',
        message: `${client} does not read ${name} out of a URL: it ${result}`,
        fix: `Leave ${name} out of the URL and set it as an option`,
        source: readsTlsParameters(client) ? 'measured: redis-py 4.3.4 and 8.1.0, kombu 5.2.4 and 5.6.2' : redisPy,
      },
    ]
  })
}

function lintTls({ parameters }: RedisUrl, { client, redisPy: version, ...context }: RedisUrlContext): Found[] {
  // Of a broker's URL one ssl_ parameter is enough for kombu to leave broker_use_ssl aside.
  const isAlone = client === 'celery-broker' && Object.keys(parameters).some((name) => name.startsWith('ssl_'))
  const options = isAlone ? {} : (context.options ?? {})
  const given = parameters['ssl_cert_reqs'] ?? options['ssl_cert_reqs']
  const source = client === 'celery-broker' ? kombu : client === 'celery-result-backend' ? backend : redisPy
  const meaning = readCertReqs(given)
  if (given !== undefined && meaning !== undefined && meaning !== 'required') {
    return [
      {
        code: 'redis-tls-unverified',
        severity: 'error',
        message: `ssl_cert_reqs is ${meaning}: ${client} sends the password to whoever answers in the name of the server`,
        fix: `Write ${client.startsWith('celery') ? 'ssl_cert_reqs=required' : 'required'}; for a private authority add ssl_ca_certs with its file`,
        source,
      },
    ]
  }
  if (!readsTlsParameters(client)) return []
  const silence = given === undefined && !isAlone ? lintSilence(client, options, source) : []
  if (silence.length > 0) return silence
  const isStrict =
    parameters['ssl_cert_reqs'] === undefined ? client !== 'celery-result-backend' : !client.startsWith('celery')
  if (typeof given === 'string' && !(isStrict ? /^required$/ : /^(?:CERT_REQUIRED|required)$/).test(given)) {
    return [
      {
        code: 'redis-tls-spelling',
        severity: 'error',
        message: `${client} does not know ssl_cert_reqs=${meaning ? given : '…'}, and fails when it connects`,
        fix: 'Write ssl_cert_reqs=required, which all of them know',
        source: 'measured: redis-py 4.3.4 and 8.1.0, kombu 5.2.4 and 5.6.2',
      },
    ]
  }
  return lintHostName(parameters['ssl_check_hostname'] ?? options['ssl_check_hostname'], client, version)
}

/** What `rediss://` alone comes to. */
function lintSilence(client: RedisClient, options: Readonly<Record<string, unknown>>, source: string): Found[] {
  if (client === 'celery-broker') {
    // Of a dictionary with anything else in it redis-py is told to verify, as by default.
    if (Object.keys(options).length > 0) return []
    return [
      {
        code: 'redis-tls-unverified',
        severity: 'error',
        message: 'without ssl_cert_reqs kombu verifies no certificate, and says so in one line of the log only',
        fix: 'Add ?ssl_cert_reqs=required&ssl_check_hostname=true, or set broker_use_ssl = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}',
        source: 'measured: kombu 5.2.4 and 5.6.2',
      },
    ]
  }
  if (client !== 'celery-result-backend') return []
  return [
    {
      code: 'redis-tls-result-backend',
      severity: 'error',
      message:
        'the result backend raises a ValueError for rediss:// without ssl_cert_reqs, at the first task and not at the start',
      fix: 'Add ?ssl_cert_reqs=required&ssl_check_hostname=true, or set redis_backend_use_ssl = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}',
      source,
    },
  ]
}

function lintHostName(given: unknown, client: RedisClient, version: string | undefined): Found[] {
  const isOff = given === false || (typeof given === 'string' && /^(?:false|0|no|f|n)$/i.test(given))
  const isOld = version !== undefined && Number.parseInt(version, 10) < 6
  if (!isOff && (given !== undefined || !isOld)) return []
  return [
    {
      code: 'redis-tls-any-host',
      severity: isOff ? 'error' : 'warning',
      message: `${client} ${isOff ? 'is told not to compare' : `with redis-py ${version} does not compare`} the name in the certificate: a valid one for any other host is accepted`,
      fix: 'Set ssl_check_hostname to true',
      source: 'measured: redis-py 4.3.4 (its default became true with 6)',
    },
  ]
}
