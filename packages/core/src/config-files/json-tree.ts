/** Where a value stands in a text, both from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A JSON value with what `JSON.parse` forgets: places, every key of an object, and numbers as they are written. */
export type JsonNode = { readonly place?: Place | undefined; readonly source: string } & (
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, node: JsonNode])[] }
  | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'text' | 'number' | 'boolean' | 'null'; readonly text: string }
)

/** A text that is not JSON; nothing of it is in `said`. */
export interface JsonMistake {
  readonly said: string
  readonly place?: Place | undefined
}

/** Deeper than any configuration, and far from the end of the stack. */
const deepest = 100
const tooDeep = `is nested more than ${deepest} levels deep`

interface Reader {
  readonly text: string
  at: number
  line: number
  /** Where the line begins. */
  lineStart: number
}

/** Reads a text as https://www.rfc-editor.org/rfc/rfc8259 has it: without comments and trailing commas. */
export function readJson(text: string): JsonNode | JsonMistake {
  const reader: Reader = { text, at: 0, line: 1, lineStart: 0 }
  try {
    const node = readNode(reader, 0)
    if (reader.at < text.length) fail(reader, 'something stands behind the end of the value')
    return node
  } catch (error) {
    if (!(error instanceof SyntaxMistake)) throw error
    return { said: error.said, place: error.place }
  }
}

class SyntaxMistake extends Error {
  readonly said: string
  readonly place: Place

  constructor(said: string, place: Place) {
    super(said)
    this.said = said
    this.place = place
  }
}

function fail(reader: Reader, said: string): never {
  throw new SyntaxMistake(said, placeOf(reader))
}

function readNode(reader: Reader, depth: number): JsonNode {
  skip(reader)
  const start = reader.at
  const place = placeOf(reader)
  if (depth > deepest) fail(reader, tooDeep)
  const content = readContent(reader, depth)
  const node = { ...content, source: reader.text.slice(start, reader.at), place }
  skip(reader)
  return node
}

type Content = JsonNode extends infer Node ? (Node extends JsonNode ? Omit<Node, 'source' | 'place'> : never) : never

function readContent(reader: Reader, depth: number): Content {
  const members: (readonly [string, JsonNode])[] = []
  const items: JsonNode[] = []
  if (take(reader, /\{[ \t\r\n]*\}/y) !== undefined) return { kind: 'object', members }
  if (take(reader, /\[[ \t\r\n]*\]/y) !== undefined) return { kind: 'list', items }
  if (take(reader, /\{/y) !== undefined) {
    do {
      skip(reader)
      const key = readString(reader) ?? fail(reader, 'a key in double quotes is expected')
      skip(reader)
      if (take(reader, /:/y) === undefined) fail(reader, 'a colon is expected')
      members.push([key, readNode(reader, depth + 1)])
    } while (take(reader, /,/y) !== undefined)
    if (take(reader, /\}/y) === undefined) fail(reader, 'a comma or a closing brace is expected')
    return { kind: 'object', members }
  }
  if (take(reader, /\[/y) !== undefined) {
    do items.push(readNode(reader, depth + 1))
    while (take(reader, /,/y) !== undefined)
    if (take(reader, /\]/y) === undefined) fail(reader, 'a comma or a closing bracket is expected')
    return { kind: 'list', items }
  }
  const text = readString(reader)
  if (text !== undefined) return { kind: 'text', text }
  const number = take(reader, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y)
  if (number !== undefined) return { kind: 'number', text: number }
  const word = take(reader, /(?:true|false|null)(?!\w)/y)
  if (word === undefined) fail(reader, 'a value is expected')
  return word === 'null' ? { kind: 'null', text: '' } : { kind: 'boolean', text: word }
}

function readString(reader: Reader): string | undefined {
  // oxlint-disable-next-line no-control-regex
  const quoted = take(reader, /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y)
  if (quoted !== undefined) return JSON.parse(quoted) as string
  return reader.text[reader.at] === '"'
    ? fail(reader, 'the text that begins here is not closed or has a wrong escape')
    : undefined
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)?.[0]
  if (found === undefined) return undefined
  reader.at += found.length
  const lines = found.split('\n')
  reader.line += lines.length - 1
  if (lines.length > 1) reader.lineStart = reader.at - (lines.at(-1) ?? '').length
  return found
}

function skip(reader: Reader): void {
  take(reader, /[ \t\r\n]*/y)
}

function placeOf({ at, line, lineStart }: Reader): Place {
  return { line, column: at - lineStart + 1 }
}

/** The same of a value that somebody else has parsed. */
export function toJsonNode(value: unknown, depth = 0): JsonNode | JsonMistake {
  if (depth > deepest) return { said: tooDeep }
  if (value === null) return { kind: 'null', text: '', source: 'null' }
  if (typeof value === 'string') return { kind: 'text', text: value, source: JSON.stringify(value) }
  if (typeof value === 'boolean') return { kind: 'boolean', text: `${value}`, source: `${value}` }
  if (typeof value === 'number' && Number.isFinite(value))
    return { kind: 'number', text: `${value}`, source: `${value}` }
  if (typeof value !== 'object') return { said: `has a ${typeof value} in it, which JSON does not know` }
  const entries = Object.entries(value as Record<string, unknown>).filter(([, member]) => member !== undefined)
  const members: [string, JsonNode][] = []
  for (const [key, member] of entries) {
    const node = toJsonNode(member, depth + 1)
    if ('said' in node) return node
    members.push([key, node])
  }
  const nodes = members.map(([, node]) => node)
  if (Array.isArray(value))
    return { kind: 'list', items: nodes, source: `[${nodes.map((node) => node.source).join()}]` }
  const pairs = members.map(([key, node]) => `${JSON.stringify(key)}:${node.source}`)
  return { kind: 'object', members, source: `{${pairs.join()}}` }
}
