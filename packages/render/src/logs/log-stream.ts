import { KeelsonError, sleep, within, type CallOptions } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { watchGaps, type LogGapOptions } from './follow-logs.js'
import { connectLogs, openWebSocket, type LogConnection, type OpenWebSocket } from './log-socket.js'
import { createLogWindow, type FollowLogsParams } from './log-window.js'
import type { Log } from '../resources/logs.schema.js'

export type { OpenWebSocket, WebSocketLike } from './log-socket.js'

/** Options of {@link streamLogs}. */
export interface StreamLogsOptions extends Pick<CallOptions, 'signal'>, LogGapOptions {
  /**
   * Opens a WebSocket with headers. Node's and Bun's can, browsers' cannot; elsewhere a library does:
   * `(url, { headers }) => new WebSocket(url, { headers })` with the one of `ws`. @default the runtime's WebSocket
   */
  readonly webSocket?: OpenWebSocket | undefined
  /** After a silence of so many milliseconds missed lines are looked for: a dead connection is silent, too. @default 60000 */
  readonly quietMs?: number | undefined
}

/** How long a connection may take to open. */
const openTimeoutMs = 15_000

/**
 * Log lines as they are written, each once, over a WebSocket, until the signal ends it (then it throws `aborted`). A lost
 * connection is opened again, each time later, up to 30 s, and what was missed is read with `listLogs`; so is everything
 * where no WebSocket can be opened. Throws as `followLogs` does. https://api-docs.render.com/reference/subscribe-logs
 *
 * @example
 * import { streamLogs } from '@keelson/render/logs'
 * const signal = AbortSignal.timeout(60_000)
 * for await (const { message } of streamLogs(client, { resource: ['srv-…'] }, { signal })) console.log(message)
 */
export async function* streamLogs(
  client: RenderClient,
  params: FollowLogsParams,
  { webSocket = openWebSocket, quietMs = 60_000, signal, ...gapOptions }: StreamLogsOptions = {},
): AsyncGenerator<Log> {
  const { clock } = client
  const look = { signal, retry: 3, totalTimeoutMs: 30_000 }
  const window = createLogWindow(client, params)
  const looks = watchGaps(client, gapOptions)
  // A stream that cannot be opened ends nothing as long as the lines can be read.
  const connections = watchGaps(client, { ...gapOptions, gapTimeoutMs: Infinity })

  /** What came over a connection, until it is lost; returns how. */
  async function* receive(connection: LogConnection): AsyncGenerator<Log, string> {
    for (;;) {
      const { how } = await within(() => connection.arrived(), quietMs, clock, signal)
      for (const line of connection.take()) {
        if (!window.accept(line)) continue
        connections.passed()
        yield line
      }
      if (connection.isClosed()) return 'was closed'
      if (how === 'done') continue
      let hasMissed = false
      for await (const line of window.read(look)) {
        hasMissed = true
        yield line
      }
      if (hasMissed) return 'went silent'
    }
  }

  for (;;) {
    let pauseMs: number
    const connection = connectLogs(client, params, webSocket)
    try {
      await within(() => connection.opened, openTimeoutMs, clock, signal).then(({ how }) => {
        if (how === 'timeout') connection.close()
      })
      const isOpen = !connection.isClosed()
      // Whether it opened or not: this gives what was written meanwhile, and says what is wrong.
      yield* window.read(look)
      looks.passed()
      const end = isOpen ? yield* receive(connection) : 'could not be opened'
      const error = new KeelsonError(`the log stream ${end}`, {
        code: 'network',
        provider: 'render',
        operation: 'GET /logs/subscribe',
      })
      pauseMs = connections.failed(error)
    } catch (error) {
      pauseMs = looks.failed(error)
    } finally {
      connection.close()
    }
    await sleep(clock, pauseMs, signal)
  }
}
