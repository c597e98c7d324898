import { appendFile, mkdir, mkdtemp, rm, unlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { KeelsonError } from '@keelson/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryStore } from '../memory/memory.js'
import type { Store } from '../store.js'
import { removePrefix } from './remove-prefix.js'
import { planSync, syncDirectory } from './sync.js'
import type { SyncProgress } from './upload.js'

async function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-sync-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

const site = {
  'index.html': '<p>1',
  'robots.txt': '*',
  'css/app.css': 'a{b:url(../img/logo.png)}',
  'img/logo.png': 'png',
}

const [read, write] = ['get .assets.json.sync.json', 'put .assets.json.sync.json']

/** A memory that tells what it is asked. */
function record(): { store: Store; calls: string[] } {
  const memory = createMemoryStore()
  const calls: string[] = []
  const store: Store = {
    ...memory,
    get: (key, options) => {
      calls.push(`get ${key}`)
      return memory.get(key, options)
    },
    head: (key, options) => {
      calls.push(`head ${key.replace(/\.\w{12}\./, '.#.')}`)
      return memory.head(key, options)
    },
    put: (key, body, options) => {
      calls.push(`put ${key.replace(/\.\w{12}\./, '.#.')}`)
      return memory.put(key, body, options)
    },
    list: (params, options) => {
      calls.push(`list ${params?.prefix}`)
      return memory.list(params, options)
    },
  }
  return { store, calls }
}

describe('a sync', () => {
  test('stores hashed files, then those that link them, then the manifest, with their headers, between two records', async () => {
    const { store, calls } = record()
    const folder = await writeFolder(site)
    const result = await syncDirectory(store, { folder, prefix: 'static/', concurrency: 1 })
    expect(calls).toEqual([
      'get static/.assets.json.sync.json',
      'list static/',
      'put static/.assets.json.sync.json',
      'put static/css/app.#.css',
      'put static/img/logo.#.png',
      'put static/index.html',
      'put static/robots.txt',
      'put static/assets.json',
      'put static/.assets.json.sync.json',
    ])
    expect(result).toMatchObject({ unchanged: [], warnings: [], bytes: 48 })
    for (const { key, size, contentType, cacheControl } of result.uploaded) {
      expect(await store.head(key)).toMatchObject({ size, contentType, cacheControl })
    }
    expect(await store.head('static/assets.json')).toMatchObject({
      contentType: 'application/json',
      cacheControl: 'no-cache',
    })
  })

  test('that has nothing to do is one read, whatever the times of the files are; a plan writes nothing', async () => {
    const { store, calls } = record()
    const folder = await writeFolder(site)
    expect((await planSync(store, { folder })).upload).toHaveLength(4)
    expect(calls).toEqual([read, 'list '])
    await syncDirectory(store, { folder })
    for (const path of Object.keys(site)) await utimes(join(folder, path), 1, 1)
    calls.length = 0
    const result = await syncDirectory(store, { folder })
    expect(calls).toEqual([read])
    expect(result).toMatchObject({ uploaded: [], retired: [], bytes: 0, manifest: { isCurrent: true } })
    expect(result.unchanged).toHaveLength(4)
    calls.length = 0
    const forced = await syncDirectory(store, { folder, force: true })
    expect(forced.uploaded).toHaveLength(4)
    expect(calls).toHaveLength(2 + 4 + 1 + 2)
  })

  test('stores what is new or was deleted; the older version stays and is told as retired', async () => {
    const { store, calls } = record()
    const folder = await writeFolder(site)
    const first = await syncDirectory(store, { folder })
    await store.put('other.txt', '')
    await writeFile(join(folder, 'css/app.css'), 'c{}')
    await writeFile(join(folder, 'index.html'), '<p>2')
    const { upload, retired } = await planSync(store, { folder })
    expect(upload.map(({ path, reason }) => `${path} ${reason}`)).toEqual(['css/app.css new', 'index.html content'])
    expect(retired).toEqual([first.manifest.paths['css/app.css']])
    calls.length = 0
    const second = await syncDirectory(store, { folder })
    expect(calls).toEqual([read, 'list ', write, 'put css/app.#.css', 'put index.html', 'put assets.json', write])
    expect(second.retired).toEqual(retired)
    expect(await store.head(first.manifest.paths['css/app.css']!)).toBeDefined()
    // Later syncs need not tell again.
    await writeFile(join(folder, 'index.html'), '<p>3')
    expect((await syncDirectory(store, { folder })).retired).toEqual([])

    await store.delete(second.manifest.paths['img/logo.png']!)
    calls.length = 0
    await syncDirectory(store, { folder, verify: true })
    expect(calls).toEqual([
      read,
      'list ',
      'head css/app.#.css',
      'head index.html',
      'head robots.txt',
      write,
      'put img/logo.#.png',
      write,
    ])
  })

  test('replaces what stands under a hashed name with another size, and under a fixed one with other content', async () => {
    const { store } = record()
    const folder = await writeFolder(site)
    const options = { folder, rules: [{ match: 'img/**', name: 'immutable' as const }] }
    const { manifest } = await syncDirectory(store, options)
    await store.put(manifest.paths['css/app.css']!, 'half')
    await store.put('robots.txt', '-')
    await store.put('img/logo.png', 'gif')
    await writeFile(join(folder, 'new.js'), '')
    const { uploaded } = await syncDirectory(store, options)
    expect(uploaded.map(({ path }) => path)).toEqual(['css/app.css', 'img/logo.png', 'new.js', 'robots.txt'])
  })

  test('tells its progress; a view that throws does not break it', async () => {
    const seen: SyncProgress[] = []
    const onProgress = (progress: SyncProgress) => {
      seen.push(progress)
      throw new Error('view')
    }
    await syncDirectory(createMemoryStore(), { folder: await writeFolder(site), onProgress })
    expect(seen.map(({ done, total }) => `${done}/${total}`)).toEqual(['1/4', '2/4', '3/4', '4/4'])
    expect(seen.at(-1)).toMatchObject({
      bytes: 48,
      totalBytes: 48,
      file: { path: 'robots.txt', key: 'robots.txt', size: 1 },
    })
  })

  test('stores at most `concurrency` files at a time', async () => {
    const memory = createMemoryStore()
    let running = 0
    let most = 0
    const put: Store['put'] = async (...params) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return memory.put(...params)
    }
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.js`, `${index}`]))
    await syncDirectory({ ...memory, put }, { folder: await writeFolder(files), concurrency: 3 })
    expect(most).toBe(3)
  })
})

describe('a sync that ends early', () => {
  const fails = (store: Store, failing: RegExp): Store => ({
    ...store,
    put: async (key, ...rest) => {
      if (failing.test(key))
        throw new KeelsonError('PutObject failed', { code: 'rate_limited', retryAfterMs: 5, status: 503 })
      return store.put(key, ...rest)
    },
  })

  test.each([
    [/css/, '0 of 4', 0],
    [/index/, '2 of 4', 2],
    [/^assets\.json/, '4 of 4', 4],
  ])('by a failure at %s says how far it got, and goes on there', async (failing, said, count) => {
    const memory = createMemoryStore()
    const folder = await writeFolder(site)
    await expect(syncDirectory(fails(memory, failing), { folder, concurrency: 1 })).rejects.toMatchObject({
      code: 'rate_limited',
      status: 503,
      retryAfterMs: 5,
      cause: { message: 'PutObject failed' },
      message: `${folder} was not synced to memory as a whole: ${said} files were stored, the manifest is as it was: PutObject failed. Run the sync again: it finds what was stored and goes on`,
    })
    expect(await memory.get('assets.json')).toBeUndefined()
    expect((await syncDirectory(memory, { folder })).unchanged).toHaveLength(count)
  })

  test('by an abort: before, while reading, between two files, before the manifest', async () => {
    const folder = await writeFolder(site)
    const { store, calls } = record()
    await expect(syncDirectory(store, { folder, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
      message: 'the sync was aborted: nothing was stored',
    })
    expect(calls).toEqual([])
    for (const at of [1, 4]) {
      const controller = new AbortController()
      const onProgress = ({ done }: SyncProgress) => {
        if (done === at) controller.abort()
      }
      await expect(
        syncDirectory(createMemoryStore(), { folder, signal: controller.signal, onProgress, concurrency: 1 }),
      ).rejects.toMatchObject({ code: 'aborted', message: expect.stringContaining(`${at} of 4 files were stored`) })
    }
  })

  test('by something that is no error of ours lets it through', async () => {
    const put = () => Promise.reject(new TypeError('broken'))
    await expect(syncDirectory({ ...createMemoryStore(), put }, { folder: await writeFolder(site) })).rejects.toThrow(
      new TypeError('broken'),
    )
  })
})

describe('a file that changes meanwhile', () => {
  // Not kept in memory, so that it is read again for storing.
  const large = new Uint8Array((1 << 20) + 1)

  test.each<[string, (path: string) => Promise<void>, string]>([
    ['grows', (path) => appendFile(path, 'x'), 'large.bin changed while it was read'],
    ['is written anew', (path) => writeFile(path, large.with(7, 1)), 'large.bin changed while it was read'],
    ['is deleted', (path) => unlink(path), 'large.bin cannot be read any more: ENOENT'],
  ])('and %s is not stored under a hash that is not its own', async (_what, change, message) => {
    const folder = await writeFolder({ 'large.bin': large })
    const memory = createMemoryStore()
    const list: Store['list'] = (...params) => {
      const pages = memory.list(...params)
      return {
        ...pages,
        [Symbol.asyncIterator]: async function* () {
          await change(join(folder, 'large.bin'))
          yield* pages
        },
      }
    }
    await expect(syncDirectory({ ...memory, list }, { folder })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(message),
    })
    expect((await memory.list().toArray()).map(({ key }) => key)).toEqual(['.assets.json.sync.json'])
  })

  test('large files that do not change are stored', async () => {
    const store = createMemoryStore()
    const { uploaded } = await syncDirectory(store, {
      folder: await writeFolder({ 'large.bin': large, 'empty.bin': '' }),
    })
    expect(uploaded.map(({ size }) => size)).toEqual([0, large.length])
    expect((await store.get(uploaded[1]!.key))!.body).toEqual(large)
  })
})

describe('removing a prefix', () => {
  test('deletes what is under it, and nothing else', async () => {
    const store = createMemoryStore()
    for (const key of ['previews/pr-1/a', 'previews/pr-1/b/c', 'previews/pr-10/a', 'a']) await store.put(key, '')
    expect(await removePrefix(store, { prefix: 'previews/pr-1/' })).toBe(2)
    expect(await removePrefix(store, { prefix: 'previews/pr-1/' })).toBe(0)
    expect((await store.list().toArray()).map(({ key }) => key)).toEqual(['a', 'previews/pr-10/a'])
  })

  test.each([undefined, '', '/', 'previews/pr-1', '/previews/', 'a//', '../', './'])(
    '%j is refused',
    async (prefix) => {
      const store = createMemoryStore()
      await store.put('a', '')
      await expect(removePrefix(store, { prefix: prefix as string })).rejects.toMatchObject({ code: 'config' })
      expect(await store.list().toArray()).toHaveLength(1)
    },
  )
})
