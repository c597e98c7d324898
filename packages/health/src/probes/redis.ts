import { createRedactor, describeCause, isKeelsonError } from '@keelson/core'
import type { Clock, Probe, ProbeReading } from '@keelson/core'
import { createQuestion } from '../probing/question.js'

/** A client of ioredis, or anything that answers like one. */
export interface RedisTarget {
  ping(): Promise<string>
  /** `ready` when commands go out at once. */
  readonly status?: string | undefined
  /** An answer that quotes the password is not passed on. */
  readonly options?: { readonly password?: unknown }
}

/** Options of {@link redisProbe}. */
export interface RedisProbeOptions {
  /** @default 'redis' */
  readonly name?: string | undefined
  /** Time for one run, in milliseconds. @default 2000 */
  readonly timeoutMs?: number | undefined
  readonly clock?: Clock | undefined
}

/**
 * A probe of Redis: one PING on the client that the program uses. It never waits behind an outage: a client that is not
 * connected fails at once, except one that was not asked for anything yet (`wait`), which connects. It never has more than one
 * PING under way.
 *
 * Codes: the status of the client (`reconnecting`, `connecting`, `end`, …), the first word of Redis' refusal (`NOAUTH`,
 * `WRONGPASS`, `LOADING`), `unexpected_answer`, `timeout`, `aborted`, or the network's own (`ECONNREFUSED`).
 *
 * @example
 * import { redisProbe } from '@keelson/health/probes/redis'
 * import { createRedis } from '@keelson/upstash/ioredis'
 * const redis = createRedis()
 * const reading = await redisProbe(redis).run({ signal: new AbortController().signal, attempt: 1 })
 */
export function redisProbe(redis: RedisTarget, options: RedisProbeOptions = {}): Probe {
  const { name = 'redis', timeoutMs = 2000, clock } = options
  const password = redis.options?.password
  const redact = createRedactor(typeof password === 'string' ? [password] : [])
  const ping = createQuestion(
    async () => {
      try {
        return judge(await redis.ping(), redact)
      } catch (thrown) {
        return explain(thrown, redact)
      }
    },
    { what: 'PING', timeoutMs, clock, redact },
  )
  return {
    name,
    kind: 'redis',
    cost: { commands: 1 },
    run: async (context): Promise<ProbeReading> => {
      const { status = 'ready' } = redis
      if (status === 'ready' || status === 'wait') return ping(context)
      return { status: 'fail', code: status, output: `the client is not connected: ${redact(status)}` }
    },
  }
}

function judge(answer: string, redact: (text: string) => string): ProbeReading {
  if (answer === 'PONG') return { status: 'pass' }
  const shown = redact(String(answer)).slice(0, 100)
  return { status: 'fail', code: 'unexpected_answer', output: `PING was answered by "${shown}"` }
}

function explain(thrown: unknown, redact: (text: string) => string): ProbeReading {
  const { message, code } = describeCause(thrown, redact)
  // What it is at bottom says more than that it is about the network.
  const inner = isKeelsonError(thrown) ? thrown.cause?.code : undefined
  const [, word] = /^([A-Z]{2,}) /.exec(message) ?? []
  return { status: 'fail', code: inner ?? code ?? word ?? 'error', output: message }
}
