import { lineOf, readSqlTokens, type SqlToken } from './sql-tokens.js'

/** One statement of a longer SQL text. */
export interface SqlStatement {
  /** Without the comments before it and the semicolon behind it. */
  readonly text: string
  /** Of its first token, from 1. */
  readonly line: number
  readonly tokens: readonly SqlToken[]
}

/** Splits SQL into its statements; semicolons inside of quotes, parentheses and `BEGIN ATOMIC … END` bodies split nothing. */
export function splitSql(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = []
  let tokens: SqlToken[] = []
  let depth = 0
  let body = 0
  let line = 1
  let counted = 0
  const finish = () => {
    const [first, last] = [tokens[0], tokens.at(-1)]
    if (first && last) {
      line += lineOf(sql.slice(counted, first.start)) - 1
      counted = first.start
      statements.push({ text: sql.slice(first.start, last.end), line, tokens })
    }
    tokens = []
    depth = 0
    body = 0
  }
  for (const token of readSqlTokens(sql)) {
    const { kind, value } = token
    if (kind === 'symbol') depth += value === '(' ? 1 : value === ')' ? -1 : 0
    if (kind === 'word' && value === 'atomic' && tokens.at(-1)?.value === 'begin') body = 1
    else if (kind === 'word' && body > 0) body += value === 'case' ? 1 : value === 'end' ? -1 : 0
    if (kind === 'symbol' && value === ';' && depth <= 0 && body === 0) finish()
    else tokens.push(token)
  }
  finish()
  return statements
}
