import { KeelsonError } from '../errors.js'
import type { Variable } from './custom.js'
import type { EnvCheck, EnvDefinition, EnvVariables } from './definition.js'
import { EnvError, type EnvProblem } from './env-error.js'
import { examine } from './examine.js'
import type { EnvCondition, EnvGroup } from './group.js'
import { published } from './published.js'

export type { EnvCheck, EnvDefinition, EnvVariables, EnvView } from './definition.js'
export type { EnvCondition, EnvGroup } from './group.js'

/** What holds between the variables of an environment. */
export interface EnvRules<Values> {
  readonly groups?: readonly EnvGroup<keyof Values & string, EnvCondition<Values>>[] | undefined
  readonly checks?: readonly EnvCheck[] | undefined
}

/**
 * Defines which variables a program reads from its environment; nothing is read yet.
 *
 * Throws `config` when a name is not one that a shell can set, a secret has a name that build tools publish
 * (`NEXT_PUBLIC_…`), or a group names a variable that is unknown, or a member that is not optional.
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import * as variable from '@keelson/core/variable'
 * const definition = defineEnv(
 *   {
 *     PORT: variable.port({ default: 10_000 }),
 *     DATABASE_URL: variable.secretUrl({ protocols: ['postgresql'] }),
 *     S3_BUCKET: variable.string({ optional: true }),
 *     S3_SECRET_ACCESS_KEY: variable.secret({ optional: true }),
 *   },
 *   { groups: [{ name: 'uploads', members: ['S3_BUCKET', 'S3_SECRET_ACCESS_KEY'], rule: 'all-or-none' }] },
 * )
 * const env = readEnv(definition, process.env)
 * env.PORT // number
 * env.S3_BUCKET // string | undefined
 */
export function defineEnv<Values extends object>(
  variables: EnvVariables<Values>,
  { groups = [], checks = [] }: EnvRules<NoInfer<Values>> = {},
): EnvDefinition<Values> {
  const known = new Map(Object.entries<Variable<unknown>>(variables))
  for (const [own, { secret, aliases }] of known) {
    for (const name of [own, ...aliases]) {
      if (!/^[a-z_]\w*$/i.test(name)) refuse(`"${name}" is not a name that a shell can set`)
      if (secret && published.test(name)) refuse(`${name} is a secret, but build tools publish variables of that name`)
    }
  }
  for (const { name, members, when = {} } of groups) {
    for (const member of [...members, ...Object.keys(when)]) {
      const variable = known.get(member)
      if (!variable) refuse(`group "${name}" names ${member}, which is not defined`)
      if (!variable?.optional && members.some((one) => one === member))
        refuse(`group "${name}" names ${member}, which is not optional`)
    }
  }
  return { variables, groups, checks }
}

/**
 * Reads an environment (`process.env`, the `env` of a Worker, a parsed file) into typed values, frozen.
 *
 * Whitespace around a text is dropped; an empty text counts as missing; quotes around it and placeholders are problems.
 * Throws one {@link EnvError} (`config`) that lists all problems.
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import * as variable from '@keelson/core/variable'
 * const env = readEnv(defineEnv({ DEBUG: variable.boolean({ default: false }) }), process.env)
 */
export function readEnv<Values extends object>(definition: EnvDefinition<Values>, source: object): Readonly<Values> {
  const { values, problems } = examine(definition, source)
  if (problems.length > 0) {
    const head = `the environment has ${problems.length} problem${problems.length > 1 ? 's' : ''}`
    throw new EnvError([head, ...problems.map(({ message }) => `  ${message}`)].join('\n'), {
      code: 'config',
      problems,
    })
  }
  // Own properties, also for what is missing and for a variable called __proto__.
  return Object.freeze(Object.fromEntries(values) as Values)
}

/**
 * All problems of an environment, none when it can be read.
 *
 * @example
 * import { checkEnv, defineEnv } from '@keelson/core'
 * import * as variable from '@keelson/core/variable'
 * const problems = checkEnv(defineEnv({ PORT: variable.port() }), process.env)
 */
export function checkEnv<Values extends object>(
  definition: EnvDefinition<Values>,
  source: object,
): readonly EnvProblem[] {
  return examine(definition, source).problems
}

function refuse(what: string): never {
  throw new KeelsonError(`the definition of the environment is wrong: ${what}`, { code: 'config' })
}
