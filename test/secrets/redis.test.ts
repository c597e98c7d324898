import type { Clock, KeelsonError } from '@keelson/core'
import { inspect } from 'node:util'
import { createRandom } from '@keelson/core/testing'
import { redisProbe } from '@keelson/health/probes/redis'
import { connectRedis, createRedis, redisOptions } from '@keelson/upstash/ioredis'
import type { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { startAnsweringServer } from './answering-server.ts'
import { refuseLeak, showAll } from './find-leak.ts'
import { drawFrom, spellings } from './secret-texts.ts'

describe('Redis URLs that are malformed', () => {
  const malformed: readonly ((raw: string) => string)[] = [
    (raw) => `rediss://default:${raw}@db.internal:6379`,
    (raw) => `rediss://default:12?${raw}@db.internal:6379`,
    (raw) => `rediss://default:12?a${raw.replace(/\W/g, '')}=1@db.internal:6379`,
    (raw) => `rediss://default:12#${raw}@db.internal:6379`,
    (raw) => `rediss://default:12/${raw}@db.internal:6379`,
    (raw) => `rediss://default:x@y${raw.replace(/\W/g, '')}?z=1@db.internal`,
    (raw) => `rediss://default:x@y${raw.replace(/\W/g, '')}#z@db.internal`,
    (raw) => `rediss://default:${encodeURIComponent(raw)}%@db.internal:6379`,
    (raw) => `rediss://default:${encodeURIComponent(raw)}@db.internal:99999`,
    (raw) => `rediss://default:${encodeURIComponent(raw)}@db.internal/cache`,
    (raw) => `rediss://default:${encodeURIComponent(raw)}@db.internal?password=${encodeURIComponent(raw)}`,
    (raw) => `redis://default:${encodeURIComponent(raw)}@calm-otter.upstash.io`,
    (raw) => `https://default:${encodeURIComponent(raw)}@calm-otter.upstash.io`,
    (raw) => `postgres://${raw}`,
    (raw) => raw,
  ]

  test('are refused, or read, without being shown in 1,500 generated cases', () => {
    const draw = drawFrom(createRandom(21))
    let refused = 0
    for (let run = 0; run < 1500; run++) {
      const password = draw.password()
      const build = malformed[run % malformed.length]!
      const url = draw.wrap(build(password))
      let shown: unknown[]
      try {
        const { password: _, ...options } = redisOptions({ url })
        const redis = createRedis({ url })
        shown = [options, redis, redis.options, redis.duplicate().options]
      } catch (error) {
        refused += 1
        shown = [error]
      }
      refuseLeak(`form ${run % malformed.length}, run ${run}`, showAll(...shown), [password])
    }
    expect(refused).toBeGreaterThan(1000)
  })
})

/** Answers to every command, in turn: one for each that arrives. */
type Script = (command: string) => string | undefined

interface Lane {
  script: Script
  readonly server: Awaited<ReturnType<typeof startAnsweringServer>>
}

/** A Redis that answers every command with what it is told to; `undefined` hangs up. */
async function startLane(): Promise<Lane> {
  const lane: { script: Script } = { script: () => '+OK' }
  const server = await startAnsweringServer((socket) => {
    socket.on('data', (data) => {
      // RESP: the name is the third line of each array.
      for (const [, name = ''] of data.toString('latin1').matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        const answer = lane.script(name.toLowerCase())
        if (answer === undefined) return void socket.destroy()
        socket.write(`${answer.replace(/[\r\n]/g, ' ')}\r\n`)
      }
      return undefined
    })
  })
  return Object.assign(lane, { server })
}

const clock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  timer: (callback, ms) => {
    const id = setTimeout(callback, ms)
    return () => clearTimeout(id)
  },
}

