import type { Variable } from './custom.js'
import { describeProblem, type EnvProblem } from './env-error.js'

/** Variables that make sense only together. */
export interface EnvGroup<Name extends string = string> {
  /** What the members are for, as messages say it. */
  readonly name: string
  /** Optional variables of the definition. */
  readonly members: readonly Name[]
  readonly rule: 'all-or-none'
}

/** A problem for every member that is missing while another one is set. */
export function findGroupProblems(
  { name: group, members }: EnvGroup,
  variables: ReadonlyMap<string, Variable<unknown>>,
  isSet: (name: string) => boolean,
): EnvProblem[] {
  const set = members.filter(isSet)
  if (set.length === 0) return []
  const said = `is missing although ${set.join(', ')} of the same group (${group}) ${set.length > 1 ? 'are' : 'is'} set`
  return members.flatMap((name) => {
    const variable = variables.get(name)
    return variable && !isSet(name) ? [describeProblem(name, variable, 'incomplete_group', said)] : []
  })
}
