import { isSecret } from '../secret.js'
import type { Variable } from './custom.js'
import type { EnvDefinition } from './definition.js'
import { describeProblem, type EnvProblem } from './env-error.js'
import { findGroupProblems } from './group.js'
import { findPasteMistake } from './paste.js'
import { published } from './published.js'

/** Under such a name a text is not shown, whatever its kind. */
const sensitive = /secret|token|pass|key|auth|credential|dsn/i
/** Short, in plain characters, without the long words of keys or the signs that passwords stand between in URLs. */
const harmless = /^(?!.*\w{20})(?!.*(?=\w*\d)\w{12})[\p{L}\p{N} _.,:;/+%-]{1,40}$/u
/** Shorter texts are part of others by chance. */
const shortest = 6

/** A variable, its text, and the name under which that was found. */
interface Found {
  readonly variable: Variable<unknown>
  readonly from: string
  /** '' when it is missing, `undefined` when it is something else than a text. */
  readonly text: string | undefined
}

/** A definition, whatever it is read into. */
export type AnyDefinition = Omit<EnvDefinition<unknown>, 'variables'> & {
  readonly variables: Readonly<Record<never, Variable<unknown>>>
}

/** The values of an environment and all its problems; every variable of the source is read once. */
export function examine(
  definition: AnyDefinition,
  source: object,
): { readonly values: ReadonlyMap<string, unknown>; readonly problems: readonly EnvProblem[] } {
  const variables = new Map(Object.entries<Variable<unknown>>({ ...definition.variables }))
  const found = new Map([...variables].map(([name, variable]) => [name, find(source, name, variable)]))
  const secrets = [...found.values()].flatMap(({ variable, text }) => (variable.secret && text) || [])
  const problems: EnvProblem[] = []
  const values = new Map(
    [...found].map(([name, place]) => {
      const { variable, text, from } = place
      const value = text === '' ? variable.default : text === undefined ? undefined : variable.parse(text)
      const mistake = findMistake(place, value, secrets)
      if (mistake) {
        const said = (from === name ? '' : `(read from ${from}) `) + mistake.said
        problems.push(describeProblem(name, variable, mistake.problem, said))
      }
      return [name, value]
    }),
  )
  const isSet = (name: string) => found.get(name)?.text !== ''
  problems.push(
    ...definition.groups.flatMap((group) => findGroupProblems(group, variables, isSet, values)),
    ...definition.checks.flatMap((check) => check({ variables, source })),
  )
  return { values, problems }
}

function find(source: object, name: string, variable: Variable<unknown>): Found {
  for (const from of [name, ...variable.aliases]) {
    const text = readText(source, from)
    if (text !== '') return { variable, from, text }
  }
  return { variable, from: name, text: '' }
}

/** The trimmed text of an own property, '' when it is missing, `undefined` when it is something else than a text. */
export function readText(source: object, name: string): string | undefined {
  // `__proto__` and `constructor` are names like any other, and must not find what every object inherits.
  const value: unknown = Object.hasOwn(source, name) ? source[name as keyof object] : undefined
  if (isSecret(value)) return value.reveal().trim()
  if (value === undefined || value === null) return ''
  // A Worker's variables may be numbers and booleans.
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.trim() : undefined
}

function findMistake(
  { variable, from, text }: Found,
  value: unknown,
  secrets: readonly string[],
): (Pick<EnvProblem, 'problem'> & { readonly said: string }) | undefined {
  const { separator, item, secret, example, verbatim, optional, aliases } = variable
  if (text === '') {
    if (value !== undefined || optional) return undefined
    return { problem: 'missing', said: ['is missing', ...aliases].join(', and so is ') }
  }
  if (text === undefined) return { problem: 'invalid', said: 'is not a text' }
  // The example of a port may be the real port; that of a secret was copied.
  if (secret && text === example) return { problem: 'placeholder', said: 'is still the example' }
  const items = separator ? text.split(separator).map((one) => one.trim()) : []
  if (value === undefined || !verbatim) {
    const mistake = [text, ...items].map((part) => findPasteMistake(from, part)).find(Boolean)
    if (mistake) return mistake
    if (published.test(from) && secrets.some((other) => contains(text, other))) {
      return { problem: 'published', said: 'holds a secret, but build tools publish variables of that name' }
    }
  }
  if (value !== undefined) return undefined
  const mayShow = (said: string) =>
    !secret && !sensitive.test(from) && harmless.test(said) && !secrets.some((other) => overlaps(said, other))
  const wrong = items.findIndex((one) => one !== '' && item && item.parse(one) === undefined)
  const piece = items[wrong]
  if (piece === undefined) return { problem: 'invalid', said: mayShow(text) ? `is "${text}"` : 'is not valid' }
  return { problem: 'invalid', said: `is not valid at item ${wrong + 1}${mayShow(piece) ? `, "${piece}"` : ''}` }
}

function contains(text: string, secret: string): boolean {
  return secret.length >= shortest && text.includes(secret)
}

/** Whether a text holds a secret or a piece of it: it may have been pasted into the wrong variable. */
function overlaps(text: string, secret: string): boolean {
  if (text === secret) return true
  return contains(text, secret) || contains(secret, text)
}
