import { mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { UploadReference } from '../multipart.js'
import { smallestPart } from '../parts.js'
import type { Store } from '../store.js'
import { makeBytes } from '../testing/check.js'
import { createLocalStore } from './store.js'

let folder: string
let store: Store

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-uploads-'))
  store = createLocalStore({ folder })
})

afterEach(() => rm(folder, { recursive: true }))

const filesIn = (name: string) => readdir(join(folder, '.keelson', name)).catch(() => [])
const putPart = (upload: UploadReference, body: Uint8Array, partNumber = 1) =>
  store.multipart.putPart({ ...upload, partNumber, body })

describe('an upload is a folder', () => {
  test('with a file for each part, that is gone when the upload is over', async () => {
    const [one, two] = [await store.multipart.create('a'), await store.multipart.create('b')]
    await putPart(one, makeBytes(10))
    const part = await putPart(one, makeBytes(20))
    await putPart(two, makeBytes(10), 7)
    expect(new Set(await filesIn(`uploads/${one.uploadId}`))).toEqual(new Set([`1-${part.etag}`, 'upload.json']))
    await store.multipart.complete({ ...one, parts: [part] })
    expect(await filesIn('uploads')).toEqual([two.uploadId])
    await store.multipart.abort(two)
    expect([await filesIn('uploads'), await filesIn('writing')]).toEqual([[], []])
  })

  test('that is still listed when its end was cut off, and can be ended again', async () => {
    const upload = await store.multipart.create('a')
    const part = await putPart(upload, makeBytes(10))
    await unlink(join(folder, '.keelson/uploads', upload.uploadId, `1-${part.etag}`))
    expect(await store.multipart.list().toArray()).toMatchObject([upload])
    expect(await store.multipart.listParts(upload)).toEqual([])
    await store.multipart.abort(upload)
    expect(await filesIn('uploads')).toEqual([])
  })

  test('that is none without a note that can be read', async () => {
    const upload = await store.multipart.create('a')
    await writeFile(join(folder, '.keelson/uploads', upload.uploadId, 'upload.json'), '{"key":"a","attri')
    expect(await store.multipart.list().toArray()).toEqual([])
    await expect(putPart(upload, makeBytes(10))).rejects.toMatchObject({ code: 'not_found' })
    await store.multipart.abort(upload)
    expect(await filesIn('uploads')).toEqual([])
  })
})

test('parts on their way when their upload is aborted are refused or gone with it', async () => {
  for (let run = 0; run < 20; run++) {
    const upload = await store.multipart.create('a')
    const parts = [1, 2, 3, 4].map((partNumber) => putPart(upload, makeBytes(100_000, run), partNumber))
    const [aborted, ...outcomes] = await Promise.allSettled([store.multipart.abort(upload), ...parts])
    expect(aborted.status).toBe('fulfilled')
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)
    expect(refused).toEqual(refused.map(() => expect.objectContaining({ code: 'not_found' })))
    expect([await filesIn('uploads'), await filesIn('writing')]).toEqual([[], []])
  }
})

describe('a completion that fails', () => {
  test.each([
    ['a/b', 'a', 'a part of the path is a file'],
    ['a', 'a/b', 'a folder has that name'],
  ])('as %s beside %s leaves the upload as it was', async (key, existing, said) => {
    await store.put(existing, '1')
    const upload = await store.multipart.create(key)
    const parts = [await putPart(upload, makeBytes(10))]
    await expect(store.multipart.complete({ ...upload, parts })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(said),
    })
    expect(await filesIn('writing')).toEqual([])
    await store.delete(existing)
    await store.multipart.complete({ ...upload, parts })
    expect((await store.head(key))?.size).toBe(10)
  })

  test('since it was aborted by its signal, too', async () => {
    const upload = await store.multipart.create('a')
    const parts = [await putPart(upload, makeBytes(4 * smallestPart)), await putPart(upload, makeBytes(10), 2)]
    const controller = new AbortController()
    const completing = store.multipart.complete({ ...upload, parts }, { signal: controller.signal })
    setImmediate(() => controller.abort())
    await expect(completing).rejects.toMatchObject({ code: 'aborted' })
    expect([await filesIn('writing'), await store.head('a')]).toEqual([[], undefined])
    await store.multipart.complete({ ...upload, parts })
    expect((await store.head('a'))?.size).toBe(4 * smallestPart + 10)
  })

  test('since a part was changed by hand, too', async () => {
    const upload = await store.multipart.create('a')
    const part = await putPart(upload, makeBytes(10))
    await writeFile(join(folder, '.keelson/uploads', upload.uploadId, `1-${part.etag}`), makeBytes(10, 1))
    await expect(store.multipart.complete({ ...upload, parts: [part] })).rejects.toMatchObject({ code: 'conflict' })
    expect([await filesIn('writing'), await store.head('a')]).toEqual([[], undefined])
  })
})
