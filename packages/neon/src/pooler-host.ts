/** `ep-<id>[-pooler].<region>.<cloud>.neon.tech`; newer regions have a cell between the id and the region. */
const neonHost = /^(ep-[a-z0-9-]+?)(-pooler)?((?:\.[a-z0-9-]+){2,3}\.neon\.tech)$/i

/**
 * The host of the connection pooler that belongs to a Neon host; a pooler's host, and one that is not Neon's, as it is.
 * https://neon.com/docs/connect/connection-pooling
 *
 * @example
 * import { poolerHost } from '@keelson/neon'
 * poolerHost('ep-still-sea-123456.eu-central-1.aws.neon.tech') // ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech
 */
export function poolerHost(host: string): string {
  return host.replace(neonHost, '$1-pooler$3')
}

/**
 * Whether a host is that of Neon's connection pooler.
 *
 * @example
 * import { isPoolerHost } from '@keelson/neon'
 * isPoolerHost('ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech') // true
 */
export function isPoolerHost(host: string): boolean {
  return neonHost.exec(host)?.[2] !== undefined
}

/**
 * The host of the compute behind Neon's connection pooler; one that is no pooler's, as it is.
 *
 * @example
 * import { directHost } from '@keelson/neon'
 * directHost('ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech') // ep-still-sea-123456.eu-central-1.aws.neon.tech
 */
export function directHost(host: string): string {
  return host.replace(neonHost, '$1$3')
}

/** Whether a host is one of Neon's, pooled or direct. */
export function isNeonHost(host: string): boolean {
  return neonHost.test(host)
}
