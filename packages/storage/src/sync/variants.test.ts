import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { createRandom } from '@keelson/core/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryStore } from '../memory/memory.js'
import type { Store } from '../store.js'
import { isCompressible } from './compress.js'
import { planSync, syncDirectory } from './sync.js'

async function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-variants-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

const random = createRandom(3)
const noise = Array.from({ length: 2000 }, () => String.fromCharCode(33 + Math.floor(random() * 93))).join('')
const css = 'a{b:url(img.png)}'.repeat(100)
const site = {
  'app.css': css,
  'img.png': 'png'.repeat(100),
  'noise.js': noise,
  'empty.js': '',
  'index.html': '<p>'.repeat(99),
}
const both = ['br', 'gzip'] as const

const keysOf = async (store: Store) =>
  (await store.list().toArray())
    .map(({ key }) => key.replace(/\.[\da-f]{12}(?=\.)/, ''))
    .filter((key) => !key.endsWith('json'))

describe('variants', () => {
  test('stand beside what gets smaller by them, with its headers and their encoding', async () => {
    const store = createMemoryStore()
    const { uploaded, manifest, bytes } = await syncDirectory(store, {
      folder: await writeFolder(site),
      variants: both,
      prefix: 'static/',
    })
    expect((await keysOf(store)).map((key) => key.replace('static/', ''))).toEqual([
      'app.css',
      'app.css.br',
      'app.css.gz',
      'empty.js',
      'img.png',
      'index.html',
      'index.html.br',
      'index.html.gz',
      'noise.js',
      'noise.js.br',
      'noise.js.gz',
    ])
    const name = `static/${manifest.paths['app.css']}`
    const file = (await store.get(name))!
    const [brotli, gzip] = [(await store.get(`${name}.br`))!, (await store.get(`${name}.gz`))!]
    expect(brotliDecompressSync(brotli.body)).toEqual(gunzipSync(gzip.body))
    expect(gunzipSync(gzip.body)).toEqual(Buffer.from(file.body))
    const { contentType, cacheControl } = file
    expect(brotli).toMatchObject({ contentType, cacheControl, contentEncoding: 'br' })
    expect(gzip).toMatchObject({ contentType, cacheControl, contentEncoding: 'gzip' })
    expect(file).not.toHaveProperty('contentEncoding')
    expect(Object.values(manifest.paths).filter((one) => /\.(?:br|gz)$/.test(one))).toEqual([])
    const [, variant] = uploaded.filter(({ path }) => path === 'app.css')
    expect(variant).toMatchObject({ key: `${name}.br`, encoding: 'br', size: file.size })
    expect(bytes).toBe(uploaded.reduce((sum, { size }) => sum + size, 0))
  })

  test('have no time and no system in them: the same content gives the same bytes', async () => {
    const folder = await writeFolder({ 'app.js': 'call();'.repeat(50) })
    const store = createMemoryStore()
    const { manifest } = await syncDirectory(store, { folder, variants: ['gzip'] })
    const { body } = (await store.get(`${manifest.paths['app.js']}.gz`))!
    // Magic number, deflate, no flags, no time, best compression, unknown system (RFC 1952).
    expect([...body.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
  })

  test('are compressed once: what is known to get hardly smaller is not tried again', async () => {
    const store = createMemoryStore()
    const random6 = `/*${noise.replace(/[^a-z]/gi, '')}`
    const folder = await writeFolder({ 'tiny.js': 'x', 'app.js': random6.slice(0, 40) })
    const { uploaded } = await syncDirectory(store, { folder, variants: both })
    expect(uploaded).toHaveLength(2)
    expect((await syncDirectory(store, { folder, variants: both })).unchanged).toEqual(uploaded)
    await writeFile(join(folder, 'other.js'), 'call();'.repeat(50))
    const plan = await planSync(store, { folder, variants: both })
    expect(plan.upload.map(({ path, encoding }) => `${path} ${encoding}`)).toEqual([
      'other.js undefined',
      'other.js br',
      'other.js gzip',
    ])
  })

  test('of a file that keeps its name go when it is no longer compressible, or when they are not wanted any more', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder(site)
    await syncDirectory(store, { folder, variants: both })
    await writeFile(join(folder, 'index.html'), '<')
    await syncDirectory(store, { folder, variants: both })
    expect((await keysOf(store)).filter((key) => key.startsWith('index'))).toEqual(['index.html'])
    await writeFile(join(folder, 'index.html'), '<i>'.repeat(99))
    await syncDirectory(store, { folder, variants: both })
    const { retired } = await planSync(store, { folder, variants: ['gzip'] })
    await syncDirectory(store, { folder, variants: ['gzip'] })
    expect((await keysOf(store)).filter((key) => /index|app/.test(key))).toEqual([
      'app.css',
      'app.css.br',
      'app.css.gz',
      'index.html',
      'index.html.gz',
    ])
    expect(retired.map((key) => key.replace(/\.\w{12}/, ''))).toEqual(['app.css.br', 'index.html.br', 'noise.js.br'])
    const record = Buffer.from((await store.get('.assets.json.sync.json'))!.body).toString()
    expect(record).not.toContain('index.html.br')
  })

  test('that somebody else put beside a file which has none are removed', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder({ 'tiny.js': 'x' })
    const { manifest } = await syncDirectory(store, { folder, variants: ['gzip'] })
    await store.put(`${manifest.paths['tiny.js']}.gz`, 'other')
    await writeFile(join(folder, 'x.png'), '')
    await syncDirectory(store, { folder, variants: ['gzip'] })
    expect(await keysOf(store)).toEqual(['tiny.js', 'x.png'])
  })

  test('do not take the place of files', async () => {
    const folder = await writeFolder({ 'robots.txt': 'Allow: /\n'.repeat(9), 'robots.txt.gz': 'zipped' })
    const options = { folder, rules: [{ match: 'robots.*', name: 'keep' as const }] }
    await expect(planSync(createMemoryStore(), { ...options, variants: both })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('would both be robots.txt.gz'),
    })
    expect((await planSync(createMemoryStore(), options)).upload).toHaveLength(2)
  })
})

