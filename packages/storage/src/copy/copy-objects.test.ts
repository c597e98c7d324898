import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeelsonError } from '@keelson/core'
import { createRandom } from '@keelson/core/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { copyObjects } from './copy-objects.js'
import { createLocalStore } from '../local/store.js'
import { createMemoryStore } from '../memory/memory.js'
import { smallestPart } from '../parts.js'
import { putStream } from '../upload/put-stream.js'
import type { Store } from '../store.js'

const attributes = {
  contentType: 'text/css',
  cacheControl: 'no-cache',
  contentEncoding: 'gzip',
  contentDisposition: 'inline',
  metadata: { owner: 'me' },
}

async function createFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-copy-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = createLocalStore({ folder })
  return { folder, store }
}

/** A store that counts what is read and written. */
function watch<T extends Store>(store: T, change: Partial<Store> = {}) {
  const calls = { read: 0, written: 0 }
  const watched: Store = {
    ...store,
    getStream: (...params) => {
      calls.read += 1
      return store.getStream(...params)
    },
    put: (...params) => {
      calls.written += 1
      return store.put(...params)
    },
    ...change,
  }
  return { store: watched, calls }
}

async function fill(store: Store, keys: readonly string[]): Promise<void> {
  for (const key of keys) await store.put(key, `content of ${key}`, attributes)
}

/** An object that was uploaded in parts, so that its ETag is no MD5 of its content. */
async function fillInParts(store: Store, key: string): Promise<void> {
  const body = async function* () {
    yield new Uint8Array(smallestPart + 5).fill(7)
  }
  await putStream(store, { key, body: body(), partSize: smallestPart }, attributes)
}

async function contents(store: Store): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for await (const { key } of store.list()) {
    const { body, contentType } = (await store.get(key))!
    all[key] = `${contentType} ${body.length} ${Buffer.from(body.subarray(0, 100)).toString()}`
  }
  return all
}

describe('a backup in a folder', () => {
  test('has everything with its attributes, is not read again, and is restored as it was', async () => {
    const bucket = watch(createMemoryStore())
    await fill(bucket.store, ['media/a.css', 'media/b/c.css', 'static/d.css'])
    await bucket.store.put('media/empty', '')
    await fillInParts(bucket.store, 'media/large.bin')
    const before = await contents(bucket.store)
    const { store: folder } = await createFolder()
    const params = { from: bucket.store, to: folder, prefix: 'media/', targetPrefix: 'backup/' }
    const keys = ['backup/a.css', 'backup/b/c.css', 'backup/empty', 'backup/large.bin']
    const size = smallestPart + 5 + 'content of media/a.css'.length + 'content of media/b/c.css'.length

    const planned = await copyObjects(params, { dryRun: true })
    expect(await folder.list().toArray()).toEqual([])
    expect(await copyObjects(params)).toEqual(planned)
    expect(planned).toEqual({ copied: keys, unchanged: [], removed: [], skipped: [], bytes: size })
    const copy = await folder.head('backup/a.css')
    expect(copy).toMatchObject(attributes)
    expect(copy?.metadata).toEqual(attributes.metadata)

    bucket.calls.read = 0
    const again = { copied: [], unchanged: keys, removed: [], skipped: [], bytes: 0 }
    expect(await copyObjects(params)).toEqual(again)
    const back = { from: folder, to: bucket.store, prefix: 'backup/', targetPrefix: 'media/' }
    const unchanged = keys.map((key) => key.replace('backup/', 'media/'))
    expect(await copyObjects(back)).toEqual({ ...again, unchanged })
    expect(bucket.calls.read).toBe(0)

    const fresh = watch(createMemoryStore())
    expect(await copyObjects({ ...back, to: fresh.store })).toMatchObject({ copied: unchanged })
    const { 'static/d.css': _other, ...restored } = before
    expect(await contents(fresh.store)).toEqual(restored)
    expect(await copyObjects({ ...back, to: fresh.store })).toMatchObject({ copied: [] })
    expect((await fresh.store.head('media/a.css'))?.metadata).toEqual(attributes.metadata)
  })

  test('has what changed since, of the same size as well', async () => {
    const from = createMemoryStore()
    const { store: to } = await createFolder()
    await fill(from, ['a', 'b', 'c'])
    await fillInParts(from, 'large')
    await copyObjects({ from, to })
    await from.put('b', 'CONTENT of b')
    await from.put('large', new Uint8Array(smallestPart + 5))
    expect(await copyObjects({ from, to })).toMatchObject({ copied: ['b', 'large'], unchanged: ['a', 'c'] })
    expect(await contents(to)).toEqual(await contents(from))
    expect(await copyObjects({ from, to })).toMatchObject({ copied: [] })
  })

  test('of files that were put there by hand is known by their dates', async () => {
    const { folder, store: from } = await createFolder()
    const to = createMemoryStore()
    await writeFile(join(folder, 'a.txt'), 'by hand')
    expect(await copyObjects({ from, to })).toMatchObject({ copied: ['a.txt'] })
    expect(await copyObjects({ from, to })).toMatchObject({ unchanged: ['a.txt'] })
    await utimes(join(folder, 'a.txt'), 1, 1)
    expect(await copyObjects({ from, to })).toMatchObject({ copied: ['a.txt'] })
  })
})

