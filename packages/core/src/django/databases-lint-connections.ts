import { isLoopback } from '../loopback.js'
import type { DjangoDatabasesContext, Found } from './databases-context.js'
import { leadsToPooler } from './databases-pooler.js'
import { djangoAtLeast } from './version.js'

type Settings = Readonly<Record<string, unknown>>

const docs = 'https://docs.djangoproject.com/en/5.2/ref'

/** The rules of PostgreSQL: connections that are kept, pools, poolers, TLS. */
export function lintConnections(settings: Settings, context: DjangoDatabasesContext): Found[] {
  return [lintReuse, lintPooler, lintPool, lintTls].flatMap((rule) => rule(settings, context))
}

function lintReuse(settings: Settings, context: DjangoDatabasesContext): Found[] {
  const { CONN_MAX_AGE: age = 0, CONN_HEALTH_CHECKS: checks } = settings
  const { django, instances = 1, workers = 1, threads = 1, server = {}, asgi } = context
  const { sleepsAfterSeconds: sleeps, connections = Infinity, pooler, poolerHost } = server
  const found: Found[] = []
  const has41 = django === undefined || djangoAtLeast(django, '4.1')
  if (checks !== undefined && !has41) {
    found.push({
      code: 'django-health-checks-ignored',
      severity: 'error',
      at: 'CONN_HEALTH_CHECKS',
      message: `Django ${django} leaves CONN_HEALTH_CHECKS out without a word: it came with 4.1, and connections are not checked`,
      fix: 'Take Django 4.2 or newer, or write CONN_MAX_AGE 0',
      source: `${docs}/settings/#conn-health-checks`,
    })
  }
  const { pool } = optionsOf(settings)
  if (age === 0 && !pool) return found
  const kept = pool
    ? 'in a pool'
    : age === null
      ? 'for ever'
      : `for ${typeof age === 'number' ? `${age} s` : 'some time'}`
  if ((sleeps !== undefined || age === null) && has41 && checks !== true) {
    found.push({
      code: 'django-no-health-checks',
      severity: 'warning',
      at: 'CONN_HEALTH_CHECKS',
      message: `connections are kept ${kept} and not checked${sleeps === undefined ? '' : `, and the database ends them when it is suspended, after ${sleeps} s without a query`}: requests fail on dead ones`,
      fix: 'Write CONN_HEALTH_CHECKS = True',
      source: `${docs}/settings/#conn-health-checks`,
    })
  }
  if (age === 0) return found
  if (asgi) {
    found.push({
      code: 'django-conn-max-age-asgi',
      severity: 'warning',
      at: 'CONN_MAX_AGE',
      message: 'under ASGI connections that are kept pile up: the thread that made them does not come back',
      fix: 'Write CONN_MAX_AGE 0, and a pool into OPTIONS',
      source: `${docs}/databases/#persistent-database-connections`,
    })
  }
  const total = instances * workers * threads
  const isOver = total > connections
  const isBeside = poolerHost !== undefined && (pooler ?? 'none') === 'none'
  if (isBeside || isOver) {
    found.push({
      code: 'django-conn-max-age-no-pool',
      severity: isOver ? 'error' : 'info',
      at: 'CONN_MAX_AGE',
      message: `CONN_MAX_AGE keeps connections, it does not share them: ${instances} instances x ${workers} workers x ${threads} threads = ${total} stay open ${kept}${isOver ? `, and ${server.name ?? 'the server'} takes ${connections}` : ''}`,
      fix: isBeside
        ? `Take the pooler's host for the application, ${poolerHost}; this one for migrations and dumps`
        : 'Take a pooler, or fewer threads',
      source: `${docs}/databases/#persistent-database-connections`,
    })
  }
  return found
}