test('a variant that another compression left out is tried again; a compressed file with another ETag is not believed', async () => {
  const store = createMemoryStore()
  const folder = await writeFolder({ 'app.js': 'call();'.repeat(50), 'packed.js': 'call();'.repeat(40) })
  const options = { folder, variants: ['gzip' as const], rules: [{ match: 'packed.js', encoding: 'gzip' as const }] }
  const { manifest } = await syncDirectory(store, options)
  const packed = manifest.paths['packed.js']!
  const { body, contentType, cacheControl, contentEncoding } = (await store.get(packed))!
  await store.put(packed, body.with(9, 3), { contentType, cacheControl, contentEncoding })
  const variant = `${manifest.paths['app.js']}.gz`
  await store.delete(variant)
  const recordKey = '.assets.json.sync.json'
  const text = Buffer.from((await store.get(recordKey))!.body).toString()
  const record = JSON.parse(text) as { files: Record<string, object> }
  record.files[variant] = { ...record.files[variant], attributes: 'other', omitted: true }
  await store.put(recordKey, JSON.stringify(record))
  await writeFile(join(folder, 'x.png'), '')
  const { upload } = await planSync(store, options)
  expect(upload.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
    `${variant} new`,
    `${packed} content`,
    expect.stringMatching(/^x\..* new$/),
  ])
})

describe('an encoding', () => {
  const rules = [
    { match: 'plain.js', encoding: 'identity' as const },
    { match: '**', encoding: 'gzip' as const },
  ]

  test('is that of the stored file, where its type is one that gets smaller', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder({ ...site, 'plain.js': 'call();'.repeat(50) })
    const { manifest } = await syncDirectory(store, { folder, rules, variants: both })
    const stored = async (path: string) => (await store.get(manifest.paths[path]!))!
    const sheet = await stored('app.css')
    expect(sheet.contentEncoding).toBe('gzip')
    expect(gunzipSync(sheet.body).toString()).toBe(
      css.replaceAll('url(img.png)', `url("${manifest.paths['img.png']}")`),
    )
    expect(gunzipSync((await stored('empty.js')).body).toString()).toBe('')
    for (const path of ['img.png', 'plain.js']) expect(await stored(path)).not.toHaveProperty('contentEncoding')
    const keys = await keysOf(store)
    expect(keys.filter((key) => /\.(?:br|gz)$/.test(key))).toEqual(['plain.js.br', 'plain.js.gz'])
  })

  test('that changed is stored again; without a record, so is what is compressed', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder(site)
    await syncDirectory(store, { folder })
    const { upload } = await planSync(store, { folder, rules })
    expect(upload.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'app.css attributes',
      'empty.js attributes',
      'noise.js attributes',
      'index.html content',
    ])
    await syncDirectory(store, { folder, rules })
    await writeFile(join(folder, 'x.png'), '')
    expect((await planSync(store, { folder, rules })).upload.map(({ path }) => path)).toEqual(['x.png'])
    await store.put('index.html', (await store.get('index.html'))!.body.with(9, 3))
    const verified = await planSync(store, { folder, rules, verify: true })
    expect(verified.upload.map(({ path }) => path)).toEqual(['x.png', 'index.html'])
    await store.delete('.assets.json.sync.json')
    expect((await planSync(store, { folder, rules })).upload).toHaveLength(5)
  })

  test('of an object that was spoilt is not believed when its repair is broken off', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder({ 'app.js': 'call();'.repeat(50) })
    const { uploaded } = await syncDirectory(store, { folder, rules })
    const { key, contentType, cacheControl } = uploaded[0]!
    await store.put(key, 'spoilt', { contentType, cacheControl, contentEncoding: 'gzip' })
    const put: Store['put'] = (...params) =>
      params[0] === key ? Promise.reject(new Error('killed')) : store.put(...params)
    await expect(syncDirectory({ ...store, put }, { folder, rules, verify: true })).rejects.toThrow('killed')
    expect((await syncDirectory(store, { folder, rules })).uploaded).toHaveLength(1)
  })

  test('is left out for what is too large to be held in memory', async () => {
    const folder = await writeFolder({ 'large.txt': Buffer.alloc((16 << 20) + 1, 'a') })
    const { upload, warnings } = await planSync(createMemoryStore(), { folder, rules })
    expect(upload).toEqual([expect.not.objectContaining({ encoding: 'gzip' })])
    expect(warnings).toContain('large.txt is stored as it is: only files of up to 16777216 bytes are compressed')
  })
})

test.each([
  'text/css; charset=utf-8',
  'text/javascript',
  'application/json',
  'application/manifest+json',
  'image/svg+xml',
  'application/wasm',
  'font/ttf',
  'image/x-icon',
  'application/vnd.ms-fontobject',
  'TEXT/HTML',
])('%s is compressible', (type) => expect(isCompressible(type)).toBe(true))

test.each([
  'image/png',
  'image/avif',
  'font/woff2',
  'font/woff',
  'video/mp4',
  'application/zip',
  'application/gzip',
  'application/pdf',
  'application/octet-stream',
  'audio/mpeg',
  'image/webp',
  '',
])('%s is not', (type) => expect(isCompressible(type)).toBe(false))
