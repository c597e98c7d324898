import assert from 'node:assert/strict'
import type { Store } from '../store.js'
import { getText, listKeys, refused, type StoreCheck } from './check.js'

async function putAll(store: Store, keys: readonly string[]): Promise<void> {
  const waiting = [...keys]
  const worker = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await store.put(key, key)
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

export const listChecks: readonly StoreCheck[] = [
  {
    name: 'an empty store lists nothing',
    async run({ store }) {
      assert.deepEqual(await listKeys(store), [])
      assert.equal(await store.list().first(), undefined)
    },
  },
  {
    name: 'a list has key, size, ETag and date',
    async run({ store }) {
      await store.put('a', '12345', { contentType: 'text/plain' })
      const head = await store.head('a')
      const [item] = await store.list().toArray()
      assert.deepEqual([item?.key, item?.size, item?.etag], ['a', 5, head?.etag])
      assert.ok(item?.lastModified instanceof Date)
    },
  },
  {
    name: 'a list is in the order of the bytes of its keys',
    async run({ store }) {
      const keys = ['a-b', 'a/b', 'a/c/d', 'a0', 'B', 'b', 'z/1', 'z/10', 'z/2', 'z/2.txt', 'ä']
      await putAll(store, keys)
      const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      assert.deepEqual(await listKeys(store), sorted)
    },
  },
  {
    name: 'characters above U+FFFF are listed behind all others, as their bytes are',
    async run({ store }) {
      await putAll(store, ['\u{1f600}', '\uffee', 'a'])
      assert.deepEqual(await listKeys(store), ['a', '\uffee', '\u{1f600}'])
    },
  },
  {
    name: 'a prefix is the beginning of a text, not a folder',
    async run({ store }) {
      await putAll(store, ['img/a', 'img/b/c', 'img2/a', 'im', 'other'])
      assert.deepEqual(await listKeys(store, 'img'), ['img/a', 'img/b/c', 'img2/a'])
      assert.deepEqual(await listKeys(store, 'img/'), ['img/a', 'img/b/c'])
      assert.deepEqual(await listKeys(store, 'img/b/c'), ['img/b/c'])
      assert.deepEqual(await listKeys(store, 'img/b/c/'), [])
      assert.deepEqual(await listKeys(store, ''), ['im', 'img/a', 'img/b/c', 'img2/a', 'other'])
    },
  },
  {
    name: 'a prefix cannot look outside',
    async run({ store }) {
      await store.put('a', '1')
      assert.deepEqual(await listKeys(store, '../'), [])
      assert.deepEqual(await listKeys(store, '/'), [])
    },
  },
  {
    name: 'more objects than a page of lists has are listed whole; then deleted at once',
    async run({ store, listPage = 1000 }) {
      const keys = Array.from({ length: listPage + 50 }, (_, index) => `many/${String(index).padStart(4, '0')}`)
      await putAll(store, [...keys, 'kept'])
      assert.deepEqual(await listKeys(store, 'many/'), keys)
      assert.equal((await store.list({ prefix: 'many/' }).toArray({ limit: 7 })).length, 7)
      await store.deleteMany(keys)
      assert.deepEqual(await listKeys(store), ['kept'])
    },
  },
  {
    name: 'deleting what is not there is fine, also among what is',
    async run({ store }) {
      await store.delete('nothing')
      await store.put('a', '1')
      await store.deleteMany(['a', 'nothing', 'no/folder/either'])
      assert.deepEqual(await listKeys(store), [])
      await store.deleteMany([])
    },
  },
  {
    name: 'what was deleted is gone, and its key is free for anything',
    async run({ store }) {
      await store.put('a/b/c', '1')
      await store.put('a/x', '2')
      await store.delete('a/b/c')
      assert.equal(await store.get('a/b/c'), undefined)
      await store.put('a/b', 'a file where a folder was')
      assert.equal(await getText(store, 'a/b'), 'a file where a folder was')
      await store.deleteMany(['a/b', 'a/x'])
      await store.put('a', 'and here')
      assert.deepEqual(await listKeys(store), ['a'])
    },
  },
  {
    name: 'a bucket that exists is left as it is',
    async run({ store }) {
      await store.put('a', '1')
      assert.equal(await store.ensureBucket(), 'existing')
      assert.deepEqual(await listKeys(store), ['a'])
    },
  },
  {
    name: 'a bucket is created once, also by two runs at the same moment',
    async run({ missing }) {
      const outcomes = await Promise.all([missing.ensureBucket(), missing.ensureBucket()])
      assert.ok(outcomes.includes('created'), outcomes.join())
      assert.equal(await missing.ensureBucket(), 'existing')
      await missing.put('a', '1')
      assert.equal(await getText(missing, 'a'), '1')
    },
  },
  {
    name: 'a bucket that does not exist is told apart from an object that does not',
    async run({ missing }) {
      await refused('not_found', () => missing.put('a', '1'))
      await refused('not_found', () => missing.get('a'))
      await refused('not_found', () => missing.list().toArray())
      await refused('not_found', () => missing.deleteMany(['a']))
    },
  },
  {
    name: 'streams, copies and uploads in a bucket that does not exist are not_found',
    async run({ missing }) {
      await refused('not_found', () => missing.getStream('a'))
      await refused('not_found', () => missing.copy({ from: 'a', to: 'b' }))
      await refused('not_found', () => missing.multipart.create('a'))
      await refused('not_found', () => missing.multipart.list().toArray())
    },
  },
  {
    name: 'the name says where, for messages',
    async run({ store }) {
      assert.match(store.name, /^(?:bucket \S+|folder .+|memory)/)
    },
  },
]
