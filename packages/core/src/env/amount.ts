import { custom, type Absent, type DefaultOption, type Variable, type VariableOptions } from './custom.js'

/** `m` is a minute. */
export type DurationUnit = keyof typeof milliseconds
/** Powers of 1,000 for `kB` to `TB`, of 1,024 for `KiB` to `TiB`. */
export type BytesUnit = keyof typeof sizes

/** Options of {@link duration}. */
export interface DurationOptions<Optional extends boolean = boolean>
  extends VariableOptions<Optional>, DefaultOption<number> {
  /** The unit of the value, also of `default`, `min` and `max`. @default 'ms' */
  readonly unit?: DurationUnit | undefined
  /** Takes a plain number as one of this unit. @default refused */
  readonly plain?: DurationUnit | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** Options of {@link bytes}. */
export interface BytesOptions<Optional extends boolean = boolean>
  extends VariableOptions<Optional>, DefaultOption<number> {
  /** Takes a plain number as one of this unit. @default refused */
  readonly plain?: BytesUnit | undefined
  /** In bytes. */
  readonly min?: number | undefined
  /** In bytes. */
  readonly max?: number | undefined
}

const milliseconds = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

const sizes = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/**
 * A time as `90s`, `15m`, `1h30m`, `250ms` or `2d`, whole numbers, the largest unit first; the value is in milliseconds unless
 * `unit` says otherwise, and whole. A plain number says no unit and is refused, unless `plain` gives one.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const requestTimeoutMs = variable.duration({ default: 30_000, max: 120_000 })
 * const poolRecycleSeconds = variable.duration({ unit: 's', plain: 's', example: '5m' })
 */
export function duration<Optional extends boolean = false>(
  options: DurationOptions<Optional> = {},
): Variable<number | Absent<Optional>> {
  const { unit = 'ms', plain, min = 0, max = Number.MAX_SAFE_INTEGER } = options
  const limit = options.max ?? options.min
  const limits = describeLimits(options.min, options.max, unit)
  return custom({
    ...options,
    example: options.example ?? (limit === undefined ? `90${unit === 'ms' ? 's' : unit}` : `${limit}${unit}`),
    expected: `a time as 90s, 15m or 1h30m${plain ? `, or a number of ${plain}` : ''}${limits}`,
    parse: (text) => within(parseDuration(text, plain) / milliseconds[unit], min, max),
    format: (value) => `${value}${unit}`,
  })
}

function parseDuration(text: string, plain: DurationUnit | undefined): number {
  if (plain && /^\d+$/.test(text)) return Number(text) * milliseconds[plain]
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text)
  if (!parts || text === '') return Number.NaN
  return Object.values(milliseconds).reduce((sum, each, index) => sum + Number(parts[index + 1] ?? 0) * each, 0)
}

/**
 * A size as `512MB` (1,000 x 1,000) or `1GiB` (1,024 x 1,024 x 1,024), in any case, also `1.5 GB`; the value is in bytes, and
 * whole. What programs read in two ways is refused: `512M` and, unless `plain` gives a unit, a plain number.
 *
 * @example
 * import * as variable from '@keelson/core/variable'
 * const uploadLimit = variable.bytes({ default: 10_000_000, max: 100_000_000 })
 * const memory = variable.bytes({ plain: 'MiB', example: '512MiB' })
 */
export function bytes<Optional extends boolean = false>(
  options: BytesOptions<Optional> = {},
): Variable<number | Absent<Optional>> {
  const { plain, min = 0, max = Number.MAX_SAFE_INTEGER } = options
  const limit = options.max ?? options.min
  const limits = describeLimits(options.min, options.max, 'B')
  return custom({
    ...options,
    example: options.example ?? (limit === undefined ? '512MB' : `${limit}B`),
    expected: `a size as 512MB (of 1000) or 512MiB (of 1024)${plain ? `, or a number of ${plain}` : ''}${limits}`,
    parse(text) {
      const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? []
      const wanted = (unit || plain || '').toLowerCase()
      const size = Object.entries(sizes).find(([name]) => name.toLowerCase() === wanted)
      return size && amount ? within(Number(amount) * size[1], min, max) : undefined
    },
    format: (value) => `${value}B`,
  })
}

function within(value: number, min: number, max: number): number | undefined {
  return Number.isSafeInteger(value) && value >= min && value <= max ? value : undefined
}

function describeLimits(min: number | undefined, max: number | undefined, unit: string): string {
  return `${min === undefined ? '' : `, from ${min}${unit}`}${max === undefined ? '' : `, up to ${max}${unit}`}`
}
