import { systemClock, type Clock } from './clock.js'
import { wait as pause, within } from './within.js'
import { isKeelsonError, KeelsonError, type ErrorDetails } from './errors.js'
import { formatDuration } from './duration.js'
import { observe } from './observe.js'
import { isOutage, outagePauseMs } from './outage.js'

/** What another process needs to go on with a wait: ids and counters, plain JSON, no secret. */
export type Resume = Readonly<Record<string, string | number>>

/** One look at something that takes time. */
export interface Check<T> {
  /** Whether the end is reached, and it is the good one; a bad end throws `wait_failed`. */
  readonly done: boolean
  readonly value: T
  /** Hand this to the next check, in this process or another one. */
  readonly resume: Resume
  /** When to look again, in milliseconds. */
  readonly nextCheckMs: number
}

/** Options of every `waitForX`. */
export interface WaitOptions<T> {
  /** The wait ends with `wait_timeout` after this many milliseconds, or with the look that is under way then: 30 s later at most. */
  readonly totalTimeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with every look; what it throws is ignored. */
  readonly onProgress?: ((value: T) => void) | undefined
  /** Goes on with a wait that another process began. */
  readonly resume?: Resume | undefined
}

/** A wait that did not reach its end; `resume` goes on with it. */
export class WaitError extends KeelsonError {
  declare readonly resume?: Resume

  override get name(): string {
    return 'WaitError'
  }

  constructor(message: string, details: ErrorDetails & { readonly resume?: Resume | undefined }) {
    super(message, details)
  }
}

/** So long a look may take also behind the deadline, in milliseconds: the one at it could see nothing otherwise. */
const leastLookMs = 30_000

/**
 * Looks again and again until a check is done; the loop behind every `waitForX`. Once something was seen, looks that get no
 * answer are no end: what is waited for goes on meanwhile.
 */
export async function pollUntilDone<T>(
  wait: {
    /** What is waited for: `deploy dep-1 of service srv-1`. */
    readonly subject: string
    readonly totalTimeoutMs: number
    check(resume: Resume | undefined, signal: AbortSignal): Promise<Check<T>>
    /** The state of a value in a word, for the error message. */
    describe(value: T): string
    readonly clock?: Clock | undefined
  },
  { signal, onProgress, resume, totalTimeoutMs = wait.totalTimeoutMs }: WaitOptions<T> = {},
): Promise<T> {
  const { clock = systemClock, subject } = wait
  // Of a variable that is not set: every look would be over at once, for ever.
  if (!Number.isFinite(totalTimeoutMs) && totalTimeoutMs !== Infinity)
    throw new KeelsonError(`totalTimeoutMs cannot be ${totalTimeoutMs}`, { code: 'config' })
  const deadline = clock.now() + totalTimeoutMs
  let token = resume
  let seen: Check<T> | undefined
  let outage: KeelsonError | undefined
  const aborted = () => {
    const state = seen ? wait.describe(seen.value) : 'not seen yet'
    return new WaitError(`the wait for ${subject} was aborted while it was ${state}`, {
      code: 'aborted',
      resume: token,
    })
  }
  for (;;) {
    const lookMs = Math.max(leastLookMs, deadline - clock.now())
    const ending = await within((inner) => wait.check(token, inner), lookMs, clock, signal)
    if (ending.how === 'aborted') throw aborted()
    if (ending.how === 'threw') outage = toOutage(ending.thrown, token)
    if (ending.how === 'done') {
      const { done, value } = (seen = ending.value)
      outage = undefined
      token = seen.resume
      observe(onProgress, () => value)
      if (done) return value
    }
    const leftMs = deadline - clock.now()
    if (leftMs <= 0) {
      const state = seen ? `which ${outage ? 'was' : 'is still'} ${wait.describe(seen.value)}` : 'which was never seen'
      const why = outage ? `${seen ? '; since then' : ''}: ${outage.message}` : ''
      throw new WaitError(`waited ${formatDuration(totalTimeoutMs)} for ${subject}, ${state}${why}`, {
        code: 'wait_timeout',
        resume: token,
        cause: outage,
        hint: 'It goes on by itself: wait again with the `resume` of this error, or give a larger totalTimeoutMs',
      })
    }
    // The last look is at the deadline, however far away the next one would be.
    const pauseMs = outage ? outagePauseMs(outage) : (seen?.nextCheckMs ?? 0)
    const { how } = await pause(clock, Math.min(pauseMs, leftMs), signal)
    if (how === 'aborted') throw aborted()
  }
}

/** Throws what ends the wait, with the `resume` to go on; that nobody answers does not, once somebody has. */
function toOutage(error: unknown, token: Resume | undefined): KeelsonError {
  if (!token || !isKeelsonError(error)) throw error
  if (isOutage(error)) return error
  throw 'resume' in error ? error : Object.assign(error, { resume: token })
}

/**
 * The number of checks made so far by the wait that `resume` belongs to; throws `config` when it belongs to another one, or
 * is not as a check returned it.
 *
 * `identity` holds what the wait is about: `{ wait: 'render.deploy', serviceId, deployId }`.
 */
export function countChecks(resume: Resume | undefined, identity: Readonly<Record<string, string>>): number {
  if (resume === undefined) return 0
  const refuse = (said: string) =>
    new KeelsonError(`resume ${said}`, {
      code: 'config',
      hint: 'Pass the resume that the same check returned, or none to begin again',
    })
  if (typeof resume === 'string') throw refuse('is still JSON: parse it')
  // Where it was kept it may have become anything.
  const given = Object(resume) as Resume
  for (const [name, expected] of Object.entries(identity)) {
    if (given[name] !== expected)
      throw refuse(`belongs to another wait: ${name} is ${JSON.stringify(given[name])}, not "${expected}"`)
  }
  const { checks } = given
  if (typeof checks === 'number' && Number.isSafeInteger(checks) && checks >= 0) return checks
  throw refuse(`has been changed: checks is ${JSON.stringify(checks)}, not a count`)
}

/** 1 s, then half as long again each time, up to 10 s: the pause after the `checks`-th look. */
export function nextCheckMs(checks: number, { firstMs = 1000, factor = 1.5, mostMs = 10_000 } = {}): number {
  return Math.min(mostMs, firstMs * factor ** Math.max(0, checks - 1))
}
