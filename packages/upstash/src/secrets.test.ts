import { inspect } from 'node:util'
import { formatError, Secret } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as upstash from './index.js'

const letters = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))

interface Known {
  readonly apiKey: string
  readonly password: string
  readonly token: string
}

/** What a server may make of a value that it quotes. */
const spellings: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => encodeURIComponent(value),
  (value) => JSON.stringify(value),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`me@example.com:${value}`).toString('base64'),
  (value) => `rediss://default:${encodeURIComponent(value)}@calm-otter-1.upstash.io:6379`,
]

/** What a server, or the way to it, may make of a request. */
const echoes: readonly ((text: string) => Response)[] = [
  (text) => Response.json({ error: `invalid ${text}` }, { status: 400 }),
  (text) => Response.json({ message: text }, { status: 409 }),
  (text) => Response.json(text, { status: 403 }),
  (text) => new Response(text, { status: 500 }),
  (text) => new Response(`{"cut":"${text}`, { status: 200 }),
  (text) => new Response(`<html>you sent <pre>${text}</pre>`, { status: 502 }),
  (text) => Response.json({ unexpected: text, database_id: 7 }),
  (text) => Response.json([{ database_name: text, port: text }]),
  (text) => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(`to ${text}`), { code: `E_${text}` }) })
  },
]

const database = { databaseId: 'db-1' }
const desired = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' } as const

const operations: Readonly<Record<string, (client: upstash.UpstashClient, known: Known) => Promise<unknown>>> = {
  listRedisDatabases: (client) => upstash.listRedisDatabases(client).toArray(),
  getRedisDatabase: (client) => upstash.getRedisDatabase(client, database),
  createRedisDatabase: (client) => upstash.createRedisDatabase(client, desired),
  deleteRedisDatabase: (client) => upstash.deleteRedisDatabase(client, database),
  renameRedisDatabase: (client) => upstash.renameRedisDatabase(client, { ...database, name: 'x' }),
  resetRedisPassword: (client) => upstash.resetRedisPassword(client, database),
  enableEviction: (client) => upstash.enableEviction(client, database),
  disableEviction: (client) => upstash.disableEviction(client, database),
  ensureRedisDatabase: (client) => upstash.ensureRedisDatabase(client, desired),
  waitForRedisDatabase: (client) => upstash.waitForRedisDatabase(client, database),
  request: (client, { password }) =>
    upstash.request(client, 'POST /redis/rename/{id}', { path: { id: password }, body: { name: password } }),
}

/** Everything that a program may do with an error to look into it. */
function shownOf(error: unknown): string {
  return [formatError(error), inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error)].join('\n')
}

function traces(value: string): string[] {
  const inside = Buffer.from(value).subarray(0, Math.floor(Buffer.byteLength(value) / 3) * 3)
  return [value, encodeURIComponent(value), inside.toString('base64'), inside.toString('hex')]
}

describe('no secret in 1,100 generated failures', () => {
  test.each(Object.keys(operations))('%s', { timeout: 30_000 }, async (name) => {
    let failures = 0
    for (let run = 0; run < 100; run++) {
      const random = createRandom(name.length * 10_000 + name.charCodeAt(0) * 100 + run)
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
      const text = (length: number) => Array.from({ length }, () => pick(letters)).join('')
      const known: Known = { apiKey: text(32), password: text(24), token: text(40) }
      const values = Object.values(known) as string[]
      const echoed = pick(spellings)(pick(values))
      const echo = pick(echoes)
      const events: unknown[] = []
      const note = (event: unknown) => void events.push(event)
      let answered = false
      const client = upstash.createUpstashClient({
        email: 'me@example.com',
        apiKey: pick([known.apiKey, new Secret(known.apiKey)]),
        clock: createFakeClock({ auto: true }),
        retry: pick([false, 2] as const),
        strict: pick([true, false]),
        onRequest: note,
        onResponse: note,
        onRetry: note,
        onSchemaDrift: note,
        fetch: async () => {
          if (answered) return echo(echoed)
          // The first thing that a client ever reads makes the values known to it.
          answered = true
          return Response.json({ database_id: 'db-1', password: known.password, rest_token: known.token })
        },
      })
      await upstash.getRedisDatabase(client, database).catch(() => {})
      const end: unknown = await operations[name]!(client, known).catch((error: unknown) => {
        failures += 1
        return error
      })
      const shown = `${end instanceof Error ? shownOf(end) : ''}\n${inspect(events, { depth: Infinity })}`
      for (const trace of values.flatMap(traces)) expect(shown.includes(trace), `${trace} in ${shown}`).toBe(false)
    }
    expect(failures).toBeGreaterThan(40)
  })
})
