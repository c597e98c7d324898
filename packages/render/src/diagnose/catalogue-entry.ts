import type { DeployStatus } from '../resources/deploys.schema.js'

/** What a cause is seen by. */
export type FactKind = 'build' | 'app' | 'event' | 'setting' | 'metric' | 'probe' | 'status'

/** One entry of the catalogue: data only. `$1` in a text stands for what the first group of a pattern matched. */
export interface CatalogueEntry {
  /** A stable word. */
  readonly code: string
  readonly title: string
  /** Patterns by what they are looked for in; any match counts. `log` means lines of build and process, and probes. */
  readonly on: Readonly<Partial<Record<FactKind | 'log', readonly RegExp[]>>>
  /**
   * `cause` explains the failure by itself, `symptom` is what a cause leads to, `clue` is a line that may be one and is left
   * out where a cause is found that was written later, or a symptom tells it already, `outcome` repeats how the deploy
   * ended: of two that match, the first of these is named first.
   */
  readonly kind: 'cause' | 'symptom' | 'clue' | 'outcome'
  /** How often it is really this. @default 'high' for a cause, 'medium' for a symptom, 'low' for the others */
  readonly confidence?: 'high' | 'medium' | 'low'
  /** Counts only when the deploy ended so. @default however it ended */
  readonly status?: readonly DeployStatus[]
  /** A later line that says that all is well again. */
  readonly clearedBy?: RegExp
  readonly fix: string
  /** Where the text or the rule comes from. */
  readonly source: string
}
