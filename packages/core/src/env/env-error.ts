import { KeelsonError, type ErrorDetails } from '../errors.js'
import type { Variable } from './custom.js'

/** What is wrong with one variable. */
export interface EnvProblem {
  readonly variable: string
  /**
   * `none_of_group`, `several_of_group`: the rule of a group. `unknown`: nobody reads it. `published`: a secret that build
   * tools copy into the code that browsers load.
   */
  readonly problem:
    | 'missing'
    | 'invalid'
    | 'placeholder'
    | 'incomplete_group'
    | 'none_of_group'
    | 'several_of_group'
    | 'unknown'
    | 'published'
  /** One line: the name, what is wrong, what was expected, an example. Nothing of a secret. */
  readonly message: string
  /** What the text must be, in words. */
  readonly expected: string
  readonly example?: string | undefined
}

/** An environment that cannot be used; `problems` and the message have everything that is wrong with it. */
export class EnvError extends KeelsonError {
  declare readonly problems: readonly EnvProblem[]

  override get name(): string {
    return 'EnvError'
  }

  constructor(message: string, details: ErrorDetails & { readonly problems: readonly EnvProblem[] }) {
    super(message, details)
  }
}

/** A problem as data and as one line; `said` follows the variable's name and must hold nothing of a secret. */
export function describeProblem(
  name: string,
  { expected, example, description }: Variable<unknown>,
  problem: EnvProblem['problem'],
  said: string,
): EnvProblem {
  const subject = description ? `${name} (${description})` : name
  const message = `${subject} ${said}: expected ${expected}${example ? `, for example ${example}` : ''}`
  return { variable: name, problem, message, expected, example }
}
