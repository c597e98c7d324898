import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, open, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { KeelsonError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { build } from 'esbuild'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { abortUploads } from './abort-uploads.js'
import { createLocalStore } from '../local/store.js'
import { createMemoryStore } from '../memory/memory.js'
import type { MultipartUploads } from '../multipart.js'
import { smallestPart as partSize } from '../parts.js'
import type { Store } from '../store.js'
import { uploadFile } from './upload-file.js'

const key = 'backups/shop.dump'
const random = createRandom(11)

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-upload-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function writeBytes(size: number, name = 'shop.dump'): Promise<{ file: string; bytes: Buffer }> {
  const file = join(await createFolder(), name)
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index += 61) bytes[index] = Math.floor(random() * 256)
  await writeFile(file, bytes)
  return { file, bytes }
}

/** A memory that notes which parts it is sent. */
function createStore(change: (uploads: MultipartUploads) => Partial<MultipartUploads> = () => ({})) {
  const clock = createFakeClock()
  const memory = createMemoryStore({ clock })
  const sent: number[] = []
  const uploads = { ...memory.multipart, ...change(memory.multipart) }
  const putPart: MultipartUploads['putPart'] = (part, options) => {
    sent.push(part.partNumber)
    return uploads.putPart(part, options)
  }
  return { clock, sent, store: { ...memory, multipart: { ...uploads, putPart } } satisfies Store }
}

const openUploads = (store: Store) => store.multipart.list().toArray()

test.each([
  [0, 'a.css', 'text/css; charset=utf-8', 0],
  [partSize, 'a.tar.gz', 'application/gzip', 0],
  [partSize + 1, 'a.pdf', 'application/pdf', 2],
  [3 * partSize, 'shop.dump', 'application/octet-stream', 3],
])('a file of %i bytes, %s, is stored as %s in %i parts', async (size, name, contentType, parts) => {
  const { store, sent } = createStore()
  const { file, bytes } = await writeBytes(size, name)
  const progress: unknown[] = []
  const onProgress = (event: unknown) => void progress.push(event)
  expect(await uploadFile(store, { key, file, partSize }, { onProgress })).toMatchObject({ size, contentType })
  expect(Buffer.compare((await store.get(key))!.body, bytes)).toBe(0)
  expect(sent).toHaveLength(parts)
  expect(progress.at(-1)).toEqual({ bytes: size, totalBytes: size })
  expect(await openUploads(store)).toEqual([])
  await uploadFile(store, { key, file, partSize }, { contentType: 'a/b' })
  expect(await store.head(key)).toMatchObject({ contentType: 'a/b' })
})

test("the key tells the content type of a file without an extension, as of a form's upload", async () => {
  const store = createMemoryStore()
  const { file } = await writeBytes(3, 'upload_7f3a')
  expect(await uploadFile(store, { key: 'media/cat.png', file })).toMatchObject({ contentType: 'image/png' })
  expect(await uploadFile(store, { key: 'media/cat', file })).toMatchObject({ contentType: 'application/octet-stream' })
})

test.each([undefined, ''])('the file %j is refused', async (file) => {
  const ended = uploadFile(createMemoryStore(), { key, file: file as string })
  await expect(ended).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('is not the path') })
})

