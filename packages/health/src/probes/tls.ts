import { isIP, type Socket } from 'node:net'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { systemClock } from '@keelson/core'
import type { Clock, Probe, ProbeReading } from '@keelson/core'
import { createQuestion } from '../probing/question.js'
import { checkSocketTarget, openSocket } from '../probing/socket.js'
import { checkAscending, gradeBelow } from '../probing/thresholds.js'

/** The server that {@link tlsProbe} asks. */
export interface TlsTarget {
  readonly host: string
  /** @default 443 */
  readonly port?: number | undefined
}

/** Options of {@link tlsProbe}. */
export interface TlsProbeOptions {
  /** @default host and port */
  readonly name?: string | undefined
  /** The name that is asked for and that the certificate must have. @default the host */
  readonly servername?: string | undefined
  /** PEM of the authorities to trust. @default those of Node */
  readonly ca?: string | readonly string[] | undefined
  /** Fewer days left warn, also of an intermediate certificate. @default 14 */
  readonly warnDays?: number | undefined
  /** Fewer days left fail. @default 3 */
  readonly failDays?: number | undefined
  /** What is said before TLS begins. @default TLS begins at once */
  readonly startTls?: 'postgres' | undefined
  /** Time for one run, in milliseconds. @default 5000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of a certificate: chain and host name as a client verifies them, and the days that are left.
 *
 * Codes: `expires_soon`, `no_tls`, OpenSSL's own (`CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`,
 * `DEPTH_ZERO_SELF_SIGNED_CERT`: https://nodejs.org/api/tls.html#x509-certificate-error-codes), `timeout`, `aborted`, or the
 * network's. Throws `config` for what is no host and port, and for limits that contradict each other.
 *
 * @example
 * import { tlsProbe } from '@keelson/health/probes/tls'
 * const certificate = tlsProbe({ host: 'www.example.com' }, { warnDays: 21 })
 */
export function tlsProbe({ host, port = 443 }: TlsTarget, options: TlsProbeOptions = {}): Probe {
  const { name = `${host}:${port}`, warnDays = 14, failDays = 3, timeoutMs = 5000, clock = systemClock } = options
  checkSocketTarget({ host, port })
  checkAscending({ failDays, warnDays })
  const judge = (certificate: DetailedPeerCertificate): ProbeReading => {
    const daysLeft = (one: DetailedPeerCertificate) =>
      Math.floor((Date.parse(one.valid_to) - clock.date()) / 86_400_000)
    const days = daysLeft(certificate)
    const status = gradeBelow(days, warnDays, failDays)
    const measured = { observedValue: days, observedUnit: 'days' }
    const soon = { code: 'expires_soon', ...measured }
    if (status !== 'pass') return { status, output: `the certificate ends in ${days} days`, ...soon }
    // Other clients may know a way around it: that is never a failure.
    const ending = intermediates(certificate).find((one) => daysLeft(one) < warnDays)
    if (!ending) return { status, ...measured }
    return {
      status: 'warn',
      output: `the certificate of ${String(ending.subject.CN)} ends in ${daysLeft(ending)} days`,
      ...soon,
    }
  }
  return {
    name,
    kind: 'tls',
    run: createQuestion(
      async ({ signal }) => {
        const socket = await openSocket({ host, port }, signal)
        try {
          if (options.startTls && !(await acceptsTls(socket)))
            return { status: 'fail', code: 'no_tls', output: 'the server answers that it has no TLS' }
          return judge(await shakeHands(socket, host, options))
        } finally {
          socket.destroy()
        }
      },
      { what: 'connection', timeoutMs, clock },
    ),
  }
}

function shakeHands(
  socket: Socket,
  host: string,
  { servername = host, ca }: TlsProbeOptions,
): Promise<DetailedPeerCertificate> {
  return new Promise((resolve, reject) => {
    // An address is verified as a host, and not asked for: RFC 6066 has names only.
    const secure = connect({
      socket,
      host: servername,
      servername: isIP(servername) ? '' : servername,
      ca: ca && [ca].flat(),
    })
    secure.once('secureConnect', () => resolve(secure.getPeerCertificate(true)))
    secure.on('error', reject)
  })
}

/** Between the server's certificate and the root that ends the chain. */
function intermediates({ issuerCertificate }: DetailedPeerCertificate): DetailedPeerCertificate[] {
  // A root is its own issuer; where the chain is cut, there is none.
  const isOver = !issuerCertificate || issuerCertificate === issuerCertificate.issuerCertificate
  return isOver ? [] : [issuerCertificate, ...intermediates(issuerCertificate)]
}

/** https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL */
function acceptsTls(socket: Socket): Promise<boolean> {
  return new Promise((resolve, reject) => {
    socket.once('data', (answer) => resolve(answer.toString() === 'S'))
    socket.once('close', () => reject(new Error('the server closed the connection')))
    socket.write(Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47))
  })
}
