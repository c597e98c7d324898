import { once } from 'node:events'
import { readlink, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { waitUntilHealthy, type GateEvidence } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleSource } from '../bundle-source.ts'
import { createFolder } from '../services/folder.ts'
import { startLoad, type LoadResult } from './release/load.ts'
import { startNginx, type Nginx } from './release/nginx.ts'
import { startInstance, type Instance } from './release/start-instance.ts'

let folder: string
let nginx: Nginx
let current: Instance
const instances: Instance[] = []

const start = async (release: string, isBroken = false): Promise<Instance> => {
  const instance = await startInstance(folder, release, isBroken)
  instances.push(instance)
  return instance
}

const gate = (url: string, release: string, totalTimeoutMs = 30_000): Promise<GateEvidence> =>
  waitUntilHealthy(httpProbe(`${url}/readyz`), {
    expect: { release },
    stableMs: 1000,
    intervalMs: 200,
    totalTimeoutMs,
  })

/** What a release script does before it changes anything: the next instance is asked, through the proxy, as it will be. */
async function bringUp(release: string, isBroken = false): Promise<Instance> {
  const next = await start(release, isBroken)
  await nginx.point('next', release)
  await gate(nginx.nextUrl, release, isBroken ? 3000 : undefined)
  return next
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, one) => total + one, 0)

/** Every request was answered, once, by one of two instances, and a POST was nowhere carried out twice. */
async function expectNothingLost(load: LoadResult, old: { requests: number; posts: number }, next: Instance) {
  const counts = await next.counts()
  expect(load.failures).toEqual({})
  expect(sum(load.answers)).toBe(load.sent)
  expect(old.requests + counts.requests).toBe(load.sent)
  expect(old.posts + counts.posts).toBe(load.posts)
}

beforeAll(async () => {
  folder = await createFolder('release')
  await bundleSource(fileURLToPath(new URL('release/instance.ts', import.meta.url)), join(folder, 'instance.mjs'))
  nginx = await startNginx(folder)
})
beforeAll(async () => {
  current = await bringUp('release-1')
  await nginx.point('live', current.release)
})
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.kill()))
  await nginx?.stop()
  await rm(folder, { recursive: true, force: true })
})

test('a release under load: no request is lost, the old instance drains', async () => {
  const old = current
  const load = startLoad(nginx.url, { perSecond: 500, keepAlive: true })
  const next = await bringUp('release-2')
  await nginx.point('live', next.release)
  // The proxy goes on with the old instance on connections that it has, until their answers end them.
  const watching = old.watch()
  const [{ code, said }, evidence] = await Promise.all([old.end(), gate(nginx.url, next.release)])
  const exitedAt = performance.now()
  const watched = await watching
  // The old one cannot come back.
  await gate(nginx.url, next.release)
  const result = await load.stop()
  current = next

  await expectNothingLost(result, said, next)
  expect(Object.keys(result.answers)).toEqual([old.release, next.release])
  expect(result.lastSent[old.release]).toBeLessThan(exitedAt)
  expect(result.connections).toBeLessThan(result.sent / 5)
  // Each connection that the proxy has kept carries one more request at most.
  expect(said.whileDraining).toBeGreaterThan(0)
  expect(said.whileDraining).toBeLessThanOrEqual(said.connections)
  expect(evidence.last).toMatchObject({ status: 'pass', release: next.release })

  expect(code).toBe(0)
  // Before the process took up anything else.
  expect(said.atOnce).toMatchObject({ status: 503, hasWaited: false })
  expect(new Set(watched.live)).toEqual(new Set([200]))
  const firstRefusal = watched.ready.indexOf(503)
  expect(new Set(watched.ready.slice(firstRefusal))).toEqual(new Set([503]))
  expect(watched.ready.length - firstRefusal).toBeGreaterThan(10)
  expect(watched.endedAt).toBeGreaterThanOrEqual(said.closedAt)
}, 60_000)

test('a release that does not become ready changes nothing', async () => {
  const before = await current.counts()
  const load = startLoad(nginx.url, { perSecond: 500, keepAlive: true })
  await expect(bringUp('release-3', true)).rejects.toMatchObject({
    code: 'wait_timeout',
    evidence: {
      healthySamples: 0,
      releases: [{ name: 'release-3' }],
      reasons: expect.arrayContaining([expect.objectContaining({ name: '503' })]),
    },
  })
  const { code, said } = await (instances.at(-1) as Instance).end()
  const result = await load.stop()
  const after = await current.counts()

  expect(result.failures).toEqual({})
  expect(result.answers).toEqual({ [current.release]: result.sent })
  expect(after.requests - before.requests).toBe(result.sent)
  expect(said.requests).toBe(0)
  expect(code).toBe(0)
  expect(await readlink(join(folder, 'live'))).toBe(current.release)
}, 60_000)

test('a reload of nginx ends connections that clients keep, a link does not', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async () => {
    const asked = request(nginx.url, { agent }).end()
    const [message] = await once(asked, 'response')
    await text(message)
    return asked
  }
  const { socket } = await ask()
  await nginx.point('live', current.release)
  const again = await ask()
  expect(again.reusedSocket).toBe(true)
  expect(again.socket).toBe(socket)
  const closed = once(socket as NonNullable<typeof socket>, 'close')
  await nginx.reload()
  // A request that is on its way at this moment is lost.
  await closed
  expect((await ask()).reusedSocket).toBe(false)
  agent.destroy()
}, 60_000)

test('a release by reload loses nothing of clients that keep no connection', async () => {
  const old = current
  const before = await old.counts()
  const load = startLoad(nginx.url, { perSecond: 200, keepAlive: false })
  const next = await bringUp('release-4')
  await nginx.point('live', next.release)
  await nginx.reload()
  // The new workers have no connection to the old instance: it can be seen that nobody asks it before it is told to end.
  await gate(nginx.url, next.release)
  const { code, said } = await old.end()
  const result = await load.stop()
  current = next

  const own = { requests: said.requests - before.requests, posts: said.posts - before.posts }
  await expectNothingLost(result, own, next)
  expect(Object.keys(result.answers)).toEqual([old.release, next.release])
  expect(code).toBe(0)
}, 60_000)
