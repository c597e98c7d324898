import type { EnvCheck } from './definition.js'
import type { EnvProblem } from './env-error.js'
import { nearestName } from '../nearest-name.js'

/**
 * A check for `defineEnv`: what is set under these prefixes must be defined, so that a misspelt name is told and not ignored.
 *
 * @example
 * import { defineEnv, onlyKnown } from '@keelson/core'
 * import * as variable from '@keelson/core/variable'
 * const definition = defineEnv({ GITHUB_APP_ID: variable.integer() }, { checks: [onlyKnown('GITHUB_APP_')] })
 */
export function onlyKnown(...prefixes: string[]): EnvCheck {
  return ({ variables, source }) => {
    const known = [...variables].flatMap(([name, { aliases }]) => [name, ...aliases])
    return Object.keys(source).flatMap((name): EnvProblem[] => {
      const prefix = prefixes.find((one) => name.startsWith(one))
      if (prefix === undefined || known.includes(name)) return []
      const names = known.filter((one) => one.startsWith(prefix))
      const nearest = nearestName(name, names)
      const expected = nearest ?? (names.length > 0 ? `one of ${names.join(', ')}` : `no name starting with ${prefix}`)
      return [
        {
          variable: name,
          problem: 'unknown',
          message: `${name} is set and nothing reads it: expected ${expected}`,
          expected,
        },
      ]
    })
  }
}
