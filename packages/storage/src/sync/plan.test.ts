import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isKeelsonError } from '@keelson/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLocalStore } from '../local/store.js'
import { createMemoryStore } from '../memory/memory.js'
import type { PlanOptions } from './plan.js'
import { planSync, syncDirectory } from './sync.js'

type Files = Readonly<Record<string, string | Uint8Array>>

async function writeFolder(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-sync-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

const hashed = (path: string, content: string) =>
  path.replace(/(?=\.\w+$)/, `.${createHash('md5').update(content).digest('hex').slice(0, 12)}`)

async function plan(files: Files, options: Partial<PlanOptions> = {}) {
  return planSync(createMemoryStore(), { folder: await writeFolder(files), ...options })
}

/** What is stored, by path in the folder. */
async function stored(files: Files, options: Partial<PlanOptions> = {}) {
  const store = createMemoryStore()
  const { manifest } = await syncDirectory(store, { folder: await writeFolder(files), ...options })
  const textOf = async (path: string) => {
    const object = await store.get((options.prefix ?? '') + manifest.paths[path])
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(object!.body)
  }
  return { textOf, paths: manifest.paths }
}

/** The folder is put as `site`, since its name is random. */
async function refusal(files: Files | string, options: Partial<PlanOptions> = {}): Promise<string> {
  const folder = typeof files === 'string' ? files : await writeFolder(files)
  const list = () => expect.unreachable('the store was asked')
  const error: unknown = await planSync({ ...createMemoryStore(), list }, { folder, ...options }).then(
    () => expect.unreachable('the plan was made'),
    (thrown: unknown) => thrown,
  )
  if (!isKeelsonError(error) || error.code !== 'config') throw error
  return error.message.replaceAll(folder, 'site')
}

describe('names', () => {
  test('carry the hash of the content, except those that are asked for by name or carry one already', async () => {
    const files = { 'css/app.min.css': 'a{}', 'empty.js': '', LICENSE: 'MIT', 'robots.txt': '*', 'v/x-4sK2.js': 'x' }
    const { manifest, upload, bytes } = await plan(files, {
      prefix: 'static/',
      rules: [{ match: 'v/**', name: 'immutable' }],
    })
    expect(manifest.paths).toEqual({
      LICENSE: `LICENSE.${createHash('md5').update('MIT').digest('hex').slice(0, 12)}`,
      'css/app.min.css': hashed('css/app.min.css', 'a{}'),
      'empty.js': 'empty.d41d8cd98f00.js',
      'robots.txt': 'robots.txt',
      'v/x-4sK2.js': 'v/x-4sK2.js',
    })
    expect(upload.map(({ path }) => path)).toEqual([
      'LICENSE',
      'css/app.min.css',
      'empty.js',
      'v/x-4sK2.js',
      'robots.txt',
    ])
    expect(upload[1]).toEqual({
      path: 'css/app.min.css',
      key: `static/${hashed('css/app.min.css', 'a{}')}`,
      size: 3,
      naming: 'hash',
      contentType: 'text/css; charset=utf-8',
      cacheControl: 'public, max-age=31536000, immutable',
      reason: 'new',
    })
    expect(bytes).toBe(8)
  })

  test('a decomposed name is stored composed, and found by style sheets either way', async () => {
    const { textOf, paths } = await stored({ 'u\u0308.png': '1', 'a.css': 'a{b:url(\u00fc.png);c:url(u%CC%88.png)}' })
    expect(paths['\u00fc.png']).toBe(hashed('\u00fc.png', '1'))
    const name = `%C3%BC${hashed('.png', '1')}`
    expect(await textOf('a.css')).toBe(`a{b:url("${name}");c:url("${name}")}`)
  })

  test('hidden files stay out unless a pattern names the dot; what is left out is told', async () => {
    const files = {
      'a.js': '',
      '.env': 'KEY=1',
      '.git/config': '',
      '.well-known/a.txt': '',
      'x/.hidden/b.js': '',
      'b.map': '',
    }
    const all = await plan(files, { exclude: '*.map' })
    expect(Object.keys(all.manifest.paths)).toEqual(['.well-known/a.txt', 'a.js'])
    expect(all.ignored).toEqual(['.env', '.git/', 'b.map', 'x/.hidden/'])
    const some = await plan(files, { include: ['*.js', 'x/.hidden/**'] })
    expect(Object.keys(some.manifest.paths)).toEqual(['a.js', 'x/.hidden/b.js'])
  })
})

describe('style sheets', () => {
  const png = hashed('logo.png', 'png')

  test('refer to the new names; queries, fragments and everything that is elsewhere stay', async () => {
    const untouched =
      '/* url(logo.png) */ i{b:url(data:,x);c:url(//cdn/x.png);d:url(https://x/y.png);e:url(/a.png);f:url(#g);h:url(x/)}'
    const { textOf } = await stored({
      'img/logo.png': 'png',
      'css/app.css': `\ufeff${untouched} j{k:url(../img/logo.png?v=1#top);l:url('../img/./logo.png')}@import "../base.css" screen;`,
      'base.css': 'b{}',
    })
    expect(await textOf('css/app.css')).toBe(
      `\ufeff${untouched} j{k:url("../img/${png}?v=1#top");l:url("../img/./${png}")}@import "../${hashed('base.css', 'b{}')}" screen;`,
    )
  })

  test('URLs that begin with publicPath are those of the folder', async () => {
    const files = { 'css/a.css': 'a{b:url(/static/logo.png);c:url(/other/logo.png)}', 'logo.png': 'png' }
    const { textOf } = await stored(files, { publicPath: '/static/' })
    expect(await textOf('css/a.css')).toBe(`a{b:url("/static/${png}");c:url(/other/logo.png)}`)
    const top = await stored(
      { 'a.css': 'a{b:url(/logo.png);c:url(//cdn/logo.png)}', 'logo.png': 'png' },
      { publicPath: '/' },
    )
    expect(await top.textOf('a.css')).toBe(`a{b:url("/${png}");c:url(//cdn/logo.png)}`)
  })

  test('the hash is that of the final content, through a chain of imports', async () => {
    const chain = (content: string) => ({
      'a.css': '@import "b.css";',
      'b.css': 'b{c:url(logo.png)}',
      'logo.png': content,
    })
    const { textOf, paths } = await stored(chain('png'))
    expect(paths['b.css']).toBe(hashed('b.css', `b{c:url("${png}")}`))
    expect(paths['a.css']).toBe(hashed('a.css', await textOf('a.css')))
    expect((await plan(chain('other'))).manifest.paths['a.css']).not.toBe(paths['a.css'])
  })

  test('a cycle ends: every member is named anew when one of them changes, and what leads to it, too', async () => {
    const cycle = (color: string) => ({
      'a.css': '@import "b.css";',
      'b.css': `@import "a.css"; b{color:${color}}`,
      'main.css': '@import "a.css";',
      'self.css': `i{j:url(self.css);color:${color}}`,
    })
    const { textOf, paths } = await stored(cycle('red'))
    expect(await textOf('a.css')).toBe(`@import "${paths['b.css']}";`)
    expect(await textOf('b.css')).toBe(`@import "${paths['a.css']}"; b{color:red}`)
    expect(await textOf('self.css')).toContain(`url("${paths['self.css']}")`)
    expect((await stored(cycle('red'))).paths).toEqual(paths)
    const other = (await stored(cycle('blue'))).paths
    for (const path of Object.keys(paths)) expect(other[path]).not.toBe(paths[path])
  })

  test('one that keeps its name is rewritten; one that is said to be immutable must not need it', async () => {
    const files = { 'keep.css': 'a{b:url(logo.png)}', 'logo.png': 'png' }
    const { textOf, paths } = await stored(files, { rules: [{ match: 'keep.css', name: 'keep' }] })
    expect(paths['keep.css']).toBe('keep.css')
    expect(await textOf('keep.css')).toBe(`a{b:url("${png}")}`)
    expect(await refusal(files, { rules: [{ match: '*.css', name: 'immutable' }] })).toContain(
      'keep.css is said to be immutable, but names files that get other names',
    )
  })

  test('references to what is not there are refused with file and line, all at once', async () => {
    const files = {
      'css/a.css': '\n\na{b:url(../gone.png)}\n@import "c.css";',
      'css/C.css': '',
      'b.css': 'a{b:url(x.eot?#iefix)}',
    }
    expect(await refusal(files)).toBe(
      [
        'site was not synced:',
        '  b.css:1 refers to x.eot, which is not there (or left out)',
        '  css/a.css:3 refers to gone.png, which is not there (or left out)',
        '  css/a.css:4 refers to css/c.css, which is not there; there is css/C.css. Nothing was stored or changed',
      ].join('\n'),
    )
    const { warnings } = await plan(files, { missingReferences: 'warn' })
    expect(warnings).toContain('b.css:1 refers to x.eot, which is not there')
  })

  test('a missing source map and what lies outside of the folder are warnings', async () => {
    const { warnings } = await plan({ 'a.css': 'a{b:url(../media/x.png)}\n/*# sourceMappingURL=a.css.map */' })
    expect(warnings).toEqual([
      'a.css:1 refers to ../media/x.png, outside of the folder: it was left as it is',
      'a.css:2 refers to a.css.map, which is not there',
    ])
  })

  test('one that is not UTF-8 is refused', async () => {
    expect(await refusal({ 'a.css': Uint8Array.of(0x61, 0xe9, 0x7b) })).toContain('a.css is not UTF-8')
  })
})

describe('scripts and pages', () => {
  test('are stored byte for byte; what would lead nowhere is a warning', async () => {
    const files = {
      'main.js': 'import x from "./lib/x.js"\nimport("./lib/x.js"); import y from "./kept.js"; import "react"',
      'more.mjs': 'export*from"./lib/x.js";new URL("logo.png", import.meta.url)',
      'index.html': '<script src="main.js"></script>\n<link href=/static/lib/x.js><a href="https://x/main.js">',
      'lib/x.js': '',
      'kept.js': '',
      'logo.png': '',
    }
    const options = { rules: [{ match: 'kept.js', name: 'keep' as const }], publicPath: '/static/' }
    const { warnings } = await plan(files, options)
    expect(warnings).toEqual([
      'main.js gets another name, but is named as it was by index.html:1: give it the rule keep or immutable',
      expect.stringContaining(
        'lib/x.js gets another name, but is named as it was by index.html:2, main.js:1, main.js:2 and 1 more places:',
      ),
      expect.stringContaining('logo.png gets another name, but is named as it was by more.mjs:1:'),
    ])
    const { textOf } = await stored(files, options)
    expect(await textOf('main.js')).toBe(files['main.js'])
  })
})

describe('a URL from the root', () => {
  const files = {
    'css/app.css': 'a{b:url(/static/img/a.png)}\nc{d:url("/img/b.png")}e{f:url(//cdn.example.com/img/b.png)}',
    'img/a.png': 'a',
    'img/b.png': 'b',
    'app.js': 'import "/static/lib.js"',
    'lib.js': '',
    'index.html': '<link href="/css/app.css"><a href="/img/c.png"><a href="/">',
    'logo.svg': '<svg><image xlink:href="img/a.png"/></svg>',
  }

  test('that names a file of the folder leads nowhere without publicPath: a warning', async () => {
    const { warnings } = await plan(files)
    expect(warnings).toEqual([
      expect.stringMatching(/^lib\.js gets .* by app\.js:1: give it the rule keep or immutable$/),
      expect.stringMatching(/^img\/a\.png gets .* by css\/app\.css:1, logo\.svg:1: .*, or pass publicPath$/),
      expect.stringMatching(/^img\/b\.png gets .* by css\/app\.css:2: .*, or pass publicPath$/),
      expect.stringMatching(/^css\/app\.css gets .* by index\.html:1: give it the rule keep or immutable$/),
    ])
  })

  test('of a million folders is passed over, as is a script of nothing but space', async () => {
    const long = {
      'index.html': `<a href="${'/a'.repeat(500_000)}/b.js">`,
      'x.js': `import${' '.repeat(1_000_000)}`,
      'b.js': '',
    }
    expect((await plan(long)).warnings).toEqual([])
  })

  test('elsewhere than below publicPath is of somebody else', async () => {
    const { warnings } = await plan(files, { publicPath: '/static/' })
    expect(warnings.map((warning) => warning.split(' ')[0])).toEqual(['lib.js', 'img/a.png'])
  })
})

test('a rule that matches no file is a warning, one of whose patterns one matches is none', async () => {
  const files = { 'assets/a.js': '', 'b.txt': '' }
  const rules = [{ match: ['asset/**', '*.mjs'] }, { match: ['*.txt', '*.md'] }, { match: 'assets/**' }] as const
  const { warnings } = await plan(files, { rules, exclude: '*.md' })
  expect(warnings).toEqual(['rules: "asset/**", "*.mjs" matches no file'])
  const store = createMemoryStore()
  const options = { folder: await writeFolder(files), rules }
  for (const _ of ['first', 'again']) expect((await syncDirectory(store, options)).warnings).toEqual(warnings)
})

describe('what is refused before the store is asked', () => {
  test('a folder that is not there, is a file, or has nothing in it', async () => {
    const folder = await writeFolder({ 'a.txt': '' })
    for (const none of [undefined, '']) {
      await expect(planSync(createMemoryStore(), { folder: none as string })).rejects.toMatchObject({
        code: 'config',
        message: expect.stringMatching(/^folder cannot be (?:undefined|"")/),
      })
    }
    expect(await refusal(join(folder, 'gone'))).toMatch(/^folder: site cannot be read: ENOENT\. Run the build/)
    expect(await refusal(join(folder, 'a.txt'))).toMatch(/^folder: site cannot be read: ENOTDIR/)
    expect(await refusal({ '.hidden': '' })).toContain('there is no file to sync (did the build run?)')
  })

  test('names that this store cannot hold, all at once', async () => {
    const folder = await writeFolder({ 'a.txt': '', [`${'a'.repeat(245)}.txt`]: '' })
    const store = createLocalStore({ folder: await writeFolder({}) })
    const synced = syncDirectory(store, { folder })
    await expect(synced).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/was not synced: .*a part of it has more than 255 bytes.*Nothing was stored/s),
    })
    expect(await store.list().toArray()).toEqual([])
  })

  test.each([
    ['the folder of the store', '', ''],
    ['a folder above it', 'out/', ''],
    ['a folder in it', 'out/', 'out'],
  ])('what it has stored itself: %s', async (_, prefix, below) => {
    const root = await writeFolder({ 'a.js': '', 'out/b.js': '' })
    const options = { folder: join(root, below), prefix }
    await syncDirectory(createLocalStore({ folder: root }), options)
    await expect(syncDirectory(createLocalStore({ folder: root }), options)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('.assets.json.sync.json is the record of this sync'),
    })
  })

  test('links out of the folder, to folders and to nothing, pipes; a link to a file of the folder is one', async () => {
    const folder = await writeFolder({ 'real/a.js': 'a' })
    await symlink('real/a.js', join(folder, 'link.js'))
    expect((await planSync(createMemoryStore(), { folder })).manifest.paths['link.js']).toBe(hashed('link.js', 'a'))
    await symlink('/etc/hostname', join(folder, 'out'))
    await symlink(`../${basename(folder)}`, join(folder, 'loop'))
    await symlink('real', join(folder, 'subfolder'))
    await symlink('gone', join(folder, 'dangling'))
    const server = createServer().listen(join(folder, 'socket'))
    await new Promise((resolve) => server.once('listening', resolve))
    const message = await refusal(folder)
    server.close()
    expect(message.split('\n').slice(1)).toEqual([
      '  dangling is a link that leads nowhere: ENOENT',
      '  loop is a link out of the folder: copy what it points to, or exclude it',
      '  out is a link out of the folder: copy what it points to, or exclude it',
      '  socket is not a regular file',
      '  subfolder is a link to something that is not a file. Nothing was stored or changed',
    ])
    const { ignored } = await planSync(createMemoryStore(), {
      folder,
      exclude: ['dangling', 'loop', 'out', 'socket', 'subfolder'],
    })
    expect(ignored).toContain('out')
  })

  test('names that a store or a server could misread', async () => {
    const folder = await writeFolder({ 'a\nb.js': '', 'c\\d.js': '', [`${'long/'.repeat(250)}e.js`]: '' })
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), '')
    const message = await refusal(folder)
    for (const text of [
      'a\\nb.js: the key',
      'control character',
      'c\\\\d.js has a backslash',
      'not UTF-8',
      'at most 1024',
    ]) {
      expect(message).toContain(text)
    }
  })

  // Root may read everything.
  test.skipIf(process.getuid?.() === 0)('files and folders that this process may not read', async () => {
    const folder = await writeFolder({ 'a.js': '', 'b/c.js': '' })
    await chmod(join(folder, 'a.js'), 0)
    await chmod(join(folder, 'b'), 0)
    const message = await refusal(folder)
    await chmod(join(folder, 'b'), 0o700)
    expect(message).toContain('a.js cannot be read: EACCES')
    expect(message).toContain('b/ cannot be read: EACCES')
  })

  test('a name that is there composed and decomposed', async () => {
    expect(await refusal({ '\u00e9.png': '1', 'e\u0301.png': '2' })).toContain('\u00e9.png is there twice')
  })

  test('names that differ in capitals only, where they would be stored as one', async () => {
    const files = { 'a.txt': '1', 'A.txt': '2', 'b.txt': '1', 'B.txt': '1' }
    expect(Object.keys((await plan(files)).manifest.paths)).toHaveLength(4)
    const message = await refusal(files, { rules: [{ match: '*.txt', name: 'keep' }] })
    expect(message).toBe(
      'site was not synced: a.txt and A.txt would both be a.txt, apart from capitals. Nothing was stored or changed',
    )
  })

  test('a file in the place of the manifest, and files in protected folders', async () => {
    expect(await refusal({ 'assets.json': '{}', 'b.js': '' }, { rules: [{ match: '*', name: 'keep' }] })).toContain(
      'assets.json and the manifest would both be assets.json',
    )
    const kept = { include: '.*', rules: [{ match: '**', name: 'keep' as const }] }
    expect(await refusal({ '.assets.json.sync.json': '{}' }, kept)).toContain(
      '.assets.json.sync.json and the record of the sync would both be .assets.json.sync.json',
    )
    const files = { 'media/a.js': '', 'b.js': '' }
    expect(await refusal(files, { protect: ['media/'] })).toMatch(
      /: media\/a\.js would be written to media\/, which is protected/,
    )
    expect(await refusal(files, { prefix: 'media/x/', protect: ['media/'] })).toContain(
      'the manifest would be written to media/',
    )
    expect((await plan(files, { prefix: 'static/', protect: ['media/'] })).upload).toHaveLength(2)
  })

  test('files above the limit, and more than twenty problems', async () => {
    expect(await refusal({ 'a.bin': '12345' }, { maxFileBytes: 4 })).toContain('a.bin has 5 bytes, maxFileBytes is 4')
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}.css`, '@import "x";']))
    expect(await refusal(many)).toContain('… and 10 more')
  })

  test.each<[Partial<PlanOptions>, string]>([
    [{ prefix: 'static' }, 'prefix: "static" is not a folder'],
    [{ prefix: '/static/' }, 'prefix: "/static/" is not a folder'],
    [{ prefix: 'a/../b/' }, 'prefix: "a/../b/" is not a folder'],
    [{ protect: [''] }, 'protect: "" is not a folder'],
    [{ publicPath: '/static' }, 'publicPath: "/static" has no slash'],
    [{ concurrency: 0 }, 'concurrency: 0 is not'],
    [{ maxFileBytes: Number.NaN }, 'maxFileBytes: NaN is not'],
    [{ rules: [{ match: '*.{a,b}' }] }, 'rules: "*.{a,b}" is not a pattern'],
    [{ rules: [{ match: '*', name: 'kept' as 'keep' }] }, 'rules: name must be hash, keep or immutable, not "kept"'],
    [{ manifest: { format: 'rails' as 'vite' } }, 'manifest: format must be keelson, django, vite, not "rails"'],
    [{ rules: [{ match: '*', cacheControl: 'no-cache\n' }] }, 'cacheControl must be printable'],
    [{ manifest: { key: '../a.json' } }, 'the manifest: the key "../a.json" cannot be used'],
    [{ manifest: { release: 'a/b' } }, 'release: "a/b" cannot be part of'],
    [{ manifest: { release: '' } }, 'release: "" cannot be part of'],
    // As process.env has it where nobody set it.
    [{ manifest: Object.fromEntries([['release', undefined]]) }, 'release: undefined cannot be part of'],
    [{ rules: [Object.assign({ matches: '*' })] }, 'rules: undefined is not a pattern'],
    [{ variants: ['zstd' as 'br'] }, 'variants: each one must be br or gzip, not "zstd"'],
    [{ rules: [{ match: '*', encoding: 'zstd' as 'br' }] }, 'encoding must be br, gzip or identity, not "zstd"'],
  ])('%j', async (options, message) => {
    expect(await refusal({ 'a.js': '' }, options)).toContain(message)
  })
})
