import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { getText, listKeys, makeBytes as bytes, refused, requireObject, type StoreCheck } from './check.js'

const md5 = (content: Uint8Array) => createHash('md5').update(content).digest('hex')

export const objectChecks: readonly StoreCheck[] = [
  {
    name: 'a text comes back as its UTF-8',
    async run({ store }) {
      const { key, size } = await store.put('a.txt', 'grüße 漢字 🔑')
      assert.deepEqual([key, size], ['a.txt', 19])
      assert.equal(await getText(store, 'a.txt'), 'grüße 漢字 🔑')
    },
  },
  {
    name: 'bytes come back unchanged, all 256 of them',
    async run({ store }) {
      const content = bytes(70_000)
      await store.put('bytes', content)
      assert.deepEqual((await requireObject(store, 'bytes')).body, content)
    },
  },
  {
    name: 'a part of a larger buffer is stored as that part',
    async run({ store }) {
      await store.put('part', bytes(1000).subarray(10, 30))
      assert.deepEqual((await requireObject(store, 'part')).body, bytes(1000).slice(10, 30))
    },
  },
  {
    name: 'an empty object is an object',
    async run({ store }) {
      await store.put('empty', '')
      const { size, body } = await requireObject(store, 'empty')
      assert.deepEqual([size, body.byteLength], [0, 0])
    },
  },
  {
    name: '5 MB come back unchanged',
    async run({ store }) {
      const content = bytes(5_000_000)
      await store.put('large', content)
      assert.equal(md5((await requireObject(store, 'large')).body), md5(content))
    },
  },
  {
    name: 'the caller may go on writing into its buffer, and into what it got',
    async run({ store }) {
      const content = bytes(10)
      const putting = store.put('copy', content)
      content.fill(0)
      await putting
      const { body } = await requireObject(store, 'copy')
      body.fill(0)
      assert.deepEqual((await requireObject(store, 'copy')).body, bytes(10))
    },
  },
  {
    name: 'what is put again is replaced, attributes included',
    async run({ store }) {
      await store.put('a', 'first, and longer', { contentType: 'text/plain', metadata: { run: '1' } })
      await store.put('a', 'second', { contentType: 'text/html' })
      const { contentType, metadata, size } = await requireObject(store, 'a')
      assert.deepEqual([contentType, metadata, size], ['text/html', undefined, 6])
      assert.equal(await getText(store, 'a'), 'second')
    },
  },
  {
    name: 'what is not there is undefined',
    async run({ store }) {
      assert.equal(await store.get('nothing'), undefined)
      assert.equal(await store.head('nothing'), undefined)
      assert.equal(await store.get('no/folder/either'), undefined)
      assert.equal(await store.head('no/folder/either'), undefined)
    },
  },
  {
    name: 'an object exists from its put to its delete',
    async run({ store }) {
      assert.equal(await store.exists('a/b'), false)
      await store.put('a/b', '')
      assert.deepEqual(
        [await store.exists('a/b'), await store.exists('a'), await store.exists('a/bc')],
        [true, false, false],
      )
      await store.delete('a/b')
      assert.equal(await store.exists('a/b'), false)
      await refused('config', () => store.exists('../a'))
    },
  },
  {
    name: 'head tells what get tells, without the content',
    async run({ store }) {
      await store.put('a.css', 'body{}', { contentType: 'text/css', cacheControl: 'no-cache', metadata: { a: '1' } })
      const { body: _body, ...info } = await requireObject(store, 'a.css')
      assert.deepEqual(await store.head('a.css'), info)
    },
  },
  {
    name: 'the ETag is the MD5 of the content, the same from put, get and head',
    async run({ store }) {
      const content = bytes(1234)
      const { etag } = await store.put('e', content)
      const etags = [etag, (await store.get('e'))?.etag, (await store.head('e'))?.etag]
      assert.deepEqual(etags, Array(3).fill(md5(content)))
    },
  },
  {
    name: 'the date of the last change is a date',
    async run({ store }) {
      await store.put('a', '1')
      const { lastModified } = await requireObject(store, 'a')
      assert.ok(lastModified instanceof Date)
      assert.ok(lastModified.getTime() > Date.UTC(2020), String(lastModified))
    },
  },
  {
    name: 'a body that is neither text nor bytes is refused',
    async run({ store }) {
      // What JavaScript callers and `any` bring.
      const body = { a: 1 } as unknown as string
      await refused('config', () => store.put('a', body))
      assert.deepEqual(await listKeys(store), [])
    },
  },
  {
    name: 'two puts of one key at the same moment leave one of them, whole',
    async run({ store }) {
      const versions = ['x', 'y', 'zz'].map((letter) => letter.repeat(20_000))
      await Promise.all(versions.map((text, run) => store.put('race', text, { metadata: { run: String(run) } })))
      const { body, metadata } = await requireObject(store, 'race')
      assert.equal(new TextDecoder().decode(body), versions[Number(metadata?.['run'])])
    },
  },
  {
    name: 'a signal that fired ends an operation before it begins',
    async run({ store }) {
      const signal = AbortSignal.abort()
      await refused('aborted', () => store.put('a', '1', { signal }))
      await refused('aborted', () => store.get('a', { signal }))
      await refused('aborted', () => store.head('a', { signal }))
      await refused('aborted', () => store.exists('a', { signal }))
      await refused('aborted', () => store.delete('a', { signal }))
      await refused('aborted', () => store.deleteMany(['a'], { signal }))
      await refused('aborted', () => store.list({}, { signal }).toArray())
      assert.deepEqual(await listKeys(store), [])
    },
  },
]
