/** What `findContractions` found in one statement. */
export interface Contraction {
  /**
   * `breaks`: the version of the application that still runs fails, or data is gone for good.
   * `locks`: it works, but may keep others waiting while it runs, or cannot be judged.
   */
  readonly severity: 'breaks' | 'locks'
  /** The beginning of the statement, on one line. */
  readonly statement: string
  /** Where the statement begins, from 1. */
  readonly line: number
  /** `drop column`, `rename table`, `set not null`, … */
  readonly kind: string
  readonly why: string
  readonly insteadDo: string
}

/** A finding that has no place yet. */
export type Finding = Pick<Contraction, 'severity' | 'kind' | 'why' | 'insteadDo'>

/** A finding that the running version of the application does not survive. */
export function breaks(kind: string, why: string, insteadDo: string): Finding {
  return { severity: 'breaks', kind, why, insteadDo }
}

/** A finding that keeps others waiting. */
export function locks(kind: string, why: string, insteadDo: string): Finding {
  return { severity: 'locks', kind, why, insteadDo }
}

/** The old name is gone: by renaming, or by moving to another schema. */
export function renamed(kind: string): Finding {
  const instead = 'Add the new one beside the old one, write both, and drop the old one in a later release'
  return breaks(kind, 'the running version of the application knows it by its old name', instead)
}
