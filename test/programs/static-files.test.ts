import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createLocalStore,
  createMemoryStore,
  planSync,
  presignGet,
  pruneFiles,
  readManifest,
  syncDirectory,
  type Store,
  type SyncOptions,
} from '@keelson/storage'
import { createS3Store } from '@keelson/storage/s3'
import { ceph } from '@keelson/storage/stores/ceph'
import { custom } from '@keelson/storage/stores/custom'
import { runPython, type Site } from './programs.ts'
import { startCeph } from './servers/ceph.ts'
import type { S3TestServer } from './servers/s3-test-server.ts'
import { startSwift } from './servers/swift.ts'

interface SiteAnswer {
  readonly urls: Readonly<Record<string, string>>
  readonly hashes: Readonly<Record<string, string>>
  readonly variants: Readonly<Record<string, boolean>>
  readonly files: Readonly<Record<string, string>>
  readonly missing: string
  readonly manifestHash: string | null
  readonly ownHash: string
}

interface Answer {
  readonly version: string
  readonly collected: Readonly<Record<string, string>>
  readonly sites: readonly SiteAnswer[]
}

const files = {
  'css/app.css':
    '@import "base.css";\na{background:url(../img/logo.png?v=1#top)}\n/*# sourceMappingURL=app.css.map */\n',
  'css/app.css.map': '{"version":3}',
  'css/base.css': `body{color:red}${'i{}'.repeat(50)}`,
  'img/logo.png': 'png',
  'img/ü b%+&.svg': '<svg/>',
  'js/app.js': 'call();'.repeat(40),
  LICENSE: 'MIT',
  'robots.txt': '*',
  'empty.txt': '',
}
const paths = Object.keys(files)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-static-'))
  await writeFiles(join(folder, 'source'), files)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function writeFiles(root: string, contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

/** Two releases of the source in one folder, as Django reads them, and what its own collectstatic makes of it. */
async function askDjango(site: Site) {
  const root = join(folder, `synced-${site}`)
  const source = join(folder, 'source')
  const store = createLocalStore({ folder: root })
  await store.ensureBucket()
  const manifest = { format: 'django' as const }
  const plain = await syncDirectory(store, { folder: source, manifest, variants: ['br', 'gzip'] })
  await syncDirectory(store, { folder: source, manifest: { ...manifest, release: '3f2a91c' } })
  const collected = join(folder, `collected-${site}`)
  const sites = ['staticfiles.json', 'staticfiles-3f2a91c.json'].map((manifestName) => ({ root, manifestName, paths }))
  const answer = (await runPython(site, 'static_files.py', { source, collected, sites })) as Answer
  return { answer, collected, paths: plain.manifest.paths }
}

describe.each<[string, Site]>([
  ['3.2', 'debian'],
  ['5.2', 'pip'],
])('ManifestStaticFilesStorage of Django %s', (version, site) => {
  let asked: Awaited<ReturnType<typeof askDjango>>
  beforeAll(async () => {
    asked = await askDjango(site)
  })

  test('is the one that is meant', () => {
    expect(asked.answer.version.startsWith(version)).toBe(true)
  })

  test('reads the manifest, with and without a release: the URLs are those of what is stored', () => {
    for (const { urls, files: read, missing } of asked.answer.sites) {
      expect(read).toEqual(asked.paths)
      // Django writes them without escapes.
      for (const path of paths) expect(urls[path]).toBe(`/static/${asked.paths[path]}`)
      expect(missing).toContain("Missing staticfiles manifest entry for 'gone.css'")
    }
  })

  test('finds the hash of each content in its name, and agrees with that of the manifest', () => {
    for (const { hashes, manifestHash, ownHash } of asked.answer.sites) {
      const wrong = Object.entries(hashes).filter(([path, hash]) => !basename(asked.paths[path]!).includes(`.${hash}`))
      expect(wrong.map(([path]) => path)).toEqual(['robots.txt'])
      expect([ownHash, null]).toContain(manifestHash)
      expect(manifestHash === null).toBe(site === 'debian')
    }
  })

  test('finds variants beside the files that Python decompresses to their content', () => {
    const [first] = asked.answer.sites
    expect(first?.variants).toEqual({ 'css/base.css': true, 'js/app.js': true })
  })

  test('names files as the sync does, style sheets apart, whose text differs in its quotes', () => {
    const { collected } = asked.answer
    expect(Object.keys(collected).toSorted()).toEqual(paths.toSorted())
    for (const path of paths) {
      const isSame = collected[path] === asked.paths[path]
      expect({ path, isSame }).toEqual({ path, isSame: path !== 'robots.txt' && path !== 'css/app.css' })
    }
  })

  test('has hashed already what collectstatic wrote: the names with a hash get no second one', async () => {
    const store = createMemoryStore()
    const { manifest } = await syncDirectory(store, {
      folder: asked.collected,
      exclude: ['staticfiles.json', ...paths],
      rules: [{ match: ['*.????????????.*', '*.????????????'], name: 'immutable' }],
      manifest: { format: 'django' },
    })
    expect(Object.keys(manifest.paths).toSorted()).toEqual(Object.values(asked.answer.collected).toSorted())
    for (const [path, name] of Object.entries(manifest.paths)) expect(name).toBe(path)
  })
})

test('the build of Vite is stored as it is, and its manifest with it', async () => {
  const root = join(folder, 'vite')
  await writeFiles(root, {
    'main.js': 'import "./main.css"; import logo from "./logo.png"; import("./lazy.js"); document.title = logo',
    'main.css': 'a{background:url(./logo.png)}',
    'lazy.js': 'export default 1',
    'logo.png': 'png'.repeat(2000),
    'public/robots.txt': '*',
  })
  await build({
    root,
    logLevel: 'silent',
    configFile: false,
    build: { manifest: true, rollupOptions: { input: join(root, 'main.js') } },
  })
  const built = JSON.parse(await readFile(join(root, 'dist/.vite/manifest.json'), 'utf8')) as Record<string, object>
  const store = createMemoryStore()
  const { warnings, manifest } = await syncDirectory(store, {
    folder: join(root, 'dist'),
    prefix: 'app/',
    manifest: { format: 'vite', release: 'r1' },
    rules: [{ match: 'assets/**', name: 'immutable' }],
  })
  expect(warnings).toEqual([])
  expect(manifest.key).toBe('app/.vite/manifest-r1.json')
  expect(JSON.parse(manifest.text)).toEqual(built)
  expect(Object.keys(built).length).toBeGreaterThanOrEqual(3)
  const { paths: entries } = await readManifest(store, { prefix: 'app/', key: '.vite/manifest.json', release: 'r1' })
  for (const name of Object.values(entries)) expect(await store.exists(`app/${name}`)).toBe(true)
  const assets = await readdir(join(root, 'dist/assets'))
  for (const name of assets) expect(await store.exists(`app/assets/${name}`)).toBe(true)
})

describe.each([
  ['Swift', startSwift, custom, false],
  ['Ceph', startCeph, ceph, true],
] as const)('%s, whose ETags are no MD5 of what came in parts', (name, start, locate, hasConditions) => {
  let server: S3TestServer
  let root: string
  beforeAll(async () => {
    server = await start()
    root = join(folder, name)
    await writeFiles(root, { ...files, 'large.pdf': 'x'.repeat(17 * 2 ** 20) })
  })
  afterAll(() => server.stop())

  async function open(bucket: string) {
    const { endpoint, region, accessKeyId, secretAccessKey } = server
    const location = locate({ endpoint, region, accessKeyId, secretAccessKey, bucket })
    const store = createS3Store(location)
    await store.ensureBucket()
    return { location, store }
  }

  const optionsOf = (release: string): SyncOptions => ({
    folder: root,
    prefix: 'static/',
    variants: ['gzip'],
    rules: [
      { match: '*.pdf', name: 'keep' },
      { match: 'js/**', encoding: 'gzip' },
    ],
    manifest: { release },
  })

  test('a sync, another one with nothing to do, a change, a prune', async () => {
    const { store, location } = await open('static')
    const first = await syncDirectory(store, optionsOf('r1'))
    expect(first.uploaded.map(({ path }) => path)).toContain('large.pdf')
    const list = () => expect.unreachable('the bucket was listed')
    expect((await syncDirectory({ ...store, list }, optionsOf('r1'))).uploaded).toEqual([])

    await writeFile(join(root, 'css/base.css'), 'body{color:blue}')
    const second = await syncDirectory(store, optionsOf('r2'))
    // With the sheet that imports it; the small one has no variant any more.
    expect(second.uploaded.map(({ path }) => path)).toEqual(['css/app.css', 'css/base.css'])
    expect((await planSync(store, { ...optionsOf('r2'), verify: true })).upload).toEqual([])

    const script = await fetch(await presignGet(location, { key: `static/${second.manifest.paths['js/app.js']}` }))
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(await script.text()).toBe(files['js/app.js'])

    const pruned = await pruneFiles(store, { prefix: 'static/', graceMs: 0 })
    expect(pruned).toMatchObject({ manifests: ['static/assets-r1.json'], foreign: 0 })
    expect(pruned.files).toHaveLength(3)
    expect((await planSync(store, { ...optionsOf('r2'), verify: true })).upload).toEqual([])
  })

  test('of two syncs at once the slower one is told where the server has conditional writes', async () => {
    const { store } = await open('crossed')
    await syncDirectory(store, optionsOf('r1'))
    const list: Store['list'] = (...params) => {
      const pages = store.list(...params)
      return {
        ...pages,
        async *[Symbol.asyncIterator]() {
          yield* await pages.toArray()
          await syncDirectory(store, optionsOf('r2'))
        },
      }
    }
    const ended = await syncDirectory({ ...store, list }, optionsOf('r3')).catch((error: unknown) => error)
    expect(ended).toMatchObject(hasConditions ? { code: 'conflict' } : { uploaded: [] })
    expect((await syncDirectory(store, optionsOf('r3'))).manifest.isCurrent).toBe(!hasConditions)
  })
})
