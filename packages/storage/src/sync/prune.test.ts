import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryStore } from '../memory/memory.js'
import type { Store } from '../store.js'
import type { PruneOptions } from './prune-plan.js'
import { planPrune, pruneFiles } from './prune.js'
import { syncDirectory, type SyncOptions } from './sync.js'

const day = 86_400_000
const prefix = 'static/'

async function writeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-prune-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

/** A store over some days, with a file that changes every day, and others that do not. */
async function open(options: Partial<SyncOptions> = {}) {
  const store = createMemoryStore()
  let date = Date.UTC(2026, 0, 1)
  const clock = { now: () => date, date: () => date, timer: () => () => undefined }
  const sync = async (text: string, more: Partial<SyncOptions> = {}) => {
    const folder = await writeFolder({ 'app.css': `a{b:${text}}`, 'index.html': '<p>', 'x.js': '', 'y.js': '' })
    return syncDirectory(store, { folder, prefix, clock, ...options, ...more })
  }
  const nameOf = async (text: string, more?: Partial<SyncOptions>) => {
    const folder = await writeFolder({ 'app.css': `a{b:${text}}` })
    const { manifest } = await syncDirectory(createMemoryStore(), { folder, prefix, ...more })
    return prefix + manifest.paths['app.css']
  }
  return {
    store,
    clock,
    sync,
    nameOf,
    wait: (days: number) => void (date += days * day),
    prune: (more: PruneOptions = {}, on: Store = store) => pruneFiles(on, { prefix, clock, ...more }),
    plan: (more: PruneOptions = {}) => planPrune(store, { prefix, clock, ...more }),
    keys: async () => (await store.list().toArray()).map(({ key }) => key),
  }
}

const nothing = { files: [], manifests: [], inGrace: [], foreign: 0 }

describe('a prune', () => {
  test('counts from when a file ceased to be named, not from when it was stored', async () => {
    const { store, sync, nameOf, wait, prune, plan, keys } = await open()
    const old = await nameOf('1')
    await sync('1')
    await store.put('static/media/photo.jpg', '')
    wait(100)
    expect(await plan()).toEqual({ ...nothing, foreign: 1 })
    await sync('2')
    wait(6.5)
    const until = new Date(Date.UTC(2026, 0, 1) + 107 * day)
    expect(await prune()).toEqual({ ...nothing, inGrace: [{ key: old, until }], foreign: 1 })
    wait(0.5)
    const before = await keys()
    const going = { ...nothing, files: [old], foreign: 1 }
    expect(await plan()).toEqual(going)
    expect(await keys()).toEqual(before)
    expect(await prune()).toEqual(going)
    expect(await keys()).toEqual(before.filter((key) => key !== old))
    expect(await prune()).toEqual({ ...nothing, foreign: 1 })
  })

  test('begins to count anew for what was named again meanwhile; another time of grace is taken', async () => {
    const { sync, wait, prune, nameOf, plan } = await open()
    await sync('1')
    await sync('2')
    wait(6)
    await sync('1')
    wait(1)
    await sync('3')
    wait(3)
    const [one, two] = [await nameOf('1'), await nameOf('2')]
    expect((await plan({ graceMs: 4.5 * day })).files).toEqual([])
    expect((await plan({ graceMs: 3 * day })).files).toEqual([one, two].toSorted())
    wait(2)
    expect((await prune()).files).toEqual([])
    wait(2)
    expect((await prune()).files).toEqual([one, two].toSorted())
  })

  test('leaves what is protected, and variants go with their files', async () => {
    const { sync, wait, prune, nameOf } = await open({ variants: ['gzip'] })
    const long = 'red;'.repeat(50)
    await sync(long)
    await sync('2')
    wait(7)
    expect((await prune({ protect: [prefix] })).files).toEqual([])
    const name = await nameOf(long)
    expect((await prune()).files).toEqual([name, `${name}.gz`])
  })

  test('forgets what is not there any more', async () => {
    const { store, sync, wait, prune, nameOf } = await open()
    await sync('1')
    await sync('2')
    wait(7)
    await store.delete(await nameOf('1'))
    expect(await prune()).toEqual(nothing)
    expect(Buffer.from((await store.get('static/.assets.json.sync.json'))!.body).toString()).not.toContain('retired')
  })
})

