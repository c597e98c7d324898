import { formatDuration, within, type Clock, type Probe } from '@keelson/core'
import type { GateReading } from './gate-evidence.js'

/** Asks a probe, one run at a time: beside one that ignores its signal no second one is started. Never throws. */
export function createLook(
  probe: Probe,
  clock: Clock,
): (attempt: number, ms: number, ended?: AbortSignal) => Promise<GateReading> {
  let running = false
  return async (attempt, ms, ended) => {
    const run = async (signal: AbortSignal): Promise<GateReading> => {
      if (running) return { status: 'fail', code: 'timeout', output: 'the run before has not come back' }
      running = true
      try {
        const { status, code, output, release, serviceId } = await probe.run({ signal, attempt })
        return {
          // A probe that was not type checked may tell anything, which must not count.
          status: status === 'pass' || status === 'warn' ? status : 'fail',
          code: cut(code),
          output: cut(output),
          release: cut(release),
          serviceId: cut(serviceId),
        }
      } catch (thrown) {
        return describe(thrown)
      } finally {
        running = false
      }
    }
    const ending = await within(run, ms, clock, ended)
    if (ending.how === 'done') return ending.value
    return { status: 'fail', code: ending.how, output: `no answer within ${formatDuration(ms)}` }
  }
}

/** A probe may tell a text of any length, and one that was not type checked anything. */
function cut(text: string | undefined): string | undefined {
  return text ? String(text).slice(0, 500) : undefined
}

/** Its name and code only: the message may quote a secret. */
function describe(thrown: unknown): GateReading {
  const { name, code, cause } = Object(thrown) as { name?: unknown; code?: unknown; cause?: { code?: unknown } }
  // `fetch failed` has its code in its cause.
  const words = [name, code, cause?.code].filter((word) => typeof word === 'string')
  return { status: 'fail', code: words.at(-1) ?? 'error', output: ['the probe threw', ...words].join(' ') }
}
