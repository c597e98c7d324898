import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startS3 } from '../../../../test/services/s3.ts'
import { createS3Store } from '../s3/store.js'
import { custom } from '../stores/custom.js'
import { readManifest, resolveAsset } from './manifest.js'
import { removePrefix } from './remove-prefix.js'
import { syncDirectory } from './sync.js'

async function open(bucket: string) {
  const server = await startS3()
  onTestFinished(() => server.stop())
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  return createS3Store(custom({ endpoint, region, accessKeyId, secretAccessKey, bucket }))
}

async function writeFiles(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-s3-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (let index = 0; index < count; index++) await writeFile(join(folder, `${index} ü+%.js`), `${index}`.repeat(1000))
  await writeFile(join(folder, 'app.css'), 'a{b:url(1%20%C3%BC+%25.js)}')
  await writeFile(join(folder, 'index.html'), '<p>')
  return folder
}

test('500 files to S3: stored with their headers, known by one read, found again by one list, removed', async () => {
  const store = await open('assets')
  await store.ensureBucket()
  const folder = await writeFiles(498)
  const { uploaded, manifest } = await syncDirectory(store, { folder, prefix: 'static/' })
  expect(uploaded).toHaveLength(500)
  for (const { key, size, contentType, cacheControl } of [uploaded.at(0)!, uploaded.at(-1)!]) {
    expect(await store.head(key)).toMatchObject({ size, contentType, cacheControl })
  }
  const css = await store.get(`static/${resolveAsset(await readManifest(store, { prefix: 'static/' }), 'app.css')}`)
  const name = encodeURIComponent(manifest.paths['1 ü+%.js']!)
  expect(new TextDecoder().decode(css?.body)).toBe(`a{b:url("${name}")}`)

  const again = await syncDirectory(store, { folder, prefix: 'static/' })
  expect(again).toMatchObject({ uploaded: [], manifest: { isCurrent: true } })
  await store.delete('static/.assets.json.sync.json')
  const found = await syncDirectory(store, { folder, prefix: 'static/' })
  expect(found).toMatchObject({ uploaded: [], manifest: { isCurrent: true } })
  expect(await removePrefix(store, { prefix: 'static/' })).toBe(502)
  expect(await store.list().first()).toBeUndefined()
}, 60_000)

test('a bucket that is not there is told, and nothing is stored', async () => {
  const store = await open('gone')
  await expect(syncDirectory(store, { folder: await writeFiles(2) })).rejects.toMatchObject({ code: 'not_found' })
})
