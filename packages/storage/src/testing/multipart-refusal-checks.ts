import assert from 'node:assert/strict'
import type { PartParams, UploadedPart } from '../multipart.js'
import { mostParts, smallestPart } from '../parts.js'
import { getText, listKeys, makeBytes, refused, type StoreCheck } from './check.js'

const bytes = makeBytes(1000)

export const multipartRefusalChecks: readonly StoreCheck[] = [
  {
    name: 'a part of another content is not completed, and the upload stays open',
    async run({ store }) {
      await store.put('a', 'kept')
      const upload = await store.multipart.create('a')
      const part = await store.multipart.putPart({ ...upload, partNumber: 1, body: bytes })
      const wrong = { ...part, etag: '0cc175b9c0f1b6a831c399e269772661' }
      await refused('invalid_request', () => store.multipart.complete({ ...upload, parts: [wrong] }))
      const missing = { ...part, partNumber: 2 }
      await refused('invalid_request', () => store.multipart.complete({ ...upload, parts: [missing] }))
      assert.equal(await getText(store, 'a'), 'kept')
      await store.multipart.complete({ ...upload, parts: [part] })
      assert.equal((await store.head('a'))?.size, 1000)
    },
  },
  {
    name: 'parts that no store takes as an object are refused, and the upload stays open',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      const parts: UploadedPart[] = []
      for (const partNumber of [1, 2]) {
        parts.push(await store.multipart.putPart({ ...upload, partNumber, body: bytes }))
      }
      const [first, second] = parts as [UploadedPart, UploadedPart]
      for (const wrong of [[], [first, second], [second, first], [second, second]]) {
        await refused('config', () => store.multipart.complete({ ...upload, parts: wrong }))
      }
      assert.deepEqual(await listKeys(store), [])
      const whole = await store.multipart.putPart({ ...upload, partNumber: 1, body: makeBytes(smallestPart) })
      await store.multipart.complete({ ...upload, parts: [whole, second] })
      assert.equal((await store.head('a'))?.size, smallestPart + 1000)
    },
  },
  {
    name: 'parts of several sizes become an object where the store takes them, else they are refused',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      const parts: UploadedPart[] = []
      for (const size of [smallestPart, smallestPart + 1, 10]) {
        parts.push(await store.multipart.putPart({ ...upload, partNumber: parts.length + 1, body: makeBytes(size) }))
      }
      const [first, , last] = parts as [UploadedPart, UploadedPart, UploadedPart]
      if (store.capabilities.equalParts) {
        await refused('unsupported', () => store.multipart.complete({ ...upload, parts }))
        assert.equal(await store.head('a'), undefined)
        const second = await store.multipart.putPart({ ...upload, partNumber: 2, body: makeBytes(smallestPart) })
        await store.multipart.complete({ ...upload, parts: [first, second, last] })
      } else await store.multipart.complete({ ...upload, parts })
      const size = 2 * smallestPart + (store.capabilities.equalParts ? 10 : 11)
      assert.equal((await store.head('a'))?.size, size)
    },
  },
  {
    name: 'an upload is completed on condition where the store knows conditions then, else refused; it stays open',
    async run({ store }) {
      await store.put('a', 'kept')
      const upload = await store.multipart.create('a')
      const parts = [await store.multipart.putPart({ ...upload, partNumber: 1, body: bytes })]
      const code = store.capabilities.conditionalComplete ? 'conflict' : 'unsupported'
      await refused(code, () => store.multipart.complete({ ...upload, parts }, { ifNoneMatch: '*' }))
      await refused(code, () => store.multipart.complete({ ...upload, parts }, { ifMatch: 'x' }))
      assert.equal(await getText(store, 'a'), 'kept')
      const etag = (await store.head('a'))?.etag
      await store.multipart.complete(
        { ...upload, parts },
        store.capabilities.conditionalComplete ? { ifMatch: etag } : {},
      )
      assert.equal((await store.head('a'))?.size, 1000)
    },
  },
  {
    name: 'a part number or a body that no part has is refused',
    async run({ store }) {
      const upload = await store.multipart.create('a')
      for (const partNumber of [0, -1, 1.5, mostParts + 1, Number.NaN]) {
        await refused('config', () => store.multipart.putPart({ ...upload, partNumber, body: bytes }))
      }
      const body = 'a text' as unknown as PartParams['body']
      await refused('config', () => store.multipart.putPart({ ...upload, partNumber: 1, body }))
      const parts = [await store.multipart.putPart({ ...upload, partNumber: 1, body: bytes })]
      await store.multipart.complete({ ...upload, parts })
      assert.equal((await store.head('a'))?.size, 1000)
    },
  },
  {
    name: 'an upload with a key or an attribute that cannot be is refused, and none is begun',
    async run({ store }) {
      await refused('config', () => store.multipart.create('../a'))
      await refused('config', () => store.multipart.create('a', { metadata: { Run: '1' } }))
      await refused('aborted', () => store.multipart.create('a', { signal: AbortSignal.abort() }))
      assert.deepEqual(await store.multipart.list().toArray(), [])
    },
  },
  {
    name: 'a signal that fired ends an operation of an upload before it begins',
    async run({ store }) {
      const signal = AbortSignal.abort()
      const upload = await store.multipart.create('a')
      const parts = [await store.multipart.putPart({ ...upload, partNumber: 1, body: bytes })]
      await refused('aborted', () => store.multipart.putPart({ ...upload, partNumber: 2, body: bytes }, { signal }))
      await refused('aborted', () => store.multipart.listParts(upload, { signal }))
      await refused('aborted', () => store.multipart.complete({ ...upload, parts }, { signal }))
      await refused('aborted', () => store.multipart.abort(upload, { signal }))
      await refused('aborted', () => store.multipart.list({}, { signal }).toArray())
      assert.equal(await store.head('a'), undefined)
      await store.multipart.complete({ ...upload, parts })
      assert.equal((await store.head('a'))?.size, 1000)
    },
  },
]
