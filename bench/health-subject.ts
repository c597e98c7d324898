/**
 * One library behind one server, in a process of its own, since some end it: the check does what the parent says. Tells its
 * port when it listens; on 'stats' it tells how often the dependency was asked.
 */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import type { Probe } from '@keelson/core'
import { createHealth, nodeHandler, type HealthCheck } from '@keelson/health'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const load = createRequire(new URL('./peers/', import.meta.url))
const [, , subject = '', row] = process.argv
let fault = 'none'
let calls = 0
let running = 0
let peak = 0

const later = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms, true))
const circle: Record<string, unknown> = {}
circle['self'] = circle
const hostile = Object.defineProperty(new Error('x'), 'message', { get: () => load('no such module') })
const traps = new Proxy({}, { get: () => () => load('no such module') })

const misdeeds: Readonly<Record<string, () => unknown>> = {
  none: () => Promise.resolve(true),
  slow: () => later(200),
  busy: () => later(1000),
  hang: () => new Promise(() => undefined),
  throws: () => load('no such module'),
  undefined: () => Promise.reject(undefined as unknown as Error),
  secret: () => Promise.reject(new Error('connect postgres://admin:S3cr3tP4ss@db.internal/app')),
  circular: () => Promise.resolve(circle),
  rows: () => Promise.resolve({ rows: 10n }),
  false: () => Promise.resolve(false),
  tenant: () => Promise.resolve({ status: 'pass', observedValue: 'tenant A', tenantSecret: 'tenant A' }),
  getter: () => Promise.reject(hostile),
  thenable: () => {
    const then = (resolve: (value: unknown) => void, reject: (thrown: unknown) => void) => {
      resolve(true)
      reject(new Error('after all'))
      throw new Error('and again')
    }
    // oxlint-disable-next-line unicorn/no-thenable -- it is the fault
    return { then }
  },
  huge: () => Promise.reject(new Error('x'.repeat(10_000_000))),
  frozen: () => Promise.reject(Object.freeze(new Error('frozen'))),
  bigint: () => Promise.reject(10n as unknown as Error),
  proxy: () => Promise.reject(new Proxy(new Error('x'), traps)),
  block: () => {
    const answer = later(200)
    for (const end = performance.now() + 5000; performance.now() < end;);
    return answer
  },
}

/** The dependency. */
async function settled(answer: unknown): Promise<void> {
  running += 1
  peak = Math.max(peak, running)
  await Promise.allSettled([answer])
  running -= 1
}
function ask(): unknown {
  calls += 1
  const answer = misdeeds[fault]?.()
  if (answer instanceof Promise) void settled(answer)
  return answer
}

const listen = (handler: Handler) => {
  const server = createServer(handler)
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
  return server
}

const subjects: Readonly<Record<string, () => unknown>> = {
  '@keelson/health': () => {
    const checks: HealthCheck[] = []
    const run = (() => (checks.splice(0), ask())) as Probe['run']
    const probe = { name: 'db', kind: 'custom', run }
    if (row === 'two of one name') {
      // Refused, or this process ends here.
      const make = () => createHealth({ checks: [{ probe }, { probe }] })
      assert.throws(make, { code: 'config' })
    }
    const budgetMs = row === 'timeout of 2^31' ? 2 ** 31 : undefined
    checks.push({ probe, timeoutMs: budgetMs })
    const authorize = ({ url }: Request) => url.endsWith('/health')
    const health = createHealth({ checks, budgetMs, drainMs: 2000, authorize })
    const answer = nodeHandler(health)
    const server = listen((request, response) => void answer(request, response))
    process.on('SIGTERM', () => void health.drain().then(() => server.close(() => process.exit(0))))
  },
  '@godaddy/terminus': () => {
    const { createTerminus } = load('@godaddy/terminus') as {
      createTerminus: (server: unknown, options: object) => void
    }
    const server = listen((_, response) => response.end())
    const wait = () => later(2000)
    createTerminus(server, {
      healthChecks: { '/live': () => Promise.resolve({ live: true }), '/health': ask, '/ready': ask, verbatim: true },
      beforeShutdown: wait,
      timeout: 3000,
    })
  },
  '@cloudnative/health-connect': () => {
    const cloud = load('@cloudnative/health-connect') as {
      HealthChecker: new () => {
        registerReadinessCheck(check: object): void
        registerShutdownCheck(check: object): void
      }
      ReadinessCheck: new (name: string, check: () => unknown) => object
      ShutdownCheck: new (name: string, check: () => unknown) => object
      LivenessEndpoint(checker: object): Handler
      ReadinessEndpoint(checker: object): Handler
      HealthEndpoint(checker: object): Handler
    }
    const checker = new cloud.HealthChecker()
    checker.registerReadinessCheck(new cloud.ReadinessCheck('db', ask))
    checker.registerShutdownCheck(new cloud.ShutdownCheck('server', () => later(2000)))
    const routes: Readonly<Record<string, Handler>> = {
      '/live': cloud.LivenessEndpoint(checker),
      '/ready': cloud.ReadinessEndpoint(checker),
      '/health': cloud.HealthEndpoint(checker),
    }
    listen((request, response) => {
      const route = routes[request.url?.split('?')[0] ?? '']
      if (route) route(request, response)
      else response.writeHead(404).end()
    })
  },
  '@fastify/under-pressure': async () => {
    const fastify = (
      load('fastify') as (options: object) => {
        register(plugin: unknown, options: object): void
        get(path: string, handler: () => Promise<object>): void
        listen(options: object): Promise<string>
        close(): Promise<void>
      }
    )({ logger: false })
    fastify.register(load('@fastify/under-pressure'), { exposeStatusRoute: '/health', healthCheck: ask })
    fastify.get('/live', async () => ({}))
    process.on('SIGTERM', () => void later(2000).then(() => fastify.close()))
    process.send?.(Number(new URL(await fastify.listen({ port: 0, host: '127.0.0.1' })).port))
  },
  lightship: async () => {
    const { createLightship } = (await import(
      new URL('./peers/node_modules/lightship/dist/esm/index.js', import.meta.url).href
    )) as {
      createLightship: (options: object) => Promise<{ signalReady(): void; server: { address(): AddressInfo } }>
    }
    const lightship = await createLightship({ port: 0, detectKubernetes: false, shutdownDelay: 2000 })
    lightship.signalReady()
    process.send?.(lightship.server.address().port)
  },
}

process.on('message', (message: { fault?: string; setBack?: number }) => {
  if (message.fault !== undefined) fault = message.fault
  else if (message.setBack !== undefined) {
    const { now } = Date
    const back = message.setBack
    Date.now = () => now() - back
  } else process.send?.({ calls, running, peak })
})
process.on('disconnect', () => process.exit(0))
await subjects[subject]?.()