describe('a file that changes while it is read', () => {
  test.each<[string, (file: string) => Promise<void>]>([
    ['longer', (file) => appendFile(file, 'more')],
    ['shorter', (file) => truncate(file, partSize)],
    ['touched', (file) => utimes(file, 1, 1)],
  ])('%s: conflict, and nothing is left', async (_name, change) => {
    const { file } = await writeBytes(4 * partSize)
    const { store } = createStore((uploads) => ({
      putPart: async (part) => {
        if (part.partNumber === 2) await change(file)
        return uploads.putPart(part)
      },
    }))
    await expect(uploadFile(store, { key, file, partSize }, { concurrency: 1 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('changed while it was read'),
    })
    expect(await openUploads(store)).toEqual([])
    expect(await store.exists(key)).toBe(false)
  })

  test('after its last part was read is noticed as well', async () => {
    const { file } = await writeBytes(2 * partSize)
    const { store } = createStore((uploads) => ({
      putPart: async (part) => {
        if (part.partNumber === 2) await utimes(file, 1, 1)
        return uploads.putPart(part)
      },
    }))
    await expect(uploadFile(store, { key, file, partSize })).rejects.toMatchObject({ code: 'conflict' })
  })
})

test.each<[string, () => Promise<string>]>([
  ['a missing file', async () => join(await createFolder(), 'gone')],
  ['a folder', createFolder],
  [
    'a pipe',
    async () => {
      const pipe = join(await createFolder(), 'pipe')
      await promisify(execFile)('mkfifo', [pipe])
      return pipe
    },
  ],
  ['no name', async () => ''],
])('%s is refused', async (_name, make) => {
  const uploaded = uploadFile(createMemoryStore(), { key, file: await make() })
  await expect(uploaded).rejects.toMatchObject({ code: 'config', message: expect.stringMatching(/^file: /) })
})

// Readable by its permissions; to read it is an invalid argument.
const unreadable = '/sys/class/net/lo/speed'

test.skipIf(!existsSync(unreadable))(
  'a file that cannot be read, though it can be opened, is told by its name',
  async () => {
    const uploaded = uploadFile(createMemoryStore(), { key, file: unreadable })
    await expect(uploaded).rejects.toMatchObject({
      code: 'config',
      message: `file: "${unreadable}" cannot be read: EINVAL`,
    })
  },
)

describe('resume', () => {
  const reset = new KeelsonError('reset', { code: 'network' })
  const failAt = (partNumber: number) => {
    const state = { isBroken: true }
    const made = createStore((uploads) => ({
      putPart: async (part) => {
        if (part.partNumber === partNumber && state.isBroken) throw reset
        return uploads.putPart(part)
      },
    }))
    return { ...made, state }
  }
  const options = { resume: true, concurrency: 1 }

  test('sends what is missing of an upload that failed', async () => {
    const { store, sent, state } = failAt(4)
    const { file, bytes } = await writeBytes(5 * partSize + 9)
    await expect(uploadFile(store, { key, file, partSize }, options)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining(`${3 * partSize} bytes of it were`),
      hint: expect.stringContaining('resume'),
    })
    expect(sent.splice(0)).toEqual([1, 2, 3, 4])
    state.isBroken = false
    const progress: number[] = []
    await uploadFile(
      store,
      { key, file, partSize },
      { ...options, onProgress: ({ bytes: done }) => progress.push(done) },
    )
    expect(sent).toEqual([4, 5, 6])
    expect(progress).toEqual([1, 2, 3, 4, 5].map((part) => part * partSize).concat(bytes.length))
    expect(Buffer.compare((await store.get(key))!.body, bytes)).toBe(0)
    expect(await openUploads(store)).toEqual([])
  })

  test('sends again what changed in the file, and what has no MD5 as its ETag', async () => {
    const { store, sent, state } = failAt(5)
    const { file } = await writeBytes(5 * partSize)
    await uploadFile(store, { key, file, partSize }, options).catch(() => undefined)
    const handle = await open(file, 'r+')
    await handle.write('new', partSize + 5)
    await handle.close()
    sent.length = 0
    state.isBroken = false
    const encrypted: Store = {
      ...store,
      multipart: {
        ...store.multipart,
        listParts: async (reference) =>
          (await store.multipart.listParts(reference)).map((part) =>
            part.partNumber === 3 ? { ...part, etag: 'f'.repeat(32) } : part,
          ),
      },
    }
    await uploadFile(encrypted, { key, file, partSize }, options)
    expect(sent).toEqual([2, 3, 5])
    expect(Buffer.compare((await store.get(key))!.body, await readFile(file))).toBe(0)
  })

  test('takes the newest upload of exactly this key, and one that is over is passed by', async () => {
    const { store, sent, clock, state } = failAt(2)
    const { file } = await writeBytes(2 * partSize)
    for (const other of [key, `${key}.old`, key]) {
      await store.multipart.create(other)
      await clock.advance(1000)
    }
    await uploadFile(store, { key, file, partSize }, options).catch(() => undefined)
    const [, newest] = (await openUploads(store)).filter((upload) => upload.key === key)
    expect(await store.multipart.listParts(newest!)).toHaveLength(1)
    state.isBroken = false
    sent.length = 0
    const gone = { ...newest!, uploadId: 'gone', initiated: new Date(clock.date() + 1) }
    const list: MultipartUploads['list'] = (params) => {
      const pages = store.multipart.list(params)
      return { ...pages, toArray: async () => [...(await pages.toArray()), gone] }
    }
    await uploadFile({ ...store, multipart: { ...store.multipart, list } }, { key, file, partSize }, options)
    expect(sent).toEqual([2])
    expect((await openUploads(store)).map((upload) => upload.key)).toEqual([key, `${key}.old`])
  })

  test('is not the rule: without it every part is sent, and a failure leaves nothing', async () => {
    const { store, sent, state } = failAt(2)
    const { file } = await writeBytes(2 * partSize)
    await uploadFile(store, { key, file, partSize }, options).catch(() => undefined)
    const left = await openUploads(store)
    await uploadFile(store, { key, file, partSize }).catch(() => undefined)
    expect(await openUploads(store)).toEqual(left)
    state.isBroken = false
    sent.length = 0
    await uploadFile(store, { key, file, partSize })
    expect(sent).toEqual([1, 2])
  })
})

