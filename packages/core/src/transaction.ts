import { systemClock, type Clock } from './clock.js'
import { formatDuration } from './duration.js'
import { isKeelsonError, KeelsonError, describeCause, type ErrorDetails } from './errors.js'
import { observe } from './observe.js'
import { createRedactor } from './redact.js'
import { within, type Ending } from './within.js'

/** A named piece of a release. */
export interface Step<T> {
  readonly name: string
  run(context: StepContext): Promise<T>
}

/** What a step is given. */
export interface StepContext {
  readonly signal: AbortSignal
  /** Tells what is going on; kept in the journal. */
  readonly note: (text: string) => void
  /**
   * Registers how to take back what the step is about to change. Called *before* the change, so that a change that
   * broke off half way is taken back, too.
   */
  readonly onUndo: (what: string, undo: (context: UndoContext) => Promise<UndoResult>) => void
  /** Names something that this step made and that no undo removes. */
  readonly keep: (what: string) => void
}

/** What an undo is given: its own signal, since the one of the release has fired already. */
export interface UndoContext {
  readonly signal: AbortSignal
}

/** How an undo went: `kept` when there was nothing to take back or taking it back would destroy data, with the reason. */
export interface UndoResult {
  readonly status: 'undone' | 'kept'
  readonly detail: string
}

/** The record of a transaction: plain JSON, redacted. */
export interface Journal {
  readonly version: 1
  readonly name: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  /** `running` only in a journal that was written on the way. */
  readonly outcome: 'running' | 'done' | 'undone' | 'undo_failed'
  /** Why it did not end well. */
  readonly reason?: string
  readonly steps: readonly JournalStep[]
  /** What was made and is still there. */
  readonly kept: readonly string[]
}

/** A step in the journal. */
export interface JournalStep {
  readonly name: string
  readonly status: 'running' | 'done' | 'failed'
  readonly startedAt: string
  readonly durationMs: number
  readonly notes: readonly string[]
  readonly error?: string
  readonly undo: readonly JournalUndo[]
}

/** An undo in the journal; `not_needed` after a success. */
export interface JournalUndo {
  readonly what: string
  readonly status: 'not_needed' | 'undone' | 'kept' | 'failed'
  readonly durationMs: number
  readonly detail?: string
}

/** Something happened in a transaction. */
export type TransactionEvent =
  | { readonly type: 'step_started' | 'step_done'; readonly step: string; readonly journal: Journal }
  | { readonly type: 'step_note'; readonly step: string; readonly text: string; readonly journal: Journal }
  | { readonly type: 'step_failed'; readonly step: string; readonly text: string; readonly journal: Journal }
  | { readonly type: 'undo_started'; readonly step: string; readonly what: string; readonly journal: Journal }
  | {
      readonly type: 'undo_done'
      readonly step: string
      readonly what: string
      readonly status: 'undone' | 'kept' | 'failed'
      readonly detail: string
      readonly journal: Journal
    }

/** Options of {@link runTransaction}. */
export interface TransactionOptions {
  /** What the transaction does; stands in the journal. */
  readonly name: string
  /** Ends the running step and undoes. */
  readonly signal?: AbortSignal | undefined
  /** What it throws is ignored: a view cannot break a release. */
  readonly onEvent?: ((event: TransactionEvent) => void) | undefined
  /** Time for one undo, in milliseconds. @default 600000 */
  readonly undoTimeoutMs?: number | undefined
  /** Blanks out secrets in notes, reasons and details; a client's `redact` knows its values. */
  readonly redact?: ((text: string) => string) | undefined
  readonly clock?: Clock | undefined
}

/** A transaction that did not reach its end; `journal` says what was done and what was taken back. */
export class TransactionError extends KeelsonError {
  declare readonly journal: Journal

  override get name(): string {
    return 'TransactionError'
  }

  constructor(message: string, details: ErrorDetails & { readonly journal: Journal }) {
    super(message, details)
  }
}

/** Runs one step of a transaction and answers with its value. */
export type RunStep = <T>(step: Step<T>) => Promise<T>

