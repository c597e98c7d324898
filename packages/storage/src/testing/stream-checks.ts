import assert from 'node:assert/strict'
import { getText, makeBytes, readAll, refused, requireStream, type StoreCheck } from './check.js'

/** More than any socket or pipe holds by itself. */
const large = makeBytes(4_000_000)

export const streamChecks: readonly StoreCheck[] = [
  {
    name: 'a stream gives the content and what head tells',
    async run({ store }) {
      await store.put('a', large, { contentType: 'text/css', cacheControl: 'no-cache', metadata: { a: '1' } })
      const { body, ...info } = await requireStream(store, 'a')
      assert.deepEqual(info, await store.head('a'))
      assert.ok(Buffer.from(await readAll(body)).equals(large))
    },
  },
  {
    name: 'a stream of what is not there is undefined',
    async run({ store }) {
      assert.equal(await store.getStream('nothing'), undefined)
      assert.equal(await store.getStream('no/folder/either'), undefined)
    },
  },
  {
    name: 'a stream of an empty object ends',
    async run({ store }) {
      await store.put('empty', '')
      const { size, body } = await requireStream(store, 'empty')
      assert.deepEqual([size, (await readAll(body)).byteLength], [0, 0])
    },
  },
  {
    name: 'an encoded body is streamed as it was stored',
    async run({ store }) {
      const zipped = Uint8Array.from([0x1f, 0x8b, 8, 0, 1, 2, 3])
      await store.put('a.gz', zipped, { contentEncoding: 'gzip' })
      assert.deepEqual(await readAll((await requireStream(store, 'a.gz')).body), zipped)
    },
  },
  {
    name: '60 streams that are cancelled, before and after their first bytes, leave nothing behind',
    async run({ store }) {
      await store.put('a', large)
      for (let count = 0; count < 60; count++) {
        const reader = (await requireStream(store, 'a')).body.getReader()
        if (count % 2 === 0) assert.equal((await reader.read()).done, false)
        await reader.cancel()
      }
      await store.put('b', 'works')
      assert.equal(await getText(store, 'b'), 'works')
    },
  },
  {
    name: 'an object that is replaced while it is read is read to its end, as it was',
    async run({ store }) {
      await store.put('a', large)
      const { body } = await requireStream(store, 'a')
      await store.put('a', makeBytes(large.byteLength, 1))
      assert.ok(Buffer.from(await readAll(body)).equals(large))
      await store.put('a', 'short')
      assert.equal(await getText(store, 'a'), 'short')
    },
  },
  {
    name: 'an object that is deleted while it is read is read to its end',
    async run({ store }) {
      await store.put('a', large)
      const { body } = await requireStream(store, 'a')
      await store.delete('a')
      assert.ok(Buffer.from(await readAll(body)).equals(large))
      assert.equal(await store.getStream('a'), undefined)
    },
  },
  {
    name: 'a signal that fires while a stream is read ends it',
    async run({ store }) {
      await store.put('a', large)
      const controller = new AbortController()
      const reader = (await requireStream(store, 'a', { signal: controller.signal })).body.getReader()
      assert.equal((await reader.read()).done, false)
      controller.abort()
      await refused('aborted', async () => {
        while (!(await reader.read()).done);
      })
      await store.delete('a')
    },
  },
  {
    name: 'a signal that fired ends a stream before it begins',
    async run({ store }) {
      await store.put('a', '1')
      await refused('aborted', () => store.getStream('a', { signal: AbortSignal.abort() }))
    },
  },
  {
    name: 'a signal that fires behind the end of a stream changes nothing',
    async run({ store }) {
      await store.put('a', '1')
      const controller = new AbortController()
      const { body } = await requireStream(store, 'a', { signal: controller.signal })
      assert.equal((await readAll(body)).byteLength, 1)
      controller.abort()
      assert.equal(await getText(store, 'a'), '1')
    },
  },
]
