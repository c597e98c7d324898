import { appendFile, mkdtemp, open, readdir, readlink, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectStream } from '../object.js'
import type { Store } from '../store.js'
import { makeBytes, readAll } from '../testing/check.js'
import { createLocalStore } from './store.js'

let folder: string
let store: Store

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-stream-'))
  store = createLocalStore({ folder })
})

afterEach(() => rm(folder, { recursive: true }))

/** Files and folders of the store that this process holds open. */
async function openPaths(): Promise<string[]> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  )
  return links.filter((path) => path.startsWith(folder))
}

async function openStream(key: string, signal?: AbortSignal): Promise<ObjectStream> {
  const object = await store.getStream(key, { signal })
  if (!object) throw new Error(`${key} is not there`)
  return object
}

const megabyte = makeBytes(1_000_000)

describe.skipIf(process.platform !== 'linux')('the file is closed', () => {
  beforeEach(() => store.put('a', megabyte))

  test('at the end of the content, not before', async () => {
    const { body } = await openStream('a')
    expect(await openPaths()).toEqual([join(folder, 'a')])
    await readAll(body)
    expect(await openPaths()).toEqual([])
  })

  test('when the stream is cancelled, before and after its first bytes', async () => {
    await (await openStream('a')).body.cancel()
    const reader = (await openStream('a')).body.getReader()
    await reader.read()
    await reader.cancel()
    expect(await openPaths()).toEqual([])
  })

  test('when a loop over it is left', async () => {
    for await (const chunk of (await openStream('a')).body) {
      expect(chunk.byteLength).toBeGreaterThan(0)
      break
    }
    expect(await openPaths()).toEqual([])
  })

  test('when the signal fires, before and while it is read', async () => {
    for (const reads of [0, 1]) {
      const controller = new AbortController()
      const reader = (await openStream('a', controller.signal)).body.getReader()
      for (let count = 0; count < reads; count++) await reader.read()
      controller.abort()
      await expect(reader.read()).rejects.toMatchObject({ code: 'aborted', operation: 'getStream' })
    }
    expect(await openPaths()).toEqual([])
  })

  test('when the content cannot be read to its end', async () => {
    const { body } = await openStream('a')
    await writeFile(join(folder, 'a'), 'cut')
    await expect(readAll(body)).rejects.toMatchObject({ code: 'conflict' })
    expect(await openPaths()).toEqual([])
  })

  test('when a range or its size is refused', async () => {
    await expect(store.getStream('a', { range: { start: 1_000_000 } })).rejects.toMatchObject({ status: 416 })
    await expect(store.get('a', { range: { start: 1_000_000 } })).rejects.toMatchObject({ status: 416 })
    await expect(store.getStream('b')).resolves.toBeUndefined()
    expect(await openPaths()).toEqual([])
  })

  test('after every other operation', async () => {
    await store.put('deep/er/a', '1')
    await store.copy({ from: 'a', to: 'deep/b' })
    await store.list().toArray()
    await store.delete('deep/er/a')
    const upload = await store.multipart.create('deep/c')
    const part = await store.multipart.putPart({ ...upload, partNumber: 1, body: megabyte })
    await store.multipart.complete({ ...upload, parts: [part] })
    await expect(store.put('a/b', '1')).rejects.toMatchObject({ code: 'conflict' })
    expect(await openPaths()).toEqual([])
  })
})

test('nobody who does not read makes it read on', async () => {
  await store.put('a', makeBytes(10_000_000))
  const reader = (await openStream('a')).body.getReader()
  expect((await reader.read()).value?.byteLength).toBe(65_536)
  // Zeros over everything: what still comes as it was had been read already.
  const file = await open(join(folder, 'a'), 'r+')
  await file.write(new Uint8Array(10_000_000), 0, 10_000_000, 0)
  await file.close()
  let held = 0
  while ((await reader.read()).value?.some((byte) => byte !== 0)) held += 1
  await reader.cancel()
  expect(held).toBeLessThanOrEqual(2)
})

describe('a file that is changed by hand while it is read', () => {
  test.each([
    ['it grew', (path: string) => appendFile(path, 'more')],
    ['it was cut', (path: string) => writeFile(path, 'cut')],
    ['it was written over', (path: string) => writeFile(path, makeBytes(1_000_000, 1))],
  ])('is an error at the latest at its end, never taken for whole: %s', async (_, change) => {
    await store.put('a', megabyte)
    // Clocks of file systems are slow: the change must not be of the same moment.
    await utimes(join(folder, 'a'), 1, 1)
    const { body } = await openStream('a')
    await change(join(folder, 'a'))
    await expect(readAll(body)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('it was changed meanwhile'),
    })
  })

  test('is got as one version, or refused', async () => {
    // Each has a size of its own, that no half of another has.
    const versions = Array.from({ length: 30 }, (_, index) => makeBytes(1_000_001 + index, index))
    await writeFile(join(folder, 'a'), versions[0] ?? '')
    let isWriting = true
    const write = async () => {
      for (const version of versions) await writeFile(join(folder, 'a'), version)
      isWriting = false
    }
    const got: Uint8Array[] = []
    const codes: string[] = []
    const read = async () => {
      while (isWriting) {
        await store.get('a').then(
          (object) => got.push(...(object && object.size > 0 ? [object.body] : [])),
          (error: { code: string }) => codes.push(error.code),
        )
      }
    }
    await Promise.all([write(), read(), read()])
    // Until its last byte is written, a file that is written by hand is a shorter one.
    const halves = got.filter(
      (body) => !versions.some((version) => Buffer.from(version).subarray(0, body.byteLength).equals(body)),
    )
    expect(halves).toEqual([])
    expect(got.length).toBeGreaterThan(0)
    expect(new Set(codes.filter((code) => code !== 'conflict')).size).toBe(0)
  })
})

describe('5 GB in a sparse file', () => {
  const size = 5_000_000_000

  beforeEach(async () => {
    const file = await open(join(folder, 'large'), 'w')
    await file.truncate(size)
    await file.write('end', size - 3)
    await file.close()
  })

  test('are described, listed, copied from in ranges and streamed without being held', async () => {
    expect(await store.head('large')).toMatchObject({ size })
    expect(await store.list().toArray()).toMatchObject([{ key: 'large', size }])
    const last = await store.get('large', { range: { last: 5 } })
    expect([...(last?.body ?? [])]).toEqual([0, 0, ...Buffer.from('end')])
    expect(last?.size).toBe(size)
    const middle = await openStream('large')
    const reader = middle.body.getReader()
    expect((await reader.read()).value?.byteLength).toBe(65_536)
    await reader.cancel()
    const tail = await store.getStream('large', { range: { start: size - 100_000 } })
    expect(tail && (await readAll(tail.body)).byteLength).toBe(100_000)
  })

  test('are too many for get, which says what to use', async () => {
    for (const options of [{}, { range: { start: 0, end: size - 1 } }]) {
      await expect(store.get('large', options)).rejects.toMatchObject({
        code: 'unsupported',
        message: `"large" in folder ${folder} was not read: 5000000000 bytes are too many for the memory. get reads at most 2147483647 bytes: use getStream, or a range`,
      })
    }
  })
})
