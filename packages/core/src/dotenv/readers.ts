/** A program that reads `.env` files: python-dotenv 0.21 to 1.2, Node 22 to 26 (`--env-file`), `set -a; . ./.env` in dash and bash, `docker run --env-file`. */
export type DotenvReader = 'python-dotenv' | 'node' | 'shell' | 'docker'

/** What most projects read one file with. */
export const commonReaders: readonly DotenvReader[] = ['python-dotenv', 'node', 'shell']

/** The value that starts behind a `=`, and where its last line ends; or, in words, why this reader has none. */
type Reading = { readonly value: string; readonly end: number } | string

/** Each models what its programs were measured to do, and refuses where their versions do different things. */
export const readValue: Readonly<Record<DotenvReader, (text: string, start: number) => Reading>> = {
  'python-dotenv': readAsPython,
  node: readAsNode,
  shell: readAsShell,
  docker: readAsDocker,
}

/** What stands in messages. */
export const readerNames: Readonly<Record<DotenvReader, string>> = {
  'python-dotenv': 'python-dotenv',
  node: 'Node',
  shell: 'sh',
  docker: 'docker',
}

export const allReaders: readonly DotenvReader[] = [...commonReaders, 'docker']

export const notClosed = 'has quotes that are not closed'
export const keptQuotes = 'is in quotes, which docker keeps as part of the value'
const behindQuote = 'has something behind its closing quote'
const carriageReturn = 'has a carriage return in it, which python-dotenv and Node do not keep'
const hidden = 'has a hidden character outside quotes'

const pythonEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function readAsPython(text: string, start: number): Reading {
  const at = start + match(/[ \t]*/y, text, start).length
  const quote = text[at]
  if (quote === "'" || quote === '"') {
    const quoted = match(quote === "'" ? /'(?:\\.|[^'\\])*'/sy : /"(?:\\.|[^"\\])*"/sy, text, at)
    const raw = quoted.slice(1, -1)
    if (quoted === '') return notClosed
    // Version 0.21 takes the last of an even number of backslashes for one that escapes the quote.
    if (raw.endsWith('\\')) return 'ends in a backslash, which versions of python-dotenv read differently'
    const end = findEnd(/[ \t]*(?:#[^\r\n]*)?(?=\n|$)/y, text, at + quoted.length)
    if (end === undefined) return behindQuote
    if (raw.includes('\r')) return carriageReturn
    const escapes = quote === "'" ? /\\([\\'])/g : /\\([\\'"abfnrtv])/g
    return refuseReference(
      raw.replace(escapes, (_, escaped: string) => pythonEscapes[escaped] ?? escaped),
      end,
    )
  }
  const line = match(/[^\n]*/y, text, at)
  if (at > start && line.startsWith('#'))
    return 'has nothing but a comment, which versions of python-dotenv take for the value'
  if (line.includes('\r')) return carriageReturn
  // Python and JavaScript do not agree on what is white space.
  // oxlint-disable-next-line no-control-regex
  if (/[^\S \t]|[\u001C-\u001F\u0085]/.test(line)) return hidden
  return refuseReference(line.replace(/\s#.*/, '').trimEnd(), at + line.length)
}

function refuseReference(value: string, end: number): Reading {
  if (!/\$\{[^}:]*(?::-[^}]*)?\}/.test(value.slice(0, value.lastIndexOf('}') + 1))) return { value, end }
  return 'has a ${…} in it, which python-dotenv replaces, also between single quotes'
}

function readAsNode(text: string, start: number): Reading {
  const at = start + match(/[ \t]*/y, text, start).length
  const quote = text[at] ?? '\n'
  if (at > start && quote === '\n') return 'is empty but for white space, and Node takes the next line for its value'
  if (`"'\``.includes(quote)) {
    const close = text.indexOf(quote, at + 1)
    if (close === -1) return notClosed
    const raw = text.slice(at + 1, close)
    const end = findEnd(/[ \t]*(?:#[^\r\n]*)?(?=\n|$)/y, text, close + 1)
    if (end === undefined) return behindQuote
    if (raw.includes('\r')) return carriageReturn
    return { value: quote === '"' ? raw.replaceAll(String.raw`\n`, '\n') : raw, end }
  }
  const line = match(/[^\n]*/y, text, at)
  if (line.includes('\r')) return carriageReturn
  return { value: line.replace(/#.*/s, '').replace(/(?<![ \t])[ \t]+$/, ''), end: at + line.length }
}

function readAsShell(text: string, start: number): Reading {
  let at = start
  let value = ''
  for (;;) {
    const piece = match(/'[^']*'|"(?:[^"\\$`]|\\.)*"|\\[^\n]|[^\s\p{C}\p{Z}'"\\$`;&|<>()~]+/suy, text, at)
    if (piece === '') break
    value += unquote(piece)
    at += piece.length
  }
  const end = findEnd(/(?:[ \t]+(?:#[^\n]*)?)?(?=\n|$)/y, text, at)
  if (end !== undefined) return { value, end }
  const next = text[at] ?? ''
  const isClosed = next === '"' && /"(?:[^"\\]|\\.)*"/sy.test(text.slice(at))
  if (next === "'" || (next === '"' && !isClosed)) return notClosed
  if (/["$`]/.test(next)) return 'has a $ or a backtick that sh replaces'
  if (/[ \t]/.test(next)) return 'has a space outside quotes, and sh runs what stands behind it'
  return /[;&|<>()~\\]/.test(next) ? `has a ${next} outside quotes, which means something to sh` : hidden
}

function unquote(piece: string): string {
  if (piece.startsWith("'")) return piece.slice(1, -1)
  if (piece.startsWith('\\')) return piece.slice(1)
  if (!piece.startsWith('"')) return piece
  return piece.slice(1, -1).replace(/\\(["\\$`\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped))
}

function readAsDocker(text: string, start: number): Reading {
  const value = match(/[^\n]*/y, text, start)
  if (value.endsWith('\r')) return 'ends in a carriage return, which docker drops'
  if (/^(["']).*\1$/s.test(value)) return keptQuotes
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start + value.length)
  if (new TextEncoder().encode(line).length >= 65_536) return 'is longer than docker reads a line (64 KB)'
  return { value, end: start + value.length }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function findEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}
