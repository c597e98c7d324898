import type { Socket } from 'node:net'
import { startAnsweringServer } from './answering-server.ts'

/** How a fake PostgreSQL treats a connection, and what it says. */
export interface PostgresScript {
  readonly at: 'ssl' | 'startup' | 'password' | 'ready' | 'query' | 'cut' | 'garbage' | 'silent'
  readonly sqlState: string
  readonly text: string
}

const message = (type: string, body: Buffer) => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** An ErrorResponse with the text in every field that has one. */
function errorResponse({ sqlState, text }: PostgresScript): Buffer {
  const fields = {
    S: 'FATAL',
    V: 'FATAL',
    C: sqlState,
    M: text,
    D: text,
    H: text,
    W: text,
    s: text,
    F: 'auth.c',
    R: text,
  }
  const body = Object.entries(fields).map(([field, value]) => `${field}${value.replaceAll('\0', '')}\0`)
  return message('E', Buffer.from(`${body.join('')}\0`))
}

const askPassword = message('R', int32(3))
const welcome = Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))])

/** A PostgreSQL that speaks just enough of the protocol to fail at each point of it. */
export function startFailingPostgres(script: () => PostgresScript | undefined) {
  return startAnsweringServer((socket) => {
    const now = script() ?? { at: 'silent', sqlState: '', text: '' }
    let isStarted = false
    socket.on('data', (data) => {
      const isTlsWish = data.length === 8 && data.readInt32BE(4) === 80_877_103
      if (isTlsWish) return void (now.at === 'ssl' ? socket.end(errorResponse(now)) : socket.end('N'))
      if (!isStarted) {
        isStarted = true
        return begin(socket, now)
      }
      if (data[0] === 'p'.charCodeAt(0)) {
        if (now.at === 'password') return void socket.end(errorResponse(now))
        socket.write(welcome)
        return undefined
      }
      // Terminate.
      if (data[0] === 'X'.charCodeAt(0)) return void socket.end()
      if (now.at === 'cut') return void socket.destroy()
      socket.write(Buffer.concat([errorResponse(now), message('Z', Buffer.from('I'))]))
      return undefined
    })
  })
}

function begin(socket: Socket, now: PostgresScript): void {
  if (now.at === 'startup') socket.end(errorResponse(now))
  else if (now.at === 'garbage') socket.end(`HTTP/1.1 400 ${now.text}\r\n\r\n`)
  else if (now.at === 'ready') socket.end(Buffer.concat([askPassword, errorResponse(now)]))
  else if (now.at !== 'silent') socket.write(askPassword)
}
