import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTransaction, TransactionError, type Journal, type Step } from '@keelson/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLocalStore } from './local/store.js'
import { createMemoryStore } from './memory/memory.js'
import { ensureBucketStep, syncStep } from './steps.js'
import type { ObjectInfo } from './object.js'
import type { Store } from './store.js'
import { pruneFiles } from './sync/prune.js'
import { planSync, syncDirectory } from './sync/sync.js'

async function writeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-steps-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content)
  return folder
}

const old = { 'app.css': 'a{}', 'index.html': '<p>old', 'robots.txt': '*', 'gone.html': '' }
const fresh = { 'app.css': 'b{}', 'index.html': '<p>new', 'robots.txt': '*', 'more.html': '' }

const failing: Step<never> = { name: 'deploy', run: () => Promise.reject(new Error('it did not start')) }

async function failed(steps: (run: <T>(step: Step<T>) => Promise<T>) => Promise<unknown>): Promise<Journal> {
  const error: unknown = await runTransaction({ name: 'release' }, steps).catch((thrown: unknown) => thrown)
  if (error instanceof TransactionError) return error.journal
  throw error
}

async function allOf(store: Store): Promise<Map<string, Omit<ObjectInfo, 'lastModified'> & { readonly text: string }>> {
  const objects = new Map<string, Omit<ObjectInfo, 'lastModified'> & { readonly text: string }>()
  for await (const { key } of store.list()) {
    const { body, lastModified: _, ...info } = (await store.get(key))!
    objects.set(key, { ...info, text: Buffer.from(body).toString() })
  }
  return objects
}

const recordKey = '.assets.json.sync.json'

const undosOf = ({ steps }: Journal) =>
  steps.flatMap(({ undo }) => undo.map(({ status, detail }) => `${status}: ${detail}`))

