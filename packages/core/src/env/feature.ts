import type { EnvDefinition } from './definition.js'
import { examine } from './examine.js'

/** A part of a program, and what it needs; see {@link readFeature}. */
export interface FeatureNeeds<Name extends string> {
  /** Optional variables of the definition. */
  readonly variables: readonly Name[]
  /** What else must be there, by the words that tell its lack, as the caller found it: `{ 'the package pyjwt': true }`. */
  readonly needs?: Readonly<Record<string, boolean>> | undefined
}

/** Whether a part of a program is on: with everything that it needs, or with the reason why it is not. */
export type Feature<Values> =
  | { readonly enabled: true; readonly values: Values }
  | {
      readonly enabled: false
      /** One line; nothing of a secret. */
      readonly reason: string
      /** Whether some of its variables are set: half a configuration is worth a warning, none at all is not. */
      readonly started: boolean
    }

/**
 * Reads the variables of a part of the program that stays off until all of them are there, where a group would refuse the
 * whole environment. On, its values are no longer `undefined`.
 *
 * @example
 * import { defineEnv, readFeature } from '@keelson/core'
 * import * as variable from '@keelson/core/variable'
 * const definition = defineEnv({
 *   GITHUB_APP_ID: variable.integer({ optional: true }),
 *   GITHUB_APP_PRIVATE_KEY: variable.secret({ optional: true }),
 * })
 * const github = readFeature(definition, process.env, { variables: ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY'] })
 * if (github.enabled) github.values.GITHUB_APP_ID // number
 * else if (github.started) console.warn(`GitHub is off: ${github.reason}`)
 */
export function readFeature<Values extends object, Name extends keyof Values & string>(
  definition: EnvDefinition<Values>,
  source: object,
  { variables: names, needs = {} }: FeatureNeeds<Name>,
): Feature<{ readonly [Member in Name]: NonNullable<Values[Member]> }> {
  const group = { name: 'feature', members: names, rule: 'all' } as const
  // The whole definition is read: what is in a message depends on every secret.
  const { values, problems } = examine({ ...definition, groups: [group], checks: [] }, source)
  const own = problems.filter(({ variable }) => names.some((name) => name === variable))
  const missing = own.filter(({ problem }) => problem === 'incomplete_group').map(({ variable }) => variable)
  const wrong = own.filter(({ variable }) => !missing.includes(variable)).map(({ message }) => message)
  const lacking = [...missing, ...Object.keys(needs).filter((need) => !needs[need])]
  if (lacking.length > 0) wrong.unshift(`${lacking.join(', ')} ${lacking.length > 1 ? 'are' : 'is'} missing`)
  if (wrong.length > 0) return { enabled: false, reason: wrong.join('; '), started: missing.length < names.length }
  // Nothing is missing and nothing is wrong: every member has its value.
  const read = Object.fromEntries(names.map((name) => [name, values.get(name)]))
  return { enabled: true, values: read as { [Member in Name]: NonNullable<Values[Member]> } }
}
