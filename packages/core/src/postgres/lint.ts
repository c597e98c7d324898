import { isPlaceholder } from '../env/paste.js'
import { isKeelsonError, withoutHint } from '../errors.js'
import type { Finding } from '../finding.js'
import { isLoopback } from '../loopback.js'
import { reveal, type Secret } from '../secret.js'
import { parsePostgresUrl, type PostgresUrl } from './connection-url.js'
import { findSessionSetting, isPooled } from './pooled.js'
import type { PostgresServer } from './server.js'
import { fateOf, isLibpq, type PostgresTarget } from './url-parameters.js'

/** What is known of where a URL is used; what is left out is not judged. */
export interface PostgresUrlContext {
  /** The variable or setting, for the finding. @default 'DATABASE_URL' */
  readonly path?: string | undefined
  /** Who reads it. */
  readonly target?: PostgresTarget | undefined
  /** Major version of libpq. @default 16 */
  readonly libpq?: number | undefined
  /** Whether libpq came in a wheel (`psycopg[binary]`, psycopg2-binary), whose OpenSSL finds no authorities of the system. */
  readonly wheel?: boolean | undefined
  /** What it is for; `serverless` opens many short connections. */
  readonly use?: 'application' | 'serverless' | 'migrations' | 'dump' | 'listen' | undefined
  /** Where it leads to. */
  readonly server?: Pick<PostgresServer, 'pooler' | 'directHost'> | undefined
  /** Whether the program runs in the private network of the database. */
  readonly network?: 'inside' | 'outside' | undefined
  /** The name of the database's host in that network. */
  readonly privateHost?: string | undefined
}

type Rule = (url: PostgresUrl, context: PostgresUrlContext, text: string) => Omit<Finding, 'path'> | undefined

const protection = 'https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION'

/**
 * What a program would misread, or not verify, of a PostgreSQL URL. No finding shows the password.
 *
 * @example
 * import { lintPostgresUrl } from '@keelson/core/postgres'
 * const findings = lintPostgresUrl(process.env['DATABASE_URL'] ?? '', { target: 'postgresql+psycopg' })
 */
export function lintPostgresUrl(url: string | Secret, context: PostgresUrlContext = {}): Finding[] {
  const { path = 'DATABASE_URL', target } = context
  const text = reveal(url)
  const scheme = /^([\w+]+):\/\//.exec(text)?.[1] ?? ''
  try {
    const parts = parsePostgresUrl(/^postgresql\+\w+$/.test(scheme) ? text.replace(/^[^:]+/, 'postgresql') : url)
    return [lintScheme(scheme, target), ...rules.map((rule) => rule(parts, context, text))].flatMap((found) =>
      found ? [{ ...found, path }] : [],
    )
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    const password = text.includes('?') && /[?&]password=/.test(text)
    return [
      {
        code: password ? 'postgres-url-password-parameter' : 'postgres-url-unreadable',
        severity: 'error',
        path,
        message: withoutHint(error),
        fix: error.hint ?? 'Copy it again from where the database is managed',
        source: 'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS',
      },
    ]
  }
}

function lintScheme(scheme: string, target: PostgresTarget | undefined): Omit<Finding, 'path'> | undefined {
  const isSqlalchemy = target?.startsWith('postgresql+') ?? false
  if (target === undefined || scheme === target) return undefined
  if (!isSqlalchemy && /^postgres(?:ql)?$/.test(scheme)) return undefined
  const source = 'measured: SQLAlchemy 1.4.46 and 2.1.1, libpq 15 and 18'
  if (isSqlalchemy && scheme === 'postgresql') {
    const message = 'postgresql:// is psycopg2 in SQLAlchemy before 2.1 and psycopg from there on'
    return { code: 'postgres-url-scheme', severity: 'warning', message, fix: `Begin it with ${target}://`, source }
  }
  const message = isSqlalchemy
    ? `SQLAlchemy has no dialect of the name ${scheme}, or another one than ${target}: create_engine fails`
    : `${scheme}:// is for SQLAlchemy: ${target} does not read it`
  const fix = `Begin it with ${isSqlalchemy ? target : 'postgresql'}://`
  return { code: 'postgres-url-scheme', severity: 'error', message, fix, source }
}

const lintPlaceholder: Rule = ({ password, host }, _, text) => {
  // libpq itself has no such words; an example's host or password does.
  const isIt = isPlaceholder(text) || isPlaceholder(host) || (password && isPlaceholder(password.reveal()))
  if (!isIt) return undefined
  const message = 'the URL still has a placeholder in it: the connection will be refused'
  const fix = 'Write the values of your database'
  return { code: 'postgres-url-placeholder', severity: 'error', message, fix, source: protection }
}

/** What libpq does in each mode but `verify-full`. */
const modes: Readonly<Record<string, string>> = {
  disable: 'sends password and data in plain text',
  allow: 'encrypts only if the server insists, and verifies nothing',
  prefer: 'goes on without TLS when the server says so, and verifies nothing',
  require: 'encrypts, but for whoever answers: the certificate is not verified',
  'verify-ca': 'does not compare the host name with the certificate',
  'no-verify': 'encrypts, but for whoever answers: the certificate is not verified',
}

