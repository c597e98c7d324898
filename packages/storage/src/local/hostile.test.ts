import { execFile } from 'node:child_process'
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createPages, isKeelsonError } from '@keelson/core'
import { createRandom } from '@keelson/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copyObjects } from '../copy/copy-objects.js'
import { createMemoryStore } from '../memory/memory.js'
import { smallestPart } from '../parts.js'
import type { Store } from '../store.js'
import { putStream } from '../upload/put-stream.js'
import { uploadFile } from '../upload/upload-file.js'
import { createLocalStore } from './store.js'

const isLinux = process.platform === 'linux'
const secret = 'not for everybody'

let outer: string
let folder: string
let victim: string
let store: Store

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'keelson-hostile-'))
  folder = join(outer, 'root')
  victim = join(outer, 'victim')
  store = createLocalStore({ folder })
  await store.ensureBucket()
})

afterEach(() => rm(outer, { recursive: true }))

/** A folder like one of the store's, which nobody may read from, write to or delete from. */
async function placeVictim(names: readonly string[]): Promise<() => Promise<unknown>> {
  for (const name of names) {
    await mkdir(join(victim, name, '..'), { recursive: true })
    await writeFile(join(victim, name), secret)
  }
  return async () => {
    const entries = await readdir(victim, { recursive: true, withFileTypes: true })
    const paths = entries.map((entry) => join(entry.parentPath, entry.name)).toSorted()
    return Promise.all(
      paths.map(async (path) => {
        const { mtimeMs, ino, nlink } = await lstat(path)
        const content = await readFile(path, 'utf8').catch(() => 'a folder')
        return { path, ino, nlink, content, ...(content !== 'a folder' && { mtimeMs }) }
      }),
    )
  }
}

/** Puts a link to the victim in the place of a folder and takes it away again, until it is stopped. */
function swapFolder(path: string): { readonly stop: () => Promise<number> } {
  let isRunning = true
  const aside = join(outer, `aside-${crypto.randomUUID()}`)
  const swap = async () => {
    let count = 0
    for (; isRunning; count++) {
      await rename(path, aside).catch(() => mkdir(aside))
      await symlink(victim, path).catch(() => {})
      await unlink(path).catch(() => {})
      // The store may be writing into it.
      await rename(aside, path).catch(() => rm(aside, { recursive: true, force: true, maxRetries: 100, retryDelay: 1 }))
    }
    return count
  }
  const swapping = swap()
  return {
    stop: () => {
      isRunning = false
      return swapping
    },
  }
}

describe.skipIf(!isLinux)('a link that is swapped in while the store works', () => {
  test.each([
    ['a folder of the key', 'a'],
    ['a folder below', 'a/b'],
    ["the store's own folder", '.keelson'],
    ['where attributes are', '.keelson/attributes'],
    ['where files are written', '.keelson/writing'],
    ['where uploads are', '.keelson/uploads'],
  ])(
    'never leads it outside: %s',
    async (_, place) => {
      const snapshot = await placeVictim(['x', 'b/x', 'a/b/x', 'attributes/x', 'writing/x', 'uploads/x'])
      for (const key of ['a/b/x', 'a/x', 'x']) await store.put(key, 'mine')
      const upload = await store.multipart.create('a/b/y')
      const before = await snapshot()
      const random = createRandom(11)
      const swapping = swapFolder(join(folder, place))
      const works: readonly (() => Promise<unknown>)[] = [
        () => store.put('a/b/x', 'mine'),
        () => store.put('a/x', 'mine', { ifNoneMatch: '*' }),
        () => store.delete('a/b/x'),
        () => store.deleteMany(['a/x', 'x']),
        () => store.copy({ from: 'x', to: 'a/b/z' }),
        () => store.copy({ from: 'a/b/x', to: 'x' }),
        () => store.multipart.putPart({ ...upload, partNumber: 1, body: Buffer.from('mine') }),
        async () => store.multipart.abort(await store.multipart.create('a/b/y')),
      ]
      const seen: string[] = []
      const note = async (key: string) => {
        const object = await store.get(key)
        if (object) seen.push(Buffer.from(object.body).toString())
      }
      const all = [...works, () => note('a/b/x'), () => note('a/x'), note]
      try {
        for (let run = 0; run < 60; run++) {
          const chosen = Array.from({ length: 6 }, () => all[Math.floor(random() * all.length)] ?? note)
          const outcomes = await Promise.allSettled(chosen.map((work) => work('x')))
          const errors = outcomes.flatMap((outcome) =>
            outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
          )
          expect(errors.filter((error) => !isKeelsonError(error))).toEqual([])
        }
      } finally {
        expect(await swapping.stop()).toBeGreaterThan(10)
      }
      expect(await snapshot()).toEqual(before)
      expect(new Set(seen)).not.toContain(secret)
    },
    60_000,
  )
})