describe('a process that is killed', () => {
  let script: string

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keelson-killed-'))
    script = join(folder, 'upload.mjs')
    await build({
      stdin: {
        contents: `
          import { createLocalStore } from '../local/store.js'
          import { uploadFile } from './upload-file.js'
          const [folder, file, killAt, when] = process.argv.slice(2)
          const store = createLocalStore({ folder })
          const { putPart } = store.multipart
          let count = 0
          store.multipart.putPart = async (...params) => {
            const call = ++count
            const kill = () => process.kill(process.pid, 'SIGKILL')
            if (call === Number(killAt) && when === 'before') kill()
            const stored = putPart(...params)
            if (call === Number(killAt) && when === 'during') setImmediate(kill)
            const part = await stored
            if (call === Number(killAt)) kill()
            return part
          }
          await uploadFile(store, { key: ${JSON.stringify(key)}, file, partSize: ${partSize} }, { resume: true, concurrency: 2 })
          console.log(count)`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['source'],
      outfile: script,
    })
    return () => rm(folder, { recursive: true })
  })

  test('leaves what another one completes, at every seeded point', async () => {
    const { file, bytes } = await writeBytes(7 * partSize + 1)
    for (let round = 0; round < 6; round++) {
      const folder = await createFolder()
      const store = createLocalStore({ folder })
      await store.ensureBucket()
      const killAt = 2 + Math.floor(random() * 7)
      const when = ['before', 'during', 'after'][round % 3]!
      const killed = spawn(process.execPath, [script, folder, file, String(killAt), when], { stdio: 'inherit' })
      expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL'])
      expect(await store.exists(key)).toBe(false)
      expect(await openUploads(store)).toHaveLength(1)

      const { stdout } = await promisify(execFile)(process.execPath, [script, folder, file])
      // Two were under way at a time: all before them had been stored.
      expect(Number(stdout)).toBeLessThanOrEqual(8 - (killAt - 2))
      const stored = await store.get(key)
      expect(Buffer.compare(stored!.body, bytes)).toBe(0)
      expect(await openUploads(store)).toEqual([])
    }
  }, 60_000)
})

test('1 GB takes the memory of four parts', async () => {
  const file = join(await createFolder(), 'sparse')
  await writeFile(file, '')
  const size = 1e9
  await truncate(file, size)
  const memory = createMemoryStore()
  const usage = () => {
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
    return { rss, own: heapUsed + arrayBuffers }
  }
  const before = usage()
  const most = { ...before }
  let count = 0
  const store: Store = {
    ...memory,
    head: async () => undefined,
    multipart: {
      ...memory.multipart,
      putPart: async ({ partNumber, body }) => {
        const now = usage()
        most.rss = Math.max(most.rss, now.rss)
        most.own = Math.max(most.own, now.own)
        count += 1
        return { partNumber, etag: 'discarded', size: body.byteLength }
      },
      complete: async ({ parts }) => ({ key, size: parts.reduce((sum, part) => sum + part.size, 0) }),
    },
  }
  expect(await uploadFile(store, { key, file })).toMatchObject({ size })
  expect(count).toBe(Math.ceil(size / 2 ** 23))
  expect(most.own - before.own).toBeLessThan(64 * 2 ** 20)
  expect(most.rss - before.rss).toBeLessThan(128 * 2 ** 20)
}, 60_000)

describe('abortUploads', () => {
  test('ends what is old, under a prefix, and names it', async () => {
    const { store, clock } = createStore()
    const old = await store.multipart.create('backups/old')
    await store.multipart.create('media/old')
    await clock.advance(86_400_000)
    await store.multipart.create('backups/new')
    const ended = await abortUploads(store, { prefix: 'backups/', olderThanMs: 86_400_000 }, { clock })
    expect(ended).toMatchObject([old])
    expect((await openUploads(store)).map((upload) => upload.key)).toEqual(['backups/new', 'media/old'])
  })

  test('leaves one whose age nobody knows, and those of other prefixes that a store lists', async () => {
    const { store, clock } = createStore()
    await store.multipart.create('a/b')
    await store.multipart.create('b/c')
    const list: MultipartUploads['list'] = () => {
      const pages = store.multipart.list()
      return {
        ...pages,
        toArray: async () => (await pages.toArray()).map((upload) => ({ ...upload, initiated: undefined })),
      }
    }
    const silent = { ...store, multipart: { ...store.multipart, list } }
    expect(await abortUploads(silent, { olderThanMs: 0 }, { clock })).toEqual([])
    const wide = { ...store, multipart: { ...store.multipart, list: () => store.multipart.list() } }
    expect(await abortUploads(wide, { prefix: 'a/', olderThanMs: 0 }, { clock })).toMatchObject([{ key: 'a/b' }])
  })

  test.each([{ olderThanMs: -1 }, { olderThanMs: Number.NaN }, undefined])('refuses %o', async (params) => {
    const ended = abortUploads(createMemoryStore(), params as { olderThanMs: number })
    await expect(ended).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('olderThanMs') })
  })
})