const lintMode: Rule = ({ host, parameters }, { target }) => {
  if (isLoopback(host)) return undefined
  const { sslmode = parameters['ssl'] } = parameters
  // A name without a dot is of a private network, where no certificate can have it.
  if (sslmode === 'verify-full' || (!host.includes('.') && !host.includes(':'))) return undefined
  const isKnown = sslmode !== undefined && Object.hasOwn(modes, sslmode)
  const said = sslmode === undefined ? 'the URL has no sslmode, which' : isKnown ? `sslmode=${sslmode}` : 'its sslmode'
  const does =
    sslmode === undefined
      ? target === 'node-postgres'
        ? 'sends password and data in plain text'
        : modes['prefer']
      : (modes[sslmode] ?? 'is none that libpq knows')
  // node-postgres 8 verifies in these modes, too.
  const isVerified = target === 'node-postgres' && /^(?:prefer|require|verify-ca)$/.test(sslmode ?? '')
  const later = 'is read as verify-full by node-postgres 8, and by pg 9 as libpq does, which does not verify as much'
  return {
    code: 'postgres-url-sslmode',
    severity: isVerified ? 'info' : 'warning',
    message: `${said} ${isVerified ? later : does}`,
    fix: 'Write sslmode=verify-full',
    source: protection,
  }
}

const lintRoots: Rule = ({ parameters }, { target, libpq = 16, wheel }) => {
  const { sslmode = '', sslrootcert } = parameters
  const readsFile = target !== undefined && (isLibpq(target) || target === 'asyncpg')
  if (!readsFile || !sslmode.startsWith('verify')) return undefined
  const source = 'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-SSLROOTCERT'
  const fix = 'Write sslrootcert=/etc/ssl/certs/ca-certificates.crt, the authorities of Debian'
  if (sslrootcert === undefined) {
    const message = `sslmode=${sslmode} without sslrootcert looks for ~/.postgresql/root.crt, and fails where there is none`
    return { code: 'postgres-url-no-roots', severity: 'warning', message, fix, source }
  }
  if (sslrootcert !== 'system') return undefined
  const why =
    libpq < 16 || target === 'asyncpg'
      ? `${target === 'asyncpg' ? target : `libpq ${libpq}`} looks for a file of the name system`
      : wheel
        ? 'the OpenSSL of the wheel looks into a folder of the machine that built it, unless SSL_CERT_FILE is set'
        : undefined
  if (why === undefined) return undefined
  const message = `sslrootcert=system: ${why}, so that every connection fails`
  return { code: 'postgres-url-no-roots', severity: 'error', message, fix, source }
}

const lintParameters: Rule = ({ parameters }, { target, libpq = 16 }) => {
  if (target === undefined) return undefined
  const isTls = target !== 'postgresql+asyncpg'
  const [name, fate] = Object.keys(parameters)
    .filter((one) => !(isTls && one.startsWith('ssl')))
    .map((one) => [one, fateOf(one, target, libpq)] as const)
    .find(([, one]) => one !== 'keep' && (one !== 'drop' || target !== 'node-postgres')) ?? [undefined]
  if (name === undefined) return undefined
  const message = `${target} does not know the parameter ${name}: it ${target === 'node-postgres' ? 'is left out without a word' : 'fails to connect'}`
  const fix = typeof fate === 'object' ? fate.hint : fate === 'drop' ? 'Leave it out' : `Write options=-c%20${name}%3D…`
  return {
    code: 'postgres-url-parameter',
    severity: 'error',
    message,
    fix,
    source: 'measured: libpq 15 and 18, pg 8, asyncpg 0.31',
  }
}

const lintPooled: Rule = (url, { use, server }) => {
  const pooled = isPooled(url, server)
  const source = 'https://www.pgbouncer.org/features.html'
  if (pooled && (use === 'migrations' || use === 'dump' || use === 'listen')) {
    const what = { migrations: 'advisory locks and SET', dump: 'pg_dump', listen: 'LISTEN' }[use]
    const fix = `Take the direct host${server?.directHost === undefined ? '' : `, ${server.directHost}`}`
    const message = `${url.host} is a pooler, which gives a session to many clients in turn: ${what} need one of their own`
    return { code: 'postgres-url-pooled', severity: 'error', message, fix, source }
  }
  const setting = findSessionSetting(url.parameters)
  if (!pooled || setting === undefined) return undefined
  const message = `a pooler in transaction mode refuses ${setting}: every connection fails`
  const fix = 'Give it to the role: alter role … set …'
  return { code: 'postgres-url-pooled', severity: 'error', message, fix, source }
}

const lintNetwork: Rule = ({ host }, { network, privateHost }) => {
  const source = 'https://render.com/docs/postgresql-creating-connecting'
  if (network === 'outside' && (host === privateHost || (/^[a-z][\w-]*$/i.test(host) && !isLoopback(host)))) {
    const message = `${host} is a name of the private network, which cannot be found from outside`
    return { code: 'postgres-url-network', severity: 'error', message, fix: 'Take the external URL', source }
  }
  if (network !== 'inside' || privateHost === undefined || host === privateHost) return undefined
  const message = `${host} leads out of the private network and back: slower, and counted as traffic`
  return { code: 'postgres-url-network', severity: 'info', message, fix: `Take ${privateHost}`, source }
}

const rules = [lintPlaceholder, lintMode, lintRoots, lintParameters, lintPooled, lintNetwork]
