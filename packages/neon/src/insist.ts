import { isKeelsonError, sleep, type ErrorCode, type StepContext } from '@keelson/core'
import type { NeonClient } from './client.js'

/** Nobody answered, or only that it is too early. */
const outageCodes: readonly ErrorCode[] = ['network', 'server', 'timeout', 'rate_limited', 'locked']

/** After a call that was repeated by itself, in milliseconds. */
const pauseMs = 10_000

/**
 * The client of an undo, which has more time than a call: what nobody answers is asked again until the signal ends it. Of each
 * outage the journal has a note.
 */
export function insist(client: NeonClient, note: StepContext['note']): NeonClient {
  return {
    ...client,
    async send(spec, options) {
      for (let tries = 1; ; tries++) {
        try {
          return await client.send(spec, options)
        } catch (error) {
          if (!isKeelsonError(error) || !outageCodes.includes(error.code)) throw error
          if (tries === 1) note(`undo goes on trying: ${error.message}`)
          await sleep(client.clock, Math.max(pauseMs, error.retryAfterMs ?? 0), options?.signal)
        }
      }
    },
  }
}
