import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { UploadedPart, UploadReference } from '../multipart.js'
import { mostParts, smallestPart } from '../parts.js'
import type { Store } from '../store.js'
import { getText, listKeys, makeBytes, refused, requireObject, type StoreCheck } from './check.js'

const large = makeBytes(smallestPart)
const other = makeBytes(smallestPart, 1)
const tail = makeBytes(1000, 2)
const md5 = (content: Uint8Array) => createHash('md5').update(content).digest('hex')
const text = (content: string) => new TextEncoder().encode(content)

/** One after the other, numbered from 1. */
async function putParts(store: Store, upload: UploadReference, bodies: readonly Uint8Array[]): Promise<UploadedPart[]> {
  const parts: UploadedPart[] = []
  for (const body of bodies) {
    parts.push(await store.multipart.putPart({ ...upload, partNumber: parts.length + 1, body }))
  }
  return parts
}

async function openKeys(store: Store, prefix?: string): Promise<string[]> {
  const all = await store.multipart.list(prefix === undefined ? {} : { prefix }).toArray()
  return all.map(({ key }) => key)
}

/** Fails unless the upload is over: nothing more can be done with it, and ending it is fine. */
async function assertOver(store: Store, upload: UploadReference, parts: readonly UploadedPart[]): Promise<void> {
  await refused('not_found', () => store.multipart.putPart({ ...upload, partNumber: 1, body: tail }))
  await refused('not_found', () => store.multipart.listParts(upload))
  await refused('not_found', () => store.multipart.complete({ ...upload, parts }))
  await store.multipart.abort(upload)
}

