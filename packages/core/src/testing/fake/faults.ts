/** What goes wrong between a request and its answer, and where its details are. */
export type ExchangeFault =
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

/** A fault to inject; `OwnKind` are those of one vendor. */
export type FakeFault<Operation extends string, OwnKind extends string = never> = (
  | ExchangeFault
  | ([OwnKind] extends [never] ? never : { readonly kind: OwnKind })
) & {
  /** Which requests it meets. */
  readonly operation: Operation | '*'
  /** How often it strikes. @default 1, or without end when a `probability` is given */
  readonly times?: number
  /** How likely it strikes, from 0 to 1. @default 1 */
  readonly probability?: number
}

/** A fault that struck. */
export interface FakeFaultRecord {
  readonly operation: string
  readonly kind: string
  readonly requestId: string
}

/** The faults of a fake. */
export interface FakeFaults<Operation extends string, OwnKind extends string = never> {
  /** Adds a fault behind the others; the function that it returns takes it away again. */
  add(fault: FakeFault<Operation, OwnKind>): () => void
  /** Takes all away; the log stays. */
  clear(): void
  /** What struck so far. */
  readonly log: readonly FakeFaultRecord[]
}

const exchangeKinds: ReadonlySet<string> = new Set<ExchangeFault['kind']>([
  'reset_before',
  'reset_after',
  'commit_then_500',
  'status',
  'truncated_json',
  'html',
  'hang',
  'slow',
])

/** Picks the faults of a request. */
export interface FaultPicker {
  /** The fault of the exchange, at most one. */
  strike(operation: string, requestId: string): ExchangeFault | undefined
  /** Whether a fault of a vendor's own kind strikes. */
  strikes(kind: string, operation: string, requestId: string): boolean
}

/** A list of faults, and what picks those of a request. */
export function createFaults<Operation extends string, OwnKind extends string = never>(
  random: () => number,
): { faults: FakeFaults<Operation, OwnKind>; picker: FaultPicker } {
  const active: { readonly fault: FakeFault<string, string>; left: number }[] = []
  const log: FakeFaultRecord[] = []

  const pick = (operation: string, requestId: string, wanted: (kind: string) => boolean) => {
    for (const entry of active) {
      const { fault } = entry
      if (entry.left <= 0 || !wanted(fault.kind)) continue
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
    picker: {
      strike: (operation, requestId) =>
        // The set tells the two halves of the union apart.
        pick(operation, requestId, (kind) => exchangeKinds.has(kind)) as ExchangeFault | undefined,
      strikes: (kind, operation, requestId) => pick(operation, requestId, (given) => given === kind) !== undefined,
    },
  }
}
