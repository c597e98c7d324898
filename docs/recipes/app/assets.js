// Files under their hashed names: in a bucket (STATIC_URL), in a folder of this machine (STATIC_FOLDER), or as they are.
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { parseManifest, resolveAsset } from '@keelson/storage'

const { STATIC_URL = '', STATIC_FOLDER = '', RENDER_GIT_COMMIT = '' } = process.env
const folder = STATIC_FOLDER || join(import.meta.dirname, 'static')
// The one that was published with this very version.
const manifestName = RENDER_GIT_COMMIT ? `assets-${RENDER_GIT_COMMIT.slice(0, 8)}.json` : 'assets.json'
const base = STATIC_URL ? `${STATIC_URL.replace(/\/$/, '')}/` : '/static/'

const manifest = await loadManifest()

async function loadManifest() {
  if (STATIC_URL) {
    const response = await fetch(base + manifestName, { signal: AbortSignal.timeout(5000) })
    if (!response.ok) throw new Error(`the manifest cannot be read: ${response.status}`)
    return parseManifest(await response.text())
  }
  if (STATIC_FOLDER) return parseManifest(await readFile(join(folder, manifestName), 'utf8'))
  return undefined
}

/** The stored name of a file. */
function storedName(name) {
  return manifest ? resolveAsset(manifest, name) : name
}

/** The address of a file. */
export function assetUrl(name) {
  return base + storedName(name)
}

/** Throws when the file is not there. */
export async function checkAsset(name) {
  if (!STATIC_URL) return void (await readFile(join(folder, storedName(name))))
  const response = await fetch(assetUrl(name), { method: 'HEAD', signal: AbortSignal.timeout(2000) })
  if (!response.ok) throw new Error(`${name} answered ${response.status}`)
}

const types = { '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8' }

/** A file of the folder; `undefined` when there is none, or when it lies outside. */
export async function readAsset(pathname) {
  const name = normalize(decodePath(pathname.slice('/static/'.length)))
  if (name.startsWith('..') || name.startsWith(sep) || name.includes('\0')) return undefined
  const body = await readFile(join(folder, name)).catch(() => undefined)
  if (body === undefined) return undefined
  const isHashed = manifest !== undefined && manifest.paths[name] === undefined
  const headers = {
    'content-type': types[extname(name)] ?? 'application/octet-stream',
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=60',
  }
  return { body, headers }
}

function decodePath(path) {
  try {
    return decodeURIComponent(path)
  } catch {
    return '\0' // no name of a file
  }
}
