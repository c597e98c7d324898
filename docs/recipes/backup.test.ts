import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Store } from '@keelson/storage'
import { createS3Store } from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { startS3 } from '../../test/services/s3.ts'
import { storeDump } from './backup.ts'

const recipe = fileURLToPath(new URL('backup.ts', import.meta.url))
let bucket: Store
let environment: Record<string, string>

beforeEach(async () => {
  const server = await startS3()
  const location = custom({ ...server, bucket: 'shop' })
  bucket = createS3Store(location)
  await bucket.ensureBucket()
  environment = {
    AWS_STORAGE_BUCKET_NAME: 'shop',
    AWS_S3_REGION_NAME: server.region,
    AWS_S3_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  }
  return () => server.stop()
})

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-backup-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function run(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [recipe, ...args], { env: environment })
  return stdout
}

test('media are saved to a folder, once, and come back as they were', async () => {
  const folder = await createFolder()
  await bucket.put('media/', '')
  await bucket.put('media/a.txt', 'a', { contentType: 'text/plain', cacheControl: 'no-cache' })
  await bucket.put('media/b/c.txt', 'c')
  await bucket.put('static/app.css', '')
  expect(await run('save', folder)).toBe(
    '2 copied (2 bytes), 0 unchanged, 0 removed\nleft out: media/ (folder_marker)\n',
  )
  expect(await readFile(join(folder, 'media/b/c.txt'), 'utf8')).toBe('c')
  expect(await run('save', folder)).toContain('0 copied (0 bytes), 2 unchanged')

  await bucket.deleteMany(['media/a.txt', 'media/b/c.txt'])
  // Nothing left to save is no reason to delete what was saved.
  await expect(run('save', folder)).rejects.toMatchObject({
    stderr: expect.stringContaining('everything would be deleted'),
  })
  expect(await run('restore', folder)).toContain('2 copied (2 bytes)')
  expect(await bucket.head('media/a.txt')).toMatchObject({ contentType: 'text/plain', cacheControl: 'no-cache' })
}, 60_000)

test('a dump is stored, and the newest of its name stay', async () => {
  const file = join(await createFolder(), 'shop.dump')
  await writeFile(file, Buffer.alloc(20_000_000, 'pg_dump '))
  for (const other of ['backups/notes.txt', 'backups/2026-01-01T000000.000Z-other.dump']) await bucket.put(other, '')
  for (const day of [3, 1, 2]) {
    await utimes(file, 0, Date.UTC(2026, 4, day) / 1000)
    await storeDump(bucket, { file, keep: 2 })
  }
  const keys = (await bucket.list({ prefix: 'backups/' }).toArray()).map(({ key }) => key)
  expect(keys.filter((key) => key.endsWith('shop.dump'))).toEqual([
    'backups/2026-05-02T000000.000Z-shop.dump',
    'backups/2026-05-03T000000.000Z-shop.dump',
  ])
  expect(keys).toHaveLength(4)
  const stored = await bucket.get('backups/2026-05-02T000000.000Z-shop.dump')
  expect(Buffer.compare(stored!.body, await readFile(file))).toBe(0)
  expect(await run('dump', file)).toBe('stored backups/2026-05-02T000000.000Z-shop.dump\n')
}, 60_000)

/** Programs by these names, in front of the others. */
async function playPrograms(programs: Readonly<Record<string, string>>): Promise<void> {
  const folder = await createFolder()
  for (const [name, script] of Object.entries(programs))
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  environment = { ...environment, PATH: `${folder}:${process.env['PATH']}` }
}

test('nightly: a dump is made with the password in the environment alone, and stored', async () => {
  await playPrograms({
    pg_dump: `for part; do :; done; { printf '%s\\n' "$*" "$PGHOST $PGPASSWORD"; head -c 2000 /dev/zero; } >"\${part#--file=}"`,
    pg_restore: 'exit 0',
  })
  const file = join(await createFolder(), 'shop.dump')
  environment = { ...environment, DIRECT_DATABASE_URL: 'postgresql://owner:pass-of-owner@db.example.org/shop' }
  const [, key = ''] = /^stored (\S+)\n$/.exec(await run('nightly', file)) ?? []
  const stored = await bucket.get(key)
  const [line = '', second] = Buffer.from(stored!.body).toString().split('\n')
  expect(line).toContain('--format=custom')
  expect(line).not.toContain('pass-of-owner')
  expect(second).toBe('db.example.org pass-of-owner')
}, 60_000)

test('nightly: what fails stores and deletes nothing', async () => {
  await playPrograms({ pg_dump: 'echo "pg_dump: no route to host" >&2; exit 1' })
  const file = join(await createFolder(), 'shop.dump')
  await writeFile(file, 'the dump of yesterday')
  await expect(run('nightly', file)).rejects.toMatchObject({ stderr: expect.stringContaining('DIRECT_DATABASE_URL') })
  environment = { ...environment, DIRECT_DATABASE_URL: 'postgresql://owner:pass-of-owner@db.example.org/shop' }
  const failure: unknown = await run('nightly', file).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no route to host\n.*ended with 1 \[server\]/),
  })
  expect(JSON.stringify(failure)).not.toContain('pass-of-owner')
  environment = {
    ...environment,
    DIRECT_DATABASE_URL: 'postgresql://o:pass-1@ep-a-b-123-pooler.eu-central-1.aws.neon.tech/s',
  }
  await expect(run('nightly', file)).rejects.toMatchObject({ stderr: expect.stringContaining('is a pooler') })
  expect(await readFile(file, 'utf8')).toBe('the dump of yesterday')
  expect(await bucket.list().toArray()).toEqual([])
}, 60_000)

test('what cannot be meant is refused', async () => {
  await expect(run('save')).rejects.toMatchObject({ stderr: expect.stringContaining('Usage: backup.ts') })
  await expect(storeDump(bucket, { file: recipe, keep: 0 })).rejects.toMatchObject({ code: 'config' })
  const empty = join(await createFolder(), 'shop.dump')
  await writeFile(empty, '')
  await expect(storeDump(bucket, { file: empty })).rejects.toMatchObject({ code: 'config' })
  environment = {}
  await expect(run('save', 'x')).rejects.toMatchObject({ stderr: expect.stringContaining('no bucket is named') })
}, 60_000)
