import type { Variable } from '../env/custom.js'
import { nearestName } from '../nearest-name.js'
import { toVariableName } from '../secret-shape.js'
import { readJson, toJsonNode, type JsonNode, type Place } from './json-tree.js'

/** A JSON file, as its text or as what a program has parsed of it. */
export type ConfigFile = { readonly name: string } & (
  | { readonly text: string; readonly value?: never }
  | { readonly value: unknown; readonly text?: never }
)

/** What a file says of one variable. */
export interface FileSetting {
  /** '' when it is null: as if no earlier file had it. */
  readonly text: string
  readonly file: string
  /** `web.port` */
  readonly path: string
  readonly place?: Place | undefined
}

/** A variable by each of its names, as {@link toVariableName} writes them. */
export type KnownSettings = ReadonlyMap<string, { readonly name: string; readonly variable: Variable<unknown> }>

/** What a file sets, and all that is wrong with it. */
export function readSettings(
  file: ConfigFile,
  known: KnownSettings,
): { readonly settings: ReadonlyMap<string, FileSetting>; readonly problems: readonly string[] } {
  const settings = new Map<string, FileSetting>()
  const problems: string[] = []
  const root = file.text === undefined ? toJsonNode(file.value) : readJson(file.text.replace(/^\uFEFF/, ''))
  const visit = (node: JsonNode, path: readonly string[]): void => {
    const where = { file: file.name, path: showPath(path), place: node.place }
    const variableName = toVariableName(path.join('_'))
    const target = known.get(variableName)
    if (node.kind === 'object' && (!target || hasInside(known, variableName))) {
      for (const twice of findTwice(node.members))
        problems.push(describe(where, `has the key ${JSON.stringify(twice)} twice`))
      for (const [key, member] of node.members) {
        const isSchema = path.length === 0 && key === '$schema'
        if (!isSchema) visit(member, [...path, key])
      }
      return
    }
    if (!target) return void problems.push(describe(where, describeUnknown(variableName, known)))
    const { text, said } = toText(node, target.variable)
    const before = settings.get(target.name)
    // The same key twice is told where its object begins.
    if (before && before.path !== where.path)
      problems.push(describe(where, `sets ${target.name}, which ${before.path} already sets`))
    if (said !== undefined) problems.push(describe(where, said))
    else settings.set(target.name, { ...where, text })
  }
  if ('said' in root) problems.push(describe({ file: file.name, path: '', place: root.place }, root.said))
  else if (root.kind !== 'object') problems.push(describe({ file: file.name, path: '' }, 'the file is not one object'))
  else visit(root, [])
  return { settings, problems }
}

/** One line: file, line and column, key, what is wrong. */
export function describe({ file, path, place }: Omit<FileSetting, 'text'>, said: string): string {
  return `${file}${place ? `:${place.line}:${place.column}` : ''}: ${path ? `${path} ` : ''}${said}`
}

/** Keys that are no plain words are shown as JSON. */
export function showPath(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join('.')
}

/** The keys that an object has more than once. */
export function findTwice(members: readonly (readonly [string, JsonNode])[]): ReadonlySet<string> {
  const seen = new Set<string>()
  return new Set(members.flatMap(([key]) => (seen.size === seen.add(key).size ? [key] : [])))
}

function hasInside(known: KnownSettings, name: string): boolean {
  return name === '' || [...known.keys()].some((other) => other.startsWith(`${name}_`))
}

function describeUnknown(name: string, known: KnownSettings): string {
  const nearest = nearestName(name, [...known.keys()])
  return `is ${name}, which nothing reads${nearest === undefined ? '' : `: expected ${nearest}`}`
}

/** A value as the text that a variable would have; `said` when it would be read as something else. */
function toText(node: JsonNode, { separator }: Variable<unknown>): { readonly text: string; readonly said?: string } {
  if (node.kind === 'object') return { text: node.source }
  if (node.kind !== 'list') return { text: node.text }
  if (separator === undefined) return { text: node.source }
  const texts = node.items.map((item) => (item.kind === 'object' || item.kind === 'list' ? '' : item.text))
  if (texts.length === 0) return { text: '', said: 'is an empty list, which counts as missing: write null' }
  if (texts.some((text) => text.trim() === '' || text.includes(separator))) {
    return {
      text: '',
      said: `has an item that is empty, is no text or number, or has a ${JSON.stringify(separator)} in it`,
    }
  }
  return { text: texts.join(separator) }
}
