import type { ProbeCost } from '@keelson/core'
import { formatPython, pythonExpression, type PythonValue } from '@keelson/core/python'
import { refusal, settleCheck, type CheckSettings } from '../endpoints/check.js'
import { checkFunction, type CheckFunction } from './check-functions.js'
import type { DjangoCheck, FlaskCheck } from './python-check.js'

/** A check with its defaults filled in, and the function that it runs. */
export interface SettledCheck {
  readonly settings: CheckSettings
  readonly kind: string
  readonly run: CheckFunction
}

/** Fills in the defaults that `createHealth` has, too; throws `config` for what cannot work. */
export function settleChecks(checks: readonly (DjangoCheck | FlaskCheck)[], budgetMs: number): SettledCheck[] {
  const names = new Set<string>()
  return checks.map((check) => {
    const { kind, cost } = check
    const run = checkFunction(check)
    const probe = probeInPython(run.name, cost)
    // Reading all migrations takes longer than anything else, and they change with a release alone.
    const isRare = kind === 'migrations'
    const { criticality = isRare ? 'informational' : undefined, ttlMs = isRare ? 60_000 : undefined } = check
    const settings = settleCheck({ componentType: run.componentType, ...check, criticality, ttlMs, probe }, budgetMs)
    if (names.has(settings.name)) throw refusal(`two checks are named ${settings.name}`)
    names.add(settings.name)
    return { settings, kind, run }
  })
}

/** Of which only name and cost are looked at. */
function probeInPython(name: string, cost: ProbeCost = {}) {
  return { name, kind: 'custom', cost, run: () => Promise.resolve({ status: 'fail' as const }) }
}

/** What no call needs to say. */
export const formatDefaults = () => formatPython(defaults())

/** `CHECKS`, each with what differs from the defaults. */
export function formatChecks(checks: readonly SettledCheck[]): string {
  const usual = defaults()
  const calls = checks.map(({ settings, kind, run }) => {
    const differing = Object.entries(argumentsOf(settings)).filter(
      ([name, value]) => formatPython(value) !== formatPython(usual[name] ?? null),
    )
    const call = `${kind}(${run.args.map((value) => formatPython(value)).join(', ')})`
    const words = [
      formatPython(settings.name),
      call,
      ...differing.map(([name, value]) => `${name}=${formatPython(value)}`),
    ]
    return `    Check(${words.join(', ')}),\n`
  })
  return `CHECKS: list[Check] = [\n${calls.join('')}]`
}

const defaults = () =>
  argumentsOf(settleCheck({ probe: probeInPython('default'), componentType: 'component' }, Infinity))

/** As Python names them, in seconds. */
function argumentsOf(settings: CheckSettings): Readonly<Record<string, PythonValue>> {
  const { criticality, scope, rise, fall, componentType, warnAfterMs = Infinity, affectedEndpoints = [] } = settings
  return {
    criticality,
    scope,
    timeout: seconds(settings.timeoutMs),
    ttl: seconds(settings.ttlMs),
    fail_ttl: seconds(settings.failTtlMs),
    max_stale: seconds(settings.maxStaleMs),
    warn_after: seconds(warnAfterMs),
    rise: numberOf(rise),
    fall: numberOf(fall),
    component_type: componentType,
    affects: affectedEndpoints,
  }
}

function numberOf(value: number): PythonValue {
  return Number.isFinite(value) ? value : pythonExpression('math.inf')
}

function seconds(ms: number): PythonValue {
  return numberOf(ms / 1000)
}
