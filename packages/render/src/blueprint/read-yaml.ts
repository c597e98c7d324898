import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { BlueprintPath } from './problem.js'

/** A YAML text as data, and where each of its parts stands. */
export interface YamlFile {
  readonly value: unknown
  /** What is wrong with the text itself. */
  readonly problems: readonly string[]
  /** Where a place begins, or the nearest one above it that is there. */
  readonly offsetOf: (path: BlueprintPath) => number
  /** `line 4, column 7` */
  readonly show: (offset: number) => string
}

/** Aliases and merged maps are resolved: what is repeated is read as if it stood there again. */
export function readYaml(text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, stringKeys: true })
  const show = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `line ${line}, column ${col}`
  }
  const problems = document.errors.map(({ pos, code, message }) => `${show(pos[0])}: ${explain(code, message)}`)
  visit(document, {
    Alias(_, alias, ancestors) {
      const itself = ancestors.some((one) => one === alias.resolve(document))
      if (itself) problems.push(`${show(alias.range?.[0] ?? 0)}: ${alias.source} holds itself`)
    },
    Scalar(key, { type, source = '', value, range }) {
      const other = key === 'key' || type !== 'PLAIN' ? undefined : readOtherwise(source, value)
      if (other) problems.push(`${show(range?.[0] ?? 0)}: ${source} is ${other}: put it in quotes`)
    },
  })
  const file = { problems, show, offsetOf: (path: BlueprintPath) => findOffset(document, path) }
  if (problems.length > 0) return { value: undefined, ...file }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), ...file }
  } catch (error) {
    // Aliases of aliases, which would grow beyond all bounds, or one of something that is not there.
    return { value: undefined, ...file, problems: [`${show(0)}: ${(error as Error).message}`] }
  }
}

/** What readers make of a plain text that is neither itself nor the same to all of them. */
function readOtherwise(source: string, value: unknown): string | undefined {
  if (typeof value === 'number' && String(value) !== source) return `read as the number ${value}`
  if (/^[-+]?(?:\d+(?::[0-5]?\d)+|\d[\d_]*_[\d_]*)$/.test(source)) return 'a number to some readers of YAML'
  return /^\d{4}-\d\d?-\d\d?(?:$|[Tt\s])/.test(source) ? 'a date to some readers of YAML' : undefined
}

function explain(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab, where YAML only takes spaces'
  if (code === 'DUPLICATE_KEY') return 'the same key a second time in one object'
  if (code === 'MULTIPLE_DOCS') return 'a second document, and Render reads one'
  return message
}

function findOffset(document: Document.Parsed, path: BlueprintPath): number {
  let node: unknown = document.contents
  let offset = rangeOf(node) ?? 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
      if (!pair) break
      // A value that is not there is where its key is.
      offset = rangeOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step]
      offset = rangeOf(node) ?? offset
    } else break
  }
  return offset
}

function rangeOf(node: unknown): number | undefined {
  return (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range?.[0]
}
