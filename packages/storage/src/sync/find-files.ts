import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { KeelsonError } from '@keelson/core'
import { createMatcher } from './pattern.js'
import { systemCode } from '../system-error.js'

/** Which files of a folder belong to a sync. */
export interface FileSelection {
  readonly folder: string
  /** @default every file, except those with a name or in a folder that begins with a dot (`.well-known` is in) */
  readonly include?: string | readonly string[] | undefined
  /** Taken out of what is included. */
  readonly exclude?: string | readonly string[] | undefined
}

/** What was found in a folder. */
export interface FoundFiles {
  /** By path; `location` is where to read it. */
  readonly files: readonly { readonly path: string; readonly location: string }[]
  /** Files and folders (with a slash at the end) that were left out. */
  readonly ignored: readonly string[]
  readonly problems: readonly string[]
}

/** The regular files of a folder in the order of their names; links are followed to files inside of it only. */
export async function findFiles({ folder, include = '**', exclude = [] }: FileSelection): Promise<FoundFiles> {
  const isIncluded = createMatcher('include', include)
  const isExcluded = createMatcher('exclude', exclude)
  // `.env` and `.git` in a public bucket are the accident to prevent: a pattern must have the dot itself.
  const isNamedWithDot = createMatcher(
    'include',
    [include].flat().filter((pattern) => /(?:^|\/)\./.test(pattern)),
  )
  const isHidden = (path: string) => /(?:^|\/)\.(?!well-known(?:\/|$))/.test(path) && !isNamedWithDot(path)
  const files: { path: string; location: string }[] = []
  const paths = new Set<string>()
  const ignored: string[] = []
  const problems: string[] = []
  const root = await realpath(folder).catch((error: unknown) => {
    throw missingFolder(folder, systemCode(error))
  })

  const visit = async (entry: Dirent, parent: string, parentPath: string): Promise<void> => {
    const location = join(parent, entry.name)
    // macOS may hand out decomposed names, style sheets and browsers ask for composed ones.
    const path = parentPath + entry.name.normalize('NFC')
    if (entry.isDirectory()) {
      const leadsToIncluded = [include].flat().some((pattern) => pattern.includes(`${entry.name}/`))
      if (isExcluded(path) || (isHidden(path) && !leadsToIncluded)) ignored.push(`${path}/`)
      else await walk(location, `${path}/`)
      return
    }
    if (isExcluded(path) || isHidden(path) || !isIncluded(path)) {
      ignored.push(path)
      return
    }
    const problem = checkName(entry.name) ?? (await checkKind(entry, location, root))
    if (problem) problems.push(`${JSON.stringify(path).slice(1, -1)} ${problem}`)
    else if (paths.has(path)) problems.push(`${path} is there twice, its accents written in two ways`)
    else files.push({ path, location })
    paths.add(path)
  }

  const walk = async (location: string, path: string): Promise<void> => {
    const entries = await readdir(location, { withFileTypes: true }).catch((error: unknown) => {
      if (path === '') throw missingFolder(folder, systemCode(error))
      problems.push(`${path} cannot be read: ${systemCode(error)}`)
      return []
    })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) await visit(entry, location, path)
  }

  await walk(root, '')
  return { files, ignored, problems }
}

function missingFolder(folder: string, code: string): KeelsonError {
  return new KeelsonError(`folder: ${folder} cannot be read: ${code}`, {
    code: 'config',
    hint: 'Run the build that writes it (npm run build, collectstatic) first',
  })
}

function checkName(name: string): string | undefined {
  if (name.includes('\ufffd')) return 'has a name that is not UTF-8'
  return name.includes('\\') ? 'has a backslash in its name' : undefined
}

async function checkKind(entry: Dirent, location: string, root: string): Promise<string | undefined> {
  if (entry.isFile()) return undefined
  if (!entry.isSymbolicLink()) return 'is not a regular file'
  try {
    const target = await realpath(location)
    if (!target.startsWith(root + sep)) return 'is a link out of the folder: copy what it points to, or exclude it'
    return (await stat(target)).isFile() ? undefined : 'is a link to something that is not a file'
  } catch (error) {
    return `is a link that leads nowhere: ${systemCode(error)}`
  }
}
