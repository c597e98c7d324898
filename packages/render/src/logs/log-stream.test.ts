import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import * as render from '../index.js'
import type { LogGap } from './follow-logs.js'
import { streamLogs, type OpenWebSocket } from './log-stream.js'
import { createFakeRender } from '../testing/index.js'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** What is needed of a WebSocket server: the handshake, and frames of text that it sends. */
async function startServer() {
  const sockets: Socket[] = []
  const handshakes: IncomingMessage[] = []
  let onConnection: (count: number) => void = () => {}
  const server = createServer((_request, response) => response.writeHead(404).end())
  server.on('upgrade', (request, socket: Socket) => {
    handshakes.push(request)
    socket.on('error', () => {})
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    sockets.push(socket)
    onConnection(sockets.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    handshakes,
    /** Called with the number of connections so far. */
    connected: (callback: (count: number) => void) => void (onConnection = callback),
    send(text: string) {
      const payload = Buffer.from(text)
      const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
      sockets.at(-1)?.write(Buffer.concat([Buffer.from([0x81, ...length]), payload]))
    },
    drop: () => sockets.at(-1)?.destroy(),
  }
}

async function start(baseUrl?: string) {
  let isHeld = false
  const clock = createFakeClock({ auto: () => !isHeld })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const options = { apiKey: 'rnd_stream', ownerId: 'tea-1', fetch: fake.fetch, random: createRandom(2) }
  const maker = render.createRenderClient({ ...options, clock })
  const { service, deployId = '' } = await render.createService(maker, {
    type: 'background_worker',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  const serviceId = service.id
  await render.waitForDeploy(maker, { serviceId, deployId })
  await new Promise<void>((resolve) => void clock.timer(resolve, 60_000))
  const client = render.createRenderClient({ ...options, clock, ...(baseUrl ? { baseUrl } : {}) })
  /** Writes a line into the fake, and answers with the frame of it. */
  const write = (message: string) => {
    fake.state.log({ message, resource: serviceId })
    const { id, timestamp } = fake.state.logs.findLast((line) => line.message === message)!
    return JSON.stringify({ id, message, timestamp, labels: [{ name: 'resource', value: serviceId }] })
  }
  /** From now on time passes only where the test lets it. */
  const hold = () => void (isHeld = true)
  return { clock, hold, client, write, serviceId, params: { resource: [serviceId] } }
}

type Listener = (event: { readonly type: string; readonly data?: unknown }) => void

/** A WebSocket in the hand of the test. */
function createSockets(onOpen: (socket: { emit: (type: string, data?: unknown) => void }, count: number) => void) {
  const opened: { url: string; headers: Readonly<Record<string, string>>; isClosed: boolean }[] = []
  const webSocket: OpenWebSocket = (url, { headers }) => {
    const listeners: (readonly [string, Listener])[] = []
    const emit = (type: string, data?: unknown) => {
      for (const [kind, listener] of listeners) if (kind === type) listener({ type, data })
    }
    const record = { url, headers, isClosed: false }
    opened.push(record)
    const count = opened.length
    queueMicrotask(() => onOpen({ emit }, count))
    return {
      addEventListener: (type, listener) => void listeners.push([type, listener]),
      close: () => void (record.isClosed = true),
    }
  }
  return { opened, webSocket }
}

/** The messages until there are so many. */
async function take(lines: AsyncGenerator<render.Log>, count: number): Promise<string[]> {
  const messages: string[] = []
  for await (const { message } of lines) {
    messages.push(message)
    if (messages.length === count) break
  }
  return messages
}

describe('over a real WebSocket', () => {
  test('gives each line once, over a lost connection, with the key in the handshake and nowhere else', async () => {
    const server = await startServer()
    const { client, clock, hold, write, params, serviceId } = await start(server.url)
    // Real sockets take real time.
    hold()
    server.connected((count) => {
      if (count === 1) {
        server.send(write('first'))
        server.send(write('second'))
        setImmediate(() => {
          write('missed')
          server.drop()
        })
      } else server.send(write('third'))
    })
    const gaps: string[] = []
    const onGap = ({ error }: LogGap) => {
      gaps.push(error.message)
      setImmediate(() => void clock.advance(1000))
    }
    const seen = await take(streamLogs(client, { ...params, type: ['app'] }, { onGap }), 4)
    expect(seen.toSorted()).toEqual(['first', 'missed', 'second', 'third'])
    expect(gaps).toEqual(['the log stream was closed'])
    const [request] = server.handshakes
    expect(request?.headers.authorization).toBe('Bearer rnd_stream')
    expect(request?.url).toBe(`/v1/logs/subscribe?ownerId=tea-1&resource=${serviceId}&type=app`)
  })
})

describe('over a WebSocket in the hand of the test', () => {
  test('what comes twice is given once, what is no line is left out', async () => {
    const { client, write, params } = await start()
    const sockets = createSockets(({ emit }) => {
      emit('open')
      const line = write('one')
      for (const data of [line, line, 'ping', '{"message":"no id"}', 'null', new Uint8Array(2)]) emit('message', data)
      emit('message', write('two'))
    })
    const { webSocket } = sockets
    expect(await take(streamLogs(client, params, { webSocket }), 2)).toEqual(['one', 'two'])
    expect(sockets.opened).toMatchObject([{ headers: { authorization: 'Bearer rnd_stream' }, isClosed: true }])
    expect(sockets.opened[0]?.url).toMatch(/^wss:\/\/api\.render\.com\/v1\/logs\/subscribe\?/)
  })

  test('begins with what was written since startTime', async () => {
    const { client, clock, write, params } = await start()
    const startTime = new Date(clock.date()).toISOString()
    write('before')
    const { webSocket } = createSockets(({ emit }) => {
      emit('open')
      emit('message', write('now'))
    })
    expect(await take(streamLogs(client, { ...params, startTime }, { webSocket }), 2)).toEqual(['before', 'now'])
  })

  test('where nothing can be opened the lines come all the same, later and later', async () => {
    const { client, clock, write, params } = await start()
    let opens = 0
    const webSocket = () => {
      opens += 1
      write(`line ${opens}`)
      throw new Error('Bearer rnd_stream cannot be sent')
    }
    const gaps: LogGap[] = []
    const begun = clock.now()
    const seen = await take(streamLogs(client, params, { webSocket, onGap: (gap) => gaps.push(gap) }), 20)
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 1}`))
    // 1 + 2 + 4 + 8 + 16 seconds, then 30 each time.
    expect(clock.now() - begun).toBe(31_000 + 14 * 30_000)
    expect(gaps.at(-1)).toMatchObject({ failures: 19, error: { code: 'network' } })
    expect(JSON.stringify(gaps)).not.toContain('rnd_stream')
  })

  test('a connection that does not open in time is given up', async () => {
    const { client, clock, write, params } = await start()
    const { webSocket, opened } = createSockets(({ emit }, count) => {
      if (count === 1) return
      emit('open')
      emit('message', write('there'))
    })
    const begun = clock.now()
    expect(await take(streamLogs(client, params, { webSocket }), 1)).toEqual(['there'])
    expect(clock.now() - begun).toBe(16_000)
    expect(opened[0]?.isClosed).toBe(true)
  })

  test('a connection that is dead unseen is found out by what it did not bring', async () => {
    const { client, clock, write, params } = await start()
    const { webSocket, opened } = createSockets(({ emit }) => emit('open'))
    clock.timer(() => void write('unseen'), 90_000)
    const lines = streamLogs(client, params, { webSocket })
    const first = await lines.next()
    expect(first.value).toMatchObject({ message: 'unseen' })
    expect(opened).toHaveLength(1)
    clock.timer(() => void write('later'), 30_000)
    expect((await lines.next()).value).toMatchObject({ message: 'later' })
    expect(opened).toHaveLength(2)
    await lines.return(undefined)
    expect(opened.every(({ isClosed }) => isClosed)).toBe(true)
  })

  test('a reader that is too slow loses the connection, not the memory, and no line', async () => {
    const { client, write, params, clock } = await start()
    const startTime = new Date(clock.date()).toISOString()
    const { webSocket, opened } = createSockets(({ emit }, count) => {
      emit('open')
      const frames = Array.from({ length: count === 1 ? 10_001 : 0 }, (_, index) => write(`line ${index}`))
      for (const frame of frames.slice(-10_000)) emit('message', frame)
      if (count === 1) emit('message', write('the last'))
    })
    // The fake keeps 10,000 lines.
    const seen = await take(streamLogs(client, { ...params, startTime }, { webSocket }), 9000)
    expect(new Set(seen).size).toBe(9000)
    expect(opened[0]?.isClosed).toBe(true)
  }, 30_000)

  test('errors that do not pass are thrown, and so is the abort', async () => {
    const { client, params } = await start()
    const { webSocket, opened } = createSockets(({ emit }) => emit('open'))
    const unknown = streamLogs(client, { resource: ['srv-unknown'] }, { webSocket })
    await expect(unknown.next()).rejects.toMatchObject({ code: 'not_found' })
    const controller = new AbortController()
    const lines = streamLogs(client, params, { webSocket, signal: controller.signal })
    client.clock.timer(() => controller.abort(), 5000)
    await expect(lines.next()).rejects.toMatchObject({ code: 'aborted' })
    expect(opened).toHaveLength(2)
    expect(opened.every(({ isClosed }) => isClosed)).toBe(true)
    await expect(streamLogs(client, { resource: [] }, { webSocket }).next()).rejects.toMatchObject({
      code: 'config',
    })
  })
})