describe('syncStep', () => {
  test('stores, notes and answers with the result', async () => {
    const store = createMemoryStore()
    const step = syncStep(store, { folder: await writeFolder(fresh), prefix: 'static/' })
    const { value, journal } = await runTransaction({ name: 'release' }, (run) => run(step))
    expect(value.uploaded).toHaveLength(4)
    expect(await store.head(value.manifest.key)).toBeDefined()
    expect(journal.steps[0]).toMatchObject({
      name: 'static files',
      notes: ['4 files stored (10 bytes), 0 were there; static/assets.json'],
      undo: [{ what: 'manifest and fixed names in memory', status: 'not_needed' }],
    })
    const again = await runTransaction({ name: 'release' }, (run) => run(step))
    expect(again.journal.steps[0]).toMatchObject({
      notes: ['0 files stored (0 bytes), 4 were there; static/assets.json'],
      undo: [],
    })
  })

  test('undo puts the manifest and the fixed names back as they were; hashed files stay and are counted', async () => {
    const store = createMemoryStore()
    await syncDirectory(store, { folder: await writeFolder(old) })
    await store.put('index.html', '<p>by hand', {
      contentType: 'text/plain',
      cacheControl: 'no-store',
      metadata: { by: 'hand' },
    })
    const before = await allOf(store)
    const folder = await writeFolder(fresh)
    const journal = await failed(async (run) => {
      const { manifest } = await run(syncStep(store, { folder }))
      expect(Buffer.from((await store.get('index.html'))!.body).toString()).toBe('<p>new')
      expect(await store.head(manifest.paths['app.css']!)).toBeDefined()
      await run(failing)
    })
    const after = await allOf(store)
    const added = [...after.keys()].filter((key) => !before.has(key))
    expect(added).toEqual([expect.stringMatching(/^app\.\w{12}\.css$/)])
    before.delete(recordKey)
    for (const [key, object] of before) expect(after.get(key)).toEqual(object)
    expect(undosOf(journal)).toEqual([
      'undone: as before: assets.json, index.html, more.html; 1 new files stay, which nothing links',
    ])
  })

  test('undo of a first sync leaves neither manifest nor fixed names', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder(fresh)
    await failed(async (run) => {
      await run(syncStep(store, { folder }))
      await run(failing)
    })
    expect([...(await allOf(store)).keys()]).toEqual([recordKey, expect.stringMatching(/^app\./)])
    // The next one begins as on the first day, and the file is known, so that it can be pruned.
    expect((await planSync(store, { folder })).upload.map(({ path }) => path)).toEqual([
      'index.html',
      'more.html',
      'robots.txt',
    ])
  })

  test('undo puts the record back: what ran before is in sync with one read, and the new files can be pruned', async () => {
    const store = createMemoryStore()
    const [before, folder] = [await writeFolder(old), await writeFolder(fresh)]
    const release = (name: string) => ({ manifest: { release: name } })
    await syncDirectory(store, { folder: before, ...release('a') })
    await failed(async (run) => {
      await run(syncStep(store, { folder, variants: ['gzip'], ...release('b') }))
      await run(failing)
    })
    const list = () => expect.unreachable('the store was listed')
    await syncDirectory({ ...store, list }, { folder: before, ...release('a') })
    expect(await pruneFiles(store, { graceMs: 0 })).toMatchObject({
      files: [expect.stringMatching(/^app\./)],
      manifests: [],
      foreign: 0,
    })
  })

  test('undo brings variants back that were removed', async () => {
    const store = createMemoryStore()
    const page = { 'index.html': '<p>'.repeat(99) }
    await syncDirectory(store, { folder: await writeFolder(page), variants: ['gzip'] })
    const before = await allOf(store)
    expect(before.has('index.html.gz')).toBe(true)
    const folder = await writeFolder({ 'index.html': '<i>'.repeat(99) })
    await failed(async (run) => {
      await run(syncStep(store, { folder }))
      expect(await store.exists('index.html.gz')).toBe(false)
      await run(failing)
    })
    const after = await allOf(store)
    for (const objects of [before, after]) expect(objects.delete(recordKey)).toBe(true)
    expect(after).toEqual(before)
  })

  test('an undo that is broken off is put right by the next sync, of either folder', async () => {
    for (const isBack of [true, false]) {
      const memory = createMemoryStore()
      const [before, folder] = [await writeFolder(old), await writeFolder(fresh)]
      await syncDirectory(memory, { folder: before })
      let isFailing = false
      const put: Store['put'] = (key, ...rest) =>
        isFailing && key === 'index.html' ? Promise.reject(new Error('broken')) : memory.put(key, ...rest)
      const journal = await failed(async (run) => {
        await run(syncStep({ ...memory, put }, { folder }))
        isFailing = true
        await run(failing)
      })
      expect(undosOf(journal)).toEqual([expect.stringMatching(/^failed: .*broken/)])
      const next = isBack ? before : folder
      await syncDirectory(memory, { folder: next })
      const alone = createMemoryStore()
      await syncDirectory(alone, { folder: next })
      const [found, expected] = [await allOf(memory), await allOf(alone)]
      expected.delete(recordKey)
      for (const [key, object] of expected) expect(found.get(key)).toEqual(object)
    }
  })

  test('undo of other settings makes the next sync look', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder(old)
    await syncDirectory(store, { folder })
    await failed(async (run) => {
      await run(syncStep(store, { folder, rules: [{ match: '*', cacheControl: 'no-store' }] }))
      await run(failing)
    })
    expect((await planSync(store, { folder })).upload).toMatchObject([{ path: 'app.css', reason: 'attributes' }])
  })

  test('undo leaves what another sync has written since', async () => {
    const store = createMemoryStore()
    await syncDirectory(store, { folder: await writeFolder(old) })
    const [folder, other] = [await writeFolder(fresh), await writeFolder({ 'index.html': '<p>other' })]
    const journal = await failed(async (run) => {
      await run(syncStep(store, { folder }))
      await syncDirectory(store, { folder: other })
      await run(failing)
    })
    expect(undosOf(journal)).toEqual([expect.stringMatching(/^failed: another sync or prune wrote \.assets\.json/)])
    expect(Buffer.from((await store.get('index.html'))!.body).toString()).toBe('<p>other')
  })

  test('one that fails before it writes has nothing to take back', async () => {
    const store = createMemoryStore()
    const put = () => Promise.reject(new Error('broken'))
    const journal = await failed(async (run) => run(syncStep({ ...store, put }, { folder: await writeFolder(fresh) })))
    expect(undosOf(journal)).toEqual(['undone: as before: nothing was replaced'])
  })

  test('one that breaks off in the middle is taken back, too', async () => {
    const memory = createMemoryStore()
    await syncDirectory(memory, { folder: await writeFolder(old) })
    const before = await allOf(memory)
    let puts = 0
    const put: Store['put'] = (...params) =>
      (puts += 1) === 3 ? Promise.reject(new Error('broken')) : memory.put(...params)
    const folder = await writeFolder(fresh)
    const journal = await failed((run) => run(syncStep({ ...memory, put }, { folder, concurrency: 1 })))
    const after = await allOf(memory)
    before.delete(recordKey)
    for (const [key, object] of before) expect(after.get(key)).toEqual(object)
    expect(after.has('more.html')).toBe(false)
    expect(undosOf(journal)).toEqual([expect.stringMatching(/^undone: as before: /)])
  })

  test('many files with fixed names are read, and put back, several at a time', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${index}.html`)
    const siteOf = (text: string) => writeFolder(Object.fromEntries(names.map((name) => [name, text])))
    const memory = createMemoryStore()
    await syncDirectory(memory, { folder: await siteOf('old') })
    const most = { get: 0, put: 0 }
    const counted = (kind: 'get' | 'put') => {
      let now = 0
      return async <T>(work: () => Promise<T>): Promise<T> => {
        most[kind] = Math.max(most[kind], (now += 1))
        await new Promise((resolve) => setImmediate(resolve))
        return work().finally(() => (now -= 1))
      }
    }
    const [reading, writing] = [counted('get'), counted('put')]
    const store: Store = {
      ...memory,
      get: (...params) => reading(() => memory.get(...params)),
      put: (...params) => writing(() => memory.put(...params)),
    }
    const folder = await siteOf('new')
    await failed(async (run) => {
      await run(syncStep(store, { folder, concurrency: 4 }))
      most.put = 0
      await run(failing)
    })
    expect(most).toEqual({ get: 4, put: 4 })
    expect(Buffer.from((await memory.get('39.html'))!.body).toString()).toBe('old')
  })

  test('a refused folder changes nothing and has nothing to take back', async () => {
    const store = createMemoryStore()
    const folder = await writeFolder({ 'app.css': 'a{b:url(gone.png)}' })
    const journal = await failed((run) => run(syncStep(store, { folder })))
    expect(journal.reason).toContain('app.css:1 refers to gone.png')
    expect(undosOf(journal)).toEqual([])
  })

  test('notes warnings, of very many the first', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `x${index}.js`)
    const lines = names.map((name) => `import "./${name}"`).join('\n')
    const folder = await writeFolder({ 'main.js': lines, ...Object.fromEntries(names.map((name) => [name, ''])) })
    const { journal } = await runTransaction({ name: 'release' }, (run) =>
      run(syncStep(createMemoryStore(), { folder })),
    )
    const notes = journal.steps[0]!.notes
    expect(notes).toHaveLength(22)
    expect(notes[0]).toMatch(/^warning: x0\.js gets another name/)
    expect(notes[20]).toBe('… and 3 warnings more')
  })
})

test('ensureBucketStep creates what is not there, keeps it and names it', async () => {
  const parent = await writeFolder({})
  const store = createLocalStore({ folder: join(parent, 'bucket') })
  const journal = await failed(async (run) => {
    expect(await run(ensureBucketStep(store))).toBe('created')
    await run(failing)
  })
  expect(journal.kept).toEqual([store.name])
  const again = await runTransaction({ name: 'release' }, (run) => run(ensureBucketStep(store)))
  expect(again).toMatchObject({
    value: 'existing',
    journal: { kept: [], steps: [{ notes: [`${store.name}: existing`] }] },
  })
})
