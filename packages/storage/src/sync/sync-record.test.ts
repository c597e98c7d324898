import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryStore } from '../memory/memory.js'
import type { ObjectInfo } from '../object.js'
import type { Store } from '../store.js'
import { readManifest } from './manifest.js'
import type { SyncOptions } from './sync.js'
import { planSync, syncDirectory } from './sync.js'

async function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-record-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

const site = { 'index.html': '<p>1', 'robots.txt': '*', 'app.css': 'a{}', '__proto__/constructor.js': 'x' }
const recordKey = '.assets.json.sync.json'
const reasons = async (store: Store, options: SyncOptions) =>
  (await planSync(store, options)).upload.map(({ path, reason }) => `${path}: ${reason}`)

/** Calls of a store, and something that happens before one of them. */
function watch(memory: Store, before: (call: string) => Promise<unknown> | void = () => undefined) {
  const calls: string[] = []
  const told = async <T>(call: string, carryOut: () => Promise<T>) => {
    calls.push(call)
    await before(call)
    return carryOut()
  }
  const store: Store = {
    ...memory,
    get: (key, options) => told(`get ${key}`, () => memory.get(key, options)),
    head: (key, options) => told(`head ${key}`, () => memory.head(key, options)),
    put: (key, ...rest) => told(`put ${key}`, () => memory.put(key, ...rest)),
    list: (...params) => {
      calls.push('list')
      return memory.list(...params)
    },
  }
  return { store, calls }
}

async function textsOf(store: Store): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for await (const { key } of store.list()) texts[key] = Buffer.from((await store.get(key))!.body).toString()
  delete texts[recordKey]
  return texts
}

describe('settings', () => {
  test('that changed are stored, those of the files that they are of and nothing else', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder(site)
    await syncDirectory(store, { folder })
    const rules = [
      { match: '*.css', cacheControl: 'max-age=60' },
      { match: 'robots.txt', contentType: 'text/plain' },
    ]
    expect(await reasons(store, { folder, rules })).toEqual(['app.css: attributes', 'robots.txt: attributes'])
    const { uploaded } = await syncDirectory(store, { folder, rules })
    for (const { key, contentType, cacheControl } of uploaded) {
      expect(await store.head(key)).toMatchObject({ contentType, cacheControl })
    }
    expect(await reasons(store, { folder, rules })).toEqual([])
  })

  test('are asked for where no record knows them', async () => {
    const { store, calls } = watch(createMemoryStore())
    const folder = await writeFolder(site)
    const { manifest } = await syncDirectory(store, { folder })
    await store.delete(recordKey)
    const css = manifest.paths['app.css']!
    await store.put(css, 'a{}', { contentType: 'text/css; charset=utf-8', cacheControl: 'no-store' })
    calls.length = 0
    expect(await reasons(store, { folder })).toEqual(['app.css: attributes'])
    expect(calls.filter((call) => call.startsWith('head'))).toHaveLength(4)
    await syncDirectory(store, { folder })
    calls.length = 0
    expect(await reasons(store, { folder })).toEqual([])
    expect(calls).toEqual([`get ${recordKey}`])
  })

  test('and contents that somebody changed by hand are found by verify', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder(site)
    await syncDirectory(store, { folder })
    await store.put('robots.txt', '*', { contentType: 'text/html' })
    await store.put('index.html', '<p>X')
    expect(await reasons(store, { folder })).toEqual([])
    expect(await reasons(store, { folder, verify: true })).toEqual(['index.html: content', 'robots.txt: attributes'])
  })
})

