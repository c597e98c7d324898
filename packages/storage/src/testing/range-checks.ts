import assert from 'node:assert/strict'
import type { ByteRange } from '../object.js'
import { makeBytes, readAll, refused, requireStream, type StoreCheck, type StoreSubject } from './check.js'

const content = makeBytes(1000)

const ranges: readonly (readonly [what: string, range: ByteRange, bytes: Uint8Array])[] = [
  ['the first byte', { start: 0, end: 0 }, content.slice(0, 1)],
  ['bytes of the middle', { start: 10, end: 19 }, content.slice(10, 20)],
  ['all from a byte on', { start: 990 }, content.slice(990)],
  ['the last byte', { start: 999 }, content.slice(999)],
  ['a range that ends behind the object', { start: 990, end: 5000 }, content.slice(990)],
  ['as many bytes from the end', { last: 10 }, content.slice(990)],
  ['more bytes from the end than there are', { last: 5000 }, content],
  ['everything', { start: 0 }, content],
]

const impossible: readonly (readonly [what: string, range: ByteRange])[] = [
  ['a start that is negative', { start: -1 }],
  ['a start that is no whole number', { start: 0.5 }],
  ['an end before its start', { start: 5, end: 4 }],
  ['none of the last bytes', { last: 0 }],
  ['a start that is no number', { start: Number.NaN }],
]

export const rangeChecks: readonly StoreCheck[] = [
  ...ranges.map(([what, range, bytes]) => ({
    name: `${what} can be read alone; the size stays that of the object`,
    run: async ({ store }: StoreSubject) => {
      await store.put('a', content, { contentType: 'text/css', metadata: { a: '1' } })
      const head = await store.head('a')
      const { body, ...info } = (await store.get('a', { range })) ?? { body: undefined }
      assert.deepEqual([body, info], [bytes, head])
      const stream = await requireStream(store, 'a', { range })
      assert.deepEqual(await readAll(stream.body), bytes)
      assert.deepEqual([stream.size, stream.etag, stream.metadata], [1000, head?.etag, { a: '1' }])
    },
  })),
  {
    name: 'a range that begins behind the end of the object is refused',
    async run({ store }) {
      await store.put('a', content)
      for (const range of [{ start: 1000 }, { start: 5000, end: 6000 }]) {
        await refused('invalid_request', () => store.get('a', { range }))
        await refused('invalid_request', () => store.getStream('a', { range }))
      }
    },
  },
  {
    name: 'an empty object has no range',
    async run({ store }) {
      await store.put('empty', '')
      await refused('invalid_request', () => store.get('empty', { range: { start: 0 } }))
      await refused('invalid_request', () => store.getStream('empty', { range: { start: 0 } }))
    },
  },
  {
    name: 'a range of what is not there is undefined',
    async run({ store }) {
      assert.equal(await store.get('nothing', { range: { start: 5 } }), undefined)
      assert.equal(await store.getStream('nothing', { range: { last: 5 } }), undefined)
    },
  },
  ...impossible.map(([what, range]) => ({
    name: `${what} is refused as a range`,
    run: async ({ store }: StoreSubject) => {
      await store.put('a', content)
      await refused('config', () => store.get('a', { range }))
      await refused('config', () => store.getStream('a', { range }))
    },
  })),
]
