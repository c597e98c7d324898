import { KeelsonError } from '../errors.js'
import { formatCommand } from '../shell/quote.js'
import type { Text } from '../text.js'
import { processName, type ProcfileProcess } from './parse.js'

/** A process to be written: its command as shell, or as arguments that are quoted. */
export interface ProcfileSource {
  /** Letters, digits, `_` and `-`, 63 at most. */
  readonly name: string
  readonly command: string | readonly Text[]
}

/** Every line break that a program which reads Procfiles splits at; honcho knows the most of them. */
// oxlint-disable-next-line no-control-regex -- these are what is refused
const lineBreak = /[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/

/**
 * The text of a Procfile, a line a process.
 *
 * Throws `config` for what would be read back as something else: a name that is no word or is there twice, a command that
 * is empty, has a line break or a NUL in it, begins or ends with a blank, or ends with a backslash.
 * https://devcenter.heroku.com/articles/procfile
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { formatProcfile } from '@keelson/core/procfile'
 * formatProcfile([{ name: 'web', command: ['gunicorn', 'app:app', '--bind', envText('0.0.0.0:', { env: 'PORT' })] }])
 */
export function formatProcfile(processes: readonly ProcfileSource[]): string {
  const written = processes.map(writeProcess)
  const names = written.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw refusal(`${twice} is there twice, and programs disagree which of the two runs`)
  return written.map(({ name, command }) => `${name}: ${command}\n`).join('')
}

function writeProcess({ name, command: source }: ProcfileSource): ProcfileProcess {
  if (!processName.test(name)) {
    throw refusal(`${JSON.stringify(name)} is no name of a process: only letters, digits, _ and -, 63 at most`)
  }
  const command = typeof source === 'string' ? source : formatCommand(source)
  const problem = problemOf(command)
  if (problem !== undefined) throw refusal(`the command of ${name} ${problem}`)
  return { name, command }
}

function problemOf(command: string): string | undefined {
  if (command === '') return 'is empty'
  if (command.includes('\0')) return 'has a NUL in it'
  if (!command.isWellFormed()) return 'has half of a surrogate pair in it, which UTF-8 cannot hold'
  if (lineBreak.test(command)) return 'has a line break in it: put it into a script, and start that'
  // oxlint-disable-next-line no-control-regex -- Python takes these for blanks
  if (/^[\s\x1f]|[\s\x1f]$/.test(command)) return 'begins or ends with a blank, which no reader keeps'
  return command.endsWith('\\') ? 'ends with a backslash, as if it went on in the next line' : undefined
}

function refusal(what: string): KeelsonError {
  return new KeelsonError(`the Procfile cannot be written: ${what}`, { code: 'config' })
}
