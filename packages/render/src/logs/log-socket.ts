import { isKeelsonError, KeelsonError } from '@keelson/core'
import type { RenderClient } from '../client.js'
import type { FollowLogsParams } from './log-window.js'
import { checkLogFilters, repeatedLogFilters } from '../resources/logs.js'
import type { Log } from '../resources/logs.schema.js'

/** What is used of a WebSocket; those of runtimes and of `ws` have it. */
export interface WebSocketLike {
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: { readonly type: string; readonly data?: unknown }) => void,
  ): void
  close(): void
}

/** Opens a WebSocket whose handshake carries headers. */
export type OpenWebSocket = (url: string, init: { readonly headers: Readonly<Record<string, string>> }) => WebSocketLike

/** The WebSocket of Node and Bun, which take headers beyond what the standard has. */
export const openWebSocket: OpenWebSocket = (url, init) => {
  const { WebSocket } = globalThis as { WebSocket?: new (url: string, init: object) => WebSocketLike }
  if (WebSocket) return new WebSocket(url, init)
  throw new KeelsonError('this runtime has no WebSocket', {
    code: 'unsupported',
    hint: 'Pass one as webSocket, or use followLogs',
  })
}

/** One connection to the log stream, until it closes; lines wait in it until they are taken. */
export interface LogConnection {
  /** Settles when it is open, or closed before. */
  readonly opened: Promise<void>
  readonly isClosed: () => boolean
  /** Settles when there is something to take, or it is closed. */
  arrived(): Promise<void>
  take(): readonly Log[]
  close(): void
}

/** A reader that is slower than the log loses the connection instead of filling the memory: what it missed is listed. */
const mostWaiting = 10_000

/** Begins to connect; throws `config` for filters that cannot be sent, and what `open` throws of Keelson's errors. */
export function connectLogs(client: RenderClient, params: FollowLogsParams, open: OpenWebSocket): LogConnection {
  const { startTime: _, ...filters } = checkLogFilters(client, 'GET /logs/subscribe', params)
  const query = new URLSearchParams({ ownerId: filters.ownerId })
  for (const [name, values] of Object.entries(filters)) {
    if (repeatedLogFilters.includes(name)) for (const value of values) query.append(name, value)
  }
  const url = `${client.baseUrl.replace(/^http/, 'ws')}/logs/subscribe?${query}`

  let waiting: Log[] = []
  let isClosed = false
  let announce = () => {}
  let opened = () => {}
  const opening = new Promise<void>((resolve) => {
    opened = resolve
  })
  const close = () => {
    isClosed = true
    opened()
    announce()
  }
  const socket = openSafely(open, url, client.authorize())
  if (!socket) close()
  socket?.addEventListener('open', () => opened())
  socket?.addEventListener('close', close)
  socket?.addEventListener('error', close)
  socket?.addEventListener('message', ({ data }) => {
    if (isClosed) return
    waiting.push(...parseLines(data))
    if (waiting.length > mostWaiting) end()
    announce()
  })
  const end = () => {
    close()
    try {
      socket?.close()
    } catch {
      // Closed already, or not open yet: some implementations throw then.
    }
  }
  return {
    opened: opening,
    isClosed: () => isClosed,
    arrived: () =>
      new Promise((resolve) => {
        announce = resolve
        if (isClosed || waiting.length > 0) resolve()
      }),
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
    close: end,
  }
}

/** A foreign error may show the headers, so nothing of it is kept: what is wrong is found out by listing. */
function openSafely(
  open: OpenWebSocket,
  url: string,
  headers: Readonly<Record<string, string>>,
): WebSocketLike | undefined {
  try {
    return open(url, { headers })
  } catch (error) {
    if (isKeelsonError(error)) throw error
    return undefined
  }
}

/** A frame is one line as JSON; what is none is left out. */
function parseLines(data: unknown): Log[] {
  try {
    const lines: unknown[] = [JSON.parse(String(data))].flat()
    return lines.filter(isLog)
  } catch {
    return []
  }
}

function isLog(value: unknown): value is Log {
  if (typeof value !== 'object' || value === null) return false
  const { id, message, timestamp } = value as Partial<Record<keyof Log, unknown>>
  return typeof id === 'string' && typeof message === 'string' && typeof timestamp === 'string'
}
