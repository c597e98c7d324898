import { KeelsonError } from '../errors.js'
import { reveal, Secret } from '../secret.js'
import { quoteShell } from '../shell/quote.js'
import { allReaders, readValue, type DotenvReader } from './readers.js'
import { findNameProblem, joinWords, listReaders, readersOf, type DotenvOptions } from './scan.js'

/**
 * A `.env` file that python-dotenv, Node and sh all read as exactly these values, or the readers of `for`; in quotes where they are
 * needed. The text holds the secrets, so it is one.
 *
 * Not every value can be carried: of a `'` together with a `"`, `$`, backtick or backslash there is no form that the three read
 * the same. Throws `config` that names the variable, what its value has in it, and which reader alone could be written for.
 * https://nodejs.org/api/environment_variables.html#dotenv
 *
 * @example
 * import { writeFile } from 'node:fs/promises'
 * import { Secret } from '@keelson/core'
 * import { formatDotenv } from '@keelson/core/dotenv'
 * const file = formatDotenv({ PORT: '8000', SECRET_KEY: new Secret('$ecret key') })
 * await writeFile('.env', file.reveal(), { mode: 0o600 }) // PORT=8000 and SECRET_KEY='$ecret key'
 */
export function formatDotenv(values: Readonly<Record<string, string | Secret>>, options: DotenvOptions = {}): Secret {
  const readers = readersOf(options)
  const lines = Object.entries(values).map(([name, value]) => formatLine(name, reveal(value), readers))
  return new Secret(lines.join(''))
}

/** `NAME=value` and a line feed. */
export function formatLine(name: string, value: string, readers: readonly DotenvReader[]): string {
  const problem = findNameProblem(name, readers)
  if (problem) throw refusal(`${JSON.stringify(name)} ${problem.said}`, problem.fix)
  if (typeof value !== 'string') throw refusal(`the value of ${name} is not a text`)
  if (value.includes('\0') || !value.isWellFormed()) {
    throw refusal(`the value of ${name} has a NUL or half of a surrogate pair in it, which no environment can hold`)
  }
  const line = findForm(name, value, readers)
  if (line !== undefined) return line
  const alone = allReaders.filter((reader) => findForm(name, value, [reader]))
  throw refusal(
    `the value of ${name} has ${describeCharacters(value)} in it, which no form of a line carries to ${listReaders(readers)}`,
    alone.length > 0 ? `A file for one of them can: for: ${alone.map((one) => `'${one}'`).join(' or ')}` : undefined,
  )
}

/** The first form that every reader reads back as the value. */
function findForm(name: string, value: string, readers: readonly DotenvReader[]): string | undefined {
  const escaped = value.replace(/["\\]/g, String.raw`\$&`).replaceAll('\r', String.raw`\r`)
  return [value, `'${value}'`, `"${value}"`, `\`${value}\``, `"${escaped}"`, quoteShell(value)]
    .map((form) => `${name}=${form}\n`)
    .find((line) =>
      readers.every((reader) => {
        const reading = readValue[reader](line, name.length + 1)
        return typeof reading !== 'string' && reading.value === value && reading.end === line.length - 1
      }),
    )
}

function describeCharacters(value: string): string {
  const marks: readonly (readonly [string, string])[] = [
    ["'", "'"],
    ['"', '"'],
    ['`', 'a backtick'],
    ['$', '$'],
    ['\\', 'a backslash'],
    ['\n', 'a line break'],
    ['\r', 'a carriage return'],
  ]
  const found = marks.filter(([mark]) => value.includes(mark)).map(([, said]) => said)
  // docker takes nothing that needs quotes, and no long lines.
  return joinWords(found.length > 0 ? found : [value.length > 20_000 ? 'too many characters' : 'what needs quotes'])
}

function refusal(problem: string, hint?: string): KeelsonError {
  return new KeelsonError(`the .env file cannot be written: ${problem}`, { code: 'config', hint })
}
