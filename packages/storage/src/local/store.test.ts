import { createHash } from 'node:crypto'
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createRandom } from '@keelson/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../store.js'
import { createLocalStore } from './store.js'

let outside: string
let folder: string
let store: Store

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'keelson-local-'))
  folder = join(outside, 'root')
  store = createLocalStore({ folder })
  await store.ensureBucket()
  await writeFile(join(outside, 'secret.txt'), 'not for everybody')
})

afterEach(() => rm(outside, { recursive: true }))

async function keysOf(): Promise<string[]> {
  return (await store.list().toArray()).map(({ key }) => key)
}

/** Every file below the outer folder, without the store's own. */
async function filesOutside(): Promise<string[]> {
  const entries = await readdir(outside, { recursive: true, withFileTypes: true })
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  return names.filter((name) => !name.startsWith(`${folder}/`)).map((name) => name.slice(outside.length))
}

function textOf(object: { readonly body: Uint8Array } | undefined): string | undefined {
  return object && new TextDecoder().decode(object.body)
}

test.each(['', ' ', 'a\0b', undefined])('the folder %j is refused', (wrong) => {
  expect(() => createLocalStore({ folder: wrong as string })).toThrow(
    expect.objectContaining({ code: 'config', message: expect.stringContaining('folder cannot be') }),
  )
})

describe('an object is a file', () => {
  test('of its name, with its content', async () => {
    await store.put('img/a b.txt', 'hello')
    expect(await readFile(join(folder, 'img', 'a b.txt'), 'utf8')).toBe('hello')
    expect(store.name).toBe(`folder ${folder}`)
  })

  test('that may have been put there by hand, then without attributes', async () => {
    await mkdir(join(folder, 'css'))
    await writeFile(join(folder, 'css/site.css'), 'body{}')
    const object = await store.get('css/site.css')
    expect(textOf(object)).toBe('body{}')
    expect(object).toMatchObject({ size: 6, etag: 'aa676972bbd2b68e94ef8e91e81d20be' })
    expect(object).not.toHaveProperty('contentType')
    expect(await keysOf()).toEqual(['css/site.css'])
    expect(await store.head('css/site.css')).not.toHaveProperty('etag')
  })

  test('that loses its attributes when it is changed by hand: they are of another content', async () => {
    await store.put('a.gz', 'zipped', { contentEncoding: 'gzip' })
    await writeFile(join(folder, 'a.gz'), 'plain, and longer')
    expect(await store.get('a.gz')).not.toHaveProperty('contentEncoding')
  })

  test('that keeps its attributes in a copy of the folder, though it keeps only the seconds', async () => {
    await store.put('a.css', 'body{}', { contentType: 'text/css' })
    const copy = join(outside, 'copy')
    await cp(folder, copy, { recursive: true })
    const { mtimeMs } = await lstat(join(folder, 'a.css'))
    const seconds = Math.floor(mtimeMs / 1000)
    await utimes(join(copy, 'a.css'), seconds, seconds)
    expect(await createLocalStore({ folder: copy }).head('a.css')).toMatchObject({ contentType: 'text/css' })
  })

  test('that was changed in the same second to as many bytes is found out when it is read', async () => {
    await store.put('a.css', 'body{}', { contentType: 'text/css' })
    const { mtime } = await lstat(join(folder, 'a.css'))
    await writeFile(join(folder, 'a.css'), 'html{}')
    await utimes(join(folder, 'a.css'), mtime, mtime)
    const object = await store.get('a.css')
    expect(textOf(object)).toBe('html{}')
    expect(object?.etag).toBe(createHash('md5').update('html{}').digest('hex'))
    expect(object).not.toHaveProperty('contentType')
  })

  test('whose attributes are unreadable has none', async () => {
    await store.put('a', '1', { contentType: 'text/css' })
    const [file] = await readdir(join(folder, '.keelson/attributes'), { recursive: true, withFileTypes: true }).then(
      (entries) => entries.filter((entry) => entry.isFile()),
    )
    await writeFile(join(file?.parentPath ?? '', file?.name ?? ''), '{"contentType":"tex')
    expect(textOf(await store.get('a'))).toBe('1')
    expect(await store.head('a')).not.toHaveProperty('contentType')
  })
})

