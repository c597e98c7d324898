/** Something that a linter found in a configuration. */
export interface Finding {
  /** A stable word for the rule. */
  readonly code: string
  /** `error`: it cannot work; `warning`: it will hurt; `info`: worth knowing. */
  readonly severity: 'error' | 'warning' | 'info'
  /** Where: `services.shop.healthCheckPath`. */
  readonly path: string
  readonly message: string
  /** What to do about it. */
  readonly fix?: string | undefined
  /** Where the rule comes from. */
  readonly source: string
}
