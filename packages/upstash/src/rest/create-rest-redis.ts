import { isKeelsonError, KeelsonError } from '@keelson/core'
import { Redis, type Pipeline, type Requester } from '@upstash/redis'
import { findRestAddress, type RestAddressOptions } from './rest-address.js'
import { replyError } from './rest-error.js'
import { createRequester, type RestRequestOptions } from './rest-requester.js'

/** Options of {@link createRestRedis}. */
export interface RestRedisOptions extends RestAddressOptions, RestRequestOptions {
  /** For one attempt, until the last byte, in milliseconds. @default 5000 */
  readonly timeoutMs?: number | undefined
  /** For a command with its waits and repetitions, in milliseconds. @default 15000 */
  readonly totalTimeoutMs?: number | undefined
  /** The number of attempts, `false` for one, or parts of the policy; a write is never sent again blindly. @default 3 */
  readonly retry?: RestRequestOptions['retry']
  /** Whether results that are JSON come back as what they stand for: `'7'` as 7. @default true, as in the library */
  readonly automaticDeserialization?: boolean | undefined
}

/**
 * The Redis client of `@upstash/redis` for the edge and for functions, over HTTPS: nothing is sent before the first command.
 * Reads are repeated on failures of the network, with random pauses; a write that may have been carried out is not
 * (`ambiguous_write`). Errors are `KeelsonError`s, and hold neither the token nor what was sent.
 *
 * Throws `config` for an address that cannot work. https://upstash.com/docs/redis/features/restapi
 *
 * @example
 * import { createRestRedis } from '@keelson/upstash/rest'
 * const redis = createRestRedis({ url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN })
 * await redis.set('greeting', 'hello', { ex: 60 })
 */
export function createRestRedis({ automaticDeserialization = true, ...options }: RestRedisOptions = {}): Redis {
  return new RestRedis(createRequester(findRestAddress(options), options), automaticDeserialization)
}

class RestRedis extends Redis {
  constructor(requester: Requester, automaticDeserialization: boolean) {
    super(requester)
    // With a requester, the library's constructor takes no options.
    this.opts = { automaticDeserialization }
    const { pipeline, multi } = this
    this.pipeline = () => explainItems(pipeline(), 'PIPELINE')
    this.multi = () => explainItems(multi(), 'MULTI-EXEC')
  }
}

/** Lets a pipeline tell a command that failed in it as everything else does. */
function explainItems(pipeline: Pipeline<[]>, operation: string): Pipeline<[]> {
  // The library has it in two forms, by what `keepErrors` says.
  const run = pipeline.exec as (options?: { keepErrors?: boolean }) => Promise<{ error?: string; result?: unknown }[]>
  const exec = async (options?: { keepErrors?: boolean }) => {
    try {
      const items = await run(options)
      if (!options?.keepErrors) return items
      return items.map(({ error, result }) => (error === undefined ? { error, result } : { error, result: undefined }))
    } catch (error) {
      if (isKeelsonError(error) || !(error instanceof Error)) throw error
      if (/empty/.test(error.message))
        throw new KeelsonError(`${operation} has no commands`, { code: 'config', operation })
      if (!/^Command \d/.test(error.message)) throw error
      throw replyError(error.message, {
        operation,
        hint: 'Its other commands were carried out; exec({ keepErrors: true }) tells of each',
      })
    }
  }
  return Object.assign(pipeline, { exec })
}
