import assert from 'node:assert/strict'
import { listKeys, refused, requireObject, type StoreCheck, type StoreSubject } from './check.js'

const attributes = {
  contentType: 'text/html; charset=utf-8',
  cacheControl: 'public, max-age=31536000, immutable',
  contentEncoding: 'gzip',
  contentDisposition: 'attachment; filename="a b.html"',
  metadata: { 'run-id': '42', source: 'a b; c="d"' },
}

export const attributeChecks: readonly StoreCheck[] = [
  {
    name: 'content type, cache control, encoding, disposition and metadata are kept',
    async run({ store }) {
      const put = await store.put('a', 'x', attributes)
      const object = await requireObject(store, 'a')
      const { contentType, cacheControl, contentEncoding, contentDisposition, metadata } = object
      assert.deepEqual({ contentType, cacheControl, contentEncoding, contentDisposition, metadata }, attributes)
      assert.deepEqual({ ...put, ...attributes }, put)
    },
  },
  {
    name: 'a metadata name keeps its underscores',
    async run({ store }) {
      await store.put('a', 'x', { metadata: { snake_case: 'x' } })
      assert.deepEqual((await store.head('a'))?.metadata, { snake_case: 'x' })
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
      ['a line end in the disposition', { contentDisposition: 'attachment\r\nx: y' }],
    ] as const
  ).map(([what, options]) => ({
    name: `${what} is refused, and nothing is stored`,
    run: async ({ store }: StoreSubject) => {
      await refused('config', () => store.put('a', 'x', options))
      assert.deepEqual(await listKeys(store), [])
    },
  })),
]