test('a store whose ETags only look like MD5s is compared by what was recorded', async () => {
  const encrypt = (store: Store): Store => {
    const hide = <T extends { readonly etag?: string | undefined } | undefined>(info: T): T =>
      info && { ...info, etag: info.etag?.split('').toReversed().join('') }
    const list: Store['list'] = (params) => {
      const pages = store.list(params)
      return { ...pages, toArray: async () => (await pages.toArray()).map(hide) }
    }
    return {
      ...store,
      list,
      put: async (...params) => hide(await store.put(...params)),
      head: async (...params) => hide(await store.head(...params)),
      getStream: async (...params) => hide(await store.getStream(...params)),
    }
  }
  const [plain, encrypted, other] = [createMemoryStore(), encrypt(createMemoryStore()), createMemoryStore()]
  await fill(plain, ['a', 'b'])
  for (const [from, to] of [
    [plain, encrypted],
    [encrypted, other],
  ] as const) {
    const source = watch(from)
    expect(await copyObjects({ from: source.store, to })).toMatchObject({ copied: ['a', 'b'] })
    expect(await copyObjects({ from: source.store, to })).toMatchObject({ copied: [], unchanged: ['a', 'b'] })
    expect(source.calls.read).toBe(2)
  }
})

test('the record gives way to metadata that fill their room', async () => {
  const [from, to] = [createMemoryStore(), createMemoryStore()]
  const metadata = { filling: 'x'.repeat(2030) }
  await fillInParts(from, 'a')
  await from.copy({ from: 'a', to: 'a' }, { metadata })
  expect(await copyObjects({ from, to })).toMatchObject({ copied: ['a'] })
  expect((await to.head('a'))?.metadata).toEqual(metadata)
})

test('folder markers are left out and told', async () => {
  const from = createMemoryStore()
  const { store: to } = await createFolder()
  await from.put('media/', '')
  await fill(from, ['media/a'])
  const skipped = [{ key: 'media/', reason: 'folder_marker' }]
  expect(await copyObjects({ from, to, prefix: 'media/' })).toMatchObject({ copied: ['media/a'], skipped })
  // Those of the target stay, whatever becomes of the rest.
  expect(await copyObjects({ from: to, to: from, removeExtra: true })).toMatchObject({ copied: [], removed: [] })
})

test('an object that is deleted meanwhile is told', async () => {
  const memory = createMemoryStore()
  await fill(memory, ['a', 'b'])
  const getStream: Store['getStream'] = (key, options) => memory.getStream(key === 'a' ? 'gone' : key, options)
  const { store: from } = watch(memory, { getStream })
  const to = createMemoryStore()
  const skipped = [{ key: 'a', reason: 'vanished' }]
  expect(await copyObjects({ from, to })).toMatchObject({ copied: ['b'], skipped, bytes: 12 })
})

test('a file that changes while it is copied is not taken for whole, and the old copy stays', async () => {
  const { folder, store: from } = await createFolder()
  await from.put('log', new Uint8Array(2_000_000))
  const to = createMemoryStore()
  await to.put('log', 'before')
  const changing: Store = {
    ...from,
    getStream: async (...params) => {
      const object = await from.getStream(...params)
      await appendFile(join(folder, 'log'), 'more')
      return object
    },
  }
  await expect(copyObjects({ from: changing, to })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('changed meanwhile'),
  })
  expect(await to.list().toArray()).toMatchObject([{ key: 'log', size: 6 }])
})

