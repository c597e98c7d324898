import { createServer, request as sendRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** Where a front sends its requests, and how many are under way. */
export interface FrontTarget {
  readonly port: number
  /** Resolves when no request is under way. */
  idle(): Promise<void>
}

/** The stable address of a service: passes each request to the instance that is live at that moment. */
export interface Front {
  readonly port: number
  /** Sends new requests to a port of this machine, or answers 502 to them; answers the target before. */
  switchTo(port: number | undefined): FrontTarget | undefined
  close(): Promise<void>
}

/**
 * Listens on a free port of 127.0.0.1. A proxy by request and not by connection: a connection that a client keeps open
 * would lead to the old instance, and break with it in the middle of a request.
 */
export async function openFront(): Promise<Front> {
  let target: CountedTarget | undefined
  const server = createServer((request, response) => {
    if (target) forward(target, request, response)
    else badGateway(response)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (target) tunnel(target, request, socket, head)
    else socket.destroy()
  })
  const port = await listen(server)
  return {
    port,
    switchTo(next) {
      const before = target
      target = next === undefined ? undefined : new CountedTarget(next)
      return before
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // A server that listens on a port has an address with one.
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

class CountedTarget implements FrontTarget {
  readonly port: number
  #underWay = 0
  readonly #waiting: (() => void)[] = []

  constructor(port: number) {
    this.port = port
  }

  enter(): () => void {
    this.#underWay += 1
    let left = false
    return () => {
      if (left) return
      left = true
      this.#underWay -= 1
      if (this.#underWay === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    }
  }

  idle(): Promise<void> {
    return this.#underWay === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }
}

function forward(target: CountedTarget, request: IncomingMessage, response: ServerResponse): void {
  const leave = target.enter()
  const { method, url, headers } = request
  const { connection: _connection, 'keep-alive': _keepAlive, ...passed } = headers
  const upstream = sendRequest({
    host: '127.0.0.1',
    port: target.port,
    method,
    path: url,
    headers: { ...passed, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
    agent: false,
  })
  upstream.on('response', (answer) => {
    const { connection: _hop, 'keep-alive': _hopToo, ...shown } = answer.headers
    response.writeHead(answer.statusCode ?? 502, shown)
    answer.on('error', () => response.destroy())
    answer.pipe(response)
  })
  upstream.on('error', () => {
    if (response.headersSent) response.destroy()
    else badGateway(response)
  })
  response.on('close', () => {
    upstream.destroy()
    leave()
  })
  request.on('error', () => upstream.destroy())
  request.pipe(upstream)
}

/** A WebSocket: the two connections are joined as they are. */
function tunnel(target: CountedTarget, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const upstream = connect(target.port, '127.0.0.1', () => {
    const { method, url, rawHeaders } = request
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []))
    upstream.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    upstream.write(head)
    upstream.pipe(socket).pipe(upstream)
  })
  for (const [one, other] of [
    [upstream, socket],
    [socket, upstream],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

function badGateway(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/plain' })
  response.end('no instance is live\n')
}
