import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { authorizeToken } from './authorize-token.js'
import { createHealth } from './health.js'
import { nodeHandler } from './node-handler.js'

const open: Server[] = []

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

async function serve() {
  const probe = { name: 'db', kind: 'custom', run: async () => ({ status: 'warn' as const, output: 'größer' }) }
  const health = createHealth({ checks: [{ probe }], authorize: authorizeToken('t0ken-7f3k') })
  const answer = nodeHandler(health)
  const server = createServer((request, response) => {
    void answer(request, response).then((isOurs) => {
      if (!isOurs) response.end(`the application, ${request.url}`)
    })
  })
  open.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}`, health }
}

/** What comes back on one connection for what is sent on it, until it is closed. */
async function talk(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  let received = ''
  socket.on('data', (chunk) => (received += chunk.toString()))
  await once(socket, 'close')
  return received
}

test('a server of Node answers the three routes, and the application the others', async () => {
  const { url, health } = await serve()
  const got = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init)
    return [response.status, await response.text()]
  }
  expect(await got('/healthz')).toEqual([200, '{"status":"pass"}'])
  expect(await got('/health?verbose=1')).toEqual([200, '{"status":"warn"}'])
  expect(await got('/healthz', { method: 'POST', body: 'x'.repeat(100_000) })).toEqual([405, '{"status":"fail"}'])
  expect(await got('/orders?x=/healthz')).toEqual([200, 'the application, /orders?x=/healthz'])
  const [, detailed] = await got('/health', { headers: { authorization: 'Bearer t0ken-7f3k' } })
  expect(JSON.parse(String(detailed))).toMatchObject({ checks: { db: [{ status: 'warn', output: 'größer' }] } })
  void health.drain()
  expect(await got('/readyz')).toEqual([503, '{"status":"fail"}'])
})

test('several requests share a connection: lengths are right, also where there is no body', async () => {
  const { port } = await serve()
  const host = 'host: shop.test\r\n'
  const received = await talk(
    port,
    [
      `GET /healthz HTTP/1.1\r\n${host}\r\n`,
      `HEAD /health HTTP/1.1\r\n${host}\r\n`,
      `TRACE /healthz HTTP/1.1\r\n${host}\r\n`,
      `GET http://shop.test/readyz?x HTTP/1.1\r\n${host}\r\n`,
      `GET /health HTTP/1.1\r\n${host}authorization: Bearer t0ken-7f3k\r\nconnection: close\r\n\r\n`,
    ].join(''),
  )
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual([200, 200, 405, 200, 200].map((status) => `HTTP/1.1 ${status}`))
  expect(received).not.toMatch(/transfer-encoding/i)
  expect(received.match(/^allow: .*$/gim)).toEqual(['allow: GET, HEAD'])
  const bodies = received.split('\r\n\r\n').map((part) => part.split(/HTTP\/1\.1/)[0])
  expect(bodies.slice(1, 5)).toEqual(['{"status":"pass"}', '', '{"status":"fail"}', '{"status":"warn"}'])
})

test('a middleware: what is next is called for other paths alone', async () => {
  const answer = nodeHandler(createHealth({ checks: [] }))
  const ended: string[] = []
  const response = { statusCode: 0, setHeader: () => undefined, end: (body: string) => ended.push(body) }
  const ask = (url: string) => answer({ url, headers: {} }, response, () => ended.push(`next for ${url}`))
  expect([await ask('/orders'), await ask('/healthz')]).toEqual([false, true])
  expect(ended).toEqual(['next for /orders', '{"status":"pass"}'])
})

test('HTTP/1.0, and a header twice', async () => {
  const { port } = await serve()
  const received = await talk(
    port,
    'GET /health HTTP/1.0\r\nx-a: 1\r\nx-a: 2\r\nset-cookie: a\r\nset-cookie: b\r\n\r\n',
  )
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(received).toMatch(/\r\n\r\n\{"status":"warn"\}$/)
})