test('keys that a disk cannot hold are listed at once, before anything is copied', async () => {
  const from = createMemoryStore()
  await fill(from, ['a', 'a/b', 'a/c', 'ok', 'x//y', 'back\\slash', '.keelson/z', 'old', 'old/d'])
  const { store: to } = await createFolder()
  const copied = copyObjects({ from, to })
  await expect(copied).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('cannot hold 5 of') })
  for (const named of ['"a" is beside "a/b"', 'x//y', 'back\\\\slash', '.keelson/z', '"old" is beside "old/d"']) {
    await expect(copyObjects({ from, to })).rejects.toThrow(named)
  }
  expect(await to.list().toArray()).toEqual([])
  const filter = (key: string) => key === 'ok' || key === 'a/c'
  expect(await copyObjects({ from, to, filter })).toMatchObject({ copied: ['a/c', 'ok'] })
  await to.deleteMany(['a/c', 'ok'])
  // What is there already counts as well.
  await to.put('kept', '')
  await from.deleteMany(['a', 'x//y', 'back\\slash', '.keelson/z', 'old'])
  await from.put('kept/e', '')
  await expect(copyObjects({ from, to })).rejects.toThrow('"kept" is beside "kept/e"')
})

describe('removeExtra', () => {
  const setUp = async (sources: readonly string[], targets: readonly string[]) => {
    const [from, to] = [createMemoryStore(), createMemoryStore()]
    await fill(from, sources)
    await fill(to, targets)
    return { from, to, prefix: 'media/', removeExtra: true }
  }
  const keysOf = async (store: Store) => (await store.list().toArray()).map(({ key }) => key)

  test('deletes what has no source under the prefix, and nothing else', async () => {
    const params = await setUp(['media/a', 'media/b'], ['media/a', 'media/old', 'media2/x', 'other', 'zoo/y'])
    expect(await copyObjects({ ...params, removeExtra: false })).toMatchObject({ removed: [] })
    expect(await copyObjects(params, { dryRun: true })).toMatchObject({ removed: ['media/old'] })
    expect(await keysOf(params.to)).toContain('media/old')
    expect(await copyObjects(params)).toMatchObject({ removed: ['media/old'] })
    expect(await keysOf(params.to)).toEqual(['media/a', 'media/b', 'media2/x', 'other', 'zoo/y'])
  })

  test('does not believe a list that answers for more than its prefix', async () => {
    const params = await setUp(['media/a'], ['media/a', 'other'])
    const wide: Store = { ...params.to, list: () => params.to.list() }
    expect(await copyObjects({ ...params, to: wide, maxShare: 1 })).toMatchObject({ removed: [] })
    expect(await keysOf(params.to)).toEqual(['media/a', 'other'])
  })

  test.each([
    [['other'], ['media/a'], 1, 'nothing under "media/"'],
    [['media/a'], ['media/a', 'media/b', 'media/c'], 0.5, '2 of 3 objects'],
    [['media/a'], ['media/b'], 0.99, '1 of 1 objects'],
  ])('of %j over %j with maxShare %d is refused', async (sources, targets, maxShare, named) => {
    const params = await setUp(sources, targets)
    const written = watch(params.to)
    const copied = copyObjects({ ...params, to: written.store, maxShare })
    await expect(copied).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(named) })
    expect(written.calls.written).toBe(0)
    expect(await keysOf(params.to)).toEqual(targets)
  })

  test('leaves what the filter leaves out', async () => {
    const params = await setUp(['media/a', 'media/b.tmp'], ['media/a', 'media/c', 'media/d.tmp'])
    const filter = (key: string) => !(key.startsWith('media/') && key.endsWith('.tmp'))
    expect(await copyObjects({ ...params, filter })).toMatchObject({ copied: [], removed: ['media/c'] })
    expect(await keysOf(params.to)).toEqual(['media/a', 'media/d.tmp'])
  })

  test('that is meant is done', async () => {
    const params = await setUp(['media/a'], ['media/a', 'media/b', 'media/c'])
    expect(await copyObjects({ ...params, maxShare: 1 })).toMatchObject({ removed: ['media/b', 'media/c'] })
  })

  test('comes after everything was copied, or not at all', async () => {
    const params = await setUp(['media/a', 'media/b'], ['media/old', 'media/a'])
    const failing = watch(params.to, {
      put: async () => {
        throw new KeelsonError('the disk is full', { code: 'server' })
      },
    })
    await expect(copyObjects({ ...params, to: failing.store })).rejects.toMatchObject({
      code: 'server',
      message: expect.stringMatching(/0 of 1 objects were copied[^]*disk is full[^]*Run it again/),
    })
    expect(await keysOf(params.to)).toEqual(['media/a', 'media/old'])
  })
})

