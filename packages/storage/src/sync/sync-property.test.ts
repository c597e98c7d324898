import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryStore } from '../memory/memory.js'
import type { Store } from '../store.js'
import type { FileRule } from './file-rules.js'
import type { PlanOptions } from './plan.js'
import { pruneFiles } from './prune.js'
import { syncDirectory } from './sync.js'

const paths = ['a.js', 'b/a.js', 'ü.txt', 'index.html', 'css/x.css', 'css/y.css', '__proto__', 'robots.txt.gz', 'i.png']
const contents = ['', 'x', 'compressible '.repeat(30), '@import "x.css"', '@import "../css/y.css"', 'a{}', '\0\u00ff']

const rule: fc.Arbitrary<FileRule> = fc.record(
  {
    match: fc.constantFrom('*.js', 'css/**', '**', '*.html', 'i.png'),
    name: fc.constantFrom('hash', 'keep'),
    cacheControl: fc.constantFrom('no-cache', 'max-age=9'),
    encoding: fc.constantFrom('gzip', 'identity'),
  },
  { requiredKeys: ['match'] },
)

const state = fc.record({
  files: fc.dictionary(fc.constantFrom(...paths), fc.constantFrom(...contents), { minKeys: 1, maxKeys: 6 }),
  rules: fc.array(rule, { maxLength: 2 }),
  variants: fc.constantFrom<readonly 'gzip'[]>([], ['gzip']),
  release: fc.constantFrom(undefined, 'r1', 'r2'),
  days: fc.nat({ max: 9 }),
})

async function contentsOf(store: Store) {
  const found = new Map<string, unknown>()
  for await (const { key } of store.list()) {
    const { lastModified: _, ...object } = (await store.get(key))!
    found.set(key, object)
  }
  return found
}

const recordKey = '.assets.json.sync.json'

test('after any edits and prunes, what is stored is what a first sync would have stored, and what is not of it stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 5 }), async (states) => {
      const store = createMemoryStore()
      await store.put('media/x', 'x')
      let date = 0
      const clock = { now: () => date, date: () => date, timer: () => () => undefined }
      for (const { files, rules, variants, release, days } of states) {
        const folder = await mkdtemp(join(tmpdir(), 'keelson-property-'))
        try {
          for (const [path, content] of Object.entries(files)) {
            await mkdir(dirname(join(folder, path)), { recursive: true })
            await writeFile(join(folder, path), content)
          }
          const manifest = release === undefined ? {} : { release }
          const options: PlanOptions = { folder, rules, variants, manifest, clock, missingReferences: 'warn' }
          date += days * 86_400_000
          const { retired } = await syncDirectory(store, options)
          const alone = createMemoryStore()
          const first = await syncDirectory(alone, options)
          const [found, expected] = [await contentsOf(store), await contentsOf(alone)]
          expect(expected.delete(recordKey)).toBe(true)
          for (const [key, object] of expected) expect(found.get(key)).toEqual(object)
          for (const key of retired) expect(expected.has(key)).toBe(false)
          expect(found.has('media/x')).toBe(true)

          const calls: string[] = []
          const get: Store['get'] = (key, ...rest) => (calls.push(key), store.get(key, ...rest))
          const refuse = () => expect.unreachable('the store was asked')
          const again = await syncDirectory({ ...store, get, put: refuse, list: refuse, head: refuse }, options)
          expect(calls).toEqual([recordKey])
          expect(again.unchanged.length).toBeGreaterThanOrEqual(first.uploaded.length)

          await pruneFiles(store, { clock, maxShare: 1 })
          const left = await contentsOf(store)
          for (const [key, object] of expected) expect(left.get(key)).toEqual(object)
          date += 8 * 86_400_000
          await pruneFiles(store, { clock, maxShare: 1 })
          expect([...(await contentsOf(store)).keys()].toSorted()).toEqual(
            [...expected.keys(), recordKey, 'media/x'].toSorted(),
          )
        } finally {
          await rm(folder, { recursive: true, force: true })
        }
      }
    }),
    { numRuns: 100, seed: 5 },
  )
}, 120_000)
