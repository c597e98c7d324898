// What a shop stores, and its database, kept elsewhere: a folder of the bucket is copied to the disk and back, a dump goes to
// the bucket. Every command can be broken off and run again. The bucket is the one that the environment names (R2_…, WASABI_…).
//   node docs/recipes/backup.ts save <folder>       media/ of the bucket to the folder
//   node docs/recipes/backup.ts restore <folder>    and back; nothing is deleted
//   node docs/recipes/backup.ts nightly shop.dump   the database of DIRECT_DATABASE_URL to the file, and this as below
//   node docs/recipes/backup.ts dump shop.dump      a dump to backups/ of the bucket, where the newest seven stay
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineEnv, formatError, KeelsonError, readEnv, reveal, type Secret } from '@keelson/core'
import { formatDumpScript, pgDumpCommand } from '@keelson/core/postgres'
import { postgresUrl } from '@keelson/core/variable'
import {
  abortUploads,
  copyObjects,
  createLocalStore,
  resolveStore,
  uploadFile,
  type CopyResult,
  type Store,
} from '@keelson/storage'
import { createS3Store } from '@keelson/storage/s3'

const media = 'media/'
const backups = 'backups/'
/** In milliseconds; no upload takes that long. */
const week = 7 * 86_400_000

/** Copies the media to a folder; what was deleted in the bucket goes there as well, unless it is more than half. */
export async function saveMedia(bucket: Store, folder: string): Promise<CopyResult> {
  const to = createLocalStore({ folder })
  await to.ensureBucket()
  return copyObjects({ from: bucket, to, prefix: media, removeExtra: true })
}

/** Copies a saved folder back over the media. */
export async function restoreMedia(bucket: Store, folder: string): Promise<CopyResult> {
  return copyObjects({ from: createLocalStore({ folder }), to: bucket, prefix: media })
}

/** Dumps a database by the pg_dump of this machine; the file appears when the dump is whole, and stays as it was after a failure. */
export async function dumpDatabase(url: Secret, file: string): Promise<void> {
  const environment = Object.entries(pgDumpCommand({ url, file }).environment)
  const env = { ...process.env, ...Object.fromEntries(environment.map(([name, value]) => [name, reveal(value)])) }
  const dump = spawn('sh', ['-c', formatDumpScript({ file })], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code, signal]: readonly unknown[] = await once(dump, 'exit')
  if (code !== 0)
    throw new KeelsonError(`the dump of the database ended with ${String(code ?? signal)}`, { code: 'server' })
}

/** A dump in the bucket, and the older ones that were deleted. */
export interface StoredDump {
  readonly key: string
  readonly deleted: readonly string[]
}

/** Stores a dump under the time when it was made, and deletes all but the newest of its name. */
export async function storeDump(
  bucket: Store,
  { file, keep = 7 }: { readonly file: string; readonly keep?: number },
): Promise<StoredDump> {
  if (!(Number.isInteger(keep) && keep > 0))
    throw new KeelsonError(`keep: ${keep} is no number of dumps`, { code: 'config' })
  const name = basename(file)
  const { mtime, size } = await stat(file)
  // Seven of these would be all that is left.
  if (size === 0) throw new KeelsonError(`${file} is empty: nothing was stored or deleted`, { code: 'config' })
  // The same key in every run for the same file, so that a run goes on where the one before was broken off.
  const madeAt = mtime.toISOString().replaceAll(':', '')
  const key = `${backups}${madeAt}-${name}`
  await uploadFile(bucket, { key, file }, { resume: true })
  await abortUploads(bucket, { prefix: backups, olderThanMs: week })
  const stored = await bucket.list({ prefix: backups }).toArray()
  const ofThisName = stored.map((object) => object.key).filter((other) => dumpName(other) === name)
  const deleted = ofThisName.toSorted().slice(0, -keep)
  if (deleted.length > 0) await bucket.deleteMany(deleted)
  return { key, deleted }
}

/** `shop.dump` of `backups/2026-05-04T031500.000Z-shop.dump`; nothing of what was not stored by this recipe. */
function dumpName(key: string): string | undefined {
  return /^\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z-(.+)$/.exec(key.slice(backups.length))?.[1]
}

const settings = defineEnv({ DIRECT_DATABASE_URL: postgresUrl() })

async function main([command, path]: readonly string[]): Promise<void> {
  const location = resolveStore(process.env)
  if (!location) throw new KeelsonError('no bucket is named in the environment', { code: 'config' })
  const bucket = createS3Store(location)
  if (path && (command === 'dump' || command === 'nightly')) {
    if (command === 'nightly') await dumpDatabase(readEnv(settings, process.env).DIRECT_DATABASE_URL, path)
    const { key, deleted } = await storeDump(bucket, { file: path })
    console.log([`stored ${key}`, ...deleted.map((older) => `deleted ${older}`)].join('\n'))
  } else if (path && (command === 'save' || command === 'restore')) {
    const { copied, unchanged, removed, skipped, bytes } = await (command === 'save' ? saveMedia : restoreMedia)(
      bucket,
      path,
    )
    console.log(`${copied.length} copied (${bytes} bytes), ${unchanged.length} unchanged, ${removed.length} removed`)
    for (const { key, reason } of skipped) console.log(`left out: ${key} (${reason})`)
  } else
    throw new KeelsonError('Usage: backup.ts save FOLDER | restore FOLDER | nightly FILE | dump FILE', {
      code: 'config',
    })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(formatError(error))
    process.exitCode = 1
  })
}
