/** Answers every request with one page of 20 services, from a process of its own so that its CPU time is not counted. */
import { createServer } from 'node:http'

const page = Array.from({ length: 20 }, (_, index) => ({
  cursor: `cursor-${index}`,
  service: {
    id: `srv-${index}`,
    name: `service-${index}`,
    ownerId: 'tea-1',
    type: 'web_service',
    suspended: 'not_suspended',
    dashboardUrl: 'https://dashboard.render.com/web/srv',
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    serviceDetails: { url: 'https://service.onrender.com', plan: 'free', region: 'oregon', runtime: 'node' },
  },
}))
const body = Buffer.from(JSON.stringify(page))
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength }).end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.on('disconnect', () => process.exit(0))
