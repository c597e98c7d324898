import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP server of 127.0.0.1 that says what it is told to each connection. */
export async function startAnsweringServer(onConnection: (socket: Socket) => void) {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => undefined)
    socket.setNoDelay(true)
    onConnection(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