test.skipIf(!isLinux)(
  'a root that is replaced by a link in the middle of a put changes nothing for this put',
  async () => {
    await mkdir(victim)
    const texts = Array.from({ length: 150 }, (_, index) => `text ${index}`)
    const swapping = swapFolder(folder)
    const stored: string[] = []
    try {
      for (const text of texts) {
        const put = store.put(`deep/${text}`, text, { metadata: { text } })
        // For a moment there is no root at all.
        await put.then(
          () => stored.push(text),
          (error: unknown) => expect(error).toMatchObject({ code: 'not_found' }),
        )
      }
    } finally {
      await swapping.stop()
    }
    const roots = [folder, victim].map((root) => createLocalStore({ folder: root }))
    for (const text of stored) {
      const found = await Promise.all(roots.map((root) => root.head(`deep/${text}`)))
      expect(found.flatMap((info) => (info ? [info.metadata] : []))).toEqual([{ text }])
    }
  },
)

describe('links that are there', () => {
  test.each(['attributes', 'writing', 'uploads'])("are refused where the store's own .keelson/%s is", async (name) => {
    const snapshot = await placeVictim(['x'])
    await mkdir(join(folder, '.keelson'))
    await symlink(victim, join(folder, '.keelson', name))
    const before = await snapshot()
    const work = name === 'uploads' ? store.multipart.create('a') : store.put('a', '1')
    await expect(work).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('a symbolic link') })
    expect(await snapshot()).toEqual(before)
  })

  test('are refused in copies and streams, and where an upload would lead', async () => {
    const snapshot = await placeVictim(['x'])
    await symlink(victim, join(folder, 'link'))
    await symlink(join(victim, 'x'), join(folder, 'file'))
    await store.put('a', '1')
    const upload = await store.multipart.create('link/new')
    const part = await store.multipart.putPart({ ...upload, partNumber: 1, body: Buffer.from('mine') })
    const before = await snapshot()
    for (const work of [
      () => store.copy({ from: 'file', to: 'b' }),
      () => store.copy({ from: 'a', to: 'file' }),
      () => store.copy({ from: 'link/x', to: 'b' }),
      () => store.copy({ from: 'a', to: 'link/new' }),
      () => store.getStream('file'),
      () => store.getStream('link/x', { range: { last: 1 } }),
      () => store.exists('link/x'),
      () => store.put('file', '1', { ifNoneMatch: '*' }),
      () => store.multipart.complete({ ...upload, parts: [part] }),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'config' })
    }
    expect(await snapshot()).toEqual(before)
    expect((await store.list().toArray()).map(({ key }) => key)).toEqual(['a'])
  })
})

