import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { createServer as createTlsServer } from 'node:tls'
import { systemClock, type Clock, type Probe, type ProbeCost, type ProbeReading } from '@keelson/core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { sharedCertificates } from '../../../../test/services/certificates.ts'
import { startDns, type DnsServer } from '../../../../test/services/dns.ts'
import { all } from './all.js'
import { any } from './any.js'
import { diskProbe } from './disk.js'
import { dnsProbe } from './dns.js'
import { eventLoopProbe } from './event-loop.js'
import { httpProbe } from './http.js'
import { memoryProbe } from './memory.js'
import { postgresProbe } from './postgres.js'
import { queueDepthProbe } from './queue-depth.js'
import { redisProbe } from './redis.js'
import { s3Probe } from './s3.js'
import { tcpProbe } from './tcp.js'
import { tlsProbe } from './tls.js'

/** What every probe has to pass: at something that is well, that is down, that answers nothing, and that answers badly. */
interface Subject {
  readonly cost?: ProbeCost
  readonly well: () => Probe
  readonly down: () => Probe
  /** Absent where nothing is waited for that a test could hold back. */
  readonly silent?: () => Probe
  /** Everything it says has the secret in it, and is long. */
  readonly hostile?: () => Probe
  /** How often the dependency was asked by now; absent where that cannot be seen. */
  readonly asked?: () => number
  /** Whether what was asked goes on when nobody waits any more. */
  readonly isKept?: boolean
  /** Whether every run is a question of its own. */
  readonly isAlone?: boolean
}

const secret = 'pw-7f3k-2m9x-quite-long'
const noise = `postgres://app:${secret}@db.internal/shop password=${secret} ${'x'.repeat(2 ** 20)}`

/** Counts its timers. */
let timers = 0
const clock: Clock = {
  ...systemClock,
  timer(callback, ms) {
    timers += 1
    let isOver = false
    const over = () => {
      if (!isOver) timers -= 1
      isOver = true
    }
    const cancel = systemClock.timer(() => {
      over()
      callback()
    }, ms)
    return () => {
      over()
      cancel()
    }
  },
}
const soon = { timeoutMs: 50, clock }
const patient = { timeoutMs: 20_000, clock }