describe('what the store keeps beside the files', () => {
  test('is no object, and no key leads there', async () => {
    await store.put('a', '1')
    expect(await readdir(folder)).toEqual(['.keelson', 'a'])
    expect(await keysOf()).toEqual(['a'])
    await expect(store.put('.keelson/attributes/x', '1')).rejects.toMatchObject({ code: 'config' })
    await expect(store.get('.keelson')).rejects.toMatchObject({ code: 'config' })
    // The same folder, on a disk that does not tell capitals from small letters.
    await expect(store.put('.KEELSON/attributes/x', '1')).rejects.toMatchObject({ code: 'config' })
    await mkdir(join(folder, '.Keelson'))
    await writeFile(join(folder, '.Keelson/x'), '')
    await store.put('b/.keelson/x', 'elsewhere it is a name like any other')
    expect(await keysOf()).toEqual(['a', 'b/.keelson/x'])
  })

  test('goes with the object, and does not grow by putting again', async () => {
    for (let run = 0; run < 5; run++) await store.put('a', 'x'.repeat(run + 1), { metadata: { run: String(run) } })
    await store.put('b/c', '1')
    await store.delete('a')
    await store.deleteMany(['b/c'])
    const left = await readdir(folder, { recursive: true, withFileTypes: true })
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([])
    expect(await readdir(folder)).toEqual(['.keelson'])
  })

  test('of a write that a crash cut off is not listed', async () => {
    await store.put('a', '1')
    await writeFile(join(folder, '.keelson/writing/left-over'), 'ha')
    expect(await keysOf()).toEqual(['a'])
  })

  test('of a write that a crash cut off is removed a day later, and nothing else', async () => {
    await store.put('a', '1')
    const writing = join(folder, '.keelson/writing')
    const outdated = (Date.now() - 86_500_000) / 1000
    for (const name of ['old', 'new']) await writeFile(join(writing, name), 'ha')
    await utimes(join(writing, 'old'), outdated, outdated)
    await utimes(join(outside, 'secret.txt'), outdated, outdated)
    await symlink(join(outside, 'secret.txt'), join(writing, 'link'))
    await mkdir(join(writing, 'folder'))
    expect(await store.ensureBucket()).toBe('existing')
    expect((await readdir(writing)).toSorted()).toEqual(['folder', 'link', 'new'])
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('not for everybody')

    await rm(writing, { recursive: true })
    await symlink(outside, writing)
    expect(await store.ensureBucket()).toBe('existing')
    expect(await readdir(outside)).toContain('secret.txt')
  })
})

test('a folder whose path is too long is told', async () => {
  const long = createLocalStore({ folder: join(folder, 'x/'.repeat(3000)) })
  await expect(long.put('a', '1')).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('longer than the file system takes'),
  })
})

describe('nothing outside the folder is read or written', () => {
  const bad = [
    '..',
    '../secret.txt',
    'a/../../secret.txt',
    '/secret.txt',
    'a//b',
    'a/',
    '..\\secret.txt',
    'C:\\x',
    'a\0',
  ]

  test.each(bad)('over the key %j', async (key) => {
    const before = await filesOutside()
    for (const work of [
      () => store.put(key, 'x'),
      () => store.get(key),
      () => store.head(key),
      () => store.delete(key),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'config' })
    }
    await expect(store.deleteMany(['fine', key])).rejects.toMatchObject({ code: 'config' })
    expect(await filesOutside()).toEqual(before)
    expect(await readdir(folder)).toEqual([])
  })

  test('over 500 keys made of bad parts', async () => {
    const random = createRandom(7)
    const parts = ['..', '.', '', 'a', 'link', 'ä', '\\', '..\\', '%2e%2e', '~', '\0', 'C:', '...', 'secret.txt', ' ']
    const before = await filesOutside()
    await symlink('..', join(folder, 'link'))
    for (let run = 0; run < 500; run++) {
      const length = 1 + Math.floor(random() * 5)
      const key = Array.from({ length }, () => parts[Math.floor(random() * parts.length)]).join('/')
      const code = await store.put(key, 'written').then(
        () => 'stored',
        (error: { code: string }) => error.code,
      )
      expect(['stored', 'config', 'conflict']).toContain(code)
      const isStored = code === 'stored'
      expect(textOf(await store.get(key).catch(() => undefined)) === 'written').toBe(isStored)
    }
    expect(await filesOutside()).toEqual(before)
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('not for everybody')
  })

  test.each([
    ['a folder outside', '..', 'link/secret.txt'],
    ['a file outside', '../secret.txt', 'link'],
    ['a folder of the store', 'real', 'link/a'],
    ['nothing', 'nowhere', 'link'],
    ['the system', '/etc', 'link/hostname'],
  ])('over a symbolic link to %s', async (_, target, key) => {
    await store.put('real/a', '1')
    await symlink(target, join(folder, 'link'))
    const before = await filesOutside()
    for (const work of [
      () => store.put(key, 'x'),
      () => store.get(key),
      () => store.head(key),
      () => store.delete(key),
    ]) {
      await expect(work()).rejects.toMatchObject({
        code: 'config',
        message: expect.stringContaining('is a symbolic link, which could lead anywhere'),
      })
    }
    await expect(store.deleteMany([key])).rejects.toMatchObject({ code: 'config' })
    expect(await keysOf()).toEqual(['real/a'])
    expect(await filesOutside()).toEqual(before)
  })

  test('over a symbolic link where the store keeps attributes', async () => {
    await symlink('..', join(folder, '.keelson'))
    const before = await filesOutside()
    await expect(store.put('a', '1')).rejects.toMatchObject({ code: 'config' })
    expect(await filesOutside()).toEqual(before)
  })

  test('but the folder itself may be one', async () => {
    await symlink(folder, join(outside, 'current'))
    const current = createLocalStore({ folder: join(outside, 'current') })
    expect(await current.ensureBucket()).toBe('existing')
    await current.put('a', '1')
    expect(await keysOf()).toEqual(['a'])
  })
})