describe('a key that leads out of the folder, or is no name, is refused', () => {
  const content = new Uint8Array(smallestPart + 1)
  const ways: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    put: (key) => store.put(key, content),
    putStream: (key) => putStream(store, { key, body: Readable.from([content]), partSize: smallestPart }),
    uploadFile: async (key) => {
      const file = join(outer, 'content')
      await writeFile(file, content)
      return uploadFile(store, { key, file, partSize: smallestPart })
    },
    // From a bucket that somebody else fills.
    copyObjects: async (key) => {
      const memory = createMemoryStore()
      await memory.put('a', content)
      const list: Store['list'] = () => createPages(async () => ({ items: [{ key, size: content.length }] }))
      return copyObjects({ from: { ...memory, list, getStream: () => memory.getStream('a') }, to: store })
    },
  }
  const keys = [
    '../victim/x',
    'a/../../victim/x',
    '/victim/x',
    'a\\..\\x',
    'a\0b',
    'a\nb',
    'link/x',
    '.Keelson/x',
    'x'.repeat(256),
    `${'ä/'.repeat(341)}ää`,
    '\ud800',
  ]

  test.each(Object.keys(ways).flatMap((way) => keys.map((key) => [way, key] as const)))(
    'by %s: %j',
    async (way, key) => {
      const snapshot = await placeVictim(['x'])
      await symlink(victim, join(folder, 'link'))
      const before = await snapshot()
      await expect(ways[way]?.(key)).rejects.toMatchObject({ code: 'config' })
      expect(await snapshot()).toEqual(before)
      expect([await store.list().toArray(), await store.multipart.list().toArray()]).toEqual([[], []])
    },
  )
})

test.skipIf(!isLinux)('a pipe is no object, and nobody waits for its writer', async () => {
  await promisify(execFile)('mkfifo', [join(folder, 'pipe')])
  expect([await store.get('pipe'), await store.getStream('pipe'), await store.head('pipe')]).toEqual(
    Array(3).fill(undefined),
  )
  await expect(store.copy({ from: 'pipe', to: 'a' })).rejects.toMatchObject({ code: 'not_found' })
  expect(await store.list().toArray()).toEqual([])
})

describe('names', () => {
  test.skipIf(!isLinux)('in different normal forms are different keys', async () => {
    const keys = ['caf\u00e9', 'cafe\u0301', '\u1100\u1161', '\uac00', '\u212b', '\u00c5']
    for (const key of keys) await store.put(key, key)
    for (const key of keys) expect(Buffer.from((await store.get(key))?.body ?? []).toString()).toBe(key)
    expect(await store.list().toArray()).toHaveLength(keys.length)
  })

  test('of 255 bytes in keys of 1,024 do all that others do', async () => {
    const parts = ['a', 'ä', '漢', '-'].map((letter) => letter.repeat(Math.floor(255 / Buffer.byteLength(letter))))
    const key = `${parts.join('/')}/`.padEnd(1024 - (Buffer.byteLength(parts.join('/')) - parts.join('/').length), 'z')
    expect(Buffer.byteLength(key)).toBe(1024)
    await store.put(key, 'x', { contentType: 'text/css' })
    await store.copy({ from: key, to: 'copy' })
    await store.copy({ from: 'copy', to: key }, { contentType: 'text/html' })
    const upload = await store.multipart.create(key)
    const part = await store.multipart.putPart({ ...upload, partNumber: 1, body: Buffer.from('parts') })
    expect((await store.head(key))?.contentType).toBe('text/html')
    await store.multipart.complete({ ...upload, parts: [part] })
    expect((await store.list().toArray()).map((info) => [info.key, info.size])).toEqual([
      [key, 5],
      ['copy', 1],
    ])
    await store.deleteMany([key, 'copy'])
    expect(await readdir(folder)).toEqual(['.keelson'])
  })

  test('of uploads are no paths', async () => {
    const snapshot = await placeVictim(['upload.json', '1-0cc175b9c0f1b6a831c399e269772661'])
    const before = await snapshot()
    await store.multipart.create('a')
    for (const uploadId of ['../../../victim', '../../victim', victim, '.', '..', '', 'a/b', 'x\0']) {
      const reference = { key: 'a', uploadId }
      await expect(store.multipart.listParts(reference)).rejects.toMatchObject({ code: 'not_found' })
      await store.multipart.abort(reference)
    }
    expect(await snapshot()).toEqual(before)
    expect(await store.multipart.list().toArray()).toHaveLength(1)
  })
})
