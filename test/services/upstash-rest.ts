import { startTestServer, type Reply, type RecordedRequest, type TestServer } from '@keelson/core/testing'
import { Redis } from 'ioredis'
import { startRedis } from './redis.ts'

/** The REST API of Upstash in front of a Redis of this machine: what is sent to it really runs. */
export interface UpstashRest extends AsyncDisposable {
  readonly url: string
  /** Writes and reads. */
  readonly token: string
  /** Reads only. */
  readonly readOnlyToken: string
  readonly server: TestServer
  /** For commands beside the API. */
  readonly redis: Redis
  /** Forgets what `next` was given. */
  clear(): void
  /** Answers the next requests so, then as Redis does. */
  next(...replies: readonly Next[]): void
}

/** An answer, or what finds one to a request; `carryOut` lets Redis answer. */
type Next = Reply | ((request: RecordedRequest, carryOut: () => Promise<Reply>) => Promise<Reply>)

/** Starts both; throws where there is no Redis (`findRedisProgram` tells before). */
export async function startUpstashRest(): Promise<UpstashRest> {
  const host = await startRedis()
  const redis = new Redis(host.url(), { tls: { ca: host.ca }, lazyConnect: true })
  await redis.connect()
  const token = 'AX-rest-token-of-the-database'
  const readOnlyToken = 'AX-read-only-rest-token-of-it'
  const queue: Next[] = []
  let writes = 0

  const run = async ([name = '', ...args]: readonly unknown[], isReadOnly: boolean): Promise<object> => {
    if (args.includes(null)) return { error: 'ERR null args are not supported' }
    try {
      // In capitals, ioredis leaves the answer as it comes.
      const command = String(name).toUpperCase()
      const [info] = (await redis.call('COMMAND', 'INFO', command)) as [[string, number, string[]] | null]
      if (isReadOnly && info?.[2].includes('write'))
        return { error: `NOPERM this user has no permissions to run the '${command}' command` }
      if (info?.[2].includes('write')) writes += 1
      return { result: (await redis.callBuffer(command, ...args.map(String))) as unknown }
    } catch (error) {
      return { error: (error as Error).message }
    }
  }

  const answer = async ({ method, path, headers, body }: RecordedRequest): Promise<Reply> => {
    const given = /^Bearer (.*)$/.exec(String(headers['authorization']))?.[1]
    if (given !== token && given !== readOnlyToken)
      return { status: 401, json: { error: 'WRONGPASS invalid or missing auth token' } }
    if (method !== 'POST') return { status: 405, json: { error: 'ERR unsupported method' } }
    const isReadOnly = given === readOnlyToken
    const encode = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(encode)
      if (!Buffer.isBuffer(value)) return value
      const text = value.toString('latin1')
      if (text === 'OK') return text
      return headers['upstash-encoding'] === 'base64' ? value.toString('base64') : value.toString()
    }
    const show = (item: { result?: unknown; error?: string }) =>
      'result' in item ? { result: encode(item.result) } : item
    // As Upstash does it: what a client gives back, the next answer is at least as new as.
    const sync = { 'upstash-sync-token': `sync-${writes}` }
    const commands = JSON.parse(body) as unknown[][]
    if (path === '/multi-exec') {
      const transaction = redis.multi()
      for (const [name, ...args] of commands) transaction.callBuffer(String(name).toUpperCase(), ...args.map(String))
      try {
        const items = (await transaction.exec()) ?? []
        const json = items.map(([error, result]) => show(error ? { error: error.message } : { result }))
        return { json, headers: sync }
      } catch (error) {
        return { status: 400, json: { error: (error as Error).message } }
      }
    }
    if (path === '/pipeline') {
      const json: object[] = []
      for (const command of commands) json.push(show(await run(command, isReadOnly)))
      return { json, headers: sync }
    }
    const item = await run(commands, isReadOnly)
    return { status: 'error' in item ? 400 : 200, json: show(item), headers: sync }
  }

  const server = await startTestServer({
    respond: async (request) => {
      const reply = queue.shift()
      if (reply === undefined) return answer(request)
      return typeof reply === 'function' ? reply(request, () => answer(request)) : reply
    },
  })
  return {
    url: server.url,
    token,
    readOnlyToken,
    server,
    redis,
    clear: () => void queue.splice(0),
    next: (...replies) => void queue.push(...replies),
    async [Symbol.asyncDispose]() {
      await server.close()
      redis.disconnect()
      await host.remove()
    },
  }
}
