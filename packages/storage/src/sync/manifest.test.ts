import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryStore } from '../memory/memory.js'
import { parseManifest, readManifest, resolveAsset } from './manifest.js'
import type { ManifestFormat } from './manifest-format.js'
import type { PlanOptions } from './plan.js'
import { planSync, syncDirectory } from './sync.js'

async function writeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-sync-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

const files = { 'css/app.css': 'a{}', 'robots.txt': '*', 'ü"😀.js': '' }

async function formatted(format: ManifestFormat, options: Partial<PlanOptions> = {}) {
  const folder = await writeFolder(files)
  const { manifest } = await planSync(createMemoryStore(), { folder, manifest: { format }, ...options })
  return { ...manifest, value: JSON.parse(manifest.text) as Record<string, unknown> }
}

describe('formats', () => {
  test('keelson: version and paths', async () => {
    const { key, value } = await formatted('keelson')
    expect(key).toBe('assets.json')
    expect(value).toEqual({
      version: 1,
      paths: {
        'css/app.css': expect.stringMatching(/^css\/app\.[\da-f]{12}\.css$/),
        'robots.txt': 'robots.txt',
        'ü"😀.js': 'ü"😀.d41d8cd98f00.js',
      },
    })
  })

  test('django: what ManifestStaticFilesStorage reads, with the hash that it would write', async () => {
    const folder = await writeFolder({ 'ü"😀.js': '', 'a.css': '' })
    const { manifest } = await planSync(createMemoryStore(), {
      folder,
      manifest: { format: 'django' },
      prefix: 'static/',
    })
    expect(manifest.key).toBe('static/staticfiles.json')
    expect(JSON.parse(manifest.text)).toEqual({
      paths: { 'a.css': 'a.d41d8cd98f00.css', 'ü"😀.js': 'ü"😀.d41d8cd98f00.js' },
      version: '1.0',
      // python3: md5(json.dumps(sorted(paths.items())).encode()).hexdigest()[:12]
      hash: 'f035688a1080',
    })
  })

  test('vite without a build: an entry for every file', async () => {
    const { key, value } = await formatted('vite')
    expect(key).toBe('.vite/manifest.json')
    expect(value['robots.txt']).toEqual({ file: 'robots.txt', src: 'robots.txt' })
    expect(value['css/app.css']).toMatchObject({ src: 'css/app.css', isEntry: true })
  })
})

describe('the manifest of a Vite build', () => {
  const built = {
    'src/main.ts': {
      file: 'assets/main-4sK2.js',
      src: 'src/main.ts',
      isEntry: true,
      imports: ['_x.js'],
      css: ['assets/main-9a.css'],
    },
    '_x.js': { file: 'assets/x-1b.js', name: 'x', assets: ['logo.png'] },
  }
  const output = {
    'assets/main-4sK2.js': 'import "./x-1b.js"',
    'assets/x-1b.js': '',
    'assets/main-9a.css': '',
    'logo.png': 'png',
  }
  const options = { manifest: { format: 'vite' }, rules: [{ match: 'assets/**', name: 'immutable' }] } as const

  test('is carried over with the names as they are stored', async () => {
    const folder = await writeFolder({ ...output, '.vite/manifest.json': JSON.stringify(built) })
    const store = createMemoryStore()
    const { warnings } = await syncDirectory(store, { folder, ...options })
    expect(warnings).toEqual([])
    const object = await store.get('.vite/manifest.json')
    const stored = JSON.parse(new TextDecoder().decode(object?.body)) as Record<string, unknown>
    expect(stored).toEqual({
      ...built,
      '_x.js': { ...built['_x.js'], assets: [expect.stringMatching(/^logo\.\w{12}\.png$/)] },
    })
    const manifest = await readManifest(store, { key: '.vite/manifest.json' })
    expect(resolveAsset(manifest, 'src/main.ts')).toBe('assets/main-4sK2.js')
  })

  test('may lie among the files', async () => {
    const folder = await writeFolder({ ...output, 'manifest.json': JSON.stringify(built) })
    const plan = await planSync(createMemoryStore(), {
      folder,
      ...options,
      manifest: { format: 'vite', key: 'manifest.json' },
    })
    expect(Object.keys(plan.manifest.paths)).toEqual(Object.keys(output).toSorted())
    expect(JSON.parse(plan.manifest.text)).toHaveProperty('src/main.ts')
  })

  test.each([
    ['names what is not there', JSON.stringify({ a: { file: 'gone.js' } }), 'names gone.js, which is not there'],
    ['has css that is no list', JSON.stringify({ a: { file: 'logo.png', css: 'x' } }), 'is not a manifest of Vite'],
    ['is no object', 'null', 'is not a manifest of Vite'],
    ['has an entry that is none', '{"a":null}', 'is not a manifest of Vite'],
    ['is not JSON', '{', 'is not a manifest of Vite'],
  ])('is refused when it %s', async (_what, text, message) => {
    const folder = await writeFolder({ ...output, '.vite/manifest.json': text })
    await expect(planSync(createMemoryStore(), { folder, ...options })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(message),
    })
  })

  test('is refused when it cannot be read', async () => {
    const folder = await writeFolder({ ...output, '.vite/manifest.json/x': '' })
    await expect(planSync(createMemoryStore(), { folder, ...options })).rejects.toThrow(
      '.vite/manifest.json cannot be read: EISDIR',
    )
  })
})

describe('reading', () => {
  test.each(['keelson', 'django', 'vite'] as const)('a manifest of the format %s', async (format) => {
    const store = createMemoryStore()
    const { manifest } = await syncDirectory(store, {
      folder: await writeFolder(files),
      prefix: 'static/',
      manifest: { format },
    })
    const read = await readManifest(store, { prefix: 'static/', key: manifest.key.replace('static/', '') })
    expect(read.paths).toEqual(manifest.paths)
    expect(resolveAsset(read, 'css/app.css')).toBe(manifest.paths['css/app.css'])
  })

  test.each(['keelson', 'django', 'vite'] as const)(
    'of a release, where a sync of the format %s writes it',
    async (format) => {
      const store = createMemoryStore()
      const folder = await writeFolder(files)
      const { manifest } = await syncDirectory(store, { folder, manifest: { format, release: '3f2a' } })
      expect(await readManifest(store, { format, release: '3f2a' })).toEqual({ paths: manifest.paths })
      await expect(readManifest(store, { format: 'webpack' as 'vite' })).rejects.toMatchObject({ code: 'config' })
      const unset = Object.fromEntries([['release', undefined]])
      await expect(readManifest(store, { format, ...unset })).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('leave it out'),
      })
    },
  )

  test('without a manifest, and of what is none', async () => {
    const store = createMemoryStore()
    await expect(readManifest(store, { prefix: 'static/' })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('there is no manifest static/assets.json in memory'),
    })
    for (const text of ['', '[]', '{"paths":{"a":1}}', '{"a":{}}', '{"a":"b"}']) {
      await store.put('assets.json', text)
      await expect(readManifest(store)).rejects.toMatchObject({ code: 'schema' })
    }
    expect(() => parseManifest('{"a":1}')).toThrow('the manifest is not a manifest of a sync')
  })

  test('a file that is not in it is told, also one with the name of something that every object has', () => {
    expect(resolveAsset({ paths: { 'a.css': 'a.1.css' } }, 'a.css')).toBe('a.1.css')
    for (const path of ['/a.css', 'toString', '__proto__']) {
      expect(() => resolveAsset({ paths: {} }, path)).toThrow(expect.objectContaining({ code: 'not_found' }))
    }
  })
})
