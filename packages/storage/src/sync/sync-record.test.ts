import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { KeelsonError } from '@keelson/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryStore } from '../memory/memory.js'
import type { ObjectInfo } from '../object.js'
import type { Store } from '../store.js'
import type { FileRule } from './file-rules.js'
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

  test.each<[string, readonly FileRule[]]>([
    ['as it is', []],
    ['compressed', [{ match: '**', encoding: 'gzip' }]],
  ])('of the same size under a hashed name, stored %s, are found by verify', async (_what, rules) => {
    const store = createMemoryStore()
    const folder = await writeFolder(site)
    const { uploaded } = await syncDirectory(store, { folder, rules })
    const { key } = uploaded.find(({ path }) => path === 'app.css')!
    const { body, contentType, cacheControl, contentEncoding } = (await store.get(key))!
    await store.put(key, body.with(-1, body.at(-1)! ^ 1), { contentType, cacheControl, contentEncoding })
    expect(await reasons(store, { folder, rules, verify: true })).toEqual(['app.css: content'])
    await syncDirectory(store, { folder, rules, verify: true })
    expect((await store.get(key))!.body).toEqual(body)
    expect(await reasons(store, { folder, rules, verify: true })).toEqual([])
  })
})

test('a record that somebody wrote makes a sync delete nothing but variants', async () => {
  const store = createMemoryStore()
  const folder = await writeFolder(site)
  const options = { folder, prefix: 'static/', protect: ['static/media/'] }
  await syncDirectory(store, options)
  const kept = ['static/media/photo.jpg', 'static/index.html.bak', 'other.txt']
  for (const key of kept) await store.put(key, '')
  const key = `static/${recordKey}`
  const record = JSON.parse(Buffer.from((await store.get(key))!.body).toString()) as { files: object }
  const names = ['media/photo.jpg', 'index.html.bak', '../other.txt', 'index.html.gz', '__proto__']
  const files = { ...record.files, ...Object.fromEntries(names.map((name) => [name, { of: 'index.html' }])) }
  await store.put('static/index.html.gz', 'zipped')
  await store.put(key, JSON.stringify({ ...record, files }))
  await writeFile(join(folder, 'index.html'), '<p>2')
  await syncDirectory(store, options)
  for (const name of kept) expect(await store.exists(name)).toBe(true)
  expect(await store.exists('static/index.html.gz')).toBe(false)
})