describe('names that no file can have', () => {
  test('are refused, before anything is written', async () => {
    await expect(store.put(`a/${'x'.repeat(256)}`, '1')).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('more than 255 bytes'),
    })
    await expect(store.put('ä'.repeat(128), '1')).rejects.toMatchObject({ code: 'config' })
    expect(await readdir(folder)).toEqual([])
  })

  test.each([
    ['a/b', 'a', 'a part of the path is a file'],
    ['a', 'a/b', 'a folder has that name'],
  ])('%s beside %s is a conflict', async (key, existing, said) => {
    await store.put(existing, '1')
    await expect(store.put(key, '2')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(said),
    })
    expect(await store.get(key)).toBeUndefined()
    expect(await store.head(key)).toBeUndefined()
    await store.delete(key)
    expect(await keysOf()).toEqual([existing])
    expect(await readdir(join(folder, '.keelson/writing'))).toEqual([])
  })
})

describe('at the same moment', () => {
  test('readers see one version with its own attributes, never a half or a mix', async () => {
    const versions = Array.from({ length: 40 }, (_, index) => String(index).repeat(1 + ((index * 4099) % 30_000)))
    await store.put('a', versions[0] ?? '', { metadata: { version: '0' } })
    let isWriting = true
    const seen = new Set<string | undefined>()
    const read = async () => {
      while (isWriting) {
        const object = await store.get('a')
        const version = object?.metadata?.['version']
        expect(textOf(object)).toBe(versions[Number(version)])
        seen.add(version)
        const head = await store.head('a')
        expect(head?.size).toBe(versions[Number(head?.metadata?.['version'])]?.length)
        const [listed] = await store.list().toArray()
        expect(listed?.etag).toMatch(/^[0-9a-f]{32}$/)
      }
    }
    const readers = [read(), read(), read()]
    for (const [version, text] of versions.entries()) {
      await store.put('a', text, { metadata: { version: String(version) } })
    }
    isWriting = false
    await Promise.all(readers)
    expect(seen.size).toBeGreaterThan(1)
  })

  test('puts and deletes in one folder do not disturb each other', async () => {
    const work = Array.from({ length: 200 }, async (_, index) => {
      await store.put(`deep/er/${index}`, String(index))
      if (index % 2 === 0) await store.delete(`deep/er/${index}`)
    })
    await Promise.all(work)
    expect((await keysOf()).map((key) => Number(basename(key)) % 2)).toEqual(Array(100).fill(1))
  })

  test('an abort during a put leaves nothing', async () => {
    const controller = new AbortController()
    const putting = store.put('a', 'x'.repeat(5_000_000), { signal: controller.signal })
    controller.abort(new RangeError('a reason of the caller'))
    await expect(putting).rejects.toMatchObject({
      code: 'aborted',
      message: `put of "a" in folder ${folder} was aborted`,
    })
    expect(await keysOf()).toEqual([])
    const left = await readdir(folder, { recursive: true, withFileTypes: true })
    expect(left.filter((entry) => entry.isFile())).toEqual([])
  })
})

