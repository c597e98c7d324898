import type { Variable } from './custom.js'
import type { EnvProblem } from './env-error.js'
import type { EnvGroup } from './group.js'

/** Variables by name; `Values` is what they are read into. */
export type EnvVariables<Values> = { readonly [Name in keyof Values]: Variable<Values[Name]> }

/** What {@link EnvCheck} looks at. */
export interface EnvView {
  readonly variables: ReadonlyMap<string, Variable<unknown>>
  /** What is read: `process.env`. Nothing of a value may be in a problem's message. */
  readonly source: object
}

/** A rule of a whole environment; its problems are told with all others. {@link onlyKnown} makes one. */
export type EnvCheck = (view: EnvView) => readonly EnvProblem[]

/** What {@link defineEnv} made: plain data, to be read from any source. */
export interface EnvDefinition<Values> {
  readonly variables: EnvVariables<Values>
  readonly groups: readonly EnvGroup[]
  readonly checks: readonly EnvCheck[]
}
