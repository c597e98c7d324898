import { KeelsonError } from '../errors.js'
import type { SecretForm } from './secret-form.js'

/** One variable of an environment: what its text must look like and what becomes of it. */
export interface Variable<T> {
  /** What the text must be, in words that follow "expected". */
  readonly expected: string
  readonly example?: string | undefined
  /** What the variable is for; stands behind its name in messages. */
  readonly description?: string | undefined
  /** Nothing of the text is ever shown. */
  readonly secret: boolean
  readonly optional: boolean
  /** The value when the variable is missing. */
  readonly default?: T | undefined
  /** A text that parses is taken, also one that looks like a placeholder. */
  readonly verbatim: boolean
  /** What stands between the items of a list. */
  readonly separator?: string | undefined
  /** What every item of a list is. */
  readonly item?: Variable<unknown> | undefined
  /** Other names, which are read in this order while its own is missing. */
  readonly aliases: readonly string[]
  /** How `generateMissing` makes a value. */
  readonly generate?: SecretForm | undefined
  /** The text that gives a value, of kinds that can write theirs. */
  format?(value: T): string
  /** The value of a trimmed, non-empty text; `undefined` when it is not what is expected. */
  parse(text: string): T | undefined
}

/** Options that every kind of variable takes. */
export interface VariableOptions<Optional extends boolean = boolean> {
  /** A missing variable is `undefined` instead of a problem. @default false */
  readonly optional?: Optional | undefined
  /** A text that would do, shown with every problem of the variable; must be valid itself. */
  readonly example?: string | undefined
  /** What the variable is for, in a few words. */
  readonly description?: string | undefined
  /** Takes quotes around the text, and texts that look like placeholders, as they are. @default false */
  readonly verbatim?: boolean | undefined
  /** Other names, which are read in this order while its own is missing: a former one, or the single form of a list. */
  readonly aliases?: readonly string[] | undefined
}

/** The option of kinds that are not secret. */
export interface DefaultOption<T> {
  /** The value when the variable is missing. Not together with `optional`. */
  readonly default?: T | undefined
}

/** Options of {@link custom}. */
export interface CustomOptions<T> {
  /** What the text must be, in words that follow "expected": `a date as 2026-01-31`. */
  readonly expected: string
  /** The value, or `undefined` (or a thrown error, which is not shown) when the text is not what is expected. */
  readonly parse: (text: string) => T | undefined
  /** Writes a value as `parse` reads it; with it, the default is checked. */
  readonly format?: ((value: NoInfer<T>) => string) | undefined
  /** Never shows anything of the text. @default false */
  readonly secret?: boolean | undefined
  /** Splits the text when looking for placeholders. */
  readonly separator?: string | undefined
  /** What every piece is that the separator makes: a problem then says which of them is wrong. */
  readonly item?: Variable<unknown> | undefined
  /** How `generateMissing` makes a value; of a secret only. */
  readonly generate?: SecretForm | undefined
}

/** `undefined` where a variable may be missing. */
export type Absent<Optional extends boolean> = true extends Optional ? undefined : never

/**
 * A kind of variable of your own; all other kinds are made of it.
 *
 * Throws `config` when the default or the example is not valid, when a secret has a default, or an optional variable.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const rate = variable.custom({
 *   expected: 'a number from 0 to 1',
 *   parse: (text) => (Number(text) >= 0 && Number(text) <= 1 ? Number(text) : undefined),
 *   default: 0.1,
 * })
 */
export function custom<T, Optional extends boolean = false>(
  options: CustomOptions<T> & VariableOptions<Optional> & DefaultOption<NoInfer<T>>,
): Variable<T | Absent<Optional>> {
  const {
    expected,
    example,
    description,
    separator,
    item,
    format,
    secret = false,
    optional = false,
    verbatim = false,
    aliases = [],
    generate,
  } = options
  const parse = (text: string): T | undefined => {
    try {
      return options.parse(text)
    } catch {
      // Its message may quote the text.
      return undefined
    }
  }
  const refuse = (what: string): never => {
    throw new KeelsonError(`the definition of a variable (${description ?? expected}) is wrong: ${what}`, {
      code: 'config',
    })
  }
  if (example !== undefined && parse(example) === undefined) refuse(`its example "${example}" is not ${expected}`)
  let fallback = options.default
  if (fallback !== undefined) {
    if (secret) refuse('a secret cannot have a default, which everybody who reads the code would know')
    if (optional) refuse('it is optional and has a default; it can be only one of them')
    if (format) {
      const text = format(fallback)
      fallback = parse(text) ?? refuse(`its default ${JSON.stringify(text)} is not ${expected}`)
    }
  }
  return {
    expected,
    example,
    description,
    secret,
    optional,
    default: fallback,
    verbatim,
    separator,
    item,
    aliases,
    generate,
    parse,
    ...(format && { format }),
  }
}
