import { sleep, type ErrorCode, type StepContext } from '@keelson/core'
import type { RenderClient } from './client.js'
import { hasCode } from './has-code.js'

/** Nobody answered, or only that it is too early. */
export const outageCodes: readonly ErrorCode[] = ['network', 'server', 'timeout', 'rate_limited']

/** After a call that was repeated by itself, in milliseconds. */
const pauseMs = 10_000

/**
 * The client of an undo, which has more time than a call: what nobody answers is asked again until the signal ends it. Of each
 * outage the journal has a note.
 */
export function insist(client: RenderClient, note: StepContext['note']): RenderClient {
  return {
    ...client,
    async send(spec, options) {
      for (let tries = 1; ; tries++) {
        try {
          return await client.send(spec, options)
        } catch (error) {
          if (!hasCode(error, ...outageCodes)) throw error
          if (tries === 1) note(`undo goes on trying: ${error.message}`)
          await sleep(client.clock, Math.max(pauseMs, error.retryAfterMs ?? 0), options?.signal)
        }
      }
    },
  }
}
