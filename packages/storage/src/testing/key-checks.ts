import assert from 'node:assert/strict'
import { getText, listKeys, refused, type StoreCheck, type StoreSubject } from './check.js'

/** What URLs, signatures, XML and shells read differently. */
const oddKeys = [
  'with space',
  'a+b',
  'a%20b',
  '100%',
  'a&b=c',
  'a?b',
  'a#b',
  'quote\'"`',
  '<tag attr="&amp;">',
  '(paren)[bracket]{brace}!*',
  'at@colon:semi;comma,dollar$',
  'tilde~caret^pipe|',
  'grüße/漢字/🔑',
  'e\u0301 and \u00e9',
  '\u{1f600}\uffee',
  '...three dots',
  '.hidden/..double',
  'trailing. ',
  '-dash',
]

const badKeys: readonly (readonly [string, string])[] = [
  ['no text at all', ''],
  ['a leading slash', '/etc/passwd'],
  ['a NUL', 'a\0b'],
  ['a line end', 'a\nb'],
  ['a carriage return', 'a\rb'],
  ['a control character', 'a\u001fb'],
  ['the parent folder', '..'],
  ['a way up', '../x'],
  ['a way up in the middle', 'a/../../x'],
  ['a way up at the end', 'a/..'],
  ['a dot as a part', 'a/./b'],
  ['half a surrogate pair', 'a\ud800b'],
  ['1,025 bytes', `${'ab/'.repeat(341)}ab`],
  ['1,025 bytes of umlauts', `a${'ä/'.repeat(341)}b`],
]

export const keyChecks: readonly StoreCheck[] = [
  ...oddKeys.map((key) => ({
    name: `the key ${JSON.stringify(key)} is stored, listed, read and deleted as it is`,
    run: async ({ store }: StoreSubject) => {
      await store.put(key, key)
      await store.put('other', 'other')
      assert.equal(await getText(store, key), key)
      assert.equal((await store.head(key))?.key, key)
      assert.deepEqual((await listKeys(store)).toSorted(), [key, 'other'].toSorted())
      assert.deepEqual(await listKeys(store, key), [key])
      await store.deleteMany([key])
      assert.deepEqual(await listKeys(store), ['other'])
      await store.put(key, key)
      await store.delete(key)
      assert.deepEqual(await listKeys(store), ['other'])
    },
  })),
  {
    name: 'a key of 1,024 bytes is stored, listed, read and deleted',
    async run({ store }) {
      const key = `${'ab/'.repeat(341)}a`
      await store.put(key, 'deep')
      assert.equal(await getText(store, key), 'deep')
      assert.deepEqual(await listKeys(store), [key])
      await store.delete(key)
      assert.deepEqual(await listKeys(store), [])
    },
  },
  {
    name: 'a key may have 255 bytes between two slashes',
    async run({ store }) {
      const key = `a/${'ä'.repeat(127)}x/b`
      await store.put(key, 'long')
      assert.equal(await getText(store, key), 'long')
    },
  },
  {
    name: 'keys that differ in capitals or in how é is written are different keys',
    async run({ store }) {
      const keys = ['a', 'A', 'e\u0301', '\u00e9']
      for (const key of keys) await store.put(key, key)
      for (const key of keys) assert.equal(await getText(store, key), key)
    },
  },
  {
    name: 'a and a/b are two objects',
    async run({ store }) {
      await store.put('a', '1')
      await store.put('a/b', '2')
      assert.deepEqual([await getText(store, 'a'), await getText(store, 'a/b')], ['1', '2'])
    },
  },
  {
    name: 'a/b and a//b are two objects',
    async run({ store }) {
      await store.put('a/b', '1')
      await store.put('a//b', '2')
      assert.deepEqual([await getText(store, 'a/b'), await getText(store, 'a//b')], ['1', '2'])
    },
  },
  {
    name: 'a key may end with a slash, as folders in consoles do',
    async run({ store }) {
      await store.put('folder/', '')
      assert.equal((await store.head('folder/'))?.size, 0)
      assert.deepEqual(await listKeys(store), ['folder/'])
    },
  },
  {
    name: 'a backslash is a character',
    async run({ store }) {
      await store.put('a\\b', '1')
      assert.deepEqual(await listKeys(store), ['a\\b'])
    },
  },
  ...badKeys.map(([what, key]) => ({
    name: `a key with ${what} is refused everywhere, and nothing is stored`,
    run: async ({ store }: StoreSubject) => {
      await refused('config', () => store.put(key, 'x'))
      await refused('config', () => store.get(key))
      await refused('config', () => store.head(key))
      await refused('config', () => store.delete(key))
      await refused('config', () => store.deleteMany(['fine', key]))
      assert.deepEqual(await listKeys(store), [])
    },
  })),
]
