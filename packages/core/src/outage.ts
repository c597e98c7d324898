import type { Client } from './client.js'
import { isKeelsonError, type ErrorCode, type KeelsonError } from './errors.js'
import { sleep } from './within.js'

/** Nobody answered, or only that it is too early. */
const outageCodes: readonly ErrorCode[] = ['network', 'server', 'timeout', 'rate_limited', 'locked']

/** After a call that was repeated by itself, in milliseconds. */
const leastPauseMs = 10_000

/** Whether an error says nothing of what was asked for: what was looked at goes on, and what was asked may be asked again. */
export function isOutage(error: unknown): error is KeelsonError {
  return isKeelsonError(error) && outageCodes.includes(error.code)
}

/** How long to leave somebody alone who did not answer, in milliseconds. */
export function outagePauseMs({ retryAfterMs = 0 }: KeelsonError): number {
  return Math.max(leastPauseMs, retryAfterMs)
}

/**
 * The client of an undo, which has more time than a call: what nobody answers is asked again, every 10 s or as the vendor asks,
 * until the signal of the call ends it. `note` is told of each outage once. A write that may have been carried out is not sent
 * again: `ambiguous_write`, as ever.
 *
 * @example
 * import { insist } from '@keelson/core'
 * onUndo('cache', (context) => removeCache(insist(client, note), context))
 */
export function insist<Of extends Client>(client: Of, note: (text: string) => void): Of {
  return {
    ...client,
    async send(spec, options) {
      for (let tries = 1; ; tries++) {
        try {
          return await client.send(spec, options)
        } catch (error) {
          if (!isOutage(error)) throw error
          if (tries === 1) note(`undo goes on trying: ${error.message}`)
          await sleep(client.clock, outagePauseMs(error), options?.signal)
        }
      }
    },
  }
}
