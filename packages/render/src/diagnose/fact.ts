import type { FactKind } from './catalogue-entry.js'

/** Something that was found out about a deploy. */
export interface Fact {
  readonly kind: FactKind
  /** A line of a log, or an event, a setting, … as a line. */
  readonly text: string
}
