import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ConnectionOptions as TlsOptions } from 'node:tls'
import { describeCause } from '@keelson/core'
import { isLoopback, type PostgresUrl } from '@keelson/core/postgres'
import { refusal } from './refusal.js'

/**
 * What a URL and `ca` mean for TLS: `false`, or verification of certificate and host name. libpq has weaker ways between
 * the two, and pg 9 will read their names as libpq does; here they stay what they are in pg 8.
 *
 * https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
export function readTls({ host, parameters }: PostgresUrl, ca: string | undefined): false | TlsOptions {
  const { sslmode, sslrootcert, sslcert, sslkey } = parameters
  if (sslmode === 'disable') {
    if (!/\.neon\.(?:tech|build)$/i.test(host)) return false
    throw refusal('sslmode=disable, but Neon takes TLS only', 'Write sslmode=verify-full')
  }
  if (sslmode === 'no-verify') {
    throw refusal('sslmode=no-verify would talk to anybody who answers', 'Write sslmode=verify-full, and give ca')
  }
  if (sslmode !== undefined && !['allow', 'prefer', 'require', 'verify-ca', 'verify-full'].includes(sslmode)) {
    throw refusal('sslmode must be verify-full, or disable')
  }
  if (ca !== undefined) checkCertificate(ca)
  const rootFile = sslrootcert === 'system' ? undefined : sslrootcert
  const authority = ca ?? (rootFile && readPem('sslrootcert', rootFile))
  if (sslmode === undefined && authority === undefined && isLoopback(host)) return false
  return {
    rejectUnauthorized: true,
    ...(authority !== undefined && { ca: authority }),
    ...(sslcert && { cert: readPem('sslcert', sslcert) }),
    ...(sslkey && { key: readPem('sslkey', sslkey) }),
  }
}

/** Node takes any text, and then trusts nobody, or, for an empty one, whom it trusts anyway. */
function checkCertificate(ca: string): void {
  try {
    void new X509Certificate(ca)
  } catch {
    throw refusal(
      'ca is not a certificate',
      'It is PEM text, from -----BEGIN CERTIFICATE----- on, not the name of a file',
    )
  }
}

function readPem(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw refusal(`the file of ${parameter} cannot be read: ${describeCause(error, String).message}`)
  }
}
