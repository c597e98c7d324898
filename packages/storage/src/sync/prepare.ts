import { KeelsonError } from '@keelson/core'
import { md5Etag } from '../etag.js'
import { checkPrefix } from '../key.js'
import type { ObjectInfo, Store } from '../store.js'
import { manifestKeys } from './manifest-format.js'
import type { PlanOptions, SyncFile, SyncPlan } from './plan.js'
import { readFolder } from './read-folder.js'
import type { PlacedFile } from './placement.js'

/** A plan with what carrying it out takes. */
export interface PreparedSync {
  readonly plan: SyncPlan
  readonly upload: readonly PlacedFile[]
  readonly concurrency: number
}

/** Reads the folder, then lists the prefix: the store is not asked before the folder is known to be sound. */
export async function prepareSync(store: Store, options: PlanOptions): Promise<PreparedSync> {
  checkOptions(options)
  const { prefix = '', force = false, concurrency = 16, signal } = options
  const { files, ignored, warnings, manifest } = await readFolder({ ...options, concurrency })
  const known = new Set([...files.map(({ key }) => key), manifest.key])
  // One request a thousand objects sees what is there, whoever deleted what; asking object by object would be one each,
  // and a manifest that is trusted would stay when a file that it names is gone.
  const existing = new Map<string, ObjectInfo>()
  const unmanaged: string[] = []
  for await (const object of store.list({ prefix }, { signal })) {
    if (known.has(object.key)) existing.set(object.key, object)
    else unmanaged.push(object.key)
  }
  // A hash in the name tells what an object has in it; of the others only the ETag does.
  const isStored = ({ key, size, hash, naming }: Pick<PlacedFile, 'key' | 'size' | 'hash' | 'naming'>) => {
    const object = existing.get(key)
    return !force && object?.size === size && (naming === 'hash' || object.etag === hash)
  }
  const missing = files.filter((file) => !isStored(file))
  const upload = [
    ...missing.filter(({ naming }) => naming !== 'keep'),
    ...missing.filter(({ naming }) => naming === 'keep'),
  ]
  const { key, text, paths } = manifest
  const isCurrent = isStored({ key, size: Buffer.byteLength(text), hash: md5Etag(text), naming: 'keep' })
  return {
    upload,
    concurrency,
    plan: {
      upload: upload.map(describeFile),
      unchanged: files.filter(isStored).map(describeFile),
      unmanaged,
      ignored,
      manifest: { key, text, paths, isCurrent },
      bytes: upload.reduce((sum, { size }) => sum + size, 0),
      warnings,
    },
  }
}

function describeFile({ path, key, size, naming, contentType, cacheControl }: PlacedFile): SyncFile {
  return { path, key, size, naming, contentType, cacheControl }
}

function checkOptions({
  prefix = '',
  protect = [],
  publicPath,
  manifest,
  concurrency,
  maxFileBytes,
}: PlanOptions): void {
  if (prefix !== '') checkPrefix('prefix', prefix)
  for (const folder of protect) checkPrefix('protect', folder)
  const format = manifest?.format
  if (format !== undefined && !Object.hasOwn(manifestKeys, format)) {
    throw new KeelsonError(
      `manifest: format must be ${Object.keys(manifestKeys).join(', ')}, not ${JSON.stringify(format)}`,
      { code: 'config' },
    )
  }
  if (publicPath !== undefined && !publicPath.endsWith('/')) {
    throw new KeelsonError(`publicPath: ${JSON.stringify(publicPath)} has no slash at its end`, {
      code: 'config',
      hint: "Give what URLs of the folder begin with, as '/static/' or 'https://cdn.example.com/static/'",
    })
  }
  for (const [field, value] of Object.entries({ concurrency, maxFileBytes })) {
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) continue
    throw new KeelsonError(`${field}: ${value} is not a whole number above 0`, { code: 'config' })
  }
}
