import { KeelsonError } from '../errors.js'

/** A piece of SQL: comments and white space are none. */
export interface SqlToken {
  /** `name` is an identifier in double quotes; `text` any kind of string, dollar-quoted ones included. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol'
  /** Words in lower case, names without their quotes, symbols one character at a time. */
  readonly value: string
  /** Where it begins and ends, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

/**
 * Reads SQL as PostgreSQL's own lexer does: nested comments, strings with and without escapes, dollar quotes, quoted names.
 *
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
export function readSqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (let at = 0; at < sql.length;) {
    const comment = endOfBlank(sql, at)
    if (comment > at) {
      at = comment
      continue
    }
    const token = readToken(sql, at)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

/** The 1-based line of what comes after a text. */
export function lineOf(before: string): number {
  return before.split('\n').length
}

const blank = /\s+|--[^\n\r]*/y
const blockComment = /\/\*|\*\//g
/** E, U&, B, X and N belong to the string or name behind them. */
const prefixed = /(?:[eEbBxXnN]|[uU]&)?'|(?:[uU]&)?"/y
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y
const word = /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y
const number = /\d[\w.]*/y

function endOfBlank(sql: string, at: number): number {
  const [skipped] = matchAt(blank, sql, at) ?? []
  if (skipped) return at + skipped.length
  if (!sql.startsWith('/*', at)) return at
  let depth = 0
  blockComment.lastIndex = at
  for (let match = blockComment.exec(sql); match; match = blockComment.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return blockComment.lastIndex
  }
  throw unended(sql, at, 'comment')
}

function readToken(sql: string, at: number): SqlToken {
  const [opening] = matchAt(prefixed, sql, at) ?? []
  if (opening) return readQuoted(sql, at, opening)
  const [dollar] = matchAt(dollarQuote, sql, at) ?? []
  if (dollar) {
    const close = sql.indexOf(dollar, at + dollar.length)
    if (close < 0) throw unended(sql, at, `text in ${dollar}`)
    return { kind: 'text', value: sql.slice(at + dollar.length, close), start: at, end: close + dollar.length }
  }
  const [name] = matchAt(word, sql, at) ?? []
  if (name) return { kind: 'word', value: name.toLowerCase(), start: at, end: at + name.length }
  const [digits] = matchAt(number, sql, at) ?? []
  if (digits) return { kind: 'number', value: digits, start: at, end: at + digits.length }
  return { kind: 'symbol', value: sql.charAt(at), start: at, end: at + 1 }
}

function readQuoted(sql: string, start: number, opening: string): SqlToken {
  const quote = opening.at(-1) ?? ''
  const escapes = /^e/i.test(opening)
  let value = ''
  for (let at = start + opening.length; at < sql.length; at += 1) {
    const character = sql.charAt(at)
    // Only E'…' has backslashes that mean something.
    if (character === quote && sql.charAt(at + 1) !== quote) {
      return { kind: quote === '"' ? 'name' : 'text', value, start, end: at + 1 }
    }
    if (character === quote || (escapes && character === '\\')) at += 1
    value += sql.charAt(at)
  }
  throw unended(sql, start, quote === '"' ? 'name in double quotes' : 'text in quotes')
}

function matchAt(pattern: RegExp, sql: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(sql)
}

function unended(sql: string, at: number, what: string): KeelsonError {
  return new KeelsonError(
    `this SQL cannot be read: the ${what} that begins on line ${lineOf(sql.slice(0, at))} does not end`,
    {
      code: 'config',
    },
  )
}
