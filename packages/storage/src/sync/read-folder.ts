import { KeelsonError } from '@keelson/core'
import { createFileRules, warnOfUnused } from './file-rules.js'
import { findFiles } from './find-files.js'
import { formatManifest, manifestKeys } from './manifest-format.js'
import { releaseName } from './manifest-name.js'
import { nameFiles } from './name-files.js'
import { checkPlacement } from './placement.js'
import type { PlanOptions } from './plan.js'
import { readSources, type ReadOptions } from './read-sources.js'
import { recordName } from './record.js'
import type { Store } from '../store.js'
import { warnOfUnrewritten } from './unrewritten-references.js'
import { formatViteManifest } from './vite-manifest.js'
import { listWanted, type WantedObject } from './wanted.js'

const mostProblems = 20

/** A folder that is sound, and what it becomes in the store. */
export interface FolderReading {
  readonly wanted: readonly WantedObject[]
  readonly ignored: readonly string[]
  readonly warnings: readonly string[]
  readonly manifest: {
    readonly key: string
    /** Under the prefix. */
    readonly name: string
    readonly text: string
    readonly paths: Readonly<Record<string, string>>
  }
  /** The name of the manifest that the record is named after: the same for all releases. */
  readonly recordOf: string
}

/** What is read, and how many files at a time. */
export type FolderOptions = PlanOptions & Pick<ReadOptions, 'concurrency'>

/**
 * Reads, names and rewrites the files of a folder for a store, which is not asked; throws `config` with everything that is wrong
 * with it.
 */
export async function readFolder(store: Store, options: FolderOptions): Promise<FolderReading> {
  const { folder, prefix = '', rules = [], manifest = {}, publicPath, variants = [] } = options
  const { format = 'keelson', key: recordOf = manifestKeys[format] } = manifest
  const name = releaseName(recordOf, manifest)
  const problems: string[] = []
  const warnings: string[] = []
  const problem = (text: string) => void problems.push(text)
  const settingsOf = createFileRules(rules)

  const found = await findFiles(options)
  problems.push(...found.problems)
  // The one that the build wrote is where Vite's manifest comes from.
  const selected = found.files.filter(({ path }) => format !== 'vite' || path !== recordOf)
  const sources = await readSources(selected, { ...options, namingOf: (path) => settingsOf(path).naming, problem })
  const named = nameFiles(sources, { ...options, problem, warn: (text) => void warnings.push(text) })
  const paths = Object.fromEntries(named.map(({ path, name }) => [path, name]))
  const files = named.map((file) => ({ ...file, ...settingsOf(file.path), key: prefix + file.name }))
  const wanted = listWanted(files, { variants, warn: (text) => void warnings.push(text) })
  const text =
    format === 'vite' ? await formatViteManifest(folder, recordOf, paths, problem) : formatManifest(format, paths)
  const keys = { manifest: prefix + name, record: prefix + recordName(recordOf) }
  checkPlacement(store, wanted, { ...options, keys, problem })
  const own = found.ignored.find((path) => `/${keys.record}`.endsWith(`/${path}`))
  if (own) problem(`${own} is the record of this sync: give the folder that the build writes, not the one it stores to`)
  if (selected.length === 0) problem('there is no file to sync (did the build run?)')
  if (problems.length > 0) throw refuse(folder, problems)

  warnings.push(...warnOfUnused(rules, selected), ...warnOfUnrewritten(files, { paths, publicPath }))
  return { wanted, ignored: found.ignored, warnings, manifest: { key: keys.manifest, name, text, paths }, recordOf }
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
