import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../system-error.js'

/** The fields of an entry that name stored files; the others (`imports`, `isEntry`, …) are carried over. */
interface ViteChunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
}

/**
 * Vite's manifest with the stored names: the one that the build wrote, or, without one, an entry for every file.
 *
 * https://vite.dev/guide/backend-integration
 */
export async function formatViteManifest(
  folder: string,
  key: string,
  paths: Readonly<Record<string, string>>,
  problem: (text: string) => void,
): Promise<string> {
  const built = await readBuilt(join(folder, key)).catch((error: unknown) => {
    problem(`${key} cannot be read: ${systemCode(error)}`)
    return undefined
  })
  const nameOf = (path: string) => {
    const name = Object.hasOwn(paths, path) ? paths[path] : undefined
    if (name === undefined) problem(`${key} names ${path}, which is not there (or left out)`)
    return name ?? path
  }
  const chunks = built === undefined ? listFiles(paths) : parseChunks(built)
  if (!chunks) problem(`${key} is not a manifest of Vite`)
  const entries = Object.entries(chunks ?? {}).map(([source, chunk]) => [
    source,
    {
      ...chunk,
      file: nameOf(chunk.file),
      ...(chunk.css && { css: chunk.css.map(nameOf) }),
      ...(chunk.assets && { assets: chunk.assets.map(nameOf) }),
    },
  ])
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`
}

async function readBuilt(location: string): Promise<string | undefined> {
  try {
    return await readFile(location, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function listFiles(paths: Readonly<Record<string, string>>): Record<string, ViteChunk> {
  return Object.fromEntries(
    Object.keys(paths).map((path) => [
      path,
      { file: path, src: path, ...(/\.(?:m?js|css)$/i.test(path) && { isEntry: true }) },
    ]),
  )
}

function parseChunks(text: string): Record<string, ViteChunk> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isManifest = typeof value === 'object' && value !== null && Object.values(value).every(isChunk)
    // Checked entry by entry.
    return isManifest ? (value as Record<string, ViteChunk>) : undefined
  } catch {
    return undefined
  }
}

function isChunk(value: unknown): value is ViteChunk {
  if (typeof value !== 'object' || value === null) return false
  const { file, css = [], assets = [] } = value as Record<string, unknown>
  return typeof file === 'string' && [css, assets].every((list) => Array.isArray(list) && list.every(isText))
}

const isText = (value: unknown) => typeof value === 'string'
