import { createFileRules } from './file-rules.js'
import { findFiles } from './find-files.js'
import { formatManifest, manifestKeys } from './manifest-format.js'
import { nameFiles } from './name-files.js'
import { checkPlacement, type PlacedFile } from './placement.js'
import type { PlanOptions } from './plan.js'
import { readSources } from './read-sources.js'
import { refuse } from './refuse.js'
import { findUnrewrittenReferences } from './unrewritten-references.js'
import { formatViteManifest } from './vite-manifest.js'

/** A folder that is sound, and what it becomes in the store. */
export interface FolderReading {
  readonly files: readonly PlacedFile[]
  readonly ignored: readonly string[]
  readonly warnings: readonly string[]
  readonly manifest: { readonly key: string; readonly text: string; readonly paths: Readonly<Record<string, string>> }
}

/** Reads, names and rewrites the files of a folder; throws `config` with everything that is wrong with it. */
export async function readFolder(options: PlanOptions): Promise<FolderReading> {
  const { folder, prefix = '', rules = [], manifest = {}, publicPath } = options
  const { format = 'keelson', key: manifestName = manifestKeys[format] } = manifest
  const problems: string[] = []
  const warnings: string[] = []
  const problem = (text: string) => void problems.push(text)
  const settingsOf = createFileRules(rules)

  const found = await findFiles(options)
  problems.push(...found.problems)
  // The one that the build wrote is where Vite's manifest comes from.
  const wanted = found.files.filter(({ path }) => format !== 'vite' || path !== manifestName)
  const sources = await readSources(wanted, { ...options, namingOf: (path) => settingsOf(path).naming, problem })
  const named = nameFiles(sources, { ...options, problem, warn: (text) => void warnings.push(text) })
  const paths = Object.fromEntries(named.map(({ path, name }) => [path, name]))
  const files = named.map((file) => ({ ...file, ...settingsOf(file.path), key: prefix + file.name }))
  const text =
    format === 'vite' ? await formatViteManifest(folder, manifestName, paths, problem) : formatManifest(format, paths)
  const placed = { key: prefix + manifestName, text, paths }
  checkPlacement(files, placed.key, { ...options, problem })
  if (wanted.length === 0) problem('there is no file to sync: did the build run?')
  if (problems.length > 0) throw refuse(folder, problems)

  const isRenamed = (path: string) => Object.hasOwn(paths, path) && paths[path] !== path
  for (const { path, content } of files) {
    if (content) warnings.push(...findUnrewrittenReferences(path, content, { isRenamed, publicPath }))
  }
  return { files, ignored: found.ignored, warnings, manifest: placed }
}
