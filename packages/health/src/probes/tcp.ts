import type { Clock, Probe } from '@keelson/core'
import { createQuestion } from '../probing/question.js'
import { checkSocketTarget, openSocket, type SocketTarget } from '../probing/socket.js'

export type { SocketTarget }

/** Options of {@link tcpProbe}. */
export interface TcpProbeOptions {
  /** @default host and port */
  readonly name?: string | undefined
  /** Time for one run, in milliseconds. @default 2000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of a TCP port: a connection that is closed as soon as it is open. It tells that something listens, not that it works.
 *
 * Codes: `timeout`, `aborted`, or the network's own (`ECONNREFUSED`, `ENOTFOUND`). Throws `config` for what is no host and port.
 *
 * @example
 * import { tcpProbe } from '@keelson/health/probes/tcp'
 * const mail = tcpProbe({ host: 'smtp.example.com', port: 587 })
 */
export function tcpProbe(target: SocketTarget, options: TcpProbeOptions = {}): Probe {
  const { name = `${target.host}:${target.port}`, timeoutMs = 2000, clock } = options
  checkSocketTarget(target)
  return {
    name,
    kind: 'tcp',
    run: createQuestion(
      async ({ signal }) => {
        const socket = await openSocket(target, signal)
        socket.destroy()
        return { status: 'pass' }
      },
      { what: 'connection', timeoutMs, clock },
    ),
  }
}
