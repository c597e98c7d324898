import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const taken = new Set<number>()

/**
 * A free port, for a server that starts soon or later. It lies below the range from which systems number outgoing
 * connections, so that none takes it in between.
 */
export async function reservePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000)
    if (taken.has(port) || !(await isFree(port))) continue
    taken.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
