import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Alias, type Document } from 'yaml'
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
  const anchors = new Map<string, unknown>()
  const targets: Targets = new Map()
  visit(document, {
    Node(key, node, ancestors) {
      const problem = (what: string) => problems.push(`${show(node.range?.[0] ?? 0)}: ${what}`)
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        targets.set(node, target)
        if (!target) problem(`nothing in front of it is called &${node.source}`)
        else if (ancestors.some((one) => one === target)) problem(`${node.source} holds itself`)
        return
      }
      if (node.anchor !== undefined) anchors.set(node.anchor, node)
      if (!isScalar(node) || key === 'key' || node.type !== 'PLAIN') return
      const other = readOtherwise(node.source ?? '', node.value)
      if (other) problem(`${node.source} is ${other}: put it in quotes`)
    },
  })
  const file = { problems, show, offsetOf: (path: BlueprintPath) => findOffset(document, path, targets) }
  if (problems.length > 0) return { value: undefined, ...file }
  // What is repeated is one object up to here; the library's own limit counts how often, and not how much.
  const value: unknown = document.toJS({ maxAliasCount: -1 })
  if (countParts(value) <= most) return { value, ...file }
  return { value: undefined, ...file, problems: [`${show(0)}: its aliases make more than ${most} parts of it`] }
}

type Targets = Map<Alias, unknown>

/** Of a file without aliases that is larger, nobody would know what is in it. */
const most = 1_000_000

/** Values and what they hold, counted no further than the limit. */
function countParts(value: unknown, before = 0): number {
  let count = before + 1
  if (typeof value !== 'object' || value === null) return count
  for (const one of Object.values(value)) {
    if (count > most) break
    count = countParts(one, count)
  }
  return count
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

function findOffset(document: Document.Parsed, path: BlueprintPath, targets: Targets): number {
  let node: unknown = document.contents
  let offset = rangeOf(node) ?? 0
  for (const step of path) {
    if (isAlias(node)) node = targets.get(node)
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