describe('releases', () => {
  const release = (name: string) => ({ manifest: { release: name } })

  test('go with their manifests when they were replaced for long enough', async () => {
    const { sync, wait, prune, nameOf, keys } = await open()
    await sync('1', release('a'))
    wait(1)
    await sync('2', release('b'))
    wait(6)
    await sync('3', release('c'))
    const { inGrace } = await prune()
    expect(inGrace.map(({ key }) => key).toSorted()).toEqual(
      ['static/assets-a.json', 'static/assets-b.json', await nameOf('1'), await nameOf('2')].toSorted(),
    )
    wait(1)
    expect(await prune()).toMatchObject({ files: [await nameOf('1')], manifests: ['static/assets-a.json'] })
    expect((await keys()).filter((key) => key.endsWith('.json'))).toEqual([
      'static/.assets.json.sync.json',
      'static/assets-b.json',
      'static/assets-c.json',
    ])
  })

  test('that still run are kept when they are named, whatever their age', async () => {
    const { sync, wait, prune, nameOf } = await open({ variants: ['gzip'] })
    const long = 'red;'.repeat(50)
    await sync(long, release('a'))
    await sync('2', release('b'))
    await sync('3', release('c'))
    wait(30)
    const kept = await prune({ keepReleases: ['a'] })
    expect(kept).toMatchObject({ files: [await nameOf('2')], manifests: ['static/assets-b.json'] })
    await expect(prune({ keepReleases: ['b'] })).rejects.toMatchObject({
      code: 'config',
      message: 'keepReleases: there is no manifest assets-b.json. There are assets-a.json, assets-c.json',
    })
    const name = await nameOf(long)
    expect(await prune()).toMatchObject({ files: [name, `${name}.gz`], manifests: ['static/assets-a.json'] })
  })

  test('of Vite name files below their chunks, too', async () => {
    const { store, sync, wait, prune } = await open()
    const chunks = { 'src/main.ts': { file: 'x.js', css: ['app.css'] } }
    const vite = async (text: string, name: string) => {
      const folder = await writeFolder({ 'app.css': text, 'x.js': '', '.vite/manifest.json': JSON.stringify(chunks) })
      return sync(text, { folder, manifest: { format: 'vite', release: name } })
    }
    const { manifest } = await vite('a{}', 'a')
    await vite('b{}', 'b')
    wait(30)
    const options = { manifest: { format: 'vite' as const }, keepReleases: ['a'] }
    expect(await prune(options)).toMatchObject(nothing)
    expect(await store.exists(prefix + manifest.paths['app.css'])).toBe(true)
  })
})

describe('several manifests under a prefix', () => {
  test('share files, which go when neither needs them', async () => {
    const { sync, wait, prune, nameOf } = await open()
    const admin = (text: string) => sync(text, { manifest: { key: 'sub/admin.json' } })
    await sync('1')
    await admin('1')
    await sync('2')
    wait(7)
    expect(await prune()).toMatchObject({ files: [], foreign: 2 })
    await admin('2')
    expect((await prune()).files).toEqual([])
    wait(7)
    expect((await prune({ manifest: { key: 'sub/admin.json' } })).files).toEqual([await nameOf('1')])
  })

  test('of which one has a record that cannot be read keep everything', async () => {
    const { store, sync, wait, prune } = await open()
    await sync('1')
    await sync('2')
    wait(7)
    await store.put('static/sub/.x.json.sync.json', '{}')
    await expect(prune()).rejects.toMatchObject({
      code: 'schema',
      message: expect.stringContaining('static/sub/.x.json'),
    })
  })
})

test('a name that was a manifest and is a file, or the other way round, stays', async () => {
  const { store, sync, wait, prune, clock } = await open()
  const rules = [{ match: 'assets-*.json', name: 'keep' as const }]
  const withFile = async (name: string) => writeFolder({ 'x.js': '', [`assets-${name}.json`]: '{}' })
  await sync('1', { manifest: { release: 'a' } })
  await sync('1', { manifest: { release: 'b' }, rules, folder: await withFile('a') })
  await sync('1', { manifest: { release: 'c' }, rules, folder: await withFile('a') })
  await sync('1', { manifest: { release: 'd' }, rules, folder: await withFile('e') })
  await syncDirectory(store, { folder: await writeFolder({ 'x.js': '' }), prefix, clock, manifest: { release: 'e' } })
  wait(30)
  await prune({ maxShare: 1 })
  for (const name of ['a', 'e']) expect(await store.exists(`static/assets-${name}.json`)).toBe(true)
})

