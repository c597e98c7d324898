import { KeelsonError, type Secret } from '@keelson/core'
import { findSessionSetting, formatPostgresUrl, parsePostgresUrl } from '@keelson/core/postgres'
import { directHost, isNeonHost, poolerHost } from '../pooler-host.js'

/**
 * Both connection strings of a Neon database, from either one: `pooled` for the application, `direct` for migrations, dumps
 * and what else needs a session. Asks nobody; `getConnectionUris` of `@keelson/neon` asks Neon.
 *
 * Throws `config` for a host that is none of Neon's, and for a setting that a pooler keeps for no session:
 * `options=-c search_path=…`, `statement_timeout`. https://neon.com/docs/connect/connection-pooling
 *
 * @example
 * import { neonUrls } from '@keelson/neon/config'
 * const { pooled, direct } = neonUrls('postgresql://app:pw@ep-still-sea-123456.eu-central-1.aws.neon.tech/shop')
 */
export function neonUrls(url: string | Secret): { readonly pooled: Secret; readonly direct: Secret } {
  const parts = parsePostgresUrl(url)
  const { host, parameters } = parts
  if (!isNeonHost(host)) refuse(`${host} is none of its hosts`)
  const setting = findSessionSetting(parameters)
  if (setting !== undefined) {
    refuse(`the pooler takes no ${setting}`, 'Leave it out, and give it to the role: alter role … set search_path = …')
  }
  return {
    pooled: formatPostgresUrl({ ...parts, host: poolerHost(host) }),
    direct: formatPostgresUrl({ ...parts, host: directHost(host) }),
  }
}

function refuse(problem: string, hint?: string): never {
  throw new KeelsonError(`no pair of Neon URLs: ${problem}`, { code: 'config', hint })
}
