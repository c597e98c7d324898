import { isKeelsonError, KeelsonError, reveal, type CallOptions, type Secret } from '@keelson/core'
import type { RenderClient } from './client.js'
import { hasCode } from './has-code.js'
import { deleteEnvVar, listEnvVars, setEnvVar } from './resources/env-vars.js'
import { envVarNameProblem, envVarProblems } from './setting-names.js'

/**
 * The environment that is wanted, of what a service has of its own: variables of linked groups are neither seen nor touched,
 * and one that a service loses may come from a group again.
 */
export interface DesiredEnvVars {
  /** Values by name. */
  readonly set: Readonly<Record<string, string | Secret>>
  /** Names to remove. */
  readonly unset?: readonly string[]
  /** Removes everything that neither `set` nor `keep` names, too. @default false */
  readonly prune?: boolean
  /**
   * Names that `prune` leaves alone: above all those whose value Render made (`generateValue`), which look like all others,
   * are nowhere else, and would be gone for ever. @default []
   */
  readonly keep?: readonly string[]
}

/** One variable that will change. Fingerprints of one plan can be compared with each other and with nothing else. */
export interface EnvVarChange {
  readonly key: string
  readonly action: 'add' | 'update' | 'remove'
  /** Fingerprint of the value that is there. */
  readonly before?: string
  /** Fingerprint of the value that will be there. */
  readonly after?: string
}

/** What {@link applyEnvVars} will do; holds no value, so it can be printed and kept. */
export interface EnvVarPlan {
  readonly serviceId: string
  readonly changes: readonly EnvVarChange[]
  /** Names whose value is as wanted. */
  readonly unchanged: readonly string[]
  /** Names that are there, are not mentioned and stay. */
  readonly unmanaged: readonly string[]
}

/**
 * Compares a service's environment with the wanted one and changes nothing.
 *
 * @example
 * import * as render from '@keelson/render'
 * const desired = { set: { DEBUG: 'false' }, unset: ['OLD_FLAG'] }
 * const plan = await render.planEnvVars(client, { serviceId: 'srv-…', ...desired })
 * console.log(render.formatEnvVarPlan(plan))
 */
export async function planEnvVars(
  client: RenderClient,
  params: DesiredEnvVars & { readonly serviceId: string },
  options?: CallOptions,
): Promise<EnvVarPlan> {
  const { serviceId, ...desired } = params
  checkDesired(desired)
  return diffEnvVars(serviceId, await readEnvVars(client, serviceId, options), desired)
}

/** What a service has of its own, by name. */
export async function readEnvVars(
  client: RenderClient,
  serviceId: string,
  options: CallOptions | undefined,
): Promise<ReadonlyMap<string, Secret>> {
  const list = await listEnvVars(client, { serviceId }, options).toArray()
  return new Map(list.map(({ key, value }) => [key, value]))
}

/**
 * The plan for a service that does not exist yet, or whose environment is known already.
 *
 * @example
 * import * as render from '@keelson/render'
 * console.log(render.formatEnvVarPlan(await render.diffEnvVars('new service', new Map(), { set: { DEBUG: 'false' } })))
 */
export async function diffEnvVars(
  serviceId: string,
  current: ReadonlyMap<string, string | Secret>,
  desired: DesiredEnvVars,
): Promise<EnvVarPlan> {
  const { set, unset = [], prune = false, keep = [] } = desired
  checkDesired(desired)
  const fingerprint = await createFingerprint()
  const changes: EnvVarChange[] = []
  const unchanged: string[] = []
  const unmanaged: string[] = []
  for (const [key, wanted] of Object.entries(set)) {
    const there = current.get(key)
    const after = await fingerprint(wanted)
    if (there === undefined) changes.push({ key, action: 'add', after })
    else if (reveal(there) === reveal(wanted)) unchanged.push(key)
    else changes.push({ key, action: 'update', before: await fingerprint(there), after })
  }
  for (const [key, value] of current) {
    if (Object.hasOwn(set, key)) continue
    if (unset.includes(key) || (prune && !keep.includes(key)))
      changes.push({ key, action: 'remove', before: await fingerprint(value) })
    else unmanaged.push(key)
  }
  return { serviceId, changes, unchanged, unmanaged }
}

