import { KeelsonError } from '../errors.js'
import { reveal, type Secret } from '../secret.js'
import { readersOf, scanDotenv, type DotenvOptions, type DotenvStatement } from './scan.js'

/**
 * The variables of a `.env` file, in its order: an environment for `readEnv`, with secrets in it as `process.env` has them.
 *
 * A value is one that python-dotenv, Node and sh all read the same, or the readers of `for`; nothing is replaced in it.
 * Throws `config` with every line that they read differently, that none of them can read, or that sets a name again; a message shows
 * nothing of a value.
 * https://github.com/theskumar/python-dotenv#file-format https://nodejs.org/api/environment_variables.html#dotenv
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { parseDotenv } from '@keelson/core/dotenv'
 * import * as variable from '@keelson/core/variable'
 * const env = readEnv(defineEnv({ PORT: variable.port() }), parseDotenv(await readFile('.env', 'utf8')))
 */
export function parseDotenv(text: string | Secret, options: DotenvOptions = {}): Readonly<Record<string, string>> {
  const content = reveal(text)
  const readers = readersOf(options)
  const statements = scanDotenv(content, readers)
  const problems = statements.flatMap(describe)
  if (problems.length > 0) {
    const head = `the .env file has ${problems.length} problem${problems.length > 1 ? 's' : ''}`
    const alone = readers.length === 1 ? [] : readers.filter((one) => !scanDotenv(content, [one]).some(isRefused))
    throw new KeelsonError([head, ...problems.map((problem) => `  ${problem}`)].join('\n'), {
      code: 'config',
      hint:
        alone.length > 0
          ? `Where one program alone reads the file: for: ${alone.map((one) => `'${one}'`).join(' or ')}`
          : undefined,
    })
  }
  // Own properties, also for a variable called __proto__.
  return Object.fromEntries(statements.map(({ name = '', value = '' }) => [name, value]))
}

function isRefused({ problem, before }: DotenvStatement): boolean {
  return problem !== undefined || before !== undefined
}

function describe(statement: DotenvStatement): string[] {
  const { line, problem, before } = statement
  const subject = `line ${line}: ${showName(statement)}`
  return [
    ...(problem === undefined ? [] : [`${subject}${problem.said}`]),
    ...(before === undefined ? [] : [`${subject}is already set on line ${before}`]),
  ]
}

/** Nothing where the name may be a piece of a value, as a line of a key in base64 is that ends in `=`. */
export function showName({ name = '' }: DotenvStatement): string {
  return name === name.toUpperCase() || name === name.toLowerCase() ? name && `${name} ` : 'a variable '
}
