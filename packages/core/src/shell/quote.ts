import { KeelsonError } from '../errors.js'
import { isEnvText, joinParts, showText, type EnvReference, type Text } from '../text.js'

/** What no shell gives a meaning to, wherever in a word it stands. A leading `~` or `#`, and any `*`, are not among it. */
const plain = /^[\w@%+=:,./-]+$/

/**
 * One word of a POSIX shell that stands for exactly this text; variables of the environment stay variables, and are not
 * split where their value has blanks.
 *
 * Throws `config` for a NUL, which no argument of a program can hold, and for half of a surrogate pair.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { quoteShell } from '@keelson/core/shell'
 * quoteShell("it's") // 'it'\''s'
 * quoteShell(envText('0.0.0.0:', { env: 'PORT' })) // "0.0.0.0:$PORT"
 */
export function quoteShell(text: Text): string {
  checkText(text)
  if (!isEnvText(text)) return plain.test(text) ? text : quoteSingle(text)
  const parts = text.parts.map((part, index) => {
    if (typeof part === 'string') return escapeDouble(part)
    const next = text.parts[index + 1]
    return quoteReference(part, typeof next === 'string' ? next : '')
  })
  return `"${parts.join('')}"`
}

/**
 * A command line of a POSIX shell that starts a program with exactly these arguments, after assignments that hold for
 * it alone. The first word is always read as a program: never as an assignment or a word of the language.
 *
 * Throws `config` for a command without a program, a NUL, and a name that cannot be assigned to.
 *
 * @example
 * import { envText } from '@keelson/core'
 * import { formatCommand } from '@keelson/core/shell'
 * formatCommand(['gunicorn', 'app:app', '--bind', envText('0.0.0.0:', { env: 'PORT' })]) // gunicorn app:app --bind "0.0.0.0:$PORT"
 */
export function formatCommand(
  argv: readonly Text[],
  { assignments = {} }: { readonly assignments?: Readonly<Record<string, Text>> | undefined } = {},
): string {
  const [program, ...rest] = argv
  if (program === undefined || program === '') {
    throw new KeelsonError('a command needs a program to start', { code: 'config' })
  }
  const set = Object.entries(assignments).map(([name, value]) => {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new KeelsonError(`${JSON.stringify(name)} is not a name that a shell can set`, { code: 'config' })
    }
    return `${name}=${quoteShell(value)}`
  })
  return [...set, quoteProgram(program), ...rest.map(quoteShell)].join(' ')
}

/** `if` as a program, or `A=b`, would be read as something else without quotes. */
function quoteProgram(program: Text): string {
  if (isEnvText(program)) return quoteShell(program)
  return reserved.test(program) || program.includes('=') ? quoteSingle(checkText(program)) : quoteShell(program)
}

const reserved =
  /^(?:case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while|\[\[|\]\]|!|\{|\})$/

function quoteSingle(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function escapeDouble(text: string): string {
  return text.replace(/["$\\`]/g, String.raw`\$&`)
}

function quoteReference({ env, default: fallback }: EnvReference, next: string): string {
  if (fallback !== undefined) return `\${${env}:-${fallback}}`
  return /^\w/.test(next) ? `\${${env}}` : `$${env}`
}

function checkText<T extends Text>(text: T): T {
  // Parts may be made by hand: what is no name would be read as code.
  if (isEnvText(text)) joinParts(text.parts)
  const shown = isEnvText(text) ? showText(text) : String(text)
  if (shown.includes('\0')) refuse('a NUL, which no argument of a program can hold')
  // What shells make of quotes and braces inside of "${NAME:-…}" depends on the shell, and on what stands before.
  if (
    isEnvText(text) &&
    text.parts.some((part) => typeof part !== 'string' && /['"`$\\{}\n]/.test(part.default ?? ''))
  ) {
    refuse('a default with a quote, a brace, a $, a backslash or a line break, which shells do not read alike')
  }
  if (!shown.isWellFormed()) refuse('half of a surrogate pair, which UTF-8 cannot hold')
  return text
}

function refuse(what: string): never {
  throw new KeelsonError(`a text cannot be written for a shell: it has ${what}`, { code: 'config' })
}
