import { KeelsonError, type Probe } from '@keelson/core'

/** What a failing check means for the whole: it is down, it is impaired, or nothing. */
export type Criticality = 'critical' | 'degrading' | 'informational'

/** A probe, how often it is asked, and what its answers mean. */
export interface HealthCheck {
  readonly probe: Probe
  /** Key in the report, once; a colon separates component and measurement. @default the probe's name, with `-` for colons */
  readonly name?: string | undefined
  /** @default 'critical' */
  readonly criticality?: Criticality | undefined
  /**
   * `shared`: all instances depend on the same thing, so that taking them all out of service would turn a degradation into an
   * outage: it can make readiness warn, never fail. @default 'instance'
   */
  readonly scope?: 'instance' | 'shared' | undefined
  /** For `report({ group })`. */
  readonly groups?: readonly string[] | undefined
  /** Has to pass once before the instance is ready, and is not asked again afterwards. @default false */
  readonly startup?: boolean | undefined
  /** For one run, in milliseconds. @default 2000, at most `budgetMs` */
  readonly timeoutMs?: number | undefined
  /** So long an answer is not asked for again, in milliseconds. @default 5000; 60000 where a run costs something (`Probe.cost`) */
  readonly ttlMs?: number | undefined
  /** The same after a failed run, so that a recovery is seen soon. @default a fifth of `ttlMs` */
  readonly failTtlMs?: number | undefined
  /**
   * An answer older than its TTL is shown while the next run is under way, but none older than this, in milliseconds. After
   * such a silence (a frozen function, a rare poller) that run is waited for and counts at once. @default 6 times `ttlMs`
   */
  readonly maxStaleMs?: number | undefined
  /** Good runs in a row that end a failure. @default 2 */
  readonly rise?: number | undefined
  /** Failed runs in a row that are a failure; the very first run counts at once. @default 3 */
  readonly fall?: number | undefined
  /** A good run that takes longer is a warning, in milliseconds. */
  readonly warnAfterMs?: number | undefined
  /** What does not work without it, as URI templates: `/orders{/id}`. */
  readonly affectedEndpoints?: readonly string[] | undefined
  /** @default 'component' */
  readonly componentType?: 'component' | 'datastore' | 'system' | undefined
  /** Which of several, as an id of the instance. */
  readonly componentId?: string | undefined
}

/** What a check need not say, and gets no default for. */
type Optional = 'affectedEndpoints' | 'componentId' | 'startup' | 'warnAfterMs'

/** A check with every default filled in. */
export type CheckSettings = {
  readonly [Field in Exclude<keyof HealthCheck, Optional>]-?: NonNullable<HealthCheck[Field]>
} & Pick<HealthCheck, Optional>

/** The worst that a check can do to the whole: nothing, a warning, a failure. */
export const worstOf = { critical: 2, degrading: 1, informational: 0 }

/** Fills in the defaults; throws `config` for what cannot work. */
export function settleCheck(check: HealthCheck, budgetMs: number): CheckSettings {
  const { probe } = check
  if (typeof probe?.run !== 'function') throw refusal('a check has no probe')
  const ttlMs = check.ttlMs ?? (Object.values(probe.cost ?? {}).some(Boolean) ? 60_000 : 5000)
  const settings: CheckSettings = {
    ...check,
    name: check.name ?? probe.name.replaceAll(':', '-'),
    criticality: check.criticality ?? 'critical',
    scope: check.scope ?? 'instance',
    groups: check.groups ?? [],
    timeoutMs: check.timeoutMs ?? Math.min(2000, budgetMs),
    ttlMs,
    failTtlMs: check.failTtlMs ?? ttlMs / 5,
    maxStaleMs: check.maxStaleMs ?? 6 * ttlMs,
    // A start is over with the first good answer.
    rise: check.startup ? 1 : (check.rise ?? 2),
    fall: check.fall ?? 3,
    componentType: check.componentType ?? 'component',
  }
  const of = `check ${settings.name}: `
  if (!/^[^:]+(:[^:]+)?$/.test(settings.name)) throw refusal(`${of}two colons`)
  requireWord(`${of}criticality`, settings.criticality, Object.keys(worstOf))
  requireWord(`${of}scope`, settings.scope, ['instance', 'shared'])
  for (const field of ['timeoutMs', 'ttlMs', 'failTtlMs', 'maxStaleMs', 'warnAfterMs', 'rise', 'fall'] as const) {
    // Nobody waits for longer than one run, so that the budget of a report holds without a clock of its own.
    requireRange(of + field, settings[field] ?? 0, field === 'timeoutMs' ? budgetMs : Infinity)
  }
  return settings
}

function requireWord(field: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw refusal(`${field} cannot be ${value}, only ${allowed.join(' or ')}`)
}

/** Both ends are included; what is no number is outside. */
export function requireRange(field: string, value: unknown, max = Infinity, min = 0): void {
  if (typeof value === 'number' && value >= min && value <= max) return
  throw refusal(`${field} cannot be ${String(value)}, only ${min} to ${max}`)
}

export function refusal(why: string): KeelsonError {
  return new KeelsonError(why, { code: 'config' })
}
