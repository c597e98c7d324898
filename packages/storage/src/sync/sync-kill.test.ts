import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@keelson/core/testing'
import { build } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { createLocalStore } from '../local/store.js'
import { createMemoryStore } from '../memory/memory.js'
import type { StoredObject } from '../object.js'
import type { Store } from '../store.js'
import { parseManifest, readManifest } from './manifest.js'
import type { PlanOptions } from './plan.js'
import { pruneFiles } from './prune.js'
import { syncDirectory } from './sync.js'

const prefix = 'static/'
const day = 86_400_000

async function writeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-kill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

/** A site in several versions: some files are as before, some changed, some new, some gone, some with other attributes. */
async function describeVersion(version: number): Promise<PlanOptions> {
  const folder = await writeFolder({
    'index.html': `<p>${version}`.repeat(50),
    'robots.txt': '*',
    // Compressible in every other version.
    ...Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [`${name}.html`, version % 2 === 0 ? `${version}` : 'page '.repeat(50 + version)]),
    ),
    [`only-${version}.html`]: '',
    'empty.js': '',
    'app.js': 'call();'.repeat(40),
    'base.css': '@import "theme.css"; a{b:url(img/1.png)}',
    'theme.css': `@import "base.css"; i{color:${version === 1 ? 'red' : 'blue'}}`,
    ...Object.fromEntries([0, 1, 2].map((index) => [`img/${index}.png`, `${index === 2 ? 2 : version * 10 + index}`])),
  })
  return {
    folder,
    prefix,
    variants: version === 3 ? [] : version === 1 ? ['br', 'gzip'] : ['gzip'],
    rules: [{ match: ['*.js', 'robots.txt'], cacheControl: `max-age=${version < 2 ? 60 : 600}` }],
  }
}

class Killed extends Error {}

/** Ends like a process that is killed at its n-th call, before or after the store carried it out, or half of it. */
function killAt(store: Store, callToKill: number, isCarriedOut: boolean, seen: (name: string) => unknown): Store {
  let count = 0
  const call = async <T>(name: string, carryOut: () => Promise<T>): Promise<T> => {
    count += 1
    if (count < callToKill) return carryOut()
    if (count === callToKill) {
      seen(name)
      if (isCarriedOut) await carryOut()
    }
    throw new Killed()
  }
  return {
    ...store,
    get: (...params) => call('get', () => store.get(...params)),
    head: (...params) => call('head', () => store.head(...params)),
    put: (...params) => call('put', () => store.put(...params)),
    delete: (...params) => call('delete', () => store.delete(...params)),
    deleteMany: (keys, options) =>
      call('deleteMany', () => store.deleteMany(count === callToKill ? keys.slice(0, keys.length / 2) : keys, options)),
    list: (...params) => {
      const pages = store.list(...params)
      const toArray = () => call('list', () => pages.toArray())
      return {
        ...pages,
        toArray,
        async *[Symbol.asyncIterator]() {
          yield* await toArray()
        },
      }
    },
  }
}

/** How many calls of the store a piece of work takes. */
async function countCalls(store: Store, work: (store: Store) => Promise<unknown>): Promise<readonly string[]> {
  const calls: string[] = []
  const copy = createMemoryStore()
  for (const [key, { body, ...attributes }] of await contentsOf(store)) await copy.put(key, body, attributes)
  const names = ['get', 'head', 'put', 'delete', 'deleteMany', 'list'] as const
  const traps = names.map((name) => {
    const call = copy[name] as (...params: unknown[]) => unknown
    return [name, (...params: unknown[]) => (calls.push(name), call(...params))]
  })
  await work({ ...copy, ...(Object.fromEntries(traps) as Partial<Store>) })
  return calls
}

async function contentsOf(store: Store) {
  const contents = new Map<string, Pick<StoredObject, 'body' | 'contentType' | 'cacheControl' | 'contentEncoding'>>()
  for await (const { key } of store.list()) {
    const { body, contentType, cacheControl, contentEncoding } = (await store.get(key))!
    contents.set(key, { body, contentType, cacheControl, contentEncoding })
  }
  return contents
}

