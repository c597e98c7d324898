import {
  nextLook,
  pollUntilDone,
  readServing,
  WaitError,
  type CallOptions,
  type Check,
  type ProbeReading,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { RenderClient } from '../client.js'
import { endLook } from '../look.js'
import type { DatabaseStatus } from './database.schema.js'

/** One look at a database. */
export interface DatabaseCheck<T> extends Check<T> {
  /** What the `serving` probe found; absent before the control plane says ready. */
  readonly reading?: ProbeReading | undefined
}

/** A state that no waiting ends. */
export interface DatabaseEnd {
  /** `is suspended (user)` */
  readonly said: string
  readonly hint: string
}

/** One kind of databases. */
export interface DatabaseWait<T> {
  /** What is waited for, in words and as the identity of a `resume`. */
  readonly subject: string
  readonly identity: Readonly<Record<string, string>>
  /** `GET /postgres/{postgresId}` */
  readonly operation: string
  readonly get: (options: CallOptions) => Promise<T>
  readonly findEnd: (database: T) => DatabaseEnd | undefined
}

/** In use as before; maintenance comes at a time that is announced. */
export const usable: readonly string[] = ['available', 'maintenance_scheduled'] satisfies readonly DatabaseStatus[]

/** What is said of a state that may last. */
export const lasting: Readonly<Partial<Record<DatabaseStatus, string>>> = {
  unavailable: 'its logs in the dashboard say why',
  unknown: 'Render does not know its state yet',
  maintenance_in_progress: 'it comes back by itself',
}

/** One look: done, on the way, or at an end, which throws `wait_failed`. */
export async function lookAtDatabase<T extends { readonly status: string }>(
  client: RenderClient,
  { subject, identity, operation, get, findEnd }: DatabaseWait<T>,
  resume: Resume | undefined,
  { serving, ...options }: CallOptions & ServingOptions,
): Promise<DatabaseCheck<T>> {
  const look = nextLook(identity, resume)
  const database = await get(options)
  const end = findEnd(database)
  if (end) {
    throw new WaitError(client.redact(`${subject} ${end.said}`), {
      code: 'wait_failed',
      provider: client.provider,
      operation,
      resume: look,
      hint: end.hint,
    })
  }
  const isReady = usable.includes(database.status)
  const reading = await readServing(client, look, isReady, { serving, signal: options.signal })
  return { ...endLook(look, database, isReady && reading?.status !== 'fail'), ...(reading && { reading }) }
}

/** Looks until it is done, for 15 minutes by default. */
export async function pollDatabase<T extends { readonly status: string }>(
  client: RenderClient,
  wait: DatabaseWait<T>,
  { serving, onProgress, ...options }: WaitOptions<T> & ServingOptions,
): Promise<T> {
  const { value } = await pollUntilDone<DatabaseCheck<T>>(
    {
      subject: wait.subject,
      // Render names no time; a creation takes minutes, a recovery as long as there is data.
      totalTimeoutMs: 15 * 60_000,
      clock: client.clock,
      check: async (resume, signal) => {
        const check = await lookAtDatabase(client, wait, resume, { signal, serving })
        return { ...check, value: check }
      },
      describe: ({ value: { status }, reading }) => client.redact(describe(status, reading)),
    },
    { ...options, onProgress: onProgress && ((check) => onProgress(check.value)) },
  )
  return value
}

function describe(status: string, reading: ProbeReading | undefined): string {
  if (reading?.status === 'fail') return `${status}, but it does not serve: ${reading.output ?? 'no reason given'}`
  const note = lasting[status as DatabaseStatus]
  return note ? `${status} (${note})` : status
}
