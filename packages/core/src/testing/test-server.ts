import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { systemClock, type Clock } from '../clock.js'
import { sleep } from '../within.js'
import type { Reply } from './reply.js'

/** A request as a test server received it. */
export interface RecordedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** When it was complete, on the server's clock. */
  readonly at: number
}

/** A server of this machine that answers as a test wants, and remembers what it was asked. */
export interface TestServer extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  /** Connections that are open now. */
  readonly connections: number
  /** Answers from now on; the last one of a list is repeated. */
  respond(replies: Respond): void
  /** Resolves as soon as that many requests have come, since the start. */
  received(count: number): Promise<void>
  /** Resolves as soon as no connection is open. */
  disconnected(): Promise<void>
  /** Cuts what is open and stops listening; throws what a `respond` function threw. */
  close(): Promise<void>
}

/** Answers one after another, or a function that finds the answer to a request. */
export type Respond = readonly Reply[] | ((request: RecordedRequest) => Reply | Promise<Reply>)

/**
 * Starts an HTTP server on 127.0.0.1, on a free port.
 *
 * `respond` defaults to an empty JSON object; `keepAlive: false` ends each connection with its answer (default `true`);
 * `clock` is the clock of `at` and of slow answers (default the machine's).
 *
 * @example
 * import { startTestServer } from '@keelson/core/testing'
 * await using server = await startTestServer({ respond: [{ status: 503 }, { json: { id: 'srv-1' } }] })
 * await fetch(server.url) // 503, then 200 each time
 */
export async function startTestServer({
  respond = [{ json: {} }],
  keepAlive = true,
  clock = systemClock,
}: {
  readonly respond?: Respond
  readonly keepAlive?: boolean
  readonly clock?: Clock
} = {}): Promise<TestServer> {
  const requests: RecordedRequest[] = []
  const sockets = new Set<Socket>()
  const waiting = new Set<() => void>()
  const failures: unknown[] = []
  let answer = toFunction(respond)

  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  const changed = () => waiting.forEach((check) => check())

  const server = createServer((incoming, outgoing) => {
    outgoing.shouldKeepAlive = keepAlive
    void receive(incoming, clock)
      .then(async (request) => {
        requests.push(request)
        changed()
        const reply = await answer(request)
        // What a client that went away does not read is no failure of the test.
        await send(outgoing, reply, clock).catch(() => undefined)
      })
      .catch((error: unknown) => {
        if (!incoming.errored) failures.push(error)
        incoming.socket.destroy()
      })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      changed()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const close = async () => {
    if (server.listening) {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
    if (failures.length > 0) throw failures.shift()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return sockets.size
    },
    respond: (replies) => void (answer = toFunction(replies)),
    received: (count) => until(() => requests.length >= count),
    disconnected: () => until(() => sockets.size === 0),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function toFunction(respond: Respond): (request: RecordedRequest) => Reply | Promise<Reply> {
  if (typeof respond === 'function') return respond
  let index = 0
  return () => respond[Math.min(index++, respond.length - 1)] ?? {}
}

async function receive(incoming: IncomingMessage, clock: Clock): Promise<RecordedRequest> {
  const { method = '', url = '', headers } = incoming
  let body = ''
  incoming.setEncoding('utf8')
  for await (const chunk of incoming) body += String(chunk)
  return { method, path: url, headers, body, at: clock.now() }
}

async function send(outgoing: ServerResponse, reply: Reply, clock: Clock): Promise<void> {
  const { status = 200, fault, headersAfterMs, byteEveryMs, bytes } = reply
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  if (headersAfterMs !== undefined) await sleep(clock, headersAfterMs, gone.signal)
  if (fault === 'hang') return
  if (fault === 'reset') return void outgoing.socket?.resetAndDestroy()
  const body = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json)
  outgoing.writeHead(status, {
    ...(reply.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...contentLength(reply, Buffer.byteLength(body)),
    ...reply.headers,
  })
  if (bytes !== undefined) return fill(outgoing, bytes)
  if (byteEveryMs !== undefined) return dribble(outgoing, body, () => sleep(clock, byteEveryMs, gone.signal))
  if (fault === undefined) return void outgoing.end(body)
  outgoing.flushHeaders()
  // What was written leaves the machine before the connection is cut.
  if (fault !== 'reset_after_headers') {
    const part = fault === 'truncated' ? body : body.slice(0, Math.ceil(body.length / 2))
    await new Promise((resolve) => outgoing.write(part, resolve))
  }
  outgoing.socket?.destroySoon()
}

function contentLength({ status, fault, byteEveryMs, bytes }: Reply, length: number): Record<string, string> {
  if (bytes !== undefined) return Number.isFinite(bytes) ? { 'content-length': String(bytes) } : {}
  if (status === 204 || status === 304 || fault === 'truncated_chunks' || byteEveryMs !== undefined) return {}
  return { 'content-length': String(fault === 'truncated' ? 2 * length : length) }
}

async function dribble(outgoing: ServerResponse, body: string, pause: () => Promise<void>): Promise<void> {
  outgoing.flushHeaders()
  for (const byte of Buffer.from(body)) {
    await pause()
    outgoing.write(Buffer.of(byte))
  }
  outgoing.end()
}

/** A JSON string, as fast as the other side reads and until it goes away. */
async function fill(outgoing: ServerResponse, bytes: number): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  let goOn = () => {}
  outgoing.on('drain', () => goOn()).once('close', () => goOn())
  outgoing.write('"')
  for (let left = bytes - 2; left > 0 && !outgoing.destroyed; left -= chunk.length) {
    if (outgoing.write(chunk.subarray(0, Math.min(left, chunk.length)))) continue
    await new Promise<void>((resolve) => void (goOn = resolve))
  }
  outgoing.end('"')
}
