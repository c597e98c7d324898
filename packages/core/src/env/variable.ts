import { KeelsonError } from '../errors.js'
import { Secret } from '../secret.js'
import { custom, type Absent, type DefaultOption, type Variable, type VariableOptions } from './custom.js'
import type { SecretForm } from './secret-form.js'

export { bytes, duration } from './amount.js'
export type { BytesOptions, BytesUnit, DurationOptions, DurationUnit } from './amount.js'
export { custom } from './custom.js'
export { json } from './json.js'
export type { JsonOptions } from './json.js'
export { postgresUrl, redisUrl, secretUrl, url } from './url.js'
export type { RedisUrlOptions, SecretUrlOptions, UrlOptions } from './url.js'

/** Options of {@link secret}. */
export interface SecretOptions<Optional extends boolean = boolean> extends VariableOptions<Optional> {
  /** In UTF-16 units, as `length` counts. */
  readonly minLength?: number | undefined
  /** What the vendor's keys begin with: `rnd_`. */
  readonly startsWith?: string | undefined
  /** How `generateMissing` makes one, for secrets that no vendor gives out. */
  readonly generate?: SecretForm | undefined
}

/** Options of {@link integer}. */
export interface IntegerOptions<Optional extends boolean = boolean>
  extends VariableOptions<Optional>, DefaultOption<number> {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** Options of {@link list}. */
export interface ListOptions<Item, Optional extends boolean = boolean>
  extends VariableOptions<Optional>, DefaultOption<readonly NoInfer<Item>[]> {
  /** What every item is. @default string() */
  readonly item?: Variable<Item> | undefined
}

/**
 * Any text.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const region = variable.string({ example: 'frankfurt' })
 */
export function string<Optional extends boolean = false>(
  options: VariableOptions<Optional> & DefaultOption<string> = {},
): Variable<string | Absent<Optional>> {
  return custom({ ...options, expected: 'a text', parse: (text) => text, format: String })
}

/**
 * A password, key or token: its value is a {@link Secret}, and no message shows anything of it.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const apiKey = variable.secret({ startsWith: 'rnd_', optional: true })
 * const sessionKey = variable.secret({ minLength: 32, generate: 'base64url' })
 */
export function secret<Optional extends boolean = false>(
  options: SecretOptions<Optional> = {},
): Variable<Secret | Absent<Optional>> {
  const { minLength = 1, startsWith = '', generate } = options
  const least = minLength > 1 ? ` of at least ${minLength} characters` : ''
  const start = startsWith && ` starting with ${startsWith}`
  // What hex has, the other forms have, too.
  const made = typeof generate === 'string' ? ', as openssl rand -hex 48 makes one' : ''
  return custom({
    ...options,
    expected: `a secret${least}${start}${made}`,
    secret: true,
    parse: (text) => (text.length >= minLength && text.startsWith(startsWith) ? new Secret(text) : undefined),
  })
}

/**
 * A whole number in decimal digits, from `min` to `max`.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const workers = variable.integer({ min: 1, max: 32, default: 2 })
 */
export function integer<Optional extends boolean = false>(
  options: IntegerOptions<Optional> = {},
): Variable<number | Absent<Optional>> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options
  const example = options.example ?? String(options.min ?? options.max ?? 1)
  const least = options.min === undefined ? '' : ` from ${min}`
  const most = options.max === undefined ? '' : ` up to ${max}`
  return wholeNumber(`a whole number${least}${most}`, { ...options, example }, min, max)
}

/**
 * A TCP port, 1 to 65535.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const port = variable.port({ default: 10_000 })
 */
export function port<Optional extends boolean = false>(
  options: VariableOptions<Optional> & DefaultOption<number> = {},
): Variable<number | Absent<Optional>> {
  return wholeNumber('a port from 1 to 65535', { ...options, example: options.example ?? '8080' }, 1, 65_535)
}

function wholeNumber<Optional extends boolean>(
  expected: string,
  options: VariableOptions<Optional> & DefaultOption<number>,
  min: number,
  max: number,
): Variable<number | Absent<Optional>> {
  return custom({
    ...options,
    expected,
    // Number('') is 0, Number('0x1f') is 31, and 010 is 8 to some programs and 10 to others.
    parse: (text) => (/^(?:0|-?[1-9]\d*)$/.test(text) && +text >= min && +text <= max ? +text : undefined),
    format: String,
  })
}

/**
 * `true`, `1`, `yes`, `on` or `false`, `0`, `no`, `off`, in any case; everything else is a problem, never a guess.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const debug = variable.boolean({ default: false })
 */
export function boolean<Optional extends boolean = false>(
  options: VariableOptions<Optional> & DefaultOption<boolean> = {},
): Variable<boolean | Absent<Optional>> {
  return custom({
    ...options,
    example: options.example ?? 'true',
    expected: 'true or false (or 1, 0, yes, no, on, off)',
    parse: (text) =>
      /^(?:true|1|yes|on)$/i.test(text) ? true : /^(?:false|0|no|off)$/i.test(text) ? false : undefined,
    format: String,
  })
}

/**
 * One of the given texts.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const mode = variable.oneOf(['production', 'staging'], { default: 'production' })
 */
export function oneOf<const Value extends string, Optional extends boolean = false>(
  values: readonly Value[],
  options: VariableOptions<Optional> & DefaultOption<NoInfer<Value>> = {},
): Variable<Value | Absent<Optional>> {
  if (values.length === 0 || values.some((value) => value === '' || value !== value.trim())) {
    throw new KeelsonError('variable.oneOf needs values, none of them empty or with whitespace around it', {
      code: 'config',
    })
  }
  return custom({
    ...options,
    example: options.example ?? values[0],
    expected: `one of ${values.join(', ')}`,
    // `todo` is a placeholder elsewhere, and may be a value here.
    verbatim: true,
    parse: (text) => values.find((value) => value === text),
    format: String,
  })
}

/**
 * Texts separated by commas, or values of another kind; whitespace around items and empty items are dropped.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const hosts = variable.list({ example: 'shop.example,www.shop.example' })
 * const ports = variable.list({ item: variable.port(), default: [] })
 */
export function list<Item = string, Optional extends boolean = false>(
  options: ListOptions<Item, Optional> = {},
): Variable<readonly Item[] | Absent<Optional>> {
  // The default of `Item` is string, so this is what `item` is when nobody gave one.
  const item = options.item ?? (string() as Variable<string> as Variable<Item>)
  return custom<readonly Item[], Optional>({
    ...options,
    example: options.example ?? (item.example && `${item.example},${item.example}`),
    expected: `a list separated by commas, each item ${item.expected}`,
    secret: item.secret,
    separator: ',',
    item,
    parse: (text) => parseList(text, item),
    format: (values) => values.map((value) => item.format?.(value) ?? String(value)).join(','),
  })
}

function parseList<Item>(text: string, item: Variable<Item>): readonly Item[] | undefined {
  // A JSON array would come apart into items with brackets and quotes.
  if (/^\[\s*["']/.test(text)) return undefined
  const items: Item[] = []
  for (const part of text.split(',')) {
    if (part.trim() === '') continue
    const value = item.parse(part.trim())
    if (value === undefined) return undefined
    items.push(value)
  }
  // Commas alone are a mistake; nothing at all is the text of an empty default.
  return items.length > 0 || text === '' ? Object.freeze(items) : undefined
}
