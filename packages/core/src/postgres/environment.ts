import { KeelsonError } from '../errors.js'
import { Secret } from '../secret.js'
import { parsePostgresUrl, type PostgresUrl } from './connection-url.js'
import { postgresUrlFor, type PostgresUrlOptions } from './url-for.js'

/** Parameters whose variable is not `PG` and their name without underscores. */
const variables: Readonly<Record<string, string>> = {
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
}

/** Those that libpq reads no variable for. */
const withoutVariable =
  /^(?:fallback_application_name|keepalives\w*|tcp_user_timeout|sslpassword|replication|scram_\w+|oauth_\w+|sslkeylogfile)$/

/**
 * A PostgreSQL URL as the variables that psql, pg_dump and every other program of libpq reads: no argument of a process, which
 * anybody on the machine can list, holds the password. The certificate is verified as in {@link postgresUrlFor}.
 *
 * Throws `config`. https://www.postgresql.org/docs/current/libpq-envars.html
 *
 * @example
 * import { postgresEnvironment } from '@keelson/core/postgres'
 * const { PGHOST, PGPASSWORD } = postgresEnvironment('postgresql://app:pw%2F1@db.example/shop')
 */
export function postgresEnvironment(
  url: string | Secret | PostgresUrl,
  options: Omit<PostgresUrlOptions, 'sqlalchemy'> = {},
): Record<string, string | Secret> {
  const { host, port, database, user, password, parameters } = parsePostgresUrl(postgresUrlFor(url, 'libpq', options))
  const environment: Record<string, string | Secret> = { PGHOST: host, PGPORT: String(port) }
  if (database !== undefined) environment['PGDATABASE'] = database
  if (user !== undefined) environment['PGUSER'] = user
  if (password) environment['PGPASSWORD'] = password
  for (const [name, value] of Object.entries(parameters)) {
    if (withoutVariable.test(name)) {
      throw new KeelsonError(`the PostgreSQL URL has no form as variables: none stands for its parameter ${name}`, {
        code: 'config',
        hint: 'Leave it out',
      })
    }
    environment[variables[name] ?? `PG${name.replaceAll('_', '').toUpperCase()}`] = value
  }
  return environment
}