/**
 * Runs steps; when one fails or the signal fires, takes back what was done, newest first, and throws a
 * {@link TransactionError}. An undo that fails does not keep the others from running. Of steps that run side by side
 * (`Promise.all`) the others are ended by their signal, and waited for, before anything is taken back.
 *
 * Steps are run by the function that you pass, so the value of one is an ordinary typed variable of the next.
 *
 * @example
 * import { runTransaction } from '@keelson/core'
 * const { journal } = await runTransaction({ name: 'release', signal }, async (run) => {
 *   const { resource } = await run(ensureServiceStep(client, desired))
 *   await run(envVarsStep(client, { serviceId: resource.id, set }))
 * })
 */
export async function runTransaction<T>(
  options: TransactionOptions,
  body: (run: RunStep) => Promise<T>,
): Promise<{ readonly value: T; readonly journal: Journal }> {
  const record = new Recorder(options)
  const controller = new AbortController()
  const stop = () => controller.abort(options.signal?.reason)
  options.signal?.addEventListener('abort', stop, { once: true })
  if (options.signal?.aborted) stop()
  try {
    const value = await body((step) => record.run(step, controller.signal))
    await record.stepsEnded()
    // An abort that arrives with the last step's success still means: not this release.
    if (controller.signal.aborted) throw abortedError(options.name)
    return { value, journal: record.finish('done') }
  } catch (thrown) {
    controller.abort()
    throw await record.undo(thrown)
  } finally {
    options.signal?.removeEventListener('abort', stop)
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
type OpenStep = Mutable<Omit<JournalStep, 'undo' | 'notes'>> & { notes: string[]; undo: Mutable<JournalUndo>[] }
interface PendingUndo {
  readonly step: string
  readonly entry: Mutable<JournalUndo>
  readonly undo: (context: UndoContext) => Promise<UndoResult>
}

/** Keeps the journal and the list of undos of one transaction. */
class Recorder {
  readonly #options: TransactionOptions
  readonly #clock: Clock
  readonly #redact: (text: string) => string
  readonly #startedAt: number
  readonly #startedDate: string
  readonly #steps: OpenStep[] = []
  readonly #kept: string[] = []
  readonly #undos: PendingUndo[] = []
  readonly #ends: Promise<void>[] = []
  /** Whose error it is: the body may have caught that of another step. */
  readonly #failedAt = new Map<unknown, string>()
  #outcome: Journal['outcome'] = 'running'
  #reason: string | undefined

  constructor(options: TransactionOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#redact = options.redact ?? createRedactor()
    this.#startedAt = this.#clock.now()
    this.#startedDate = this.#isoDate()
  }

  async run<T>(given: Step<T>, signal: AbortSignal): Promise<T> {
    const name = this.#redact(given.name)
    if (signal.aborted) throw abortedError(name)
    const startedAt = this.#clock.now()
    const step: OpenStep = { name, status: 'running', startedAt: this.#isoDate(), durationMs: 0, notes: [], undo: [] }
    this.#steps.push(step)
    this.#emit({ type: 'step_started', step: name })
    const { promise, resolve: end } = Promise.withResolvers<void>()
    this.#ends.push(promise)
    try {
      const value = await given.run({
        signal,
        note: (text) => {
          const shown = this.#redact(text)
          step.notes.push(shown)
          this.#emit({ type: 'step_note', step: name, text: shown })
        },
        keep: (what) => void this.#kept.push(this.#redact(what)),
        onUndo: (what, undo) => {
          const entry: Mutable<JournalUndo> = { what: this.#redact(what), status: 'not_needed', durationMs: 0 }
          step.undo.push(entry)
          this.#undos.push({ step: name, entry, undo })
        },
      })
      step.status = 'done'
      step.durationMs = this.#clock.now() - startedAt
      this.#emit({ type: 'step_done', step: name })
      return value
    } catch (thrown) {
      step.status = 'failed'
      step.durationMs = this.#clock.now() - startedAt
      step.error = this.#explain(thrown)
      if (!this.#failedAt.has(thrown)) this.#failedAt.set(thrown, name)
      this.#emit({ type: 'step_failed', step: name, text: step.error })
      throw thrown
    } finally {
      end()
    }
  }

  /** Resolves when no step runs any more, also those that the body did not wait for. */
  async stepsEnded(): Promise<void> {
    await Promise.all(this.#ends)
  }

  /** Takes everything back, newest first; answers with the error of the whole transaction. */
  async undo(thrown: unknown): Promise<TransactionError> {
    const { undoTimeoutMs = 600_000 } = this.#options
    this.#reason = this.#explain(thrown)
    // What a step did after the undos would stay; one that ignores its signal must not keep them from running.
    await within(() => this.stepsEnded(), undoTimeoutMs, this.#clock)
    for (const pending of this.#undos.toReversed()) await this.#undoOne(pending, undoTimeoutMs)
    const entries = this.#undos.map(({ entry }) => entry)
    const failures = entries
      .filter(({ status }) => status === 'failed')
      .map(({ what, detail }) => `${what} (${detail})`)
    const journal = this.finish(failures.length > 0 ? 'undo_failed' : 'undone')
    const step = this.#failedAt.get(thrown)
    const kept = entries.some(({ status }) => status === 'kept') ? ', or kept for a reason that the journal tells' : ''
    const undone =
      failures.length > 0
        ? `could not be taken back: ${failures.join(', ')}`
        : `what it had changed was taken back${kept}`
    const cause = isKeelsonError(thrown) ? thrown : describeCause(thrown, this.#redact)
    return new TransactionError(`${journal.name} failed${step ? ` at "${step}"` : ''}: ${this.#reason}; ${undone}`, {
      code: this.#options.signal?.aborted ? 'aborted' : isKeelsonError(thrown) ? thrown.code : 'wait_failed',
      cause,
      journal,
      hint: failures.length > 0 ? 'Take these back by hand; the journal says what came in the way' : undefined,
    })
  }

  finish(outcome: 'done' | 'undone' | 'undo_failed'): Journal {
    this.#outcome = outcome
    return this.#journal()
  }

  async #undoOne({ step, entry, undo }: PendingUndo, timeoutMs: number): Promise<void> {
    const startedAt = this.#clock.now()
    this.#emit({ type: 'undo_started', step, what: entry.what })
    // One that ignores its signal must not keep the others from running.
    const ending = await within((signal) => undo({ signal }), timeoutMs, this.#clock)
    const { status, detail } = this.#readUndo(ending, timeoutMs)
    entry.detail = this.#redact(detail)
    entry.status = status
    entry.durationMs = this.#clock.now() - startedAt
    this.#emit({ type: 'undo_done', step, what: entry.what, status, detail: entry.detail })
  }

  #readUndo(
    ending: Ending<UndoResult>,
    timeoutMs: number,
  ): { status: UndoResult['status'] | 'failed'; detail: string } {
    if (ending.how === 'threw') return { status: 'failed', detail: this.#explain(ending.thrown) }
    if (ending.how !== 'done') return { status: 'failed', detail: `not done within ${formatDuration(timeoutMs)}` }
    // Without types it may answer anything, and the other undos are still to run.
    const { status, detail = '' } = Object(ending.value) as Partial<UndoResult>
    if (status === 'undone' || status === 'kept') return { status, detail: `${detail}` }
    return { status: 'failed', detail: 'it does not say whether it was undone or kept' }
  }

  #explain(thrown: unknown): string {
    return isKeelsonError(thrown) ? this.#redact(thrown.message) : describeCause(thrown, this.#redact).message
  }

  #journal(): Journal {
    return structuredClone({
      version: 1 as const,
      name: this.#redact(this.#options.name),
      startedAt: this.#startedDate,
      durationMs: this.#clock.now() - this.#startedAt,
      outcome: this.#outcome,
      ...(this.#reason ? { reason: this.#reason } : {}),
      steps: this.#steps,
      kept: this.#kept,
    })
  }

  #isoDate(): string {
    return new Date(this.#clock.date()).toISOString()
  }

  #emit(event: EventWithoutJournal): void {
    observe(this.#options.onEvent, () => ({ ...event, journal: this.#journal() }))
  }
}

type EventWithoutJournal = TransactionEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'journal'>
    : never
  : never

function abortedError(what: string): KeelsonError {
  return new KeelsonError(`${what} was aborted`, { code: 'aborted' })
}