const textOf = (object: { readonly body: Uint8Array } | undefined) => object && Buffer.from(object.body).toString('hex')
const isManifest = (key: string) => /assets[^/]*\.json$|admin\.json$/.test(key) && !key.endsWith('.sync.json')

/** What a version becomes, in a store of its own. */
async function expectation(options: PlanOptions) {
  const store = createMemoryStore()
  const { manifest } = await syncDirectory(store, options)
  const contents = await contentsOf(store)
  for (const key of contents.keys()) if (isManifest(key) || key.endsWith('.sync.json')) contents.delete(key)
  return { text: manifest.text, contents }
}

type Expectation = Awaited<ReturnType<typeof expectation>>

/** Every file that a manifest names is there, whole, with the content that its name stands for. */
async function expectSound(store: Store, versions: readonly Expectation[]): Promise<void> {
  const contents = await contentsOf(store)
  const wrong: string[] = []
  for (const [key, { body }] of contents) {
    if (!isManifest(key)) continue
    const text = new TextDecoder().decode(body)
    const version = versions.find((one) => one.text === text)
    if (!version) wrong.push(key)
    for (const name of Object.values(parseManifest(text).paths)) {
      const found = textOf(contents.get(prefix + name))
      const isHashed = /\.[\da-f]{12}\./.test(name)
      const allowed = (isHashed && version ? [version] : versions).map((one) => textOf(one.contents.get(prefix + name)))
      if (found === undefined || !allowed.includes(found)) wrong.push(`${key}: ${name}`)
    }
  }
  expect(wrong).toEqual([])
}

test.each<[string, () => Promise<Store>]>([
  ['memory', async () => createMemoryStore()],
  ['a folder', async () => createLocalStore({ folder: await writeFolder({}) })],
])(
  'killed at 100 points, syncs and prunes of %s are complete when they run again, and every manifest was always sound',
  { timeout: 300_000 },
  async (_name, open) => {
    const versions = await Promise.all([0, 1, 2, 3].map(describeVersion))
    const admin: PlanOptions = {
      folder: await writeFolder({ 'img/0.png': '0', 'img/1.png': '1', 'admin.js': 'a' }),
      prefix,
      manifest: { key: 'admin.json' },
    }
    const expected = await Promise.all([...versions, admin].map(expectation))
    const ofAdmin = expected.at(-1)!
    const random = createRandom(7)
    const pick = (count: number) => Math.floor(random() * count)
    const killed = new Set<string>()
    const points = new Set<string>()
    for (let seed = 0; seed < 50; seed++) {
      const store = await open()
      let date = Date.UTC(2026, 0, 1)
      const clock = { now: () => date, date: () => date, timer: () => () => undefined }
      const hasReleases = random() < 0.5
      const releaseOf = (version: number) => (hasReleases ? { manifest: { release: `r${version}` } } : {})
      const sync = (version: number) => (on: Store) =>
        syncDirectory(on, { ...versions[version]!, ...releaseOf(version), clock, concurrency: 1 + 7 * pick(2) })
      const prune = (on: Store) => pruneFiles(on, { prefix, maxShare: 1, clock })
      await store.put('static/media/photo.jpg', 'photo')
      await syncDirectory(store, { ...admin, clock })
      let version = 0
      await sync(0)(store)
      for (let round = 0; round < 2; round++) {
        date += (5 + pick(9)) * day
        const next = (version + 1 + pick(3)) % 4
        const isPrune = random() < 0.3
        const work = isPrune ? prune : sync(next)
        const calls = await countCalls(store, work)
        const deletes = calls.flatMap((name, index) => (name.startsWith('delete') ? [index + 1] : []))
        const callToKill = deletes[pick(2 * deletes.length)] ?? 1 + pick(calls.length)
        const isCarriedOut = random() < 0.5
        const seen = (name: string) => killed.add(`${isPrune ? 'prune' : 'sync'}: ${name}`)
        await expect(work(killAt(store, callToKill, isCarriedOut, seen))).rejects.toThrow(Killed)
        points.add(`${isPrune} ${callToKill} ${isCarriedOut}`)
        await expectSound(store, expected)
        if (isPrune) await prune(store)
        // Sometimes back to the version before: nothing of the broken sync may show.
        if (random() < 0.5) version = next
        await sync(version)(store)
        await expectSound(store, expected)
        expect(await countCalls(store, sync(version))).toEqual(['get'])
        const contents = await contentsOf(store)
        const { contents: wanted } = expected[version]!
        expect(Object.fromEntries([...wanted.keys()].map((key) => [key, contents.get(key)]))).toEqual(
          Object.fromEntries(wanted),
        )
      }
      // Nothing is forgotten: in the end only what is wanted is there, and what is of others.
      date += 8 * day
      await prune(store)
      const own = ['assets', 'admin'].map((name) => `.${name}.json.sync.json`)
      const manifests = [hasReleases ? `assets-r${version}.json` : 'assets.json', 'admin.json']
      const keys = [...own, ...manifests, 'media/photo.jpg'].map((name) => prefix + name)
      expect([...(await contentsOf(store)).keys()].toSorted()).toEqual(
        [...new Set([...keys, ...expected[version]!.contents.keys(), ...ofAdmin.contents.keys()])].toSorted(),
      )
      await expectSound(store, expected)
      expect(await countCalls(store, sync(version))).toEqual(['get'])
    }
    expect(points.size).toBeGreaterThan(38)
    expect([...killed].toSorted()).toEqual([
      ...['deleteMany', 'get', 'list', 'put'].map((name) => `prune: ${name}`),
      ...['delete', 'deleteMany', 'get', 'list', 'put'].map((name) => `sync: ${name}`),
    ])
  },
)

