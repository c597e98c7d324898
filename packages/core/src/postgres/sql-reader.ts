import type { SqlToken } from './sql-tokens.js'

/** Reads the tokens of a statement from left to right. */
export interface Reader {
  /** Whether this word, or symbol, is next. */
  at(value: string): boolean
  /** Takes this word or symbol if it is next. */
  take(value: string): boolean
  /** Takes all of these if they are next. */
  takeAll(...values: string[]): boolean
  /** Whether this word is somewhere ahead, outside of quotes. */
  has(value: string): boolean
  /** Whether these words are somewhere ahead, side by side. */
  hasAll(...values: string[]): boolean
  /** Moves behind the next occurrence of a word. */
  skipTo(value: string): void
  /** Takes a name; the schema `public` is left out, since most do. */
  name(): string
  /** Takes names with commas between them. */
  names(): string[]
  /** What is ahead, cut at a symbol outside of parentheses. */
  split(symbol: string): Reader[]
  /** What is ahead, without parentheses and what is in them. */
  outsideParentheses(): Reader
}

/** A {@link Reader} from the first of these tokens on. */
export function createReader(tokens: readonly SqlToken[]): Reader {
  let at = 0
  // A name in quotes is no keyword.
  const is = (index: number, value: string) => {
    const token = tokens[index]
    return token?.value === value && (token.kind === 'word' || token.kind === 'symbol')
  }
  const find = (values: readonly string[]) =>
    tokens.findIndex((_, index) => index >= at && values.every((value, offset) => is(index + offset, value)))
  const takeAll = (...values: string[]) => {
    if (!values.every((value, offset) => is(at + offset, value))) return false
    at += values.length
    return true
  }
  const name = () => {
    const parts = [tokens[at++]?.value ?? '']
    while (takeAll('.')) parts.push(tokens[at++]?.value ?? '')
    return (parts[0] === 'public' ? parts.slice(1) : parts).join('.')
  }
  return {
    at: (value) => is(at, value),
    take: (value) => takeAll(value),
    takeAll,
    has: (value) => find([value]) >= 0,
    hasAll: (...values) => find(values) >= 0,
    skipTo: (value) => {
      const found = find([value])
      at = found < 0 ? tokens.length : found + 1
    },
    name,
    names: () => {
      const names = [name()]
      while (takeAll(',')) names.push(name())
      return names
    },
    split: (symbol) => {
      const parts: SqlToken[][] = [[]]
      for (const [token, depth] of withDepth(tokens.slice(at))) {
        if (depth === 0 && token.kind === 'symbol' && token.value === symbol) parts.push([])
        else parts.at(-1)?.push(token)
      }
      return parts.map(createReader)
    },
    outsideParentheses: () =>
      createReader(Array.from(withDepth(tokens.slice(at))).flatMap(([token, depth]) => (depth === 0 ? [token] : []))),
  }
}

/** Each token with how many parentheses are open around it; parentheses count as inside. */
function* withDepth(tokens: readonly SqlToken[]): Generator<[SqlToken, number]> {
  let depth = 0
  for (const token of tokens) {
    const isSymbol = token.kind === 'symbol'
    if (isSymbol && token.value === '(') depth += 1
    yield [token, depth]
    if (isSymbol && token.value === ')') depth -= 1
  }
}
