import { createClient, isKeelsonError, KeelsonError, type ClientOptions, type Schema } from '@keelson/core'
import type { Requester } from '@upstash/redis'
import { isRead } from './read-commands.js'
import type { RestAddress } from './rest-address.js'
import { cleanReply, explainCall, nameOf, replyError, type RestCommand } from './rest-error.js'
import { decodeResult } from './rest-result.js'

/** How requests are sent. */
export interface RestRequestOptions extends Pick<
  ClientOptions,
  'fetch' | 'clock' | 'random' | 'timeoutMs' | 'totalTimeoutMs' | 'retry' | 'onRequest' | 'onResponse' | 'onRetry'
> {
  /** Ends the commands that it is given to; a function is asked for one at each command. */
  readonly signal?: AbortSignal | (() => AbortSignal | undefined) | undefined
  /** Whether a read sees what this client wrote before it, wherever it is answered. @default true */
  readonly readYourWrites?: boolean | undefined
}

const tokenHeader = 'upstash-sync-token'
/** Something must come: an answer without a body is none. */
const anything: Schema<unknown> = {
  '~standard': { version: 1, vendor: 'keelson', validate: (value) => ({ value }) },
}

/** What the library's commands go through: one HTTP call each, by the rules of a client of `@keelson/core`. */
export function createRequester(
  { url, token }: RestAddress,
  { signal, readYourWrites = true, fetch, timeoutMs = 5000, totalTimeoutMs = 15_000, ...options }: RestRequestOptions,
): Requester {
  const requester = { readYourWrites, upstashSyncToken: '', request }
  // Found out at the first command, not on import and not at each.
  let cache: RequestInit | undefined
  const client = createClient(
    {
      provider: 'upstash',
      baseUrl: url,
      apiKeyVariable: 'UPSTASH_REDIS_REST_TOKEN',
      apiKeyUrl: 'https://console.upstash.com/redis',
      authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
      errorMessage: (body) => errorOf(body) ?? 'an answer that is not of the REST API',
      requestIdHeaders: ['x-request-id'],
      // A command that waits longer than a request of a visitor lasts helps nobody.
      retry: { maxAttempts: 3, baseDelayMs: 50, maxDelayMs: 1000, repeatableMethods: [] },
    },
    {
      ...options,
      apiKey: token,
      timeoutMs,
      totalTimeoutMs,
      // Not every value is valid UTF-8; in this form each arrives whole.
      headers: { 'upstash-encoding': 'base64' },
      fetch: async (input, init) => {
        const request = new Request(input, init)
        if (requester.readYourWrites) request.headers.set(tokenHeader, requester.upstashSyncToken)
        const response = await (fetch ?? globalThis.fetch)(request, (cache ??= cacheOption()))
        requester.upstashSyncToken = response.headers.get(tokenHeader) ?? requester.upstashSyncToken
        return response
      },
    },
  )
  return requester

  async function request<Result>({ path = [], body, isStreaming }: Parameters<Requester['request']>[0]) {
    const [kind = ''] = path
    if (isStreaming || !/^(?:|pipeline|multi-exec)$/.test(kind)) throw streaming(kind)
    // The library sends a list for one command, and a list of them for several.
    const commands = (kind ? body : [body]) as readonly RestCommand[]
    const operation = nameOf(kind, commands)
    checkArguments(commands, operation)
    try {
      const answer = await client.send(
        {
          method: 'POST',
          path: `/${kind}`,
          body,
          response: anything,
          idempotent: commands.every(([name]) => isRead(String(name))),
          ambiguousHint: 'Ask what is there now, and send it again if it may run twice',
        },
        { signal: typeof signal === 'function' ? signal() : signal },
      )
      const read = kind ? readItems(answer, commands, operation) : readOne(answer, commands, operation)
      // Its commands know what their results are; the library's type of a requester only has one.
      return read as { result?: Result; error?: string }
    } catch (error) {
      if (!isKeelsonError(error) || error.operation === operation) throw error
      throw explainCall(error, operation, commands)
    }
  }
}

function readOne(answer: unknown, commands: readonly RestCommand[], operation: string): { readonly result: unknown } {
  const said = errorOf(answer)
  if (said !== undefined) throw replyError(cleanReply(said, commands), { operation })
  if (!hasResult(answer)) throw shapeless(operation)
  return { result: decodeResult(answer.result) }
}

/** One result or error for each command; a transaction that was discarded answers one error for all of them. */
function readItems(answer: unknown, commands: readonly RestCommand[], operation: string): readonly object[] {
  if (!Array.isArray(answer)) {
    readOne(answer, commands, operation)
    throw shapeless(operation)
  }
  if (answer.length !== commands.length) throw shapeless(operation)
  return answer.map((item: unknown, index) => {
    const said = errorOf(item)
    if (said === undefined) return readOne(item, commands, operation)
    // Some of the library's commands look into the result also beside an error, and break on none at all.
    return { error: cleanReply(said, [commands[index] ?? []]), result: [] }
  })
}

function errorOf(body: unknown): string | undefined {
  const { error } = Object(body) as { error?: unknown }
  return typeof error === 'string' ? error : undefined
}

function hasResult(answer: unknown): answer is { readonly result: unknown } {
  return typeof answer === 'object' && answer !== null && 'result' in answer
}

function shapeless(operation: string): KeelsonError {
  return new KeelsonError(`${operation} was answered with something that is no result`, {
    code: 'schema',
    provider: 'upstash',
    operation,
    hint: 'Is the URL that of the REST API? If it writes, it may have been carried out',
  })
}

function streaming(kind: string): KeelsonError {
  return new KeelsonError(`${kind || 'a stream'} is not offered over REST`, {
    code: 'unsupported',
    provider: 'upstash',
    operation: kind.toUpperCase(),
    hint: 'Subscribe over a connection: createRedis of @keelson/upstash/ioredis',
  })
}

/** Refuses what would be stored as something else: a Secret as `[secret]`; JSON has no word for the others but `null`. */
function checkArguments(commands: readonly RestCommand[], operation: string): void {
  for (const argument of commands.flat()) {
    const isSecret = argument === '"[secret]"' || argument === '[secret]'
    const isNothing = argument === undefined || (typeof argument === 'number' && !Number.isFinite(argument))
    if (!isSecret && !isNothing) continue
    const what = isSecret ? 'a Secret, of which [secret] would be stored' : `${argument}, which cannot be sent`
    throw new KeelsonError(`${operation} was not sent: an argument is ${what}`, {
      code: 'config',
      provider: 'upstash',
      operation,
      hint: isSecret ? 'Pass its reveal()' : 'Pass a text or a number',
    })
  }
}

/** Frameworks cache what fetch answers, and old runtimes of the edge do not know the word for not doing so. */
function cacheOption(): RequestInit {
  try {
    new Request('https://localhost', { cache: 'no-store' })
    return { cache: 'no-store' }
  } catch {
    return {}
  }
}
