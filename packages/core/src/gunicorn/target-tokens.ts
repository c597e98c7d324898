/** A piece of Python that matters for names: a name, or a sign. Strings and numbers are one token without their text. */
export interface Token {
  readonly kind: 'name' | 'sign' | 'value'
  readonly text: string
  /** How many brackets it stands in. */
  readonly depth: number
}

/** A logical line: brackets, backslashes and triple quotes carry on over the ends of lines. */
export interface Statement {
  /** Columns in front of it. */
  readonly indent: number
  readonly tokens: readonly Token[]
}

const blank = /(?:[ \t\f]|\\\r?\n)+|#[^\r\n]*/y
const newline = /\r?\n|\r/y
const name = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
const value = /(?:\d|\.\d)(?:[\w.]|(?<=[eE])[+-])*/y
const prefix = /(?:[rbuft]|[rb]{2}|[rf]{2}|[rt]{2})?(?=['"])/iy
const sign = /:=|==|!=|<=|>=|->|\.\.\.|(?:\*\*|\/\/|<<|>>|[-+*/%@&|^])=?|[^]/uy

/** Python as logical lines; `undefined` when a string or a bracket has no end. */
export function readStatements(source: string): Statement[] | undefined {
  const text = source.replace(/^\uFEFF/, '')
  const statements: Statement[] = []
  let tokens: Token[] = []
  let depth = 0
  let lineStart = 0
  let at = 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  let indent = 0
  const end = () => {
    if (tokens.length > 0) statements.push({ indent, tokens })
    tokens = []
  }
  while (at < text.length) {
    if (match(blank)) continue
    if (match(newline)) {
      if (depth === 0) end()
      lineStart = at
      continue
    }
    if (tokens.length === 0) indent = columnsOf(text.slice(lineStart, at))
    const quoted = match(prefix)
    if (quoted !== undefined) {
      const close = endOfString(text, at, quoted)
      if (close === undefined) return undefined
      // A value inside a formatted string can bind a name.
      if (/[ft]/i.test(quoted)) {
        for (const [, bound = ''] of text.slice(at, close).matchAll(/([\p{L}\p{N}_]+)\s*:=/gu)) {
          tokens.push({ kind: 'name', text: bound, depth: depth + 1 }, { kind: 'sign', text: ':=', depth: depth + 1 })
        }
      }
      at = close
      tokens.push({ kind: 'value', text: '', depth })
      continue
    }
    const word = match(name)
    if (word !== undefined) {
      tokens.push({ kind: 'name', text: word.normalize('NFKC'), depth })
    } else if (match(value) !== undefined) {
      tokens.push({ kind: 'value', text: '', depth })
    } else {
      const found = match(sign) ?? ''
      if (/[)\]}]/.test(found) && --depth < 0) return undefined
      if (found === ';' && depth === 0) end()
      else tokens.push({ kind: 'sign', text: found, depth })
      if (/[([{]/.test(found)) depth++
    }
  }
  end()
  return depth === 0 ? statements : undefined
}

function columnsOf(space: string): number {
  let columns = 0
  for (const character of space) {
    // A form feed starts a line anew.
    if (character === '\f') columns = 0
    else columns += character === '\t' ? 8 - (columns % 8) : 1
  }
  return columns
}

/** Where a string ends that begins at its quote. */
function endOfString(text: string, from: number, prefixText: string): number | undefined {
  const quote = text.startsWith(text.charAt(from).repeat(3), from) ? text.charAt(from).repeat(3) : text.charAt(from)
  const isFormatted = /[ft]/i.test(prefixText)
  let braces = 0
  for (let at = from + quote.length; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\' && braces === 0) at += text.startsWith('\r\n', at + 1) ? 2 : 1
    else if (text.startsWith(quote, at) && (braces === 0 || !isFormatted)) return at + quote.length
    else if (quote.length === 1 && /[\r\n]/.test(character) && braces === 0) return undefined
    else if (isFormatted && braces > 0 && /['"]/.test(character)) {
      const inner = endOfString(text, at, '')
      if (inner === undefined) return undefined
      at = inner - 1
    } else if (isFormatted && character === '{') {
      if (braces === 0 && text.startsWith('{{', at)) at++
      else braces++
    } else if (isFormatted && character === '}' && braces > 0) braces--
  }
  return undefined
}
