import { isPlaceholder } from '../env/paste.js'
import { published } from '../env/published.js'
import type { Finding } from '../finding.js'
import { findSecretSign } from '../secret-shape.js'
import { reveal, type Secret } from '../secret.js'
import { showName } from './parse.js'
import { keptQuotes } from './readers.js'
import { readersOf, scanDotenv, type DotenvOptions, type DotenvStatement } from './scan.js'

/** What is known of the file. */
export interface DotenvContext extends DotenvOptions {
  /** As messages say it; names that end in `.example`, `.sample`, `.template` or `.dist` are of files with placeholders. */
  readonly name: string
  /** Everybody who reads the repository reads the file. @default false */
  readonly committed?: boolean | undefined
}

const nodeFormat = 'https://nodejs.org/api/environment_variables.html#dotenv'

/**
 * What is wrong, or will hurt, with a `.env` file: secrets in one that is committed or under a name that browsers get, placeholders
 * that nobody filled in, names that are set twice, lines that its readers (as `for` of `parseDotenv`) read differently. No finding
 * shows anything of a value.
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 * import { lintDotenv } from '@keelson/core/dotenv'
 * const findings = lintDotenv(await readFile('render.env', 'utf8'), { name: 'render.env', committed: true })
 */
export function lintDotenv(text: string | Secret, context: DotenvContext): Finding[] {
  return scanDotenv(reveal(text), readersOf(context)).flatMap((statement) => lintStatement(statement, context))
}

function lintStatement(
  statement: DotenvStatement,
  { name: file, committed = false, for: readers }: DotenvContext,
): Finding[] {
  const { line, name = '', value = '', problem, before } = statement
  const findings: Finding[] = []
  const path = `${file}:${line}`
  const subject = showName(statement)
  const sign = findSecretSign(name, value)
  if (problem) {
    const isKept = problem.said === keptQuotes
    findings.push({
      code: isKept ? 'dotenv-docker-quotes' : problem.unreadable ? 'dotenv-unreadable' : 'dotenv-readers-disagree',
      // Whether all the usual programs read the file is not known; those that were named do.
      severity: isKept || problem.unreadable ? 'error' : readers === undefined ? 'info' : 'warning',
      path,
      message: `${subject}${problem.said}`,
      fix: problem.fix,
      source: isKept ? 'measured: docker 28.2' : nodeFormat,
    })
  }
  if (before !== undefined) {
    findings.push({
      code: 'dotenv-name-twice',
      severity: 'warning',
      path,
      message: `${subject}is already set on line ${before}; that value has no effect`,
      fix: 'Delete one of the two lines',
      source: nodeFormat,
    })
  }
  if (committed && sign) {
    findings.push({
      code: 'dotenv-committed-secret',
      severity: 'error',
      path,
      message: `${subject}${sign === 'name' ? 'is a secret by its name' : 'has the shape of a credential'}, and everybody who can read the repository can read it, also after it is deleted`,
      fix: `Replace the secret where it is issued, set it in the environment of the service (or a secret file of the platform), delete the line and add ${file} to .gitignore`,
      source: 'https://12factor.net/config',
    })
  }
  if (sign && published.test(name)) {
    findings.push({
      code: 'dotenv-published-secret',
      severity: 'error',
      path,
      message: `${subject}is a secret, but build tools write variables of that name into the code that browsers load`,
      fix: `Replace the secret where it is issued, and call the new one ${name.replace(published, '')}`,
      source: 'https://nextjs.org/docs/app/guides/environment-variables',
    })
  }
  if (isPlaceholder(value) && !/\.(?:example|sample|template|dist)$/.test(file)) {
    findings.push({
      code: 'dotenv-placeholder',
      severity: 'error',
      path,
      message: `${subject}still has the placeholder of an example, which programs take for the value`,
      fix: 'Write the value, or delete the line',
      source: nodeFormat,
    })
  }
  return findings
}
