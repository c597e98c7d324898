// The application that the recipes deploy: shows its commit and the names of its configuration, never a value.
import { createServer } from 'node:http'
import { systemClock, within } from '@keelson/core'
import { assetUrl, readAsset } from './assets.js'
import { close, countVisit, readNotice } from './data.js'
import { report } from './health.js'

const { PORT = '10000', HOST = '0.0.0.0', RENDER_GIT_COMMIT = 'unknown', RENDER_SERVICE_ID = 'local' } = process.env
const { SAMPLE_KEYS = '', SAMPLE_REQUIRED = '', SAMPLE_FAULT = '' } = process.env

/** Set by the platform or the machine: no configuration of this application. */
const foreign =
  /^(?:RENDER($|_)|SAMPLE_|npm_)|^(?:PATH|HOME|HOST|PORT|LANG|TMPDIR|PWD|OLDPWD|SHLVL|_|HOSTNAME|TERM|USER|SHELL|NODE_ENV)$/

const names = (list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

const configured = SAMPLE_KEYS ? names(SAMPLE_KEYS) : Object.keys(process.env).filter((name) => !foreign.test(name))
const keys = configured.filter((name) => process.env[name]).toSorted()
const missing = names(SAMPLE_REQUIRED).filter((name) => !process.env[name])

if (SAMPLE_FAULT === 'start') throw new Error('fault asked for')

let draining = false

/** Why no traffic should come here; `undefined` when it should. */
function unreadyReason() {
  if (draining) return 'shutting down'
  if (missing.length > 0) return `missing configuration: ${missing.join(', ')}`
  return SAMPLE_FAULT === 'not-ready' ? 'fault asked for' : undefined
}

const routes = {
  '/healthz': () => health(200, { status: 'pass' }),
  '/readyz': async () => {
    const output = unreadyReason()
    const about = { releaseId: RENDER_GIT_COMMIT, serviceId: RENDER_SERVICE_ID }
    if (output) return health(503, { status: 'fail', ...about, output })
    const { status, checks } = await report()
    return health(status === 'fail' ? 503 : 200, { status, ...about, checks })
  },
  '/': async () => {
    // The page is worth more than its parts: what cannot be had is said instead.
    const [notice, visits] = await Promise.all([
      within(readNotice, 3000, systemClock).then(({ how, value }) =>
        how === 'done' ? value : 'the notice cannot be read right now',
      ),
      countVisit().catch(() => 'not counted right now'),
    ])
    return {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: `<!doctype html>
<title>Sample</title>
<link rel="stylesheet" href="${escapeHtml(assetUrl('site.css'))}">
<p>Commit <code>${escapeHtml(RENDER_GIT_COMMIT)}</code></p>
${notice === undefined ? '' : `<p>Notice: ${escapeHtml(notice)}</p>\n`}${visits === undefined ? '' : `<p>Visits: ${visits}</p>\n`}<ul>${keys.map((key) => `<li>${escapeHtml(key)}</li>`).join('')}</ul>
`,
    }
  },
}

function health(status, body) {
  const headers = { 'content-type': 'application/health+json', 'cache-control': 'no-store' }
  return { status, headers, body: JSON.stringify(body) }
}

function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

const plain = { 'content-type': 'text/plain' }
const notFound = { status: 404, headers: plain, body: 'not found\n' }

async function answer({ method, url }) {
  const [pathname] = url.split('?')
  const isFile = pathname.startsWith('/static/')
  if (!isFile && !Object.hasOwn(routes, pathname)) return notFound
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, headers: { ...plain, allow: 'GET, HEAD' }, body: 'method not allowed\n' }
  if (!isFile) return routes[pathname]()
  const file = await readAsset(pathname)
  return file ? { status: 200, ...file } : notFound
}

const server = createServer((request, response) => {
  const send = ({ status, headers, body }) => {
    // While draining, a client must not keep a connection that is about to end.
    const connection = draining ? { connection: 'close' } : {}
    response.writeHead(status, { ...headers, ...connection, 'content-length': Buffer.byteLength(body) })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
  answer(request).then(send, (error) => {
    console.error(error.message)
    send({ status: 500, headers: plain, body: 'internal error\n' })
  })
})

server.listen(Number(PORT), HOST, () =>
  console.log(`listening on port ${server.address().port}, commit ${RENDER_GIT_COMMIT}`),
)

function drain() {
  if (draining) return
  draining = true
  // Ends when the requests under way have their answers; connections without one end at once.
  server.close(() => {
    console.log('stopped')
    void close().finally(() => process.exit(0))
  })
}

process.on('SIGTERM', drain).on('SIGINT', drain)