test.each(['files', 'manifests'] as const)(
  'a record in which somebody wrote %s makes it delete nothing outside of the prefix, nothing that is protected and no record',
  async (kind) => {
    const { store, sync, prune } = await open()
    await sync('1')
    const key = 'static/.assets.json.sync.json'
    const record = JSON.parse(Buffer.from((await store.get(key))!.body).toString()) as Record<string, object>
    const kept = ['other.txt', 'staticx', 'static/media/photo.jpg', key, 'static/assets.json']
    for (const name of kept.slice(0, 3)) await store.put(name, '')
    const names = [
      '../other.txt',
      '/other.txt',
      'x',
      '',
      '..',
      'media/photo.jpg',
      '__proto__',
      '.assets.json.sync.json',
    ]
    const forged = Object.fromEntries(names.map((name) => [name, { retired: '2020-01-01T00:00:00.000Z', going: true }]))
    await store.put(key, JSON.stringify({ ...record, [kind]: { ...record[kind], ...forged } }))
    const { files, manifests } = await prune({ maxShare: 1, protect: ['static/media/'] })
    expect([files, manifests]).toEqual([[], []])
    for (const name of kept) expect(await store.exists(name)).toBe(true)
  },
)

describe('what is refused, with nothing deleted', () => {
  test.each<[string, (store: Store) => Promise<unknown>, string, string]>([
    ['no record', (store) => store.delete('static/.assets.json.sync.json'), 'not_found', 'there is no record'],
    ['one that is none', (store) => store.put('static/.assets.json.sync.json', '[]'), 'schema', 'is not a record'],
    ['no manifest', (store) => store.delete('static/assets.json'), 'conflict', 'assets.json is not there'],
    ['one that is no JSON', (store) => store.put('static/assets.json', '{'), 'schema', 'cannot be read'],
  ])('%s', async (_what, spoil, code, message) => {
    const { store, sync, wait, prune, nameOf } = await open()
    await sync('1')
    await sync('2')
    wait(7)
    await spoil(store)
    await expect(prune()).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(await store.exists(await nameOf('1'))).toBe(true)
  })

  test('a sync that was broken off, until it has run again', async () => {
    const { store, sync, wait, prune, clock } = await open()
    await sync('1')
    const put: Store['put'] = async (key, ...rest) =>
      key.endsWith('app.css') ? Promise.reject(new Error('broken')) : store.put(key, ...rest)
    const folder = await writeFolder({ 'app.css': 'c{}' })
    const rules = [{ match: '*.css', name: 'keep' as const }]
    await expect(syncDirectory({ ...store, put }, { folder, prefix, rules, clock })).rejects.toThrow('broken')
    wait(30)
    await expect(prune()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('broken off') })
    await sync('1')
    expect((await prune()).files).toEqual([])
  })

  test('more than half of the files, unless that is meant', async () => {
    const { sync, wait, prune, plan } = await open()
    await sync('1')
    const folder = await writeFolder({ 'only.js': 'x' })
    await sync('2', { folder })
    wait(7)
    await expect(plan()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/^4 of 5 files would be deleted, more than maxShare \(0\.5\) allows/),
    })
    expect((await prune({ maxShare: 0.8 })).files).toHaveLength(4)
  })

  test.each<[PruneOptions, string]>([
    [{ prefix: 'static' }, 'prefix'],
    [{ protect: ['x'] }, 'protect'],
    [{ graceMs: -1 }, 'graceMs: -1'],
    [{ graceMs: Number.NaN }, 'graceMs: NaN'],
    [{ manifest: { format: 'rails' as 'vite' } }, 'format must be keelson, django, vite'],
    [{ maxShare: 0 }, 'maxShare: 0'],
    [{ maxShare: 50 }, 'maxShare: 50'],
    [{ keepReleases: ['a/b'] }, 'release: "a/b"'],
    [{ keepReleases: ['gone'] }, 'keepReleases: there is no manifest assets-gone.json'],
  ])('%j', async (options, message) => {
    const { sync, prune } = await open()
    await sync('1')
    await expect(prune(options)).rejects.toMatchObject({ code: 'config', message: expect.stringContaining(message) })
  })
})

