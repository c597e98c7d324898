import type { Variable } from './custom.js'
import { describeProblem, type EnvProblem } from './env-error.js'

/** Variables that belong together. */
export interface EnvGroup<Name extends string = string, When extends object = object> {
  /** What the members are for, as messages say it. */
  readonly name: string
  /** Optional variables of the definition. */
  readonly members: readonly Name[]
  /**
   * `all`: none may be missing; of use with `when`. `all-or-none`: none may be missing when one is set. `at-least-one`,
   * `exactly-one`: as many are set.
   */
  readonly rule: 'all' | 'all-or-none' | 'at-least-one' | 'exactly-one'
  /**
   * The rule holds only while these variables have these values, or one of several: `{ MODE: ['production', 'staging'] }`.
   * What is required only in some environments is optional, and a member of such a group.
   */
  readonly when?: When | undefined
}

/** Values of variables by name, or several; secrets, lists and objects are not compared. */
export type EnvCondition<Values> = {
  readonly [Name in keyof Values]?: Comparable<Values[Name]> | readonly Comparable<Values[Name]>[] | undefined
}

type Comparable<Value> = Extract<Value, string | number | boolean>

/** What is wrong with a group: problems of members that are missing, or that are set although they exclude each other. */
export function findGroupProblems(
  { name: group, members, rule, when = {} }: EnvGroup,
  variables: ReadonlyMap<string, Variable<unknown>>,
  isSet: (name: string) => boolean,
  values: ReadonlyMap<string, unknown>,
): EnvProblem[] {
  const conditions: readonly (readonly [string, unknown])[] = Object.entries(when)
  if (conditions.some(([name, wanted]) => ![wanted].flat().includes(values.get(name)))) return []
  const because = conditions
    .map(([name], index) => ` ${index > 0 ? 'and' : 'while'} ${name} is ${String(values.get(name))}`)
    .join('')
  const set = members.filter(isSet)
  const missing = members.filter((name) => !isSet(name))
  const [names, problem, said] = judge(group, rule, set, missing)
  return names.flatMap((name) => {
    const variable = variables.get(name)
    return variable ? [describeProblem(name, variable, problem, said + because)] : []
  })
}

/** The members that break a rule, and how. */
function judge(
  group: string,
  rule: EnvGroup['rule'],
  set: readonly string[],
  missing: readonly string[],
): readonly [names: readonly string[], problem: EnvProblem['problem'], said: string] {
  const any = set.length > 0
  const those = `${set.join(', ')} of the same group (${group}) ${set.length > 1 ? 'are' : 'is'} set`
  if (rule === 'all') return [missing, 'incomplete_group', `is missing (${group})`]
  if (rule === 'all-or-none') return [any ? missing : [], 'incomplete_group', `is missing although ${those}`]
  if (any) return [rule === 'exactly-one' ? set.slice(1) : [], 'several_of_group', `is one too many: ${those}`]
  return [missing.slice(0, 1), 'none_of_group', `is missing, or one of ${missing.slice(1).join(', ')} (${group})`]
}
