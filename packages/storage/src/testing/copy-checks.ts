import assert from 'node:assert/strict'
import { getText, listKeys, makeBytes, refused, requireObject, type StoreCheck, type StoreSubject } from './check.js'

const attributes = {
  contentType: 'text/css',
  cacheControl: 'no-cache',
  contentEncoding: 'identity',
  contentDisposition: 'inline; filename="a.css"',
  metadata: { run: '42', source: 'here' },
}

/** What a header that names the source must escape. */
const oddKeys = ['a b+c%20d?e#f&g=h', 'grüße/漢字/🔑', 'quote\'"`<>', '100%']

export const copyChecks: readonly StoreCheck[] = [
  {
    name: 'a copy has content and attributes of its source, which stays',
    async run({ store }) {
      const content = makeBytes(70_000)
      const { etag } = await store.put('from', content, attributes)
      const info = await store.copy({ from: 'from', to: 'deep/er/to' })
      assert.equal(info.key, 'deep/er/to')
      const { lastModified: _, ...copied } = await requireObject(store, 'deep/er/to')
      assert.deepEqual(copied, { key: 'deep/er/to', size: 70_000, etag, ...attributes, body: content })
      assert.deepEqual((await requireObject(store, 'from')).body, content)
    },
  },
  {
    name: 'a copy tells what head tells of it',
    async run({ store }) {
      await store.put('from', 'x', attributes)
      const { key, size, etag } = await store.copy({ from: 'from', to: 'to' })
      const head = await store.head('to')
      assert.deepEqual([key, size, etag], ['to', head?.size, head?.etag])
    },
  },
  {
    name: 'one attribute that is given to a copy replaces all of them',
    async run({ store }) {
      await store.put('from', 'x', attributes)
      await store.copy({ from: 'from', to: 'to' }, { cacheControl: 'max-age=60' })
      const head = await store.head('to')
      assert.deepEqual(
        [head?.size, head?.cacheControl, head?.contentEncoding, head?.contentDisposition, head?.metadata],
        [1, 'max-age=60', undefined, undefined, undefined],
      )
      // Some servers give every object a type.
      assert.notEqual(head?.contentType, 'text/css')
      assert.equal((await store.head('from'))?.cacheControl, 'no-cache')
    },
  },
  {
    name: 'a copy onto itself replaces attributes, and keeps the content',
    async run({ store }) {
      await store.put('a', 'x', attributes)
      await store.copy({ from: 'a', to: 'a' }, { contentType: 'text/html', metadata: { run: '43' } })
      const { contentType, cacheControl, metadata } = await requireObject(store, 'a')
      assert.deepEqual([contentType, cacheControl, metadata], ['text/html', undefined, { run: '43' }])
      assert.equal(await getText(store, 'a'), 'x')
      assert.deepEqual(await listKeys(store), ['a'])
    },
  },
  {
    name: 'a copy replaces what was there, attributes included',
    async run({ store }) {
      await store.put('from', 'new')
      await store.put('to', 'old, and longer', attributes)
      await store.copy({ from: 'from', to: 'to' })
      const { size, cacheControl, metadata } = await requireObject(store, 'to')
      assert.deepEqual([size, cacheControl, metadata], [3, undefined, undefined])
      assert.equal(await getText(store, 'to'), 'new')
    },
  },
  {
    name: 'a copy stays when its source is changed or deleted',
    async run({ store }) {
      await store.put('from', 'first')
      await store.copy({ from: 'from', to: 'to' })
      await store.put('from', 'SECOND')
      assert.equal(await getText(store, 'to'), 'first')
      await store.delete('from')
      assert.equal(await getText(store, 'to'), 'first')
    },
  },
  {
    name: 'an empty object is copied',
    async run({ store }) {
      await store.put('from', '')
      assert.equal((await store.copy({ from: 'from', to: 'to' })).size, 0)
      assert.equal(await getText(store, 'to'), '')
    },
  },
  ...oddKeys.map((key) => ({
    name: `the key ${JSON.stringify(key)} is copied from and to`,
    run: async ({ store }: StoreSubject) => {
      await store.put(key, key)
      await store.copy({ from: key, to: `copy of ${key}` })
      assert.equal(await getText(store, `copy of ${key}`), key)
    },
  })),
  {
    name: 'a copy of what is not there is not_found, and nothing is stored',
    async run({ store }) {
      await store.put('to', 'kept')
      await refused('not_found', () => store.copy({ from: 'nothing', to: 'to' }))
      await refused('not_found', () => store.copy({ from: 'nothing', to: 'new/folder' }))
      assert.equal(await getText(store, 'to'), 'kept')
      assert.deepEqual(await listKeys(store), ['to'])
    },
  },
  {
    name: 'a copy with a key or an attribute that cannot be is refused, and nothing is stored',
    async run({ store }) {
      await store.put('a', 'x')
      await refused('config', () => store.copy({ from: '../a', to: 'b' }))
      await refused('config', () => store.copy({ from: 'a', to: '/b' }))
      await refused('config', () => store.copy({ from: 'a', to: 'b' }, { contentType: 'text/plain\nx: y' }))
      await refused('aborted', () => store.copy({ from: 'a', to: 'b' }, { signal: AbortSignal.abort() }))
      assert.deepEqual(await listKeys(store), ['a'])
    },
  },
]
