// One instance of a small service, as a release starts it: node instance.js with SOCKET, RELEASE and perhaps BROKEN.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Probe } from '@keelson/core'
import { createHealth, nodeHandler } from '@keelson/health'

const { SOCKET = '', RELEASE = '', BROKEN } = process.env

const database: Probe = {
  name: 'database',
  kind: 'custom',
  run: async () => ({ status: BROKEN ? 'fail' : 'pass' }),
}
/** Longer than the proxy keeps a connection that nobody uses: each one has ended before the server closes. */
const drainMs = 2000
const health = createHealth({ checks: [{ probe: database }], releaseId: RELEASE, showRelease: true, drainMs })
const answerHealth = nodeHandler(health)
const counts = { requests: 0, posts: 0, whileDraining: 0, connections: 0 }
let isDraining = false

/** Takes as long as a query does, so that there is always a request under way. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/counts') return void response.end(JSON.stringify(counts))
  counts.requests += 1
  if (request.method === 'POST') counts.posts += 1
  if (isDraining) counts.whileDraining += 1
  const given = await text(request)
  await sleep(20)
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ release: RELEASE, given }))
}

const server = createServer((request, response) => {
  void answerHealth(request, response).then((isAnswered) => (isAnswered ? undefined : serve(request, response)))
})
server.on('connection', () => (counts.connections += 1))
await once(server.listen(SOCKET), 'listening')
console.log('listening')

process.once('SIGTERM', () => void shutDown())

async function shutDown(): Promise<void> {
  isDraining = true
  // Who is told so opens its next connection elsewhere, before this one ends under a request of it.
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  let hasWaited = false
  setImmediate(() => (hasWaited = true))
  const startedAt = performance.now()
  const drained = health.drain()
  const { status } = await health.fetch(new Request('http://localhost/readyz'))
  const atOnce = { status, hasWaited, ms: performance.now() - startedAt }
  await drained
  const closedAt = Date.now()
  await once(server.close(), 'close')
  console.log(JSON.stringify({ ...counts, atOnce, closedAt }))
}