const commands: readonly ((redis: Redis, password: string, fresh: string) => Promise<unknown>)[] = [
  (redis, password) => redis.auth(password),
  (redis, password) => redis.auth('default', password),
  (redis, _, fresh) => redis.config('SET', 'requirepass', fresh),
  (redis, _, fresh) => redis.acl('SETUSER', 'app', 'on', `>${fresh}`),
  (redis, _, fresh) => redis.call('HELLO', '3', 'AUTH', 'default', fresh),
  (redis, _, fresh) => redis.migrate('127.0.0.1', 6379, 'key', 0, 1000, 'AUTH', fresh),
  (redis, password) => redis.get(password.slice(0, 0) + 'key'),
  (redis) => redis.ping(),
  (redis) => redis.pipeline().get('key').exec(),
  (redis, _, fresh) => redis.pipeline().config('SET', 'requirepass', fresh).exec(),
  (redis, _, fresh) => redis.multi().acl('SETUSER', 'app', `>${fresh}`).exec(),
]

describe('a Redis that quotes what it was told', () => {
  async function fail(lane: Lane, seed: number): Promise<readonly unknown[]> {
    const draw = drawFrom(createRandom(seed))
    const { pick } = draw
    const password = draw.password()
    const fresh = draw.password()
    const address = `rediss://default:${encodeURIComponent(password)}@h:6379`
    const text = () =>
      pick([pick(spellings)(password), pick(spellings)(password), address, encodeURIComponent(address)])
    const login = pick([
      '+OK',
      '+OK',
      `-WRONGPASS invalid username-password pair ${text()}`,
      `-ERR invalid password ${text()}`,
      undefined,
    ])
    const reply = pick([
      `-ERR unknown command with args ${text()}`,
      `-NOPERM ${text()}`,
      `-NOAUTH ${text()}`,
      `+${text()}`,
    ])
    const own = pick([reply, reply, undefined])
    const refusal = pick([`-ERR cannot set ${pick(spellings)(fresh)}`, reply])
    const answers: Readonly<Record<string, string | undefined>> = {
      hello: login,
      auth: login,
      config: refusal,
      acl: refusal,
      migrate: refusal,
    }
    const names: string[] = []
    lane.script = (name) => {
      names.push(name)
      return name in answers ? answers[name] : own
    }
    const told: KeelsonError[] = []
    const redis = createRedis({
      url: draw.wrap(`redis://default:${encodeURIComponent(password)}@127.0.0.1:${lane.server.port}`),
      connectTimeoutMs: 300,
      commandTimeoutMs: 300,
      onError: (error) => void told.push(error),
    })
    const seen = (work: Promise<unknown>) =>
      work.then(
        (value) => [value].flat(2).find((one) => one instanceof Error) ?? {},
        (thrown: unknown) => thrown,
      )
    const ofProbe = await redisProbe(redis, { clock }).run({ signal: new AbortController().signal, attempt: 1 })
    const ofStart = await seen(connectRedis(redis))
    const ofCommand = await seen(pick(commands)(redis, password, fresh))
    const copy = redis.duplicate()
    const shown = [ofProbe, ofStart, ofCommand, told, redis, redis.options, copy, copy.options, redis.pipeline()]
    // Only the commands that set a password are known to have one.
    refuseLeak(`seed ${seed}: ${names.join()}: ${login}, ${own}`, showAll(...shown), [password, fresh])
    redis.disconnect()
    copy.disconnect()
    return [ofProbe, ofStart, ofCommand, ...told].filter((one) => one instanceof Error || 'status' in (one as object))
  }

  test('finds nothing shown by createRedis, connectRedis, duplicate and redisProbe', { timeout: 60_000 }, async () => {
    const failures: unknown[] = []
    const seeds = Array.from({ length: 700 }, (_, seed) => seed)
    const work = async () => {
      const lane = await startLane()
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
        failures.push(...(await fail(lane, seed)))
      await lane.server.close()
    }
    await Promise.all(Array.from({ length: 12 }, work))
    expect(failures.length, 'failures').toBeGreaterThan(1500)
    expect(failures.filter((one) => inspect(one).includes('[secret]')).length).toBeGreaterThan(600)
  })
})
