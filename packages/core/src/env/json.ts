import { KeelsonError } from '../errors.js'
import type { Schema } from '../schema.js'
import { custom, type Absent, type DefaultOption, type Variable, type VariableOptions } from './custom.js'

/** Options of {@link json}. */
export interface JsonOptions<T, Optional extends boolean = boolean>
  extends VariableOptions<Optional>, DefaultOption<NoInfer<T>> {
  /** What the value must be, and is turned into: a Standard Schema, such as those of zod and valibot. */
  readonly schema?: Schema<T> | undefined
  /** What the value must be, as a type guard. */
  readonly guard?: ((value: unknown) => value is T) | undefined
  /** What the text must be, in words that follow "expected". @default 'JSON' */
  readonly expected?: string | undefined
  /** Never shows anything of the text. @default false */
  readonly secret?: boolean | undefined
}

/**
 * A JSON text; the value is what it holds, `unknown` unless a `schema` or a `guard` says more. JavaScript's own rules hold: no
 * comments, no trailing commas.
 *
 * Throws `config` when it is read and the schema answers with a promise.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const isLimits = (value: unknown): value is Record<string, number> =>
 *   typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'number')
 * const limits = variable.json({ guard: isLimits, expected: 'JSON as {"free":10}', default: {} })
 */
export function json<T = unknown, Optional extends boolean = false>(
  options: JsonOptions<T, Optional> = {},
): Variable<T | Absent<Optional>> {
  const { schema, guard, expected = 'JSON' } = options
  let isPromised = false
  const check = (value: unknown): T | undefined => {
    const result = schema?.['~standard'].validate(value) ?? { value: value as T }
    isPromised = 'then' in result
    if ('then' in result || result.issues) return undefined
    return !guard || guard(result.value) ? result.value : undefined
  }
  const kind = custom<T, Optional>({
    ...options,
    expected,
    // Quotes around it, and the word null, are JSON.
    verbatim: true,
    parse: (text) => check(JSON.parse(text)),
  })
  return {
    ...kind,
    parse(text) {
      const value = kind.parse(text)
      if (!isPromised) return value
      throw new KeelsonError(`the schema of a JSON variable (${expected}) answers with a promise`, {
        code: 'config',
        hint: 'Use one that answers at once',
      })
    },
  }
}