test.each<[string, (text: string) => string]>([
  ['cut off', (text) => text.slice(0, -9)],
  ['of another version', (text) => text.replace('"version":1', '"version":2')],
  ['of another manifest', (text) => text.replace('"assets.json"', '"other.json"')],
  ['of a sync that was broken off', (text) => text.replace('"complete"', '"writing"')],
  ['with a state that is none', (text) => text.replace('"complete"', '"done"')],
  ['with a date that is none', (text) => text.replace('"attributes":', '"retired":"soon","attributes":')],
  ['with a hash that is none', (text) => text.replace(/"hash":"\w+"/, '"hash":1')],
  ['with a manifest of no date', (text) => text.replace(/"synced":"[^"]+"/, '"hash":""')],
  ['without files', (text) => text.replace('"files":', '"file":')],
  ['null', () => 'null'],
])('a record %s is not believed: one list, nothing is stored again, and the record is whole', async (_what, spoil) => {
  const memory = createMemoryStore()
  const folder = await writeFolder(site)
  await syncDirectory(memory, { folder })
  const text = Buffer.from((await memory.get(recordKey))!.body).toString()
  const spoilt = spoil(text)
  expect(spoilt).not.toBe(text)
  await memory.put(recordKey, spoilt)
  const { store, calls } = watch(memory)
  expect((await syncDirectory(store, { folder })).uploaded).toEqual([])
  expect(calls.filter((call) => !call.startsWith('head'))).toEqual([`get ${recordKey}`, 'list', `put ${recordKey}`])
  calls.length = 0
  await syncDirectory(store, { folder })
  expect(calls).toEqual([`get ${recordKey}`])
})

describe('ETags', () => {
  /** As where they are no MD5: other encryption, parts, stores of their own kind. */
  function opaque(memory: Store): Store {
    let count = 0
    const etags = new Map<string, string>()
    const withEtag = <T extends ObjectInfo>(info: T): T => ({ ...info, etag: etags.get(info.key) ?? 'none-1' })
    return {
      ...memory,
      capabilities: { ...memory.capabilities, conditionalPut: false },
      put: async (key, ...rest) => {
        etags.set(key, `${(count += 1)}-3`)
        return withEtag(await memory.put(key, ...rest))
      },
      list: (...params) => {
        const pages = memory.list(...params)
        return {
          ...pages,
          async *[Symbol.asyncIterator]() {
            for await (const info of pages) yield withEtag(info)
          },
        }
      },
    }
  }

  test('that are no MD5 are known by the record; without it, files that keep their names are stored again', async () => {
    const store = opaque(createMemoryStore())
    const folder = await writeFolder(site)
    await syncDirectory(store, { folder })
    await writeFile(join(folder, 'index.html'), '<p>2')
    expect(await reasons(store, { folder })).toEqual(['index.html: content'])
    await syncDirectory(store, { folder })
    // Somebody else's, of the same size.
    await store.put('robots.txt', '-')
    expect(await reasons(store, { folder, verify: true })).toEqual(['robots.txt: content'])
    await syncDirectory(store, { folder, verify: true })
    await store.delete(recordKey)
    expect(await reasons(store, { folder })).toEqual(['index.html: content', 'robots.txt: content'])
  })
})

describe('two syncs at once', () => {
  const sites = () => Promise.all(['1', '2'].map((text) => writeFolder({ ...site, 'index.html': `<p>${text}` })))

  /** The first sync, with the whole of the second one before the first of its calls that matches. */
  async function cross(call: RegExp, memory = createMemoryStore()) {
    const [first, second] = await sites()
    await syncDirectory(memory, { folder: await writeFolder({ ...site, 'index.html': '<p>0', 'app.css': 'b{}' }) })
    let isCrossed = false
    const { store, calls } = watch(memory, async (now) => {
      if (isCrossed || !call.test(now)) return
      isCrossed = true
      await syncDirectory(memory, { folder: second! })
    })
    const ended = await syncDirectory(store, { folder: first!, concurrency: 1 }).catch((error: unknown) => error)
    expect(isCrossed).toBe(true)
    return { memory, ended, calls, first: first!, second: second! }
  }

  test.each([
    ['its record', /^put \.assets/],
    ['its first file', /^put app/],
    ['a file that keeps its name', /^put index/],
    ['its manifest', /^put assets/],
  ])('the one that is slower, at %s, fails, and ends complete when it runs again', async (_what, call) => {
    const { memory, ended, first } = await cross(call)
    expect(ended).toMatchObject({ code: 'conflict', message: expect.stringMatching(/run this one again$/) })
    await syncDirectory(memory, { folder: first })
    const alone = createMemoryStore()
    await syncDirectory(alone, { folder: first })
    expect(await textsOf(memory)).toMatchObject(await textsOf(alone))
  })

  test('a put that is repeated, since its answer was lost, is not taken for that of another one', async () => {
    const memory = createMemoryStore()
    let repeated = 0
    const put: Store['put'] = async (...params) => {
      await memory.put(...params)
      repeated += 1
      return memory.put(...params)
    }
    const [first, second] = await sites()
    for (const folder of [first!, second!]) await syncDirectory({ ...memory, put }, { folder })
    expect(repeated).toBe(7 + 3)
    expect((await textsOf(memory))['index.html']).toBe('<p>2')
  })

  test('nothing is replaced by the one that comes late', async () => {
    const { memory, calls, second } = await cross(/^put \.assets/)
    expect(calls.filter((call) => call.startsWith('put'))).toEqual([`put ${recordKey}`])
    const again = watch(memory)
    await syncDirectory(again.store, { folder: second })
    expect(again.calls).toEqual([`get ${recordKey}`])
  })

  test('without conditional writes the last one wins, unnoticed', async () => {
    const memory = createMemoryStore()
    const simple = { ...memory, capabilities: { ...memory.capabilities, conditionalPut: false } }
    const { ended, first } = await cross(/^put \.assets/, simple)
    expect(ended).toMatchObject({ uploaded: [{ path: 'app.css' }, { path: 'index.html' }] })
    expect((await textsOf(memory))['index.html']).toBe('<p>1')
    expect(await reasons(memory, { folder: first })).toEqual([])
  })
})

describe('releases', () => {
  test('have a manifest each and one record; going back to one stores nothing but what keeps its name', async () => {
    const store = createMemoryStore()
    const folders = await Promise.all([1, 2].map((text) => writeFolder({ ...site, 'app.css': `a{b:${text}}` })))
    const options = (index: number): SyncOptions => ({
      folder: folders[index]!,
      prefix: 'static/',
      manifest: { release: `r${index}` },
    })
    const [first] = [await syncDirectory(store, options(0)), await syncDirectory(store, options(1))]
    const keys = (await store.list().toArray()).map(({ key }) => key).filter((key) => key.endsWith('json'))
    expect(keys).toEqual(['static/.assets.json.sync.json', 'static/assets-r0.json', 'static/assets-r1.json'])
    expect(await readManifest(store, { prefix: 'static/', release: 'r0' })).toMatchObject({
      paths: first.manifest.paths,
    })
    const back = await syncDirectory(store, options(0))
    expect(back).toMatchObject({ uploaded: [], manifest: { isCurrent: true } })
    expect(back.retired).toEqual([expect.stringMatching(/^static\/app\./)])
  })

  test.each([
    ['django', 'staticfiles-v1.2.json'],
    ['vite', '.vite/manifest-v1.2.json'],
  ] as const)('of the format %s', async (format, key) => {
    const store = createMemoryStore()
    const manifest = { format, release: 'v1.2' }
    expect((await syncDirectory(store, { folder: await writeFolder(site), manifest })).manifest.key).toBe(key)
  })
})

describe('files above 16 MiB', () => {
  const large = new Uint8Array(17 * 2 ** 20)

  test('are sent in parts, and known by the record afterwards', async () => {
    const memory = createMemoryStore()
    const sizes: number[] = []
    const put: Store['put'] = (key, body, options) => {
      sizes.push(body.length)
      return memory.put(key, body, options)
    }
    const folder = await writeFolder({ 'large.bin': large, 'large.pdf': large })
    const options = { folder, rules: [{ match: '*.pdf', name: 'keep' as const }] }
    const { uploaded } = await syncDirectory({ ...memory, put }, options)
    expect(Math.max(...sizes)).toBeLessThan(10_000)
    for (const { key } of uploaded) expect(await memory.head(key)).toMatchObject({ size: large.length })
    expect(await memory.head('large.pdf')).toMatchObject({ etag: expect.stringMatching(/-3$/) })
    await writeFile(join(folder, 'small.js'), '')
    expect(await reasons(memory, options)).toEqual(['small.js: new'])
  })

  test('but not style sheets, whose text is another one', async () => {
    const sheet = `a{b:url(x.png)}/*${' '.repeat(large.length)}*/`
    const store = createMemoryStore()
    const { manifest } = await syncDirectory(store, { folder: await writeFolder({ 'x.css': sheet, 'x.png': '' }) })
    const stored = (await store.get(manifest.paths['x.css']!))!
    expect(Buffer.from(stored.body.subarray(0, 30)).toString()).toBe('a{b:url("x.d41d8cd98f00.png")}')
  })

  test.each([
    ['grows', 1],
    ['has other content', 0],
  ])('one that %s after it was read is not stored', async (_what, more) => {
    const folder = await writeFolder({ 'large.bin': large })
    const memory = createMemoryStore()
    const { store } = watch(memory, async (call) => {
      if (call === `put ${recordKey}`)
        await writeFile(join(folder, 'large.bin'), Buffer.alloc(large.length + more, 'x'))
    })
    await expect(syncDirectory(store, { folder })).rejects.toMatchObject({ code: 'conflict' })
    expect((await memory.list().toArray()).map(({ key }) => key)).toEqual([recordKey])
    expect(await memory.multipart.list().toArray()).toEqual([])
  })
})