test.each<[string, (text: string) => string]>([
  ['cut off', (text) => text.slice(0, -9)],
  ['of another version', (text) => text.replace('"version":1', '"version":2')],
  ['of another manifest', (text) => text.replace('"assets.json"', '"other.json"')],
  ['of a sync that was broken off', (text) => text.replace('"complete"', '"writing"')],
  ['with a state that is none', (text) => text.replace('"complete"', '"done"')],
  ['with a date that is none', (text) => text.replace('"attributes":', '"retired":"soon","attributes":')],
  ['with a hash that is none', (text) => text.replace(/"hash":"\w+"/, '"hash":1')],
  ['with a manifest that is none', (text) => text.replace('"manifests":{', '"manifests":{"x":1,')],
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
  function opaque(memory: Store, nextEtag: (count: number) => string | undefined = (count) => `${count}-3`): Store {
    let count = 0
    const etags = new Map<string, string | undefined>()
    const withEtag = <T extends ObjectInfo>(info: T): T => ({ ...info, etag: etags.get(info.key) })
    return {
      ...memory,
      capabilities: { ...memory.capabilities, conditionalPut: false },
      put: async (key, ...rest) => {
        etags.set(key, nextEtag((count += 1)))
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

  test('that are no MD5 do not make a manifest current that is an older one, also when a sync was broken off', async () => {
    const store = opaque(createMemoryStore())
    const folder = await writeFolder(site)
    await syncDirectory(store, { folder })
    await writeFile(join(folder, 'app.css'), 'b{}')
    const put: Store['put'] = (key, ...rest) =>
      key === 'assets.json' ? Promise.reject(new Error('killed')) : store.put(key, ...rest)
    await expect(syncDirectory({ ...store, put }, { folder })).rejects.toThrow('killed')
    const { manifest } = await syncDirectory(store, { folder })
    expect(await readManifest(store)).toMatchObject({ paths: manifest.paths })
    await writeFile(join(folder, 'index.html'), '<p>2')
    expect((await planSync(store, { folder })).manifest.isCurrent).toBe(true)
  })

  test('that a store does not tell prove nothing: files that keep their names are stored again', async () => {
    const store = opaque(createMemoryStore(), () => undefined)
    const folder = await writeFolder(site)
    await syncDirectory(store, { folder })
    await writeFile(join(folder, 'new.js'), '')
    expect(await reasons(store, { folder })).toEqual(['new.js: new', 'index.html: content', 'robots.txt: content'])
  })

  test('that are no MD5 do not break a sync whose answers were lost, as far as names have hashes', async () => {
    const memory = createMemoryStore()
    const head: Store['head'] = async (...params) => {
      const found = await memory.head(...params)
      return found && { ...found, etag: 'other' }
    }
    const put: Store['put'] = async (key, ...rest) => {
      const stored = await memory.put(key, ...rest)
      if (key.startsWith('app.')) throw new KeelsonError('an answer was lost', { code: 'ambiguous_write' })
      return stored
    }
    const folder = await writeFolder({ 'app.css': 'a{}', 'app.js': 'call();'.repeat(40) })
    const options = { folder, rules: [{ match: '*.js', encoding: 'gzip' as const }] }
    expect((await syncDirectory({ ...memory, head, put }, options)).uploaded).toHaveLength(2)
    const rules = [{ match: '**', name: 'keep' as const }]
    await expect(syncDirectory({ ...memory, head, put }, { folder, rules })).rejects.toMatchObject({
      code: 'ambiguous_write',
    })
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
    expect(String(ended).match(/run this one again/g)).toHaveLength(1)
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

  test('a put whose answer was lost is recognised when the store cannot tell whose it is', async () => {
    const memory = createMemoryStore()
    const put: Store['put'] = async (...params) => {
      await memory.put(...params)
      throw new KeelsonError('an answer was lost', { code: 'ambiguous_write' })
    }
    const [first, second] = await sites()
    for (const folder of [first!, second!]) await syncDirectory({ ...memory, put }, { folder })
    expect((await textsOf(memory))['index.html']).toBe('<p>2')
    expect(await reasons(memory, { folder: second!, verify: true })).toEqual([])

    const lost = () => Promise.reject(new KeelsonError('an answer was lost', { code: 'ambiguous_write' }))
    await expect(syncDirectory({ ...memory, put: lost }, { folder: first! })).rejects.toMatchObject({
      code: 'ambiguous_write',
    })
  })

  test('of the same folder at the same time are told from each other', async () => {
    const memory = createMemoryStore()
    const folder = await writeFolder(site)
    const options = { folder, clock: { now: () => 0, date: () => 0, timer: () => () => undefined } }
    const { store, calls } = watch(memory, async (call) => {
      if (call !== `put ${recordKey}`) return
      const put: Store['put'] = (key, ...rest) =>
        key === recordKey ? memory.put(key, ...rest) : Promise.reject(new Error('killed'))
      await expect(syncDirectory({ ...memory, put }, options)).rejects.toThrow('killed')
    })
    await expect(syncDirectory(store, options)).rejects.toMatchObject({ code: 'conflict' })
    expect(calls.filter((call) => call.startsWith('put'))).toEqual([`put ${recordKey}`])
  })

  test('with other settings for the same content do not leave a record that says what is not so', async () => {
    const memory = createMemoryStore()
    const folder = await writeFolder(site)
    const rules = [{ match: '*.css', cacheControl: 'no-cache' }]
    let isCrossed = false
    const { store } = watch(memory, async (call) => {
      if (isCrossed || !call.startsWith('put app.')) return
      isCrossed = true
      await syncDirectory(memory, { folder })
    })
    await expect(syncDirectory(store, { folder, rules })).rejects.toMatchObject({ code: 'conflict' })
    expect(isCrossed).toBe(true)
    expect(await reasons(memory, { folder })).toEqual([])
    expect(await reasons(memory, { folder, verify: true })).toEqual([])
  })

  test('a late put of another one, with other settings, is not taken for what was to be stored', async () => {
    const memory = createMemoryStore()
    const folder = await writeFolder(site)
    const { store } = watch(memory, async (call) => {
      const [, key] = /^put (app\..*)/.exec(call) ?? []
      if (key !== undefined) await memory.put(key, site['app.css'], { cacheControl: 'no-store' })
    })
    await expect(syncDirectory(store, { folder })).rejects.toMatchObject({ code: 'conflict' })
    expect(await reasons(memory, { folder })).toContain('app.css: attributes')
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

  test('are not stored over what somebody else has stored meanwhile', async () => {
    const memory = createMemoryStore()
    const { store } = watch(memory, async (call) => {
      if (call === `put ${recordKey}`) await memory.put('large.pdf', 'other')
    })
    const options = {
      folder: await writeFolder({ 'large.pdf': large }),
      rules: [{ match: '**', name: 'keep' as const }],
    }
    await expect(syncDirectory(store, options)).rejects.toMatchObject({ code: 'conflict' })
    expect(await memory.head('large.pdf')).toMatchObject({ size: 5 })
    expect(await memory.multipart.list().toArray()).toEqual([])
    await syncDirectory(memory, options)
    expect(await memory.head('large.pdf')).toMatchObject({ size: large.length })
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
