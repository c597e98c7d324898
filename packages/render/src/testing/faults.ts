import { startsDeploy, type DeployOutcome, type FakeRenderOperation } from './operations.js'

/** What goes wrong, and where its details are. */
type FaultKind =
  /** The connection breaks before the request is read: nothing was done. */
  | { readonly kind: 'reset_before' }
  /** The request is carried out, then the connection breaks. */
  | { readonly kind: 'reset_after' }
  /** The request is carried out, then the answer is a 500. */
  | { readonly kind: 'commit_then_500' }
  /** Refused with this status, and nothing is done. `retryAfter` is in seconds, or a date. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly retryAfter?: number | string
      readonly message?: string
    }
  /** The request is carried out, and the answer ends in the middle. */
  | { readonly kind: 'truncated_json' }
  /** Something on the way answers with a page; nothing is done. @default status 502 */
  | { readonly kind: 'html'; readonly status?: number }
  /** No answer, until the request's signal ends the wait; with `commit` the request is carried out before. */
  | { readonly kind: 'hang'; readonly commit?: boolean }
  /** The answer takes this long, in milliseconds of the fake's clock. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** A deploy that is queued although nothing runs: 202 without a body. */
  | { readonly kind: 'empty_202' }
  /** The deploy that the request starts fails in its build. */
  | { readonly kind: 'build_failed' }
  /** The deploy that the request starts never becomes healthy. */
  | { readonly kind: 'update_failed' }

/** A fault to inject. */
export type FakeRenderFault = FaultKind & {
  /** Which requests it meets. */
  readonly operation: FakeRenderOperation | '*'
  /** How often it strikes. @default 1, or without end when a `probability` is given */
  readonly times?: number
  /** How likely it strikes, from 0 to 1. @default 1 */
  readonly probability?: number
}

/** A fault that struck. */
export interface FakeRenderFaultRecord {
  readonly operation: string
  readonly kind: FakeRenderFault['kind']
  readonly requestId: string
}

/** The faults of a fake. */
export interface FakeRenderFaults {
  /** Adds a fault behind the others; the function that it returns takes it away again. */
  add(fault: FakeRenderFault): () => void
  /** Takes all away; the log stays. */
  clear(): void
  /** What struck so far. */
  readonly log: readonly FakeRenderFaultRecord[]
}

/** What strikes a request: at most one fault of the exchange, and what is asked of its deploy. */
export interface Strike {
  readonly fault: FakeRenderFault | undefined
  readonly outcome: DeployOutcome
}

/** A list of faults, and the function that picks those of a request. */
export function createFaults(random: () => number): {
  faults: FakeRenderFaults
  strike: (operation: string, requestId: string) => Strike
} {
  const active: { readonly fault: FakeRenderFault; left: number }[] = []
  const log: FakeRenderFaultRecord[] = []

  const pick = (operation: string, requestId: string, wanted: (fault: FakeRenderFault) => boolean) => {
    for (const entry of active) {
      const { fault } = entry
      if (entry.left <= 0 || !wanted(fault)) continue
      if (fault.operation !== '*' && fault.operation !== operation) continue
      if (fault.probability !== undefined && random() >= fault.probability) continue
      entry.left -= 1
      log.push({ operation, kind: fault.kind, requestId })
      return fault
    }
    return undefined
  }

  return {
    faults: {
      add(fault) {
        const entry = { fault, left: fault.times ?? (fault.probability === undefined ? 1 : Infinity) }
        active.push(entry)
        return () => {
          entry.left = 0
        }
      },
      clear() {
        active.length = 0
      },
      log,
    },
    strike(operation, requestId) {
      const fault = pick(operation, requestId, ({ kind }) => !isOutcome(kind))
      const failure = pick(operation, requestId, ({ kind }) => fails(kind, operation))
      const queue =
        operation === 'POST /services/{serviceId}/deploys' &&
        pick(operation, requestId, ({ kind }) => kind === 'empty_202')
      const failAs = failure?.kind === 'build_failed' || failure?.kind === 'update_failed' ? failure.kind : undefined
      return { fault, outcome: { failAs, forceQueue: Boolean(queue) } }
    },
  }
}

function isOutcome(kind: FakeRenderFault['kind']): boolean {
  return kind === 'build_failed' || kind === 'update_failed' || kind === 'empty_202'
}

/** A rollback has no build that could fail. */
function fails(kind: FakeRenderFault['kind'], operation: string): boolean {
  const deploys = startsDeploy(operation)
  return (kind === 'build_failed' && deploys === 'builds') || (kind === 'update_failed' && deploys !== undefined)
}
