import { KeelsonError, reveal, type CallOptions, type Secret } from '@keelson/core'
import type { RenderClient } from './client.js'
import { deleteEnvVar, listEnvVars, setEnvVar } from './resources/env-vars.js'

/** The environment that is wanted. */
export interface DesiredEnvVars {
  /** Values by name. */
  readonly set: Readonly<Record<string, string | Secret>>
  /** Names to remove. */
  readonly unset?: readonly string[]
  /** Removes everything that `set` does not name, too. @default false */
  readonly prune?: boolean
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
  checkNames(desired)
  const current = new Map<string, string>()
  for await (const { key, value } of listEnvVars(client, { serviceId }, options)) current.set(key, value.reveal())
  return diffEnvVars(serviceId, current, desired)
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
  current: ReadonlyMap<string, string>,
  desired: DesiredEnvVars,
): Promise<EnvVarPlan> {
  const { set, unset = [], prune = false } = desired
  checkNames(desired)
  const fingerprint = await createFingerprint()
  const changes: EnvVarChange[] = []
  const unchanged: string[] = []
  const unmanaged: string[] = []
  for (const [key, wanted] of Object.entries(set)) {
    const value = reveal(wanted)
    const there = current.get(key)
    if (there === value) unchanged.push(key)
    else if (there === undefined) changes.push({ key, action: 'add', after: await fingerprint(value) })
    else changes.push({ key, action: 'update', before: await fingerprint(there), after: await fingerprint(value) })
  }
  for (const [key, value] of current) {
    if (Object.hasOwn(set, key)) continue
    if (prune || unset.includes(key)) changes.push({ key, action: 'remove', before: await fingerprint(value) })
    else unmanaged.push(key)
  }
  return { serviceId, changes, unchanged, unmanaged }
}

/**
 * Carries a plan out, one variable after another, and leaves all others alone; takes effect with the next deploy.
 *
 * Throws `config`, before anything is changed, when the plan needs a value that `desired` does not hold.
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
  for (const { key, action } of changes) {
    if (action === 'remove') await deleteEnvVar(client, { serviceId, key }, options)
    else await setEnvVar(client, { serviceId, key, value: set[key] ?? '' }, options)
  }
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

function checkNames({ set, unset = [] }: DesiredEnvVars): void {
  const twice = unset.find((key) => Object.hasOwn(set, key))
  if (twice !== undefined)
    throw new KeelsonError(`${twice} is both set and unset`, { code: 'config', provider: 'render' })
  const bad = [...Object.keys(set), ...unset].find((key) => !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key))
  if (bad === undefined) return
  throw new KeelsonError(`${JSON.stringify(bad)} cannot be the name of an environment variable`, {
    code: 'config',
    provider: 'render',
    hint: 'Names begin with a letter or _ and hold letters, digits, _, - and .',
  })
}

/** A keyed hash with a key that nobody keeps: equal values look equal, and guessing a value from its hash leads nowhere. */
async function createFingerprint(): Promise<(value: string) => Promise<string>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), algorithm, false, [
    'sign',
  ])
  return async (value) => {
    const hash = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(value)))
    return Array.from(hash.slice(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}
