import { KeelsonError } from '@keelson/core'
import { createFileRules } from './file-rules.js'
import { findFiles } from './find-files.js'
import { formatManifest, manifestKeys } from './manifest-format.js'
import { nameFiles } from './name-files.js'
import { checkPlacement, type PlacedFile } from './placement.js'
import type { PlanOptions } from './plan.js'
import { readSources, type ReadOptions } from './read-sources.js'
import { warnOfUnrewritten } from './unrewritten-references.js'
import { formatViteManifest } from './vite-manifest.js'

const mostProblems = 20

/** A folder that is sound, and what it becomes in the store. */
export interface FolderReading {
  readonly files: readonly PlacedFile[]
  readonly ignored: readonly string[]
  readonly warnings: readonly string[]
  readonly manifest: { readonly key: string; readonly text: string; readonly paths: Readonly<Record<string, string>> }
}

/** What is read, and how many files at a time. */
export type FolderOptions = PlanOptions & Pick<ReadOptions, 'concurrency'>

/** Reads, names and rewrites the files of a folder; throws `config` with everything that is wrong with it. */
export async function readFolder(options: FolderOptions): Promise<FolderReading> {
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
  if (wanted.length === 0) problem('there is no file to sync (did the build run?)')
  if (problems.length > 0) throw refuse(folder, problems)

  warnings.push(...warnOfUnrewritten(files, { paths, publicPath }))
  return { files, ignored: found.ignored, warnings, manifest: placed }
}

/** The error of a sync that did not begin: everything that stands in its way at once, so that one look repairs it. */
function refuse(folder: string, problems: readonly string[]): KeelsonError {
  const shown = problems.slice(0, mostProblems)
  if (problems.length > shown.length) shown.push(`… and ${problems.length - shown.length} more`)
  return new KeelsonError(
    `${folder} was not synced:${shown.length === 1 ? ` ${shown[0]}` : shown.map((line) => `\n  ${line}`).join('')}`,
    { code: 'config', hint: 'Nothing was stored or changed' },
  )
}
