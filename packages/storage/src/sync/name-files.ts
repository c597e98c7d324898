import { posix } from 'node:path'
import { md5Etag } from '../etag.js'
import { findComponents } from './components.js'
import { findCssReferences, replaceCssReferences, type CssReference } from './css-references.js'
import type { Naming } from './file-rules.js'
import type { FileReading } from './read-file.js'
import { placeOf, renameReference, resolveReference } from './reference.js'

/** A file of the folder, as it was read. */
export interface SourceFile extends FileReading {
  readonly path: string
  readonly location: string
  readonly naming: Naming
}

/** A file as it will be stored; `content`, `size` and `hash` are those after rewriting. */
export interface NamedFile extends SourceFile {
  /** Its path under the prefix. */
  readonly name: string
}

/** What naming needs to know beside the files. */
export interface NamingOptions {
  readonly publicPath?: string | undefined
  readonly missingReferences?: 'refuse' | 'warn' | undefined
  /** Gets what makes a sync impossible. */
  readonly problem: (text: string) => void
  readonly warn: (text: string) => void
}

interface StyleSheet {
  readonly source: SourceFile
  readonly text: string
  /** The files of the folder that it names. */
  readonly targets: ReadonlyMap<CssReference, string>
}

/** Whether a file is one whose references are rewritten. */
export const isStyleSheet = (path: string) => /\.css$/i.test(path)

/** Gives every file its name, and style sheets the names of what they refer to: the hash is that of the final content. */
export function nameFiles(sources: readonly SourceFile[], options: NamingOptions): NamedFile[] {
  const paths = new Set(sources.map(({ path }) => path))
  const names = new Map<string, string>()
  const named = new Map<string, NamedFile>()
  const sheets = new Map<string, StyleSheet>()
  for (const source of sources) {
    const { path, naming, hash } = source
    if (isStyleSheet(path)) sheets.set(path, readStyleSheet(source, paths, options))
    if (naming !== 'hash') names.set(path, path)
    else if (!isStyleSheet(path)) names.set(path, addHash(path, hash))
    if (!isStyleSheet(path)) named.set(path, { ...source, name: names.get(path) ?? path })
  }
  // Only a sheet whose name depends on its content makes others wait for it.
  const hashedTargets = (sheet: StyleSheet) =>
    [...sheet.targets.values()].flatMap((path) => (names.has(path) ? [] : (sheets.get(path) ?? [])))
  for (const group of findComponents(sheets.values(), hashedTargets)) {
    nameCycle(group, hashedTargets, names)
    for (const { source, text, targets } of group) {
      const content = new TextEncoder().encode(rewrite(text, targets, names))
      const hash = md5Etag(content)
      if (source.naming === 'immutable' && hash !== source.hash) {
        options.problem(`${source.path} is said to be immutable, but names files that get other names`)
      }
      const name = names.get(source.path) ?? addHash(source.path, hash)
      names.set(source.path, name)
      named.set(source.path, { ...source, content, size: content.length, hash, name })
    }
  }
  return sources.flatMap(({ path }) => named.get(path) ?? [])
}

/**
 * Sheets that import one another cannot each carry the hash of their final content, which has the names of the others in
 * it: they get the hash of all of them together, without these names.
 */
function nameCycle(
  group: readonly StyleSheet[],
  hashedTargets: (sheet: StyleSheet) => readonly StyleSheet[],
  names: Map<string, string>,
): void {
  const [first] = group
  if (!first || (group.length === 1 && !hashedTargets(first).includes(first))) return
  const members = group.toSorted((a, b) => (a.source.path < b.source.path ? -1 : 1))
  const all = members.map(({ source, text, targets }) => `${source.path}\0${rewrite(text, targets, names)}\0`).join('')
  for (const { source } of members) names.set(source.path, addHash(source.path, md5Etag(all + source.path)))
}

function readStyleSheet(source: SourceFile, paths: ReadonlySet<string>, options: NamingOptions): StyleSheet {
  const { path, content = new Uint8Array() } = source
  const { publicPath, missingReferences = 'refuse', problem, warn } = options
  const targets = new Map<CssReference, string>()
  const text = decodeUtf8(content)
  if (text === undefined) {
    problem(`${path} is not UTF-8`)
    return { source, text: '', targets }
  }
  for (const reference of findCssReferences(text)) {
    const target = resolveReference(reference.url, path, publicPath)
    if (target === undefined) continue
    if (paths.has(target)) {
      targets.set(reference, target)
      continue
    }
    const place = `${placeOf(path, text, reference.start)} refers to ${target}`
    if (target.startsWith('../')) warn(`${place}, outside of the folder: it was left as it is`)
    // Only developer tools ask for source maps, and many packages come without theirs.
    else if (reference.kind === 'source_map' || missingReferences === 'warn') warn(`${place}, which is not there`)
    else problem(`${place}, which is not there${suggest(target, paths)}`)
  }
  return { source, text, targets }
}

function suggest(target: string, paths: ReadonlySet<string>): string {
  const similar = [...paths].find((path) => path.toLowerCase() === target.toLowerCase())
  return similar === undefined ? ' (or left out)' : `; there is ${similar}`
}

function rewrite(text: string, targets: ReadonlyMap<CssReference, string>, names: ReadonlyMap<string, string>): string {
  const replacements = new Map<CssReference, string>()
  for (const [reference, path] of targets) {
    const name = names.get(path) ?? path
    if (name !== path) replacements.set(reference, renameReference(reference.url, name))
  }
  return replaceCssReferences(text, replacements)
}

function addHash(path: string, hash: string): string {
  const { dir, name, ext } = posix.parse(path)
  return posix.join(dir, `${name}.${hash.slice(0, 12)}${ext}`)
}

function decodeUtf8(content: Uint8Array): string | undefined {
  try {
    // The byte order mark is content, too: what is not rewritten stays byte for byte.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    return undefined
  }
}
