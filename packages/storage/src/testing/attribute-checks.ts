import assert from 'node:assert/strict'
import { listKeys, refused, requireObject, type StoreCheck, type StoreSubject } from './check.js'

const attributes = {
  contentType: 'text/html; charset=utf-8',
  cacheControl: 'public, max-age=31536000, immutable',
  contentEncoding: 'gzip',
  metadata: { 'run-id': '42', source: 'a b; c="d"', snake_case: 'x' },
}

export const attributeChecks: readonly StoreCheck[] = [
  {
    name: 'content type, cache control, encoding and metadata are kept',
    async run({ store }) {
      const put = await store.put('a', 'x', attributes)
      const { contentType, cacheControl, contentEncoding, metadata } = await requireObject(store, 'a')
      assert.deepEqual({ contentType, cacheControl, contentEncoding, metadata }, attributes)
      assert.deepEqual({ ...put, ...attributes }, put)
    },
  },
  {
    name: 'an encoded body is not decoded on the way',
    async run({ store }) {
      const zipped = Uint8Array.from([0x1f, 0x8b, 8, 0, 1, 2, 3])
      await store.put('a.gz', zipped, { contentEncoding: 'gzip' })
      assert.deepEqual((await requireObject(store, 'a.gz')).body, zipped)
    },
  },
  {
    name: 'no metadata is undefined, not an empty object',
    async run({ store }) {
      await store.put('a', 'x', { metadata: {} })
      assert.equal((await store.head('a'))?.metadata, undefined)
    },
  },
  {
    name: '2,048 bytes of metadata are kept, more are refused',
    async run({ store }) {
      const metadata = { a: 'x'.repeat(2047) }
      await store.put('a', 'x', { metadata })
      assert.deepEqual((await store.head('a'))?.metadata, metadata)
      await refused('config', () => store.put('b', 'x', { metadata: { a: 'x'.repeat(2048) } }))
    },
  },
  ...(
    [
      ['a metadata name in capitals', { metadata: { Run: '1' } }],
      ['a metadata name with a colon', { metadata: { 'a:b': '1' } }],
      ['an empty metadata value', { metadata: { a: '' } }],
      ['a metadata value that is not ASCII', { metadata: { a: 'grün' } }],
      ['a line end in metadata', { metadata: { a: 'x\r\nx-amz-acl: public-read' } }],
      ['white space around a metadata value', { metadata: { a: ' x' } }],
      ['a line end in the content type', { contentType: 'text/plain\nx: y' }],
      ['an empty content type', { contentType: '' }],
      ['an umlaut in the cache control', { cacheControl: 'öffentlich' }],
      ['a tab in the encoding', { contentEncoding: 'gzip\t' }],
    ] as const
  ).map(([what, options]) => ({
    name: `${what} is refused, and nothing is stored`,
    run: async ({ store }: StoreSubject) => {
      await refused('config', () => store.put('a', 'x', options))
      assert.deepEqual(await listKeys(store), [])
    },
  })),
]
