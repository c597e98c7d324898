import type { Variable } from '../env/custom.js'
import * as variable from '../env/variable.js'

/** A text that a platform sets: a branch may well be called `todo`. */
export function given(description: string): Variable<string | undefined> {
  return variable.string({ optional: true, verbatim: true, description })
}

/** A URL that a platform sets. */
export function givenUrl(description: string): Variable<string | undefined> {
  return variable.url({ optional: true, verbatim: true, description })
}
