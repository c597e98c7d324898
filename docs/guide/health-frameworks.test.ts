import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { waitUntilHealthy } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bundleSource } from '../../test/bundle-source.ts'
import { serveFetch } from '../../test/serve-fetch.ts'
import { createFolder } from '../../test/services/folder.ts'
import { reservePort } from '../../test/services/port.ts'
import { startPostgres, type PostgresServer } from '../../test/services/postgres.ts'
import { lastLines, runProgram } from '../../test/services/program.ts'

const token = 'health-token-of-the-tests'
const release = 'b2f9c41'
let postgres: PostgresServer
let folder: string
let examples: ReadonlyMap<string, string>

beforeAll(async () => {
  const text = await readFile(new URL('health-frameworks.md', import.meta.url), 'utf8')
  const blocks = text.matchAll(/^##? (.*)\n(?:(?!^#)[^])*?^```ts\n([^]*?)^```$/gm)
  examples = new Map(Array.from(blocks, ([, heading = '', code = '']) => [heading, code]))
  postgres = await startPostgres({ tls: false })
  // Inside the project, or the packages could not be imported by their names.
  folder = await mkdtemp(join(import.meta.dirname, '.health-frameworks-'))
  await chmod(folder, 0o755)
}, 60_000)
afterAll(async () => {
  await postgres?.remove()
  await rm(folder, { recursive: true, force: true })
})

/** A module of these examples, as a user would put them into one. */
async function writeModule(name: string, headings: readonly string[]): Promise<string> {
  const file = join(folder, `${name}.ts`)
  const codes = headings.map((heading) => {
    const code = examples.get(heading)
    if (code === undefined) throw new Error(`the guide has no example below "${heading}"`)
    return code
  })
  await writeFile(file, codes.join('\n'))
  return file
}

const environment = () => ({ DATABASE_URL: postgres.url(), HEALTH_TOKEN: token, RENDER_GIT_COMMIT: release })
const definition = 'Health endpoints in frameworks'
const authorized = { headers: { authorization: `Bearer ${token}` } }

type Ask = (path: string, init?: RequestInit) => Promise<Response>

/** What every framework must answer, unless it has its own word for other methods. */
async function expectAnswers(ask: Ask, refused = 405): Promise<void> {
  const live = await ask('/healthz?from=elsewhere')
  expect(live.status).toBe(200)
  expect(live.headers.get('content-type')).toBe('application/health+json')
  expect(live.headers.get('cache-control')).toBe('no-store')
  const ready = await ask('/readyz')
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'pass', releaseId: release }])
  const report = await ask('/health', authorized)
  expect(await report.json()).toMatchObject({ status: 'pass', checks: { postgres: [{ status: 'pass' }] } })
  const head = await ask('/readyz', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await ask('/readyz', { method: 'POST', body: '{}' })).status).toBe(refused)
}

test.concurrent.each(["Node's HTTP server", 'Express', 'Fastify'])(
  '%s answers, drains on SIGTERM, ends',
  { timeout: 60_000 },
  async (name) => {
    const file = await writeModule(name.replace(/\W/g, ''), [definition, 'Ending a server', name])
    const bundle = file.replace(/ts$/, 'mjs')
    await bundleSource(file, bundle)
    const port = await reservePort()
    const log = join(await createFolder('frameworks'), 'log')
    const program = await runProgram({
      name,
      path: process.execPath,
      args: [bundle],
      environment: { ...environment(), PORT: `${port}` },
      log,
      lastSignal: 'KILL',
    })
    try {
      const ask: Ask = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init)
      await waitUntilHealthy(httpProbe(`http://127.0.0.1:${port}/readyz`), {
        expect: { release },
        consecutive: 1,
        stableMs: 0,
        totalTimeoutMs: 30_000,
        stopWhen: async () => `it ended with ${await program.ended}${await lastLines(log)}`,
      })
      await expectAnswers(ask)
      const hello = await ask('/')
      expect([await hello.text(), hello.headers.get('connection')]).toEqual(['hello', 'keep-alive'])

      program.signal('TERM')
      await expect.poll(async () => (await ask('/readyz')).status, { timeout: 4000 }).toBe(503)
      expect((await ask('/healthz')).status).toBe(200)
      const last = await ask('/')
      expect([last.status, await last.text(), last.headers.get('connection')]).toEqual([200, 'hello', 'close'])
      expect(await program.end()).toBe(0)
      await expect(ask('/healthz')).rejects.toThrow('fetch failed')
    } finally {
      program.signal('KILL')
    }
  },
)