export const multipartChecks: readonly StoreCheck[] = [
  {
    name: 'parts become the object when they are completed, and not before',
    async run({ store }) {
      const attributes = {
        contentType: 'text/css',
        cacheControl: 'no-cache',
        contentDisposition: 'attachment',
        metadata: { run: '42' },
      }
      await store.put('deep/a', 'before')
      const upload = await store.multipart.create('deep/a', attributes)
      assert.equal(upload.key, 'deep/a')
      const parts = await putParts(store, upload, [large, other, tail])
      assert.deepEqual(
        parts.map(({ partNumber, size }) => [partNumber, size]),
        [
          [1, smallestPart],
          [2, smallestPart],
          [3, 1000],
        ],
      )
      assert.equal(await getText(store, 'deep/a'), 'before')
      const info = await store.multipart.complete({ ...upload, parts })
      const whole = Buffer.concat([large, other, tail])
      const { body, contentType, cacheControl, contentDisposition, metadata, size } = await requireObject(
        store,
        'deep/a',
      )
      assert.deepEqual([info.key, size, md5(body)], ['deep/a', whole.byteLength, md5(whole)])
      assert.deepEqual({ contentType, cacheControl, contentDisposition, metadata }, attributes)
      // Some servers tell it only later.
      const etag = (await store.head('deep/a'))?.etag
      assert.ok(etag)
      assert.equal(info.etag || etag, etag)
      assert.deepEqual([await listKeys(store), await openKeys(store)], [['deep/a'], []])
    },
  },
  {
    name: 'a range of an object that was uploaded in parts goes over their border',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      await store.multipart.complete({ ...upload, parts: await putParts(store, upload, [large, tail]) })
      const object = await store.get('a', { range: { start: smallestPart - 5, end: smallestPart + 4 } })
      assert.deepEqual(object?.body, Uint8Array.from([...large.subarray(-5), ...tail.subarray(0, 5)]))
      assert.equal(object?.size, smallestPart + 1000)
    },
  },
  {
    name: 'one small part is an object, also under an odd key',
    async run({ store }) {
      for (const key of ['a b+c%20d', 'grüße/🔑']) {
        const upload = await store.multipart.create(key)
        await store.multipart.complete({ ...upload, parts: await putParts(store, upload, [text('small')]) })
        assert.equal(await getText(store, key), 'small')
      }
    },
  },
  {
    name: 'a part that is sent again replaces the first one',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      const [first] = await putParts(store, upload, [text('first')])
      const second = await store.multipart.putPart({ ...upload, partNumber: 1, body: text('second') })
      assert.notEqual(second.etag, first?.etag)
      await store.multipart.complete({ ...upload, parts: [second] })
      assert.equal(await getText(store, 'a'), 'second')
    },
  },
  {
    name: 'a part that is left out is not in the object, and gone with the upload',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      const [, second] = (await putParts(store, upload, [text('first'), text('second')])) as [
        UploadedPart,
        UploadedPart,
      ]
      await store.multipart.complete({ ...upload, parts: [second] })
      assert.equal(await getText(store, 'a'), 'second')
    },
  },
  {
    name: 'part 10,000 is a part',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      const part = await store.multipart.putPart({ ...upload, partNumber: mostParts, body: text('last') })
      await store.multipart.complete({ ...upload, parts: [part] })
      assert.equal(await getText(store, 'a'), 'last')
    },
  },
  {
    name: 'an upload goes on with nothing but its key and id',
    async run({ store }) {
      const first = await store.multipart.create('deep/a')
      await store.multipart.putPart({ ...first, partNumber: 2, body: tail })
      const [found] = await store.multipart.list({ prefix: 'deep/' }).toArray()
      assert.ok(found?.initiated === undefined || found.initiated instanceof Date)
      assert.deepEqual([found?.key, found?.uploadId], [first.key, first.uploadId])
      const upload = { key: 'deep/a', uploadId: first.uploadId }
      await store.multipart.putPart({ ...upload, partNumber: 1, body: large })
      const parts = await store.multipart.listParts(upload)
      assert.deepEqual(
        parts.map(({ partNumber, size }) => [partNumber, size]),
        [
          [1, smallestPart],
          [2, 1000],
        ],
      )
      await store.multipart.complete({ ...upload, parts })
      assert.equal(md5((await requireObject(store, 'deep/a')).body), md5(Buffer.concat([large, tail])))
    },
  },
  {
    name: 'the parts of an upload are listed by number, the last one of each, and of a new one none',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      assert.deepEqual(await store.multipart.listParts(upload), [])
      for (const partNumber of [10, 2, 2]) await store.multipart.putPart({ ...upload, partNumber, body: tail })
      const third = await store.multipart.putPart({ ...upload, partNumber: 2, body: text('third') })
      const parts = await store.multipart.listParts(upload)
      assert.deepEqual(
        parts.map(({ partNumber }) => partNumber),
        [2, 10],
      )
      assert.deepEqual(parts[0], third)
      assert.equal(await store.head('a'), undefined)
      await store.multipart.abort(upload)
    },
  },
  {
    name: 'an aborted upload is over, and leaves what was there',
    async run({ store }) {
      await store.put('a', 'kept')
      const upload = await store.multipart.create('a')
      const parts = await putParts(store, upload, [tail])
      await store.multipart.abort(upload)
      await assertOver(store, upload, parts)
      assert.deepEqual([await getText(store, 'a'), await openKeys(store)], ['kept', []])
    },
  },
  {
    name: 'a completed upload is over, and its object stays',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      const parts = await putParts(store, upload, [text('stays')])
      await store.multipart.complete({ ...upload, parts })
      await refused('not_found', () => store.multipart.putPart({ ...upload, partNumber: 1, body: tail }))
      await store.multipart.abort(upload)
      assert.equal(await getText(store, 'a'), 'stays')
    },
  },
  {
    name: 'an upload is of one key, and an id that nobody gave is of none',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      const parts = await putParts(store, upload, [tail])
      const uploadIds = ['00000000-0000-4000-8000-000000000000', 'nothing', '../../x', '..', '']
      for (const wrong of [{ ...upload, key: 'b' }, ...uploadIds.map((uploadId) => ({ key: 'a', uploadId }))]) {
        await refused('not_found', () => store.multipart.putPart({ ...wrong, partNumber: 1, body: large }))
        await refused('not_found', () => store.multipart.complete({ ...wrong, parts }))
        await store.multipart.abort(wrong)
      }
      assert.deepEqual(await listKeys(store), [])
      await store.multipart.complete({ ...upload, parts })
      assert.equal((await store.head('a'))?.size, 1000)
    },
  },
  {
    name: 'two uploads of a key do not know each other',
    async run({ store }) {
      const [one, two] = [await store.multipart.create('a'), await store.multipart.create('a')]
      assert.notEqual(one.uploadId, two.uploadId)
      const first = await putParts(store, one, [text('one')])
      const second = await putParts(store, two, [text('two')])
      await store.multipart.complete({ ...two, parts: second })
      assert.equal(await getText(store, 'a'), 'two')
      await store.multipart.complete({ ...one, parts: first })
      assert.equal(await getText(store, 'a'), 'one')
      assert.deepEqual(await openKeys(store), [])
    },
  },
  {
    name: 'open uploads are listed by key and prefix, and are no objects',
    async run({ store }) {
      const uploads: UploadReference[] = []
      for (const key of ['img/b', 'img/a', 'img2/a', 'other']) uploads.push(await store.multipart.create(key))
      await store.put('img/object', '1')
      assert.deepEqual(await openKeys(store), ['img/a', 'img/b', 'img2/a', 'other'])
      assert.deepEqual(await openKeys(store, 'img/'), ['img/a', 'img/b'])
      assert.deepEqual(await openKeys(store, 'none/'), [])
      assert.deepEqual(await listKeys(store), ['img/object'])
      for (const upload of uploads) await store.multipart.abort(upload)
      assert.deepEqual(await openKeys(store), [])
    },
  },
]
