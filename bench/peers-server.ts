/** Answers with one page of 20 items, as each vendor's fake shows them, from a process of its own. */
import { createServer } from 'node:http'
import { createFakeNeon } from '@keelson/neon/testing'
import { createFakeRender } from '@keelson/render/testing'

const size = 20

const render = createFakeRender({ rateLimits: { createService: { limit: 1000, windowMs: 60_000 } } })
const neon = createFakeNeon()
const send = async (fetch: typeof globalThis.fetch, url: string, body?: unknown) => {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return response.text()
}
for (let index = 0; index < size; index++) {
  await send(render.fetch, 'https://api.render.com/v1/services', {
    type: 'web_service',
    name: `service-${index}`,
    ownerId: render.state.ownerId,
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'python', plan: 'free', envSpecificDetails: { buildCommand: 'b', startCommand: 's' } },
  })
  await send(neon.fetch, 'https://console.neon.tech/api/v2/projects', { project: { name: `project-${index}` } })
}
const alias = {
  alias: 'shop.example.com',
  created: '2026-01-01T00:00:00.000Z',
  createdAt: 1,
  deploymentId: 'dpl_1',
  projectId: 'prj_1',
  uid: 'als_1',
}
const bodies: Readonly<Record<string, string>> = {
  '/v1/services': await send(render.fetch, 'https://api.render.com/v1/services?limit=100'),
  '/api/v2/projects': await send(neon.fetch, 'https://console.neon.tech/api/v2/projects?limit=100'),
  '/v4/aliases': JSON.stringify({
    aliases: Array.from({ length: size }, (_, index) => ({ ...alias, uid: `als_${index}` })),
    pagination: { count: size, next: null, prev: null },
  }),
}
const server = createServer((request, response) => {
  request.resume()
  const body = bodies[request.url?.split('?')[0] ?? ''] ?? '{}'
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.on('disconnect', () => process.exit(0))
