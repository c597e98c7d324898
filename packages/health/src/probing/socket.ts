import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import { KeelsonError } from '@keelson/core'

/** Where a server listens. */
export interface SocketTarget {
  /** A name or an address, without scheme, user and port. */
  readonly host: string
  readonly port: number
}

/** Refuses what is no host and port; a host that is refused is not shown, as it may be a URL with a password. */
export function checkSocketTarget({ host, port }: SocketTarget): void {
  const isHost = typeof host === 'string' && /^(?:[\p{L}\p{N}._-]+|[\da-f:.]+(?:%\w+)?)$/iu.test(host)
  if (!isHost)
    throw new KeelsonError('host must be a name or an address, without scheme, user and port', { code: 'config' })
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535))
    throw new KeelsonError(`port cannot be ${port}, only a whole number from 1 to 65535`, { code: 'config' })
}

/** An open connection, which the caller destroys. */
export async function openSocket({ host, port }: SocketTarget, signal: AbortSignal): Promise<Socket> {
  // Looked up here, since it cannot be called back: the question is not over before it is, so that lookups do not pile up in
  // the few threads that Node has for them.
  const addresses = await lookup(host, { all: true })
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      signal,
      autoSelectFamily: true,
      lookup: (_name, _options, answer) => answer(null, addresses),
    })
    socket.once('connect', () => resolve(socket))
    // It stays: a connection may also break later, and an error nobody listens to ends the process.
    socket.on('error', reject)
  })
}