async function writePictures(version: number): Promise<string> {
  const pictures = Array.from({ length: 600 }, (_, index) => [
    `img/${index}.png`,
    `${index % 2 === 0 ? index : version * 1000 + index}`,
  ])
  return writeFolder({ 'index.html': `<p>${version}`, ...(Object.fromEntries(pictures) as Record<string, string>) })
}

/** The paths of the manifest; every file that it names is there, with the content that its name promises. */
async function soundPaths(store: Store): Promise<Readonly<Record<string, string>>> {
  const { paths } = await readManifest(store, { prefix })
  const wrong: string[] = []
  for (const [path, name] of Object.entries(paths)) {
    const object = await store.get(prefix + name)
    const hash = createHash('md5').update(object?.body ?? '')
    if (!object || (name !== path && !name.includes(`.${hash.digest('hex').slice(0, 12)}.`))) wrong.push(name)
  }
  expect(wrong).toEqual([])
  return paths
}

test('a process that is killed while it syncs to a folder leaves what a second one completes', async () => {
  const [target, second] = [await writeFolder({}), await writePictures(2)]
  const store = createLocalStore({ folder: target })
  const before = await syncDirectory(store, { folder: await writePictures(1), prefix })
  const script = join(await writeFolder({}), 'sync.mjs')
  await build({
    stdin: {
      contents: `
        import { createLocalStore } from './local/store.js'
        import { syncDirectory } from './sync/sync.js'
        const [folder, target] = process.argv.slice(2)
        await syncDirectory(createLocalStore({ folder: target }), {
          folder,
          prefix: ${JSON.stringify(prefix)},
          onProgress: ({ done }) => process.stdout.write(done + '\\n'),
        })`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    outfile: script,
  })
  const child = spawn(process.execPath, [script, second, target], { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface(child.stdout).on('line', (line) => {
    if (line === '40') child.kill('SIGKILL')
  })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])

  expect(await soundPaths(store)).toEqual(before.manifest.paths)
  const { uploaded, unchanged, manifest } = await syncDirectory(store, { folder: second, prefix })
  expect(await soundPaths(store)).toEqual(manifest.paths)
  // 300 pictures changed, and at least 40 of them were there already.
  expect(uploaded.length).toBeGreaterThan(0)
  expect(uploaded.length).toBeLessThanOrEqual(301 - 40)
  expect(uploaded.length + unchanged.length).toBe(601)
  const both = [
    ...Object.values(before.manifest.paths),
    ...Object.values(manifest.paths),
    'assets.json',
    '.assets.json.sync.json',
  ]
  const keys = (await store.list().toArray()).map(({ key }) => key)
  expect(keys.toSorted()).toEqual([...new Set(both)].map((name) => prefix + name).toSorted())
}, 60_000)