describe('a write on condition', () => {
  test('knows a file that was put there by hand by its content', async () => {
    await writeFile(join(folder, 'a'), 'by hand')
    const { etag } = (await store.get('a')) ?? {}
    await expect(store.put('a', '1', { ifMatch: '0cc175b9c0f1b6a831c399e269772661' })).rejects.toMatchObject({
      code: 'conflict',
      message: `"a" in folder ${folder} was not stored: there is one with the ETag ${etag}. Somebody else wrote it: read it again, then decide`,
    })
    await expect(store.put('a', '1', { ifNoneMatch: '*' })).rejects.toMatchObject({ code: 'conflict' })
    await store.put('a', 'next', { ifMatch: etag })
    expect(textOf(await store.get('a'))).toBe('next')
  })

  test('that is not met leaves no file and no folder behind', async () => {
    await store.put('a', '1')
    const before = await readdir(folder, { recursive: true })
    await expect(store.put('deep/er/b', '1', { ifMatch: 'x' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(store.put('a', '2', { ifMatch: 'x' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(store.put('a', '2', { ifNoneMatch: '*' })).rejects.toMatchObject({ code: 'conflict' })
    expect(await readdir(folder, { recursive: true })).toEqual(before)
  })

  test('finds a folder of that name, as others do', async () => {
    await store.put('a/b', '1')
    await expect(store.put('a', '2', { ifNoneMatch: '*' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(store.put('a', '2', { ifMatch: 'x' })).rejects.toMatchObject({ code: 'conflict' })
    expect(await keysOf()).toEqual(['a/b'])
  })
})

describe('a copy', () => {
  test('is a file of its own, never a link', async () => {
    await store.put('a', '1')
    await store.copy({ from: 'a', to: 'b' })
    await store.copy({ from: 'a', to: 'a' }, { contentType: 'text/css' })
    await writeFile(join(folder, 'a'), 'changed by hand')
    expect(textOf(await store.get('b'))).toBe('1')
    expect([(await lstat(join(folder, 'a'))).nlink, (await lstat(join(folder, 'b'))).nlink]).toEqual([1, 1])
  })

  test('onto itself from many sides leaves content and one set of attributes', async () => {
    await store.put('a', 'content')
    const types = ['text/css', 'text/html', 'text/plain', 'image/png']
    await Promise.all(types.map((contentType) => store.copy({ from: 'a', to: 'a' }, { contentType })))
    const object = await store.get('a')
    expect(textOf(object)).toBe('content')
    expect(types).toContain(object?.contentType)
    const entries = await readdir(join(folder, '.keelson'), { recursive: true, withFileTypes: true })
    expect(entries.filter((entry) => entry.isFile())).toHaveLength(1)
  })
})

describe('errors say what to do', () => {
  test('about a missing folder', async () => {
    const missing = createLocalStore({ folder: join(outside, 'missing') })
    await expect(missing.put('a', '1')).rejects.toMatchObject({
      code: 'not_found',
      provider: 'local',
      operation: 'put',
      message: `put of "a" in folder ${join(outside, 'missing')} failed: the folder does not exist. ensureBucket creates it`,
    })
    await expect(missing.list().toArray()).rejects.toMatchObject({ code: 'not_found' })
    expect(await missing.ensureBucket()).toBe('created')
    expect(await missing.ensureBucket()).toBe('existing')
  })

  test('about a file where the folder should be', async () => {
    const wrong = createLocalStore({ folder: join(outside, 'secret.txt') })
    await expect(wrong.ensureBucket()).rejects.toMatchObject({ code: 'conflict' })
    await expect(wrong.put('a', '1')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('about what a bulk delete left', async () => {
    await store.put('link-target', '1')
    await store.put('a', '1')
    await symlink('link-target', join(folder, 'link'))
    await expect(store.deleteMany(['a', 'link'])).rejects.toMatchObject({
      code: 'config',
      message: `1 of 2 objects could not be deleted from folder ${folder}: "link" (ELOOP). The others are gone; deleting them again is no error`,
    })
    expect(await keysOf()).toEqual(['link-target'])
  })
})
