import { isSecret } from '../secret.js'
import type { Variable } from './custom.js'
import { describeProblem, type EnvProblem } from './env-error.js'
import { findGroupProblems, type EnvGroup } from './group.js'
import { findPasteMistake } from './paste.js'

/** Under such a name a text is not shown, whatever its kind. */
const sensitive = /secret|token|pass|key|auth|credential|dsn/i
/** Short, in plain characters, without the long words of keys or the signs that passwords stand between in URLs. */
const harmless = /^(?!.*\w{20})(?!.*(?=\w*\d)\w{12})[\p{L}\p{N} _.,:;/+%-]{1,40}$/u
/** Shorter texts are part of others by chance. */
const shortest = 6

/** The values of an environment and all its problems; every variable of the source is read once. */
export function examine(
  variables: ReadonlyMap<string, Variable<unknown>>,
  groups: readonly EnvGroup[],
  source: object,
): { readonly values: readonly (readonly [string, unknown])[]; readonly problems: readonly EnvProblem[] } {
  const texts = new Map([...variables.keys()].map((name) => [name, readText(source, name)]))
  const secrets = [...variables].flatMap(([name, { secret }]) => (secret && texts.get(name)) || [])
  const problems: EnvProblem[] = []
  const values = [...variables].map(([name, variable]) => {
    const text = texts.get(name)
    const value = text === '' ? variable.default : text === undefined ? undefined : variable.parse(text)
    const mistake = findMistake(name, text, value, variable, secrets)
    if (mistake) problems.push(describeProblem(name, variable, mistake.problem, mistake.said))
    return [name, value] as const
  })
  problems.push(...groups.flatMap((group) => findGroupProblems(group, variables, (name) => texts.get(name) !== '')))
  return { values, problems }
}

/** The trimmed text of an own property, '' when it is missing, `undefined` when it is something else than a text. */
function readText(source: object, name: string): string | undefined {
  // `__proto__` and `constructor` are names like any other, and must not find what every object inherits.
  const value: unknown = Object.hasOwn(source, name) ? source[name as keyof object] : undefined
  if (isSecret(value)) return value.reveal().trim()
  if (value === undefined || value === null) return ''
  // A Worker's variables may be numbers and booleans.
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.trim() : undefined
}

function findMistake(
  name: string,
  text: string | undefined,
  value: unknown,
  variable: Variable<unknown>,
  secrets: readonly string[],
): (Pick<EnvProblem, 'problem'> & { readonly said: string }) | undefined {
  const { separator, secret, example, verbatim, optional } = variable
  if (text === '') return value === undefined && !optional ? { problem: 'missing', said: 'is missing' } : undefined
  if (text === undefined) return { problem: 'invalid', said: 'is not a text' }
  // The example of a port may be the real port; that of a secret was copied.
  if (secret && text === example) return { problem: 'placeholder', said: 'is still the example' }
  if (value === undefined || !verbatim) {
    const items = separator ? text.split(separator).map((item) => item.trim()) : []
    const mistake = [text, ...items].map((part) => findPasteMistake(name, part)).find(Boolean)
    if (mistake) return mistake
  }
  if (value !== undefined) return undefined
  const shown =
    !secret && !sensitive.test(name) && harmless.test(text) && !secrets.some((other) => overlaps(text, other))
  return { problem: 'invalid', said: shown ? `is "${text}"` : 'is not valid' }
}

/** Whether a text holds a secret or a piece of it: it may have been pasted into the wrong variable. */
function overlaps(text: string, secret: string): boolean {
  if (text === secret) return true
  const [short, long] = text.length < secret.length ? [text, secret] : [secret, text]
  return short.length >= shortest && long.includes(short)
}
