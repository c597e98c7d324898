import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An answer; `undefined` hangs up. */
export interface S3Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server of 127.0.0.1 that answers every request of S3's protocol with what it is told to. */
export async function startFailingS3(answer: (request: IncomingMessage) => S3Answer | undefined) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, headers, body } = answer(request) ?? { status: 0 }
      if (status === 0) return void request.socket.destroy()
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body)
      return undefined
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
