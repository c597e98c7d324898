/** One limit or price of a vendor's plan, and where it is from. */
export interface PlanFact {
  readonly value: number | boolean | string | readonly number[]
  /** `MB`, `USD/month/instance`, … */
  readonly unit: string
  /** The page that says so. */
  readonly source: string
  /** When that page was current; a date, or as much of one as is known. */
  readonly asOf: string
  /** `documented` by the vendor itself, or taken from somebody who read it there. */
  readonly confidence: 'documented' | 'secondary'
  readonly note?: string
}

/** Facts by plan and limit. */
export type PlanFacts = Readonly<Record<string, Readonly<Record<string, PlanFact>>>>
