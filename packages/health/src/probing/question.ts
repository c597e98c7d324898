import { formatDuration, KeelsonError, redactShapes, systemClock, within } from '@keelson/core'
import type { Clock, Probe, ProbeContext, ProbeReading } from '@keelson/core'
import { readReading } from './reading.js'

/** What every probe that asks somebody takes. */
export interface QuestionOptions {
  /** For messages: `PING`, `query`. */
  readonly what: string
  /** For one run, in milliseconds. */
  readonly timeoutMs: number
  readonly clock?: Clock | undefined
  readonly redact?: ((text: string) => string) | undefined
}

/** A question that is not answered yet, and how many still wait for its answer. */
interface Asked {
  readonly at: number
  readonly answer: Promise<Answer>
  readonly callBack: () => void
  waiting: number
}

/** What came back, and who said so. */
interface Answer {
  readonly value: unknown
  readonly identity: Pick<ProbeReading, 'release' | 'serviceId'>
}

const longestMs = 0x7fffffff

/** A timer of another length would ring at once. */
export function checkTimeout(timeoutMs: number): void {
  if (timeoutMs >= 1 && timeoutMs <= longestMs) return
  const message = `timeoutMs of a probe cannot be ${timeoutMs}, only a number from 1 to ${longestMs}`
  throw new KeelsonError(message, { code: 'config' })
}

/**
 * The `run` of a probe from one question: it takes no longer than its time, and what the question throws is a reading.
 *
 * Only one is under way at a time: who asks meanwhile gets the same answer. When nobody waits any more it is called back, and
 * while one that cannot be called back is overdue, every run fails at once.
 */
export function createQuestion(
  ask: (context: ProbeContext) => Promise<ProbeReading>,
  { what, timeoutMs, clock = systemClock, redact = redactShapes }: QuestionOptions,
): Probe['run'] {
  checkTimeout(timeoutMs)
  let asked: Asked | undefined

  const begin = (attempt: number): Asked => {
    const controller = new AbortController()
    // `async` also turns what `ask` throws at once into a rejection, as what cannot be read of its answer.
    const begun = async (): Promise<Answer> => {
      const value: unknown = await ask({ signal: controller.signal, attempt })
      const { release, serviceId } = Object(value) as ProbeReading
      return { value, identity: { release, serviceId } }
    }
    const answer = begun().finally(() => {
      if (asked?.answer === answer) asked = undefined
    })
    return { at: clock.now(), answer, callBack: () => controller.abort(), waiting: 0 }
  }

  const join = async (signal: AbortSignal, attempt: number): Promise<Answer> => {
    // What was called back is no answer to those who come later.
    while (asked?.waiting === 0) await asked.answer.catch(() => undefined)
    signal.throwIfAborted()
    const mine = (asked ??= begin(attempt))
    mine.waiting += 1
    const leave = () => {
      mine.waiting -= 1
      if (mine.waiting === 0) mine.callBack()
    }
    signal.addEventListener('abort', leave, { once: true })
    return mine.answer
  }

  return async ({ signal, attempt }) => {
    const startedAt = clock.now()
    if (asked?.waiting === 0 && startedAt - asked.at >= timeoutMs) {
      return { status: 'fail', code: 'timeout', output: `the ${what} of an earlier run is not answered yet` }
    }
    // Who joins has the time that is left: otherwise a question that hangs would go on for as long as somebody joins it.
    let left = asked?.waiting ? asked.at + timeoutMs - startedAt : timeoutMs
    // Its askers were never told that their time is over: they went with the request that they came in, as in a Worker.
    if (left < -1000) {
      asked = undefined
      left = timeoutMs
    }
    const ending = await within((limit) => join(limit, attempt), left, clock, signal)
    const measured = { observedValue: Math.round(clock.now() - startedAt), observedUnit: 'ms' }
    if (ending.how === 'done') {
      const { value, identity } = ending.value
      const { status, why, observed } = readReading({ how: 'done', value }, redact)
      return { status, ...why, ...identity, ...measured, ...observed }
    }
    if (ending.how === 'threw') return { status: 'fail', ...readReading(ending, redact).why, ...measured }
    const output =
      ending.how === 'timeout' ? `no answer within ${formatDuration(timeoutMs)}` : 'stopped before it was answered'
    return { status: 'fail', code: ending.how, output, ...measured }
  }
}
