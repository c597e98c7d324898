import {
  allReaders,
  commonReaders,
  keptQuotes,
  notClosed,
  readerNames,
  readValue,
  type DotenvReader,
} from './readers.js'

/** Which readers a `.env` file is for. */
export interface DotenvOptions {
  /** A value is one that all of these read the same. @default ['python-dotenv', 'node', 'shell'] */
  readonly for?: DotenvReader | readonly DotenvReader[] | undefined
}

/** Nothing of a value is in it. */
export interface DotenvProblem {
  /** In words that follow the name. */
  readonly said: string
  readonly fix: string
  /** No reader takes it for what it was meant. */
  readonly unreadable?: boolean | undefined
}

/** One line of a file, or several when its value has line breaks. */
export interface DotenvStatement {
  readonly line: number
  readonly name?: string | undefined
  /** As all readers see it; beside a problem, as the first one does that sees anything. */
  readonly value?: string | undefined
  readonly problem?: DotenvProblem | undefined
  /** The line where the same name was before. */
  readonly before?: number | undefined
}

export function readersOf({ for: readers = commonReaders }: DotenvOptions): readonly DotenvReader[] {
  return typeof readers === 'string' ? [readers] : readers
}

/** Every statement of a file, with what is wrong with it. What follows unclosed quotes is not looked at. */
export function scanDotenv(text: string, readers: readonly DotenvReader[]): readonly DotenvStatement[] {
  // Read as UTF-8, every second character of UTF-16 is a NUL.
  if (/^\uFFFD{0,2}.?\0/.test(text)) return [{ line: 1, problem: wideText }]
  const statements: DotenvStatement[] = []
  const lines = new Map<string, number>()
  if (text.startsWith('\uFEFF'))
    statements.push({
      line: 1,
      problem: { said: 'the file begins with a byte order mark', fix: 'Save it as UTF-8 without one' },
    })
  // For sh a CR is a character like any other; all others take CR LF for the end of a line.
  const readsLineFeeds = readers.some((reader) => reader !== 'shell')
  if (readsLineFeeds && readers.includes('shell') && text.includes('\r\n')) {
    const line = text.slice(0, text.indexOf('\r\n')).split('\n').length
    const said = 'lines end with CR LF, and sh keeps the CR in the value'
    statements.push({ line, problem: { said, fix: 'Save it with LF at the end of lines' } })
  }
  const content = (readsLineFeeds ? text.replaceAll('\r\n', '\n') : text).replace(/^\uFEFF/, '')
  for (let at = 0, line = 1; at < content.length;) {
    const { end, ...statement } = readStatement(content, at, readers)
    const { name, problem } = statement
    const before = name === undefined ? undefined : lines.get(name)
    if (name !== undefined) {
      statements.push({ ...statement, line, before })
      lines.set(name, line)
    } else if (problem !== undefined) {
      statements.push({ line, problem })
    }
    if (problem?.said === notClosed) break
    line += content.slice(at, end + 1).split('\n').length - 1
    at = end + 1
  }
  return statements
}

function readStatement(
  text: string,
  start: number,
  readers: readonly DotenvReader[],
): Omit<DotenvStatement, 'line'> & { readonly end: number } {
  const lineEnd = (text.indexOf('\n', start) + 1 || text.length + 1) - 1
  const head = /^([ \t]*)(export +)?([A-Za-z_]\w*)([ \t]*)=/.exec(text.slice(start, lineEnd))
  if (!head) {
    const isEmpty = /^[ \t]*(?:#[^\r]*)?$/.test(text.slice(start, lineEnd))
    return { end: lineEnd, ...(!isEmpty && { problem: noAssignment }) }
  }
  const [{ length }, , exported, name = '', blank] = head
  const read = (reader: DotenvReader) => readValue[reader](text, start + length)
  const readings = readers.map(read)
  const readable = readings.filter((reading) => typeof reading !== 'string')
  const other = allReaders.map(read).find((reading) => typeof reading !== 'string')
  const { value, end = lineEnd } = readable[0] ?? other ?? {}
  const isSame = readable.every((one) => one.value === value && one.end === end)
  const said =
    readings.find((reading) => typeof reading === 'string') ??
    (isSame ? undefined : `is not the same to ${listReaders(readers)}`)
  const problem =
    findNameProblem(name, readers, exported !== undefined, blank !== '') ??
    (said === undefined ? undefined : { said, fix: quotesFix(said), unreadable: said === notClosed })
  return { name, value, end, problem }
}

const noAssignment: DotenvProblem = {
  said: 'no NAME=value',
  fix: 'Write NAME=value with a name of letters, digits and _, or put a # before a comment',
  unreadable: true,
}

const wideText: DotenvProblem = {
  said: 'the file is UTF-16, as > writes it in Windows PowerShell',
  fix: 'Save it as UTF-8',
  unreadable: true,
}

function quotesFix(said: string): string {
  if (said === notClosed) return 'Close the quotes'
  if (said === keptQuotes) return 'Write the value without quotes'
  return 'Put the value between single quotes; formatDotenv writes a form that all its readers read the same'
}

/** Why a name cannot stand there as it is, in words that follow it. */
export function findNameProblem(
  name: string,
  readers: readonly DotenvReader[],
  isExported = false,
  hasBlank = false,
): DotenvProblem | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    return { said: 'is not a name that a shell can set', fix: 'Use letters, digits and _, and no digit first' }
  }
  if (readers.includes('shell') && /^(?:BASHOPTS|BASH_VERSINFO|EUID|PPID|SHELLOPTS|UID)$/.test(name)) {
    return { said: 'is a variable that bash does not let a file set', fix: 'Give it another name' }
  }
  if (isExported && readers.includes('docker')) {
    return { said: 'has an export before it, which docker does not read', fix: 'Delete the export' }
  }
  if (hasBlank && readers.some((reader) => reader === 'shell' || reader === 'docker')) {
    return { said: 'has a space before the =, which is no assignment to sh and docker', fix: 'Delete the space' }
  }
  return undefined
}

/** As messages say it: `python-dotenv, Node and sh`. */
export function listReaders(readers: readonly DotenvReader[]): string {
  return joinWords(readers.map((reader) => readerNames[reader]))
}

/** `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' and $1')
}
