import { systemClock, type Clock } from './clock.js'
import { sleep } from './within.js'
import { isKeelsonError, KeelsonError, type ErrorDetails } from './errors.js'
import { formatDuration } from './duration.js'
import { observe } from './observe.js'

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
  /** The wait ends with `wait_timeout` after this many milliseconds. */
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

/** Looks again and again until a check is done; the loop behind every `waitForX`. */
export async function pollUntilDone<T>(
  wait: {
    /** What is waited for: `deploy dep-1 of service srv-1`. */
    readonly subject: string
    readonly totalTimeoutMs: number
    check(resume: Resume | undefined, signal: AbortSignal | undefined): Promise<Check<T>>
    /** The state of a value in a word, for the error message. */
    describe(value: T): string
    readonly clock?: Clock | undefined
  },
  { signal, onProgress, resume, totalTimeoutMs = wait.totalTimeoutMs }: WaitOptions<T> = {},
): Promise<T> {
  const { clock = systemClock } = wait
  const deadline = clock.now() + totalTimeoutMs
  let token = resume
  for (;;) {
    const check = await look(wait, token, signal)
    observe(onProgress, () => check.value)
    if (check.done) return check.value
    token = check.resume
    const leftMs = deadline - clock.now()
    if (leftMs <= 0) {
      throw new WaitError(
        `waited ${formatDuration(totalTimeoutMs)} for ${wait.subject}, which is still ${wait.describe(check.value)}`,
        {
          code: 'wait_timeout',
          resume: token,
          hint: 'It goes on by itself: wait again with the `resume` of this error, or give a larger totalTimeoutMs',
        },
      )
    }
    try {
      // The last look is at the deadline, however far away the next one would be.
      await sleep(clock, Math.min(check.nextCheckMs, leftMs), signal)
    } catch {
      throw new WaitError(`the wait for ${wait.subject} was aborted while it was ${wait.describe(check.value)}`, {
        code: 'aborted',
        resume: token,
      })
    }
  }
}

/** What a look itself throws is no end of what is waited for: it has the `resume`, too. */
async function look<T>(
  wait: { check(resume: Resume | undefined, signal: AbortSignal | undefined): Promise<Check<T>> },
  token: Resume | undefined,
  signal: AbortSignal | undefined,
): Promise<Check<T>> {
  try {
    return await wait.check(token, signal)
  } catch (error) {
    if (token && isKeelsonError(error) && !('resume' in error)) throw Object.assign(error, { resume: token })
    throw error
  }
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