describe('a sync at the same time', () => {
  /** A prune, with something that happens before a call of it. */
  async function cross(
    name: 'put' | 'deleteMany',
    other: (site: Awaited<ReturnType<typeof open>>) => Promise<unknown>,
  ) {
    const site = await open()
    const { store, sync, wait, prune } = site
    await sync('1')
    await sync('2')
    wait(7)
    let outcome: unknown
    let isCrossed = false
    const crossed = async () => {
      if (isCrossed) return
      isCrossed = true
      outcome = await other(site).catch((error: unknown) => error)
    }
    const put: Store['put'] = async (...params) => {
      if (name === 'put') await crossed()
      return store.put(...params)
    }
    const deleteMany: Store['deleteMany'] = async (...params) => {
      if (name === 'deleteMany') await crossed()
      return store.deleteMany(...params)
    }
    const ended = await prune({}, { ...store, put, deleteMany }).catch((error: unknown) => error)
    expect(isCrossed).toBe(true)
    return { ...site, ended, outcome }
  }
  const conflict = { code: 'conflict', message: expect.stringContaining('another sync or prune wrote') }

  test('that comes before wins: nothing is deleted', async () => {
    const { ended, store, nameOf } = await cross('put', ({ sync }) => sync('1'))
    expect(ended).toMatchObject(conflict)
    expect(await store.exists(await nameOf('1'))).toBe(true)
  })

  test('that is another prune of the same is not taken for this one, which would delete what a sync stores between', async () => {
    const { ended, store, sync, nameOf } = await cross('put', async ({ store: memory, clock }) => {
      const deleteMany = () => Promise.reject(new Error('killed'))
      await pruneFiles({ ...memory, deleteMany }, { prefix, clock })
    })
    expect(ended).toMatchObject(conflict)
    expect(await store.exists(await nameOf('1'))).toBe(true)
    await expect(sync('1')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('that comes later and needs what is going is refused; when the prune has ended, it stores it', async () => {
    const { ended, outcome, store, sync, nameOf } = await cross('deleteMany', ({ sync }) => sync('1'))
    expect(outcome).toMatchObject({ code: 'conflict', message: expect.stringMatching(/^a prune is deleting app\./) })
    expect(ended).toMatchObject({ files: [await nameOf('1')] })
    expect((await sync('1')).uploaded).toHaveLength(1)
    expect(await store.exists(await nameOf('1'))).toBe(true)
  })

  test('that comes later and does not need it goes on; the next prune tidies up', async () => {
    const { ended, outcome, store, prune, nameOf, keys } = await cross('deleteMany', ({ sync }) => sync('3'))
    expect(outcome).toMatchObject({ uploaded: [{ path: 'app.css' }] })
    expect(ended).toMatchObject(conflict)
    expect(await store.exists(await nameOf('1'))).toBe(false)
    expect(await prune()).toMatchObject({ files: [], inGrace: [{ key: await nameOf('2') }] })
    expect(await keys()).toContain(await nameOf('3'))
  })

  test('of another manifest, which needs what a killed prune left, keeps it for both', async () => {
    const { store, sync, wait, clock, nameOf, prune } = await open()
    await sync('1')
    await sync('2')
    wait(7)
    const deleteMany = () => Promise.reject(new Error('killed'))
    await expect(pruneFiles({ ...store, deleteMany }, { prefix, clock })).rejects.toThrow('killed')
    await sync('1', { manifest: { key: 'admin.json' } })
    expect((await prune()).files).toEqual([])
    await sync('1')
    expect(await store.exists(await nameOf('1'))).toBe(true)
  })

  test('finds what a prune began to delete going until one has ended, whatever grace that one gives', async () => {
    const { store, sync, clock, nameOf, prune } = await open()
    await sync('1')
    await sync('2')
    const deleteMany = () => Promise.reject(new Error('killed'))
    await expect(pruneFiles({ ...store, deleteMany }, { prefix, clock, graceMs: 0 })).rejects.toThrow('killed')
    expect(await prune()).toMatchObject({ files: [await nameOf('1')], inGrace: [] })
    expect(await store.exists(await nameOf('1'))).toBe(false)
  })

  test('with the release whose manifest is going is refused', async () => {
    const { store, sync, wait, clock } = await open()
    await sync('1', { manifest: { release: 'a' } })
    await sync('1', { manifest: { release: 'b' } })
    wait(7)
    const deleteMany = () => Promise.reject(new Error('killed'))
    await expect(pruneFiles({ ...store, deleteMany }, { prefix, clock })).rejects.toThrow('killed')
    await expect(sync('1', { manifest: { release: 'a' } })).rejects.toMatchObject({ code: 'conflict' })
    await expect(pruneFiles(store, { prefix, clock, keepReleases: ['a'] })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^keepReleases: a prune has begun to delete assets-a\.json/),
    })
    expect(await store.exists('static/assets-a.json')).toBe(true)
    expect(await pruneFiles(store, { prefix, clock })).toMatchObject({ manifests: ['static/assets-a.json'] })
    await sync('1', { manifest: { release: 'a' } })
  })
})
