/**
 * Tries the providers in every runtime that they promise: the project's Node, Node 22 and 26, Bun and workerd, against the
 * fakes of the vendors as servers of this machine. Every runtime must tell the same, and no key.
 *   npm run test:runtimes
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createFakeNeon } from '@keelson/neon/testing'
import { createFakeRender } from '@keelson/render/testing'
import { createFakeUpstash } from '@keelson/upstash/testing'
import { build } from 'esbuild'
import { serveFetch } from '../serve-fetch.ts'
import { keys, type VendorUrls } from './scenario.ts'

const load = createRequire(import.meta.url)
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const execute = promisify(execFile)

/** The REST API of a database that has two commands, and says nothing of the key `held`. */
async function answerRest(...request: Parameters<typeof fetch>): Promise<Response> {
  const { headers, body } = new Request(...request)
  if (headers.get('authorization') !== `Bearer ${keys.rest}`)
    return Response.json({ error: 'WRONGPASS' }, { status: 401 })
  const [name, key = '', value = ''] = (await new Response(body).json()) as string[]
  if (key === 'held') return new Promise<Response>(() => {})
  if (name === 'set') values.set(key, value)
  const found = values.get(key)
  return Response.json({ result: name === 'set' ? 'OK' : found ? Buffer.from(found).toString('base64') : null })
}
const values = new Map<string, string>()

/** A service that restarts while it is released: no answer of its own, once more the old release, then the new one. */
function createService(): typeof fetch {
  let looks = 0
  return async (...request) => {
    const { url, headers } = new Request(...request)
    const { pathname } = new URL(url)
    if (pathname === '/held') return new Promise<Response>(() => {})
    if (pathname === '/login') return new Response(null, { status: 302, headers: { location: '/signin?next=1' } })
    if (pathname === '/echo') return new Response(`not for ${headers.get('authorization')}`, { status: 401 })
    if (pathname === '/slow') return sleep(50, new Response('ok'))
    looks += 1
    if (looks <= 2) return new Response('starting', { status: 503 })
    return Response.json({ status: 'pass', releaseId: looks === 3 ? 'old' : 'new' })
  }
}

/** Fakes with the faults that the scenario must ride out. */
async function startVendors(): Promise<{ urls: VendorUrls; created(): unknown; stop(): Promise<void> }> {
  const durations = { created: 10, queued: 10, build: 50, preDeploy: 10, update: 50 }
  const render = createFakeRender({ apiKey: keys.render, ownerId: 'tea-1', durations })
  const neon = createFakeNeon({ apiKey: keys.neon })
  const upstash = createFakeUpstash({ email: keys.email, apiKey: keys.upstash })
  render.faults.add({ operation: 'GET /services', kind: 'status', status: 429, retryAfter: 1 })
  render.faults.add({ operation: 'POST /services', kind: 'commit_then_500' })
  neon.faults.add({ operation: 'POST /projects', kind: 'reset_after' })
  neon.faults.add({ operation: 'POST /projects/{project_id}/branches', kind: 'status', status: 423 })
  upstash.faults.add({ operation: 'POST /redis/database', kind: 'truncated_json' })
  // The last list of the scenario gets no answer.
  const servers = [
    await serveFetch(render.fetch),
    await serveFetch(neon.fetch),
    await serveFetch(async (input, init) => {
      const request = new Request(input, init)
      const isHeld = lists(request) && (seen += 1) > 3
      return isHeld ? new Promise<Response>(() => {}) : upstash.fetch(request)
    }),
    await serveFetch(answerRest),
    await serveFetch(createService()),
  ]
  let seen = 0
  const lists = ({ method, url }: Request) => method === 'GET' && url.endsWith('/redis/databases')
  const [renderUrl, neonUrl, upstashUrl, rest = '', service = ''] = servers.map(({ url }) => url)
  return {
    urls: { render: `${renderUrl}/v1`, neon: `${neonUrl}/api/v2`, upstash: `${upstashUrl}/v2`, rest, service },
    created: () => ({
      services: render.state.services.size,
      projects: neon.state.projects.size,
      databases: upstash.state.databases.size,
    }),
    async stop() {
      await Promise.all([...servers.map((server) => server.close()), render.stop(), neon.stop()])
    },
  }
}

type Run = (urls: VendorUrls) => Promise<string[]>

const byCommand =
  (command: string, ...flags: string[]): Run =>
  async (urls) => {
    const { stdout } = await execute(command, [...flags, here('in-process.ts'), JSON.stringify(urls)], {
      timeout: 120_000,
    })
    return JSON.parse(stdout) as string[]
  }

/** As a worker is deployed: one bundle without anything of Node. */
const inWorkerd: Run = async (urls) => {
  const { outputFiles } = await build({
    entryPoints: [here('worker.ts')],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    write: false,
    logLevel: 'error',
  })
  const { Miniflare } = load('miniflare') as {
    Miniflare: new (options: object) => {
      dispatchFetch(url: string, init: object): Promise<Response>
      dispose(): Promise<void>
    }
  }
  const worker = new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? '',
    compatibilityDate: '2026-07-01',
    host: '127.0.0.1',
  })
  try {
    const response = await worker.dispatchFetch('http://worker.test/', { method: 'POST', body: JSON.stringify(urls) })
    if (!response.ok) throw new Error(await response.text())
    await askOften((init) => worker.dispatchFetch(`http://worker.test/health?origin=${urls.service}/slow`, init))
    return (await response.json()) as string[]
  } finally {
    await worker.dispose()
  }
}

/** In workerd a request that waits for what another one has begun may never be answered: none may do so. */
async function askOften(ask: (init: object) => Promise<Response>): Promise<void> {
  for (let round = 0; round < 30; round++) {
    const signal = AbortSignal.timeout(10_000)
    const responses = await Promise.all(Array.from({ length: 5 }, () => ask({ signal })))
    for (const response of responses)
      assert.deepEqual([response.status, await response.text()], [200, '{"status":"pass"}'])
  }
}

const programs: readonly (readonly [string, string, readonly string[]])[] = [
  ['Node 22', here('node_modules/node-22/bin/node'), []],
  ['Node 26', here('node_modules/node-26/bin/node'), []],
  ['Bun', here('node_modules/@oven/bun-linux-x64/bin/bun'), []],
]
const missing = programs.filter(([, path]) => !existsSync(path)).map(([name]) => name)
// On a machine that these packages do not have programs for it is said, and a CI does not pass over it.
if (missing.length > 0) console.log(`not here: ${missing.join(', ')}`)
if (missing.length > 0 && process.env['CI']) process.exitCode = 1

const runtimes: readonly (readonly [string, Run])[] = [
  [`Node ${process.version}`, byCommand(process.execPath)],
  ...programs.filter(([, path]) => existsSync(path)).map(([name, path]) => [name, byCommand(path)] as const),
  ['workerd', inWorkerd],
]

let expected: readonly string[] | undefined
for (const [name, run] of runtimes) {
  const vendors = await startVendors()
  try {
    const lines = await run(vendors.urls)
    assert.deepEqual(vendors.created(), { services: 1, projects: 1, databases: 1 })
    for (const key of Object.values(keys)) assert.ok(!lines.join('\n').includes(key), `${name} shows ${key}`)
    if (!expected) console.log(lines.join('\n'))
    expected ??= lines
    assert.deepEqual(lines, expected, `${name} tells something else`)
    console.log(`${name}: ok`)
  } finally {
    await vendors.stop()
  }
}
