import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A fetch function as a server of 127.0.0.1: a fake of a vendor that another process can talk to. */
export async function serveFetch(
  fetch: typeof globalThis.fetch,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const relay = async () => {
      const { method = 'GET', headers } = incoming
      const body = method === 'GET' || method === 'HEAD' ? null : await buffer(incoming)
      const { authorization = '', 'content-type': type = 'application/json' } = headers
      const passed = { authorization, 'content-type': type }
      const response = await fetch(new Request(`http://api.test${incoming.url}`, { method, headers: passed, body }))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
    }
    // A fault that breaks the connection.
    relay().catch(() => outgoing.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