function lintPooler(settings: Settings, { server }: DjangoDatabasesContext): Found[] {
  if (!leadsToPooler(settings, server)) return []
  const found: Found[] = []
  if (settings['DISABLE_SERVER_SIDE_CURSORS'] !== true) {
    found.push({
      code: 'django-server-side-cursors',
      severity: 'error',
      at: 'DISABLE_SERVER_SIDE_CURSORS',
      message:
        'iterator() opens a cursor at the server, which the pooler gives to another client: "cursor does not exist"',
      fix: 'Write DISABLE_SERVER_SIDE_CURSORS = True',
      source: `${docs}/databases/#transaction-pooling-server-side-cursors`,
    })
  }
  const { prepare_threshold: threshold, server_side_binding: binding } = optionsOf(settings)
  // Without it Django's cursors put the values into the text, and nothing is prepared.
  if (typeof threshold === 'number' && binding === true) {
    found.push({
      code: 'django-prepared-statements',
      severity: 'warning',
      at: 'OPTIONS.prepare_threshold',
      message:
        'statements that were prepared belong to a session, which the pooler gives to other clients, unless it tracks them (max_prepared_statements of PgBouncer 1.21)',
      fix: 'Leave prepare_threshold out: Django then prepares nothing',
      source: `${docs}/databases/#transaction-pooling-server-side-cursors`,
    })
  }
  return found
}

function lintPool(settings: Settings, { django }: DjangoDatabasesContext): Found[] {
  const { pool } = optionsOf(settings)
  if (!pool) return []
  const { CONN_MAX_AGE: age = 0 } = settings
  if (django !== undefined && !djangoAtLeast(django, '5.1')) {
    return [
      {
        code: 'django-pool-unknown',
        severity: 'error',
        at: 'OPTIONS.pool',
        message: `Django ${django} hands pool on to psycopg, which refuses it: every connection fails`,
        fix: 'Take Django 5.1 or newer, or leave pool out',
        source: `${docs}/databases/#connection-pool`,
      },
    ]
  }
  if (age === 0) return []
  return [
    {
      code: 'django-pool-and-max-age',
      severity: 'error',
      at: 'CONN_MAX_AGE',
      message: 'a pool excludes CONN_MAX_AGE: every connection fails with ImproperlyConfigured',
      fix: 'Write CONN_MAX_AGE 0',
      source: 'measured: Django 5.2.17',
    },
  ]
}

function lintTls(settings: Settings): Found[] {
  const { HOST } = settings
  // Whoever leaves HOST out means a Unix socket.
  if (HOST === undefined || HOST === '' || (typeof HOST === 'string' && (isLoopback(HOST) || !HOST.includes('.'))))
    return []
  const { sslmode, sslrootcert } = optionsOf(settings)
  // Of the environment: what it says is not known here.
  if (sslmode !== undefined && typeof sslmode !== 'string') return []
  const at = 'OPTIONS.sslmode'
  const source = 'https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION'
  if (sslmode === undefined || /^(?:disable|allow|prefer|require|verify-ca)$/.test(sslmode)) {
    const does =
      sslmode === 'require'
        ? 'encrypts, but for whoever answers: the certificate is not verified'
        : sslmode === 'verify-ca'
          ? 'does not compare the host name with the certificate'
          : 'goes without TLS when the server says so, and verifies nothing'
    const message = `sslmode ${sslmode === undefined ? 'is not set, which' : `'${sslmode}'`} ${does}`
    return [
      {
        code: 'django-sslmode',
        severity: 'warning',
        at,
        message,
        fix: `Write "sslmode": "verify-full" and sslrootcert`,
        source,
      },
    ]
  }
  if (sslrootcert !== undefined) return []
  const message = 'verify-full without sslrootcert looks for ~/.postgresql/root.crt, and fails where there is none'
  const fix = 'Write "sslrootcert": "/etc/ssl/certs/ca-certificates.crt"'
  return [{ code: 'django-no-roots', severity: 'warning', at, message, fix, source }]
}

function optionsOf(settings: Settings): Settings {
  const { OPTIONS } = settings
  return typeof OPTIONS === 'object' && OPTIONS !== null ? (OPTIONS as Settings) : {}
}