const servers: Server[] = []
let asked = 0
async function listen(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
const port = { http: 0, loud: 0, silent: 0, tls: 0, free: 1 }
let ca: string
let dns: DnsServer

beforeAll(async () => {
  const certificates = await sharedCertificates()
  ca = certificates.ca
  const pem = { key: await readFile(certificates.keyFile), cert: await readFile(certificates.certFile) }
  const count = () => void (asked += 1)
  port.http = await listen(createHttpServer((_, response) => void response.end('ok')).on('request', count))
  port.loud = await listen(
    createHttpServer((_, response) => void response.writeHead(500, { [secret]: secret }).end(noise)),
  )
  port.silent = await listen(createTcpServer((socket) => void socket.on('error', () => undefined).resume()))
  port.tls = await listen(
    createTlsServer(pem, (socket) => void socket.on('error', () => undefined))
      .on('tlsClientError', () => undefined)
      .on('connection', count),
  )
  dns = await startDns({ 'A well.example.com': [Buffer.of(192, 0, 2, 1)], 'A silent.example.com': 'silence' })
  idle = held()
})
afterAll(async () => {
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  await dns.stop()
})

const refuse = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
const shout = () => Promise.reject(new Error(noise, { cause: new Error(noise) }))
const hang = () => {
  asked += 1
  return new Promise<never>(() => {})
}
const answer = <T>(value: T) => {
  return async () => {
    asked += 1
    return value
  }
}
const count = () => asked
const queue = { failAbove: 1, ...soon }
const host = '127.0.0.1'
const url = (at: number) => `http://app:${secret}@127.0.0.1:${at}/healthz?token=${secret}`
const days = { failDays: 0, warnDays: 1, ...patient }

const subjects: Readonly<Record<string, Subject>> = {
  http: {
    well: () => httpProbe(url(port.http), patient),
    down: () => httpProbe(url(port.free), patient),
    silent: () => httpProbe(url(port.silent), soon),
    hostile: () => httpProbe(url(port.loud), patient),
    asked: count,
    isAlone: true,
  },
  tcp: {
    well: () => tcpProbe({ host, port: port.tls }, patient),
    down: () => tcpProbe({ host, port: port.free }, patient),
    asked: count,
  },
  tls: {
    well: () => tlsProbe({ host, port: port.tls }, { ca, ...days }),
    down: () => tlsProbe({ host, port: port.tls }, { ...days }),
    silent: () => tlsProbe({ host, port: port.silent }, soon),
    asked: count,
  },
  dns: {
    well: () => dnsProbe('well.example.com', { servers: [dns.address], ...patient }),
    down: () => dnsProbe('missing.example.com', { servers: [dns.address], ...patient }),
    silent: () => dnsProbe('silent.example.com', { servers: [dns.address], ...soon }),
    asked: () => dns.questions.length,
  },
  postgres: {
    cost: { wakesCompute: true },
    well: () => postgresProbe({ query: answer([]) }, patient),
    down: () => postgresProbe({ query: refuse }, patient),
    silent: () => postgresProbe({ query: hang }, soon),
    hostile: () => postgresProbe({ query: shout, options: { password: secret } }, patient),
    asked: count,
    isKept: true,
  },
  redis: {
    cost: { commands: 1 },
    well: () => redisProbe({ ping: answer('PONG') }, patient),
    down: () => redisProbe({ ping: refuse }, patient),
    silent: () => redisProbe({ ping: hang }, soon),
    hostile: () => redisProbe({ ping: shout, options: { password: secret } }, patient),
    asked: count,
    isKept: true,
  },
  s3: {
    cost: { commands: 1 },
    well: () => s3Probe(answer(undefined), patient),
    down: () => s3Probe(refuse, patient),
    silent: () => s3Probe(hang, soon),
    hostile: () => s3Probe(shout, { ...patient, secrets: [secret] }),
    asked: count,
    isKept: true,
  },
  'queue-depth': {
    well: () => queueDepthProbe(answer(1), { failAbove: 1, ...patient }),
    down: () => queueDepthProbe(answer(2), { failAbove: 1, ...patient }),
    silent: () => queueDepthProbe(hang, queue),
    hostile: () => queueDepthProbe(shout, queue),
    asked: count,
    isKept: true,
  },
  disk: {
    well: () => diskProbe(tmpdir(), { failPercent: 0, warnPercent: 0, ...patient }),
    down: () => diskProbe('/no/such/folder', patient),
  },
  memory: {
    well: () => memoryProbe({ limitBytes: 2 ** 50, clock }),
    down: () => memoryProbe({ limitBytes: 2 ** 10, clock }),
  },
  all: {
    cost: { commands: 1 },
    well: () => all([redisProbe({ ping: answer('PONG') }, patient)], patient),
    down: () => all([redisProbe({ ping: refuse }, patient)], patient),
    silent: () => all([redisProbe({ ping: hang }, patient)], soon),
    hostile: () => all([{ name: 'loud', kind: 'custom', run: shout }], patient),
    asked: count,
    isKept: true,
  },
  any: {
    cost: { commands: 1 },
    well: () => any([redisProbe({ ping: answer('PONG') }, patient)], patient),
    down: () => any([redisProbe({ ping: refuse }, patient)], patient),
    silent: () => any([redisProbe({ ping: hang }, patient)], soon),
    hostile: () => any([{ name: 'loud', kind: 'custom', run: shout }], patient),
    asked: count,
    isKept: true,
  },
}

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })

/** What the process holds: sockets of both ends, lookups, files. */
const held = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /TCP|UDP|Query|Addr|FS|TLS/.test(name))
    .sort()
/** With the servers of this test alone. */
let idle: readonly string[]
/** Afterwards nothing is left: closing takes a moment. */
async function leaves<T>(work: () => Promise<T>): Promise<T> {
  const result = await work()
  await vi.waitFor(() => expect(held()).toEqual(idle), { timeout: 4000 })
  expect(timers).toBe(0)
  return result
}

async function abortEach(probe: Probe, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const controller = new AbortController()
    const running = probe.run(context(controller.signal))
    await new Promise(setImmediate)
    controller.abort()
    expect(await running).toMatchObject({ status: 'fail', code: expect.stringMatching(/^(?:aborted|timeout)$/) })
  }
}

