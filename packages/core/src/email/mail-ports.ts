import type { Platform } from '../platform.js'

/** Whether a server speaks TLS on this port from the first byte; on the others it begins in plain text. */
export function isTlsPort(port: number): boolean {
  return port === 465
}

/** Why this port cannot be used on a platform, and the way out; `undefined` where it can. */
export function blockedPort(
  port: number,
  platform: Platform | undefined,
): { message: string; fix: string } | undefined {
  const blocked = platform?.blockedPorts ?? []
  if (!platform || !blocked.includes(port)) return undefined
  const open = [2525, 587, 465].find((one) => !blocked.includes(one))
  return {
    message: `${platform.name} blocks port ${port}: mail fails when the time limit is over, and without one never ends`,
    fix: `Take ${open === undefined ? '' : `port ${open} of a provider that has it, `}a mail provider's HTTPS API, or a plan that does not block it`,
  }
}