/**
 * Carries a plan out, one variable after another, and leaves all others alone; takes effect with the next deploy.
 *
 * Throws `config`, before anything is changed, when the plan needs a value that `desired` does not hold. An error on the way
 * says what is done already; a new plan holds the rest.
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.applyEnvVars(client, plan, desired)
 */
export async function applyEnvVars(
  client: RenderClient,
  { serviceId, changes }: EnvVarPlan,
  { set }: Pick<DesiredEnvVars, 'set'>,
  options?: CallOptions,
): Promise<void> {
  const missing = changes
    .filter(({ key, action }) => action !== 'remove' && !Object.hasOwn(set, key))
    .map(({ key }) => key)
  if (missing.length > 0) {
    throw new KeelsonError(`the plan for ${serviceId} sets ${missing.join(', ')}, but no value was given`, {
      code: 'config',
      provider: 'render',
      hint: 'Apply a plan with the same `set` that it was made from',
    })
  }
  const done: string[] = []
  for (const { key, action } of changes) {
    try {
      if (action === 'remove') await removeEnvVar(client, { serviceId, key }, options)
      else await setEnvVar(client, { serviceId, key, value: set[key] ?? '' }, options)
    } catch (error) {
      if (!isKeelsonError(error) || done.length === 0) throw error
      const said = `the environment of ${serviceId} is half changed (${done.join(', ')}): ${error.message}`
      throw explained(error, said, 'Running it again goes on with the rest')
    }
    done.push(`${key} ${action === 'remove' ? 'removed' : 'set'}`)
  }
}

/** Somebody else may have removed it meanwhile; a service that is gone has no list. */
async function removeEnvVar(
  client: RenderClient,
  params: { readonly serviceId: string; readonly key: string },
  options: CallOptions | undefined,
): Promise<void> {
  try {
    await deleteEnvVar(client, params, options)
  } catch (error) {
    if (!hasCode(error, 'not_found')) throw error
    if ((await readEnvVars(client, params.serviceId, options)).has(params.key)) throw error
  }
}

/** The same error, with what is done already and what to do next. */
export function explained(cause: KeelsonError, message: string, hint: string): KeelsonError {
  const { code, provider, operation, status, requestId, attempts, retryAfterMs } = cause
  const details = { code, provider, operation, status, requestId, attempts, retryAfterMs }
  return new KeelsonError(message, { ...details, cause, hint })
}

/**
 * A plan as lines: `+ KEY #a1b2c3d4`, `~ KEY #… → #…`, `- KEY #…`, and what stays.
 *
 * @example
 * import * as render from '@keelson/render'
 * console.log(render.formatEnvVarPlan(plan))
 */
export function formatEnvVarPlan({ changes, unchanged, unmanaged }: EnvVarPlan): string {
  const lines = changes.map(({ key, action, before, after }) => {
    if (action === 'add') return `+ ${key} #${after}`
    return action === 'remove' ? `- ${key} #${before}` : `~ ${key} #${before} → #${after}`
  })
  if (unchanged.length > 0) lines.push(`  unchanged: ${unchanged.join(', ')}`)
  if (unmanaged.length > 0) lines.push(`  left alone: ${unmanaged.join(', ')}`)
  return lines.join('\n')
}

function checkDesired({ set, unset = [] }: DesiredEnvVars): void {
  const twice = unset.find((key) => Object.hasOwn(set, key))
  if (twice !== undefined)
    throw new KeelsonError(`${twice} is both set and unset`, { code: 'config', provider: 'render' })
  const given = Object.entries(set).map(([key, value]) => ({ key, value }))
  const problems = [...envVarProblems(given), ...unset.map((key) => envVarNameProblem(key))].filter(
    (problem) => problem !== undefined,
  )
  if (problems.length > 0) throw new KeelsonError(problems.join('; '), { code: 'config', provider: 'render' })
}

/** A keyed hash with a key that nobody keeps: equal values look equal, and guessing a value from its hash leads nowhere. */
async function createFingerprint(): Promise<(value: string | Secret) => Promise<string>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), algorithm, false, [
    'sign',
  ])
  return async (value) => {
    const hash = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(reveal(value))))
    return Array.from(hash.slice(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}