describe('what speaks Fetch', () => {
  interface Loaded {
    readonly health: { drain(): Promise<void> }
    readonly pool: { end(): Promise<void> }
  }

  const requestOf = (path: string, init?: RequestInit) => new Request(`https://shop.example${path}`, init)

  async function load<T>(name: string, headings: readonly string[], change = (code: string) => code): Promise<T> {
    const file = await writeModule(name, headings)
    await writeFile(file, change(await readFile(file, 'utf8')))
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as T
  }

  beforeAll(() => {
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value)
    return () => void vi.unstubAllEnvs()
  })

  async function expectDrain({ health, pool }: Loaded, ask: Ask): Promise<void> {
    void health.drain()
    expect((await ask('/readyz')).status).toBe(503)
    await pool.end()
  }

  test('Hono', async () => {
    const loaded = await load<Loaded & { default: { fetch(request: Request): Response | Promise<Response> } }>('hono', [
      definition,
      'Hono',
    ])
    const ask: Ask = async (path, init) => loaded.default.fetch(requestOf(path, init))
    await expectAnswers(ask)
    expect(await (await ask('/')).text()).toBe('hello')
    await expectDrain(loaded, ask)
  })

  test('Next.js', async () => {
    const loaded = await load<Loaded & { GET(request: Request): Promise<Response> }>('next', [definition, 'Next.js'])
    const ask: Ask = (path, init) => loaded.GET(requestOf(path, init))
    const ready = await ask('/readyz')
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'pass', releaseId: release }])
    expect(await (await ask('/readyz', { method: 'HEAD' })).text()).toBe('')
    await expectDrain(loaded, ask)
  })

  test('AWS Lambda', async () => {
    interface Result {
      readonly statusCode: number
      readonly headers: Record<string, string>
      readonly body: string
    }
    const loaded = await load<Loaded & { handler(event: object): Promise<Result> }>('lambda', [
      definition,
      'AWS Lambda',
    ])
    const ask: Ask = async (path, init) => {
      const { method, headers } = requestOf(path, init)
      const [rawPath, rawQueryString = ''] = path.split('?')
      const http = { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8.5.0' }
      const domainName = 'abcdefghij.lambda-url.eu-central-1.on.aws'
      const { statusCode, ...answer } = await loaded.handler({
        version: '2.0',
        routeKey: '$default',
        rawPath,
        rawQueryString,
        headers: { host: domainName, ...Object.fromEntries(headers) },
        requestContext: { domainName, http, stage: '$default', requestId: 'e1506fd5-9e7b-434f-bd42-4f8fa224b599' },
        isBase64Encoded: false,
      })
      return new Response(answer.body || null, { status: statusCode, headers: answer.headers })
    }
    await expectAnswers(ask)
    expect((await ask('/')).status).toBe(404)
    await expectDrain(loaded, ask)
  })

  test('Cloudflare Workers', async () => {
    let status = 200
    const origin = await serveFetch(async () => new Response('ok', { status }))
    try {
      const toOrigin = (code: string) => code.replace('https://api.example.com', origin.url)
      interface Example {
        readonly default: { fetch(request: Request): Promise<Response> }
      }
      const { default: worker } = await load<Example>('worker', ['Cloudflare Workers'], toOrigin)
      const first = await worker.fetch(requestOf('/health'))
      expect([first.status, await first.json()]).toEqual([200, { status: 'pass' }])

      // What all instances share can fail the report of another one, and make its readiness warn.
      status = 500
      const { default: another } = await load<Example>('isolate', ['Cloudflare Workers'], toOrigin)
      expect((await another.fetch(requestOf('/health'))).status).toBe(503)
      const ready = await another.fetch(requestOf('/readyz'))
      expect([ready.status, await ready.json()]).toEqual([200, { status: 'warn' }])
      expect((await another.fetch(requestOf('/'))).status).toBe(404)
    } finally {
      await origin.close()
    }
  })
})
