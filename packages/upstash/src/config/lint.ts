import type { Finding, Secret } from '@keelson/core'
import { lintRedisUrl, parseRedisUrl, type RedisClient } from '@keelson/core/redis'
import { fitsPlan, type RedisPlan } from '../plans.js'
import { estimateCommands, type RedisUse } from './estimate-commands.js'

export type { Finding } from '@keelson/core'

/** What holds entries that must not be lost, and what may be. */
export type RedisPurpose = 'cache' | 'sessions' | 'throttles' | 'queue'

/** A program's use of a database of Upstash; what is left out is not judged. */
export interface UpstashConfig {
  /** Its URL, as the program has it in its environment; never shown. */
  readonly url?: string | Secret | undefined
  /** Who reads the URL. @default 'ioredis' */
  readonly client?: RedisClient | undefined
  /** Whether the database drops entries when it is full; Upstash drops those without an end, too. */
  readonly eviction?: boolean | undefined
  readonly purposes?: readonly RedisPurpose[] | undefined
  readonly plan?: RedisPlan | undefined
  /** What asks it, as {@link estimateCommands} takes it. */
  readonly use?: RedisUse | undefined
  /** Where the program runs: a function that lives for one request, or a server. */
  readonly runtime?: 'server' | 'function' | 'edge' | undefined
}

const evictionPage = 'https://upstash.com/docs/redis/features/eviction'
const restPage = 'https://upstash.com/docs/redis/features/restapi'

/**
 * What will go wrong between a program and its Upstash database: a URL without TLS or of the wrong kind, queued work that is
 * dropped, a plan whose commands idle workers use up.
 *
 * @example
 * import { lintUpstash } from '@keelson/upstash/config'
 * const findings = lintUpstash({
 *   eviction: true,
 *   purposes: ['cache', 'queue'],
 *   plan: 'free',
 *   use: { celery: { workers: 1 } },
 * })
 */
export function lintUpstash(config: UpstashConfig): Finding[] {
  return [...lintUrl(config), ...lintEviction(config), ...lintCommands(config), ...lintRuntime(config)]
}

function lintUrl({ url, client = 'ioredis' }: UpstashConfig): Finding[] {
  if (url === undefined) return []
  // Beside the URLs of Celery and Django there are options, which lintCelery and lintDjangoCaches see as well.
  const isWhole = !/^(?:celery|django)/.test(client)
  const findings = lintRedisUrl(url, { client }).filter(
    ({ code }) => isWhole || /^redis-(?:url-|tls-missing$)/.test(code),
  )
  if (findings.some(({ severity }) => severity === 'error')) return findings
  const { db } = parseRedisUrl(url)
  if (db === 0) return findings
  const several: Finding = {
    code: 'upstash-database-number',
    severity: 'error',
    path: 'url',
    message: `a database of Upstash has number 0 alone: SELECT ${db} fails, and with it every connection`,
    fix: 'Leave the number out, and make a second database for what must be apart',
    source: 'https://upstash.com/docs/redis/commands/connection/select',
  }
  return [...findings, several]
}

function lintEviction({ eviction, purposes = [] }: UpstashConfig): Finding[] {
  const has = (purpose: RedisPurpose) => purposes.includes(purpose)
  if (eviction === true && has('queue')) {
    return [
      {
        code: 'upstash-queue-eviction',
        severity: 'error',
        path: 'eviction',
        message:
          'eviction takes entries with an end first, and then any: a full database drops queued work, without an error anywhere',
        fix: 'disableEviction, and a database of its own for the cache',
        source: evictionPage,
      },
    ]
  }
  if (eviction === true && has('sessions')) {
    return [
      {
        code: 'upstash-session-eviction',
        severity: 'warning',
        path: 'eviction',
        message: 'a full database drops sessions: visitors are logged out at random',
        fix: 'disableEviction, or keep sessions in PostgreSQL',
        source: evictionPage,
      },
    ]
  }
  if (eviction !== false || !has('cache') || purposes.length > 1) return []
  return [
    {
      code: 'upstash-cache-no-eviction',
      severity: 'info',
      path: 'eviction',
      message: 'without eviction a full cache refuses every write, also those of entries that would end soon',
      fix: 'enableEviction',
      source: evictionPage,
    },
  ]
}

/** The plan's own rules, on what is estimated. */
function lintCommands({ plan, use }: UpstashConfig): Finding[] {
  if (plan === undefined || use === undefined) return []
  const { commandsPerMonth, lines } = estimateCommands(use)
  const [most] = lines.toSorted((a, b) => b.commandsPerMonth - a.commandsPerMonth)
  return fitsPlan({ plan, commandsPerMonth }).map((finding) => ({
    ...finding,
    code: `upstash-${finding.code}`,
    path: 'use',
    message: most
      ? `${finding.message}; ${most.what} take ${most.commandsPerMonth.toLocaleString('en')} of them`
      : finding.message,
  }))
}

function lintRuntime({ runtime, client, purposes = [] }: UpstashConfig): Finding[] {
  if (runtime === 'edge' && client !== undefined) {
    return [
      {
        code: 'upstash-edge-tcp',
        severity: 'error',
        path: 'client',
        message: `${client} opens a TCP connection, which runtimes at the edge do not have`,
        fix: 'Take createRestRedis of @keelson/upstash/rest',
        source: restPage,
      },
    ]
  }
  if (runtime === undefined || runtime === 'server' || !purposes.includes('queue')) return []
  return [
    {
      code: 'upstash-function-queue',
      severity: 'error',
      path: 'purposes',
      message: 'a worker waits in blocking commands, and a function ends with its request: the queue is never read',
      fix: 'Run the worker on a server, or have QStash call the function for each message',
      source: 'https://upstash.com/docs/qstash/overall/getstarted',
    },
  ]
}
