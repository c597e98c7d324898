import { readCertReqs } from './cert-reqs.js'
import { nameOf, readsTlsParameters, type RedisClient } from './redis-client.js'
import type { Finding } from '../finding.js'
import type { RedisUrlContext } from './lint-context.js'
import type { RedisUrl } from './redis-url.js'

const configuration = 'https://docs.celeryq.dev/en/stable/userguide/configuration.html'
const redisPy = 'https://redis.readthedocs.io/en/stable/connections.html'

/** The options that verify, as each client takes them beside its URL. */
const useSsl = '{"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}'

/** What TLS of a `rediss://` URL comes to, with the options beside it. */
export function lintTls({ parameters }: RedisUrl, context: RedisUrlContext): Finding[] {
  const { client, redisPy: version, path = 'url', optionsPath = 'options' } = context
  // Of a broker's URL one ssl_ parameter is enough for kombu to leave broker_use_ssl aside.
  const isAlone = client === 'celery-broker' && Object.keys(parameters).some((name) => name.startsWith('ssl_'))
  const options = isAlone ? {} : (context.options ?? {})
  const inUrl = parameters['ssl_cert_reqs']
  const given = inUrl ?? options['ssl_cert_reqs']
  const at = { path: inUrl === undefined && given !== undefined ? optionsPath : path, source: sourceOf(client) }
  const meaning = readCertReqs(given)
  if (given !== undefined && (meaning === 'none' || meaning === 'optional'))
    return [{ ...at, ...unverified(client, meaning, inUrl === undefined) }]
  if (!readsTlsParameters(client)) return []
  const silence = given === undefined && !isAlone ? lintSilence(client, options) : undefined
  if (silence) return [{ ...at, ...silence }]
  const isStrict = inUrl === undefined ? client !== 'celery-result-backend' : !client.startsWith('celery')
  if (typeof given === 'string' && !(isStrict ? /^required$/ : /^(?:CERT_REQUIRED|required)$/).test(given)) {
    return [
      {
        ...at,
        code: 'redis-tls-spelling',
        severity: 'error',
        message: `${nameOf(client)} does not know ssl_cert_reqs=${meaning ? given : '…'}, and fails when it connects`,
        fix: 'Write ssl_cert_reqs=required, which all of them know',
        source: 'measured: redis-py 4.3.4 and 8.1.0, kombu 5.2.4 and 5.6.2',
      },
    ]
  }
  const hostName = lintHostName(parameters['ssl_check_hostname'] ?? options['ssl_check_hostname'], client, version)
  return hostName ? [{ path: at.path, ...hostName }] : []
}

type Found = Omit<Finding, 'path' | 'source'>

function sourceOf(client: RedisClient): string {
  if (client === 'celery-broker') return `${configuration}#broker-use-ssl`
  return client === 'celery-result-backend' ? `${configuration}#redis-backend-use-ssl` : redisPy
}

function unverified(client: RedisClient, meaning: 'none' | 'optional', isOption: boolean): Found {
  const code = 'redis-tls-unverified'
  if (!readsTlsParameters(client))
    return {
      code,
      severity: 'warning',
      message: `${client} verifies whatever ssl_cert_reqs says; clients in Python that read this URL, too, verify nothing`,
      fix: 'Write ssl_cert_reqs=required',
    }
  const written = client.startsWith('celery') ? useSsl : '"ssl_cert_reqs": "required"'
  return {
    code,
    severity: 'error',
    message: `ssl_cert_reqs is ${meaning}: ${nameOf(client)} sends the password to whoever answers in the name of the server`,
    fix: `Write ${isOption ? written : 'ssl_cert_reqs=required'}; for a private authority add ssl_ca_certs with its file`,
  }
}

/** What `rediss://` alone comes to. */
function lintSilence(client: RedisClient, options: Readonly<Record<string, unknown>>): Found | undefined {
  const fix = (setting: string) => `Add ?ssl_cert_reqs=required&ssl_check_hostname=true, or set ${setting} = ${useSsl}`
  // Of a dictionary with anything else in it redis-py is told to verify, as by default.
  if (client === 'celery-broker' && Object.keys(options).length === 0)
    return {
      code: 'redis-tls-unverified',
      severity: 'error',
      message: 'without ssl_cert_reqs kombu verifies no certificate, and says so in one line of the log only',
      fix: fix('broker_use_ssl'),
    }
  if (client !== 'celery-result-backend') return undefined
  return {
    code: 'redis-tls-result-backend',
    severity: 'error',
    message:
      'the result backend raises a ValueError for rediss:// without ssl_cert_reqs, at the first task and not at the start',
    fix: fix('redis_backend_use_ssl'),
  }
}

function lintHostName(
  given: unknown,
  client: RedisClient,
  version: string | undefined,
): Omit<Finding, 'path'> | undefined {
  const isOff = given === false || (typeof given === 'string' && /^(?:false|0|no|f|n)$/i.test(given))
  const isOld = version !== undefined && Number.parseInt(version, 10) < 6
  if (!isOff && (given !== undefined || !isOld)) return undefined
  return {
    code: 'redis-tls-any-host',
    severity: isOff ? 'error' : 'warning',
    message: `${nameOf(client)} ${isOff ? 'is told not to compare' : `with redis-py ${version} does not compare`} the name in the certificate: a valid one for any other host is accepted`,
    fix: 'Set ssl_check_hostname to true',
    source: 'measured: redis-py 4.3.4 (its default became true with 6)',
  }
}
