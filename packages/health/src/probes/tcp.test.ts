import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { reservePort } from '../../../../test/services/port.ts'
import { tcpProbe } from './tcp.js'

let server: Server
let port: number
let accepted: number
beforeEach(async () => {
  accepted = 0
  server = createServer((socket) => void socket.on('error', () => undefined)).on('connection', () => (accepted += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(async () => {
  server.close()
  await once(server, 'close')
})

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))

test.each(['127.0.0.1', 'localhost'])('connects to %s, and hangs up', async (host) => {
  expect(await tcpProbe({ host, port }).run(context())).toEqual({
    status: 'pass',
    observedValue: expect.any(Number),
    observedUnit: 'ms',
  })
  await vi.waitFor(async () => expect([accepted, await open()]).toEqual([1, 0]))
})

test('nobody listens', async () => {
  const free = await reservePort()
  expect(await tcpProbe({ host: '127.0.0.1', port: free }).run(context())).toMatchObject({
    status: 'fail',
    code: 'ECONNREFUSED',
    output: `connect ECONNREFUSED 127.0.0.1:${free}`,
  })
  expect(await tcpProbe({ host: 'localhost', port: free }).run(context())).toMatchObject({ code: 'ECONNREFUSED' })
})

test('a name that nobody has', async () => {
  const reading = await tcpProbe({ host: 'nobody.invalid', port }, { timeoutMs: 30_000 }).run(context())
  expect(reading).toMatchObject({ status: 'fail', code: expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/) })
})

test('an abort on the way leaves no connection', async () => {
  const controller = new AbortController()
  const running = tcpProbe({ host: '127.0.0.1', port }).run(context(controller.signal))
  controller.abort()
  expect(await running).toMatchObject({ status: 'fail', code: 'aborted' })
  await vi.waitFor(async () => expect(await open()).toBe(0))
  expect(process.getActiveResourcesInfo().filter((name) => /TCPConnect|TCPSocket/.test(name))).toEqual([])
})

/** A port whose queue is full, as that of a machine that hangs: nobody takes what comes in, and the system answers no more. */
async function fullPort(): Promise<number> {
  const code = `
    const { parentPort } = require('node:worker_threads')
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port)
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
    })`
  const worker = new Worker(code, { eval: true })
  const [full] = (await once(worker, 'message')) as [number]
  const waiting = Array.from({ length: 4 }, () => connect(full, '127.0.0.1').on('error', () => undefined))
  onTestFinished(async () => {
    for (const socket of waiting) socket.destroy()
    await worker.terminate()
  })
  await once(waiting[0] ?? worker, 'connect')
  return full
}

test('a machine that does not answer: the time ends it, and so does the signal', async () => {
  const target = { host: '127.0.0.1', port: await fullPort() }
  const connecting = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'TCPConnectWrap' || name === 'TCPSocketWrap')
  const before = connecting()
  for (let run = 0; run < 20; run++)
    expect(await tcpProbe(target, { timeoutMs: 20 }).run(context())).toMatchObject({ status: 'fail', code: 'timeout' })
  const controller = new AbortController()
  const running = tcpProbe(target, { timeoutMs: 30_000 }).run(context(controller.signal))
  setImmediate(() => controller.abort())
  expect(await running).toMatchObject({ status: 'fail', code: 'aborted' })
  await vi.waitFor(() => expect(connecting()).toEqual(before))
})

test('its name', () => {
  expect(tcpProbe({ host: 'db.internal', port: 5432 })).toMatchObject({ name: 'db.internal:5432', kind: 'tcp' })
  expect(tcpProbe({ host: '::1', port: 5432 }, { name: 'db' }).name).toBe('db')
})

test.each(['', 'https://example.com', 'app:pw-7f3k@db.internal', 'db.internal:5432', 'a b'])(
  'the host %j is refused, and not shown',
  (host) => {
    expect(() => tcpProbe({ host, port: 80 })).toThrow(
      expect.objectContaining({
        code: 'config',
        message: 'host must be a name or an address, without scheme, user and port',
      }),
    )
  },
)

test.each([0, 65_536, 1.5, Number.NaN])('the port %s is refused', (bad) => {
  expect(() => tcpProbe({ host: 'localhost', port: bad })).toThrow(
    expect.objectContaining({ code: 'config', message: `port cannot be ${bad}, only a whole number from 1 to 65535` }),
  )
})
