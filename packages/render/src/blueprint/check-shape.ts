import { isSecret, nearestName } from '@keelson/core'
import type { BlueprintPath, BlueprintProblem } from './problem.js'
import type { Fields, Shape } from './shape.js'

type Values = Readonly<Record<string, unknown>>

/** A copy of a value with its fields in the order of the tables, and everything that is wrong with it in `problems`. */
export function checkShape(shape: Shape, value: unknown, path: BlueprintPath, problems: BlueprintProblem[]): unknown {
  const refuse = (message: string, at = path) => void problems.push({ path: at, message })
  if (isSecret(value)) {
    refuse('is a Secret, and the file is in the repository: write sync: false, or generateValue: true')
    return undefined
  }
  if (value === null) {
    refuse('has nothing in it: leave it out')
    return undefined
  }
  if (typeof shape === 'string') return checkPlain(shape, value, refuse)
  if ('words' in shape) return checkWord(shape.words, value, refuse)
  if ('min' in shape) return checkWhole(shape, value, refuse)
  if ('each' in shape) {
    if (!Array.isArray(value)) return refuse(`must be a list, not ${describe(value)}`)
    return value.map((item: unknown, index) => checkShape(shape.each, item, [...path, index], problems))
  }
  if (typeof value !== 'object' || Array.isArray(value)) return refuse(`must be an object, not ${describe(value)}`)
  const values = value as Values
  if (typeof shape === 'function') return checkFields(shape, values, path, problems)
  const chosen = shape.choose(values)
  return typeof chosen === 'function' ? checkFields(chosen, values, path, problems) : refuse(chosen.problem)
}

function checkFields(table: Fields, values: Values, path: BlueprintPath, problems: BlueprintProblem[]): unknown {
  const { what, fields, required, rule } = table()
  const refuse = (message: string, at = path) => void problems.push({ path: at, message })
  for (const name of Object.keys(values)) {
    if (values[name] === undefined || Object.hasOwn(fields, name)) continue
    const near = name === 'env' ? 'runtime' : guessWord(name, Object.keys(fields))
    // Of few fields the list is a help, of forty it is not.
    const others = Object.keys(fields).length <= 12 ? `, only ${Object.keys(fields).join(', ')}` : ''
    refuse(`is not known of ${what}${near ? `: ${near} is` : others}`, [...path, name])
  }
  const missing = required.filter((name) => values[name] === undefined)
  if (missing.length > 0) refuse(`has no ${missing.join(' and no ')}`)
  for (const message of rule?.(values) ?? []) refuse(message)
  const copy: Record<string, unknown> = {}
  for (const [name, shape] of Object.entries(fields)) {
    if (values[name] !== undefined) copy[name] = checkShape(shape, values[name], [...path, name], problems)
  }
  return copy
}

type Refuse = (message: string) => void

function checkPlain(shape: 'text' | 'boolean' | 'text or number', value: unknown, refuse: Refuse): unknown {
  if (shape === 'boolean') {
    if (typeof value !== 'boolean') refuse(`must be true or false, not ${describe(value)}`)
    return value
  }
  if (shape === 'text or number' && typeof value === 'number') {
    // 1e21 and NaN are numbers to some readers of YAML, and texts to others.
    if (!/^-?\d+(?:\.\d+)?$/.test(String(value))) refuse(`cannot be the number ${value}: give it as a text`)
    return value
  }
  if (typeof value !== 'string') {
    const inQuotes = typeof value === 'number' || typeof value === 'boolean' ? `: put it in quotes` : ''
    refuse(`must be a text, not ${describe(value)}${inQuotes}`)
  } else if (value.includes('\0') || !value.isWellFormed()) {
    refuse('has a character that no file can hold: NUL, or half of a surrogate pair')
  }
  return value
}

function checkWord(words: readonly string[], value: unknown, refuse: Refuse): unknown {
  if (typeof value === 'string' && words.includes(value)) return value
  if (typeof value === 'number' && words.includes(String(value))) {
    refuse(`must be a text, not the number ${value}: put it in quotes`)
  } else {
    const given = describe(value)
    const near = typeof value === 'string' ? guessWord(value, words) : undefined
    refuse(`cannot be ${given}${near ? ` (nearest: ${near})` : ''}, only ${words.join(', ')}`)
  }
  return value
}

function checkWhole(
  { min, max = Infinity, step }: { readonly min: number; readonly max?: number; readonly step?: number },
  value: unknown,
  refuse: Refuse,
): unknown {
  const range = `a whole number ${max === Infinity ? `from ${min} on` : `from ${min} to ${max}`}`
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    refuse(`must be ${range}, not ${describe(value)}`)
  } else if (step && value !== 1 && value % step !== 0) refuse(`must be 1 or a multiple of ${step}, not ${value}`)
  return value
}

/** A word that is spelt like the given one, or begins as it does: `python` for `python-3.11`. */
function guessWord(given: string, known: readonly string[]): string | undefined {
  const begun = given.slice(0, Math.ceil(given.length / 2))
  return nearestName(given, known) ?? known.find((word) => given.length > 8 && word.startsWith(begun))
}

/** What was given; no more of a text than a word, which cannot be a secret by accident. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value !== 'string') return `the ${typeof value} ${JSON.stringify(value)}`
  return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value)
}