describe.each(Object.entries(subjects))(
  '%s',
  (kind, { cost, well, down, silent, hostile, asked: askedBy, isKept, isAlone }) => {
    test('is made without a question, and tells what it costs', async () => {
      const before = askedBy?.()
      const probe = await leaves(async () => well())
      expect(probe).toMatchObject({ name: expect.stringMatching(/./), kind })
      expect(probe.cost).toEqual(cost)
      await new Promise(setImmediate)
      expect(askedBy?.()).toBe(before)
    })

    test('passes what is well, without words', async () => {
      const reading = await leaves(() => well().run(context()))
      expect(reading).toMatchObject({ status: 'pass' })
      expect([reading.code, reading.output]).toEqual([undefined, undefined])
    })

    test('fails what is down, with a code and words', async () => {
      const reading = await leaves(() => down().run(context()))
      expect(reading).toMatchObject({
        status: 'fail',
        code: expect.stringMatching(/^\w+$/),
        output: expect.stringMatching(/./),
      })
      expect(JSON.stringify(reading)).not.toContain(secret)
    })

    test('asks nothing when the time is over before', async () => {
      const before = askedBy?.()
      const reading = await leaves(() => well().run(context(AbortSignal.abort())))
      expect(reading).toMatchObject({ status: 'fail', code: 'aborted' })
      await new Promise(setImmediate)
      expect(askedBy?.()).toBe(before)
    })

    test('leaves nothing after a hundred runs, at once and one after the other', { timeout: 60_000 }, async () => {
      const statuses = await leaves(async () => {
        const readings: Promise<ProbeReading>[] = []
        for (const probe of [well(), down()]) {
          for (let run = 0; run < 50; run++) await probe.run(context())
          readings.push(...Array.from({ length: 50 }, () => probe.run(context())))
        }
        return (await Promise.all(readings)).map(({ status }) => status)
      })
      expect(statuses.join(' ')).toBe(`${'pass '.repeat(50)}${'fail '.repeat(50)}`.trim())
    })

    test('is not spoiled by a run that was left', { timeout: 20_000 }, async () => {
      const probe = well()
      const controller = new AbortController()
      const left = probe.run(context(controller.signal))
      controller.abort()
      const [first, next] = await leaves(() => Promise.all([left, probe.run(context())]))
      expect([first, next]).toMatchObject([{ code: 'aborted' }, { status: 'pass' }])
    })

    test.each(askedBy && !isAlone ? [kind] : [])('asks once for all who ask at the same time', async () => {
      const before = askedBy?.() ?? 0
      const probe = well()
      const readings = await leaves(() => Promise.all(Array.from({ length: 100 }, () => probe.run(context()))))
      expect(readings.filter(({ status }) => status === 'pass')).toHaveLength(100)
      await vi.waitFor(() => expect(askedBy?.()).toBe(before + 1))
    })

    test.each(silent ? [kind] : [])('ends with its time at what answers nothing', async () => {
      const reading = await leaves(() => (silent ?? well)().run(context()))
      expect(reading).toMatchObject({ status: 'fail', code: 'timeout' })
      expect(reading.output ?? '').toContain('50 ms')
    })

    test.each(silent ? [kind] : [])('ends with its signal, a hundred times', { timeout: 60_000 }, async () => {
      const before = askedBy?.() ?? 0
      const probe = (silent ?? well)()
      await leaves(() => abortEach(probe, 100))
      // Sockets were closed, which `leaves` has seen; what cannot be closed is not asked a second time.
      expect(isKept ? (askedBy?.() ?? 0) - before : 1).toBe(1)
    })

    test.each(hostile ? [kind] : [])('shows no secret, and little of what is much', async () => {
      const reading = await leaves(() => (hostile ?? well)().run(context()))
      expect(reading).toMatchObject({ status: 'fail', code: expect.stringMatching(/./) })
      const text = JSON.stringify(reading)
      expect(text).not.toContain(secret)
      expect(text).not.toContain(secret.slice(0, 8))
      expect(reading.output?.length).toBeLessThanOrEqual(512)
    })
  },
)

test('event-loop waits for nobody, and holds nothing', async () => {
  const probe = eventLoopProbe()
  onTestFinished(() => probe.stop())
  await leaves(async () => {
    for (let run = 0; run < 100; run++) expect(await probe.run(context())).toMatchObject({ status: 'pass' })
  })
})