describe('a copy that fails', () => {
  const keys = Array.from({ length: 40 }, (_, index) => `${10 + index}`)

  test('for some objects copies the others and names those', async () => {
    const from = createMemoryStore()
    await fill(from, keys)
    const to = createMemoryStore()
    const failing = watch(to, {
      put: async (key, ...rest) => {
        if (key === '20' || key === '30') throw new KeelsonError(`no ${key}`, { code: 'forbidden' })
        return to.put(key, ...rest)
      },
    })
    await expect(copyObjects({ from, to: failing.store })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/38 of 40 objects[^]*no 20[^]*no 30/),
    })
    expect(await copyObjects({ from, to })).toMatchObject({ copied: ['20', '30'] })
  })

  test('for every object is given up', async () => {
    const from = createMemoryStore()
    await fill(from, keys)
    let attempts = 0
    const { store: to } = watch(createMemoryStore(), {
      put: async () => {
        attempts += 1
        throw new Error('out of order')
      },
    })
    await expect(copyObjects({ from, to }, { concurrency: 2 })).rejects.toMatchObject({ code: 'server' })
    expect(attempts).toBeLessThanOrEqual(11)
  })

  test('anywhere is complete after another run', async () => {
    const from = createMemoryStore()
    await fill(from, keys)
    await fillInParts(from, 'large')
    const random = createRandom(5)
    for (let round = 0; round < 20; round++) {
      const to = createMemoryStore()
      const controller = new AbortController()
      const last = 1 + Math.floor(random() * keys.length)
      const onProgress = ({ done }: { done: number }) => {
        if (done === last) controller.abort()
      }
      const aborted = copyObjects({ from, to }, { signal: controller.signal, onProgress, concurrency: 1 + (round % 8) })
      await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
      expect(await to.multipart.list().toArray()).toEqual([])
      const { copied, unchanged } = await copyObjects({ from, to })
      expect(unchanged.length).toBeGreaterThanOrEqual(last)
      expect(copied.length + unchanged.length).toBe(41)
      expect(await contents(to)).toEqual(await contents(from))
    }
  })
})

test.each<[string, object, object]>([
  ['prefix', { prefix: 'media' }, {}],
  ['targetPrefix', { targetPrefix: '/' }, {}],
  ['targetPrefix', { targetPrefix: '../' }, {}],
  ['maxShare', { maxShare: 0 }, {}],
  ['maxShare', { maxShare: 1.1 }, {}],
  ['concurrency', {}, { concurrency: 0 }],
  ['from and to must be stores', { from: undefined }, {}],
  ['from and to must be stores', { to: { bucket: 'shop' } }, {}],
])('%s: %o %o is refused', async (named, params, options) => {
  const copied = copyObjects({ from: createMemoryStore(), to: createMemoryStore(), ...params }, options)
  await expect(copied).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(named) })
})

test.each([
  ['', ''],
  ['', 'backup/'],
  ['a/b/', 'a/'],
])('a store is not copied into itself: from %j to %j', async (prefix, targetPrefix) => {
  const store = createMemoryStore()
  const copied = copyObjects({ from: store, to: store, prefix, targetPrefix })
  await expect(copied).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('overlap') })
  await fill(store, ['a/x'])
  const apart = copyObjects({ from: store, to: store, prefix: 'a/', targetPrefix: 'b/' })
  expect(await apart).toMatchObject({ copied: ['b/x'] })
})
