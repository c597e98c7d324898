import { KeelsonError } from '../errors.js'
import { isSecret } from '../secret.js'
import { isEnvText, type EnvReference, type EnvText } from '../text.js'

/** Python code as it stands, with the modules that it needs; {@link pythonExpression} makes it. */
export interface PythonExpression {
  readonly python: string
  readonly imports: readonly string[]
}

/** What can be written as a Python literal, an expression or a value of the environment. */
export type PythonValue =
  | null
  | boolean
  | number
  | string
  | EnvText
  | PythonExpression
  | readonly PythonValue[]
  | { readonly [key in string]: PythonValue }

/** A line has at most so many characters before a list or dictionary is spread over several. */
const width = 100

/**
 * Python code that is written as it stands.
 *
 * @example
 * import { pythonExpression } from '@keelson/core/python'
 * const verified = pythonExpression('ssl.CERT_REQUIRED', ['ssl'])
 */
export function pythonExpression(python: string, imports: readonly string[] = []): PythonExpression {
  return { python, imports }
}

/** A tuple: `("a", 1)`. */
export function pythonTuple(items: readonly PythonValue[]): PythonExpression {
  const inner = items.map((item) => formatPython(item)).join(', ')
  return { python: `(${inner}${items.length === 1 ? ',' : ''})`, imports: importsOf(items) }
}

/** A number out of the environment: `int(os.environ["PORT"])`. */
export function pythonInt(text: EnvText): PythonExpression {
  return { python: `int(${formatPython(text)})`, imports: importsOf(text) }
}

/**
 * A value as Python writes it: `True`, `None`, `{"a": [1, 2]}`, `os.environ["PORT"]`. Characters beyond ASCII, and those
 * that do not print, are escaped, so that the encoding of the file does not matter.
 *
 * Throws `config` for a {@link Secret}, which belongs into the environment, and for numbers that are not finite.
 * https://docs.python.org/3/reference/lexical_analysis.html#literals
 *
 * @example
 * import { formatPython } from '@keelson/core/python'
 * formatPython({ pool_size: 5, pool_pre_ping: true }) // {"pool_size": 5, "pool_pre_ping": True}
 */
export function formatPython(value: PythonValue): string {
  return write(value, 0)
}

/**
 * A Python module of settings: what it imports, then a line `NAME = value` for each.
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { formatPythonSettings } from '@keelson/core/python'
 * formatPythonSettings({ DEBUG: false, SECRET_KEY: envText({ env: 'SECRET_KEY' }) })
 */
export function formatPythonSettings(settings: Readonly<Record<string, PythonValue>>): string {
  const names = Object.keys(settings)
  const bad = names.find((name) => !/^[A-Za-z_]\w*$/.test(name) || keywords.has(name))
  if (bad !== undefined) refuse(`${JSON.stringify(bad)} is not a name that Python can assign to`)
  const imports = importsOf(settings)
    .toSorted()
    .map((name) => `import ${name}`)
  const lines = names.map((name) => `${name} = ${write(settings[name] as PythonValue, 0, name.length + 3)}`)
  return [...imports, ...(imports.length > 0 && lines.length > 0 ? [''] : []), ...lines, ''].join('\n')
}

const keywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

function write(value: PythonValue, indent: number, column = indent): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return writeNumber(value)
  if (typeof value === 'string') return writeText(value)
  if (isSecret(value)) refuse('a secret does not belong into a file: refer to a variable of the environment')
  if (isEnvText(value)) return value.parts.map((part) => writePart(part)).join(' + ') || '""'
  if (isExpression(value)) return value.python
  const isList = Array.isArray(value)
  const items = isList
    ? (value as readonly PythonValue[]).map((item) => ['', item] as const)
    : Object.entries(value as Readonly<Record<string, PythonValue>>).map(
        ([key, item]) => [`${writeText(key)}: `, item] as const,
      )
  const [open, close] = isList ? '[]' : '{}'
  const short = `${open}${items.map(([key, item]) => key + write(item, indent)).join(', ')}${close}`
  if (!short.includes('\n') && column + short.length <= width) return short
  const inner = ' '.repeat(indent + 4)
  const lines = items.map(([key, item]) => `${inner}${key}${write(item, indent + 4, indent + 4 + key.length)},\n`)
  return `${open}\n${lines.join('')}${' '.repeat(indent)}${close}`
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) refuse(`${value} is not a number that can be written`)
  return String(Object.is(value, -0) ? 0 : value)
}

const escapes: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
}

function writeText(text: string): string {
  if (!text.isWellFormed()) refuse('a text has half of a surrogate pair, which UTF-8 cannot hold')
  const inner = text.replace(/["\\]|[^ -~]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    const hex = code.toString(16)
    const long = code > 0xff_ff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
    return escapes[character] ?? long
  })
  return `"${inner}"`
}

function writePart(part: string | EnvReference): string {
  if (typeof part === 'string') return writeText(part)
  const name = writeText(part.env)
  if (part.default === undefined) return `os.environ[${name}]`
  // An empty variable counts as missing, as everywhere else.
  return part.default === '' ? `os.environ.get(${name}, "")` : `(os.environ.get(${name}) or ${writeText(part.default)})`
}

function isExpression(value: object): value is PythonExpression {
  return 'python' in value && 'imports' in value && typeof value.python === 'string' && Array.isArray(value.imports)
}

function importsOf(value: PythonValue): string[] {
  if (typeof value !== 'object' || value === null || isSecret(value)) return []
  if (isEnvText(value)) return ['os']
  if (isExpression(value)) return [...value.imports]
  return [...new Set(Object.values(value).flatMap((item: PythonValue) => importsOf(item)))]
}

function refuse(what: string): never {
  throw new KeelsonError(`a value cannot be written as Python: ${what}`, { code: 'config' })
}
