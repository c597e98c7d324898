/**
 * Health endpoints beside other libraries: CPU of a cached answer in one interleaved run, then what each makes of a check
 * that misbehaves. Nothing is asserted: a figure of a shared machine is read, not tested.
 *   npm ci --prefix bench/peers && node bench/health.ts
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { createHealth, nodeHandler } from '@keelson/health'
import { rows, subjects, tryRow } from './health-faults.ts'

const rounds = 120
const warmUps = 60
const callsPerRound = 2000
/** Each is mostly waiting. */
const atOnce = 6

const load = createRequire(new URL('./peers/', import.meta.url))
const run = () => Promise.resolve({ status: 'pass' as const })
const probes = ['db', 'cache', 'mail'].map((name) => ({ probe: { name, kind: 'custom', run }, ttlMs: 3_600_000 }))
const health = createHealth({ checks: probes })
const node = nodeHandler(health)
const headers = { 'content-type': 'application/health+json', 'cache-control': 'no-store' }

const ofFetch = (path: string, handle: (request: Request) => Promise<Response>) => {
  const request = new Request(`http://shop.test${path}`)
  return () => handle(request)
}
/** As Node's server calls it, without a socket; resolves when it has answered. */
const ofNode = (path: string, handle: (request: IncomingMessage, response: ServerResponse) => unknown) => () =>
  new Promise<void>((resolve) => {
    const request = { method: 'GET', url: path, originalUrl: path, headers: { host: 'shop.test' }, socket: {} }
    const ignored = { on() {}, once() {}, setHeader() {}, writeHead() {}, write() {} }
    const response = { ...ignored, statusCode: 200, end: () => resolve() }
    handle(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  })

const { createTerminus } = load('@godaddy/terminus') as { createTerminus: (server: unknown, options: object) => void }
const server = createServer((_, response) => response.end())
createTerminus(server, { healthChecks: { '/live': run, '/health': run }, signals: [], signal: 'SIGUSR2' })
const cloud = load('@cloudnative/health-connect') as {
  HealthChecker: new () => { registerReadinessCheck(check: object): void }
  ReadinessCheck: new (name: string, check: () => unknown) => object
  HealthEndpoint(checker: object): (request: IncomingMessage, response: ServerResponse) => void
}
const checker = new cloud.HealthChecker()
checker.registerReadinessCheck(new cloud.ReadinessCheck('db', run))

const bare = async () => new Response('{"status":"pass"}', { status: 200, headers })
const fetchVariants = {
  'bare Fetch handler': ofFetch('/health', bare),
  'fetch, /healthz': ofFetch('/healthz', health.fetch),
  'fetch, /readyz, cached': ofFetch('/readyz', health.fetch),
  'fetch, /health, 3 checks, cached': ofFetch('/health', health.fetch),
}
const nodeVariants = {
  'bare Node handler': ofNode('/health', (_, response) => response.end('{"status":"pass"}')),
  'nodeHandler, /health, 3 checks, cached': ofNode('/health', node),
  '@godaddy/terminus, one check': ofNode('/health', (request, response) => server.emit('request', request, response)),
  '@cloudnative/health-connect, one check': ofNode('/health', cloud.HealthEndpoint(checker)),
}

async function measure(title: string, variants: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  const cpu = new Map<string, number[]>()
  const entries = Object.entries(variants)
  for (let round = 0; round < warmUps + rounds; round++) {
    // Each follows and precedes each of its neighbours equally often.
    for (const [name, call] of round % 2 === 0 ? entries : entries.toReversed()) {
      const before = process.cpuUsage()
      for (let index = 0; index < callsPerRound; index++) await call()
      const { user, system } = process.cpuUsage(before)
      if (round >= warmUps) cpu.set(name, [...(cpu.get(name) ?? []), (user + system) / callsPerRound])
    }
  }
  console.log(`\n${title}: CPU a request, medians of ${rounds} interleaved rounds`)
  const base = cpu.get(entries[0]?.[0] ?? '') ?? []
  for (const [name, values] of cpu) {
    const over = values.map((value, round) => value - (base[round] ?? NaN))
    console.log(
      `${name.padEnd(42)} ${median(values).toFixed(2).padStart(7)} µs  over the bare one ${median(over).toFixed(2).padStart(6)} µs`,
    )
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

if (!process.argv.includes('--faults')) {
  await measure('Fetch', fetchVariants)
  await measure('Node, without a socket', nodeVariants)
}

if (!process.argv.includes('--cpu')) {
  const jobs = Object.entries(rows).flatMap(([name, row]) => subjects.map((subject) => ({ name, row, subject })))
  const verdicts = new Map<string, string>()
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      verdicts.set(`${job.name} ${job.subject}`, await tryRow(job.name, job.row, job.subject))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const cell = (text: string) => text.slice(0, 24).padEnd(25)
  console.log(`\n${cell('a check that …')}    ${subjects.map(cell).join('')}`)
  for (const name of Object.keys(rows)) {
    console.log(
      `${name.padEnd(29)}${subjects.map((subject) => cell(verdicts.get(`${name} ${subject}`) ?? '')).join('')}`,
    )
  }
  const scores = subjects.map((subject) => {
    const all = Object.keys(rows).map((name) => verdicts.get(`${name} ${subject}`))
    return cell(`${all.filter((one) => one === 'ok').length} of ${all.filter((one) => one !== '–').length}`)
  })
  console.log(`${'survived'.padEnd(29)}${scores.join('')}`)
}
process.exit()
