import { KeelsonError } from '../errors.js'
import type { Text } from '../text.js'
import { readHereDocuments, type OpenDocument } from './here-document.js'
import { ShellReader, type ShellWord } from './reader.js'

/** Where a command's input comes from, or its output goes. */
export interface ShellRedirect {
  /** With its number: `>`, `2>`, `>>`, `<`, `<<`, `2>&`, `&>`. */
  readonly operator: string
  /** A file, a number after `>&`, the text of a here-document after `<<`. */
  readonly target: Text
}

/** One command of a script, as the shell will start it. */
export interface ShellCommand {
  /** What is set for this command alone, or for the rest of the script when `argv` is empty. */
  readonly assignments: Readonly<Record<string, Text>>
  /** The program and its arguments. */
  readonly argv: readonly Text[]
  readonly redirects: readonly ShellRedirect[]
  /** What stands between this command and the one before; a line break counts as `;`, nothing stands before the first. */
  readonly joinedBy?: '&&' | '||' | '|' | ';' | '&' | undefined
  /** Started with `&`: the script does not wait for it. */
  readonly background: boolean
  /** Variables of `argv` that stand outside of quotes: the shell splits their values at blanks. */
  readonly unquoted: readonly string[]
  /** Of its first word, from 1. */
  readonly line: number
}

/** Words that begin or end something that is no plain command. */
const language: ReadonlySet<string> = new Set(
  'case coproc do done elif else esac fi for function if in select then time until while [[ ]] ! { }'.split(' '),
)

/**
 * The commands of a shell script that is a list of plain commands: quotes, variables (`$NAME`, `${NAME}`,
 * `${NAME:-default}`), redirects, here-documents, `&&`, `||`, `|`, `;`, `&`, comments and continued lines.
 *
 * Everything whose meaning depends on more than the text (conditions, loops, functions, `$(…)`, patterns, `~`) is refused:
 * throws `config`, which names the line and what it is. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 *
 * @example
 * import { parseShell } from '@keelson/core/shell'
 * const [migrate, serve] = parseShell('python manage.py migrate && exec gunicorn app:app --bind "0.0.0.0:$PORT"')
 * serve?.joinedBy // '&&'
 */
export function parseShell(text: string): ShellCommand[] {
  const reader = new ShellReader(text)
  const commands: ShellCommand[] = []
  const documents: OpenDocument[] = []
  let joinedBy: ShellCommand['joinedBy']
  for (;;) {
    reader.skipBlanks()
    if (reader.end) break
    if (reader.take('\n')) {
      readHereDocuments(reader, documents)
      continue
    }
    const command = readCommand(reader, documents, commands.length === 0 ? undefined : (joinedBy ?? ';'))
    const operator = readOperator(reader)
    // After an operator that needs a right side, the command may stand on a later line.
    joinedBy = operator
    commands.push(operator === '&' ? { ...command, background: true } : command)
  }
  if (joinedBy && joinedBy !== ';' && joinedBy !== '&') reader.refuse(`nothing stands after ${joinedBy}`)
  if (documents.length > 0) readHereDocuments(reader, documents)
  return commands
}

/**
 * The one command of a command line; throws `config` when there is none, or more than one.
 *
 * @example
 * import { parseCommand } from '@keelson/core/shell'
 * parseCommand("WEB_CONCURRENCY=2 gunicorn 'app:create_app()'").argv // ['gunicorn', 'app:create_app()']
 */
export function parseCommand(text: string): ShellCommand {
  const [command, ...rest] = parseShell(text)
  if (command && rest.length === 0) return command
  const found = command ? `${rest.length + 1} commands where one belongs` : 'no command'
  throw new KeelsonError(`the command line cannot be read: it has ${found}`, { code: 'config' })
}

function readCommand(reader: ShellReader, documents: OpenDocument[], joinedBy: ShellCommand['joinedBy']): ShellCommand {
  const { line } = reader
  // Not a plain object: PATH and __proto__ are names alike.
  const assignments = new Map<string, Text>()
  const argv: Text[] = []
  const redirects: ShellRedirect[] = []
  const unquoted: string[] = []
  for (;;) {
    reader.skipBlanks()
    const redirect = reader.readRedirect()
    if (redirect) {
      redirects.push(readTarget(reader, redirect, redirects, documents))
      continue
    }
    const word = reader.readWord()
    if (!word) break
    if (argv.length === 0) {
      const [, name] = /^([A-Za-z_]\w*)\+?=/.exec(word.raw) ?? []
      if (name !== undefined) {
        assignments.set(name, readValue(reader, word, name))
        continue
      }
      if (language.has(word.raw)) reader.refuse(`"${word.raw}" is not a plain command`)
    }
    if (reader.peek('(')) {
      const misplaced = `the ( behind ${JSON.stringify(word.raw)} is a syntax error to a shell: quote the whole word`
      reader.refuse(argv.length > 0 ? misplaced : 'a function, or a list in brackets, is not a plain command')
    }
    unquoted.push(...word.unquoted)
    argv.push(word.text)
  }
  if (argv.length + assignments.size + redirects.length === 0)
    reader.refuse(`${reader.describe()} is not a plain command`)
  return {
    assignments: Object.fromEntries(assignments),
    argv,
    redirects,
    ...(joinedBy && { joinedBy }),
    background: false,
    unquoted,
    line,
  }
}

/** What is assigned: the word without its name. A name is never quoted, so that it is as long in both. */
function readValue(reader: ShellReader, { raw, text }: ShellWord, name: string): Text {
  if (raw[name.length] === '+') reader.refuse(`${name}+= adds to a value that is not known here`)
  if (typeof text === 'string') return text.slice(name.length + 1)
  const [first, ...rest] = text.parts
  const begun = typeof first === 'string' ? first.slice(name.length + 1) : ''
  return { parts: begun === '' ? rest : [begun, ...rest] }
}

function readTarget(
  reader: ShellReader,
  operator: string,
  redirects: readonly ShellRedirect[],
  documents: OpenDocument[],
): ShellRedirect {
  reader.skipBlanks()
  const word = reader.readWord()
  if (!word) return reader.refuse(`nothing stands after ${operator}`)
  if (!operator.includes('<<')) return { operator, target: word.text }
  if (typeof word.text !== 'string') return reader.refuse('the end of a here-document cannot be a variable')
  // Its text follows this line, so that it is put in place later.
  const document = { operator: operator.replace('-', ''), target: '' as Text }
  documents.push({
    end: word.text,
    expands: !word.quoted,
    stripsTabs: operator.endsWith('-'),
    fill: (text) => {
      document.target = text
    },
  })
  return document
}

function readOperator(reader: ShellReader): ShellCommand['joinedBy'] {
  reader.skipBlanks()
  if (reader.end || reader.peek('\n')) return undefined
  if (reader.peek(';;') || reader.peek('|&')) return reader.refuse(`${reader.describe()} is not a plain command`)
  for (const operator of ['&&', '||', ';', '|', '&'] as const) if (reader.take(operator)) return operator
  return reader.refuse(`${reader.describe()} is not a plain command`)
}
