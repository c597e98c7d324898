import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createRandom } from '@keelson/core/testing'
import { build } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { createLocalStore } from '../local/store.js'
import { createMemoryStore } from '../memory.js'
import type { Store } from '../store.js'
import { readManifest } from './manifest.js'
import { syncDirectory } from './sync.js'

const prefix = 'static/'

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-kill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A site in two versions: some files are as before, some changed, some new, some gone. */
async function writeSite(version: 1 | 2, count = 4): Promise<string> {
  const folder = await createFolder()
  const files: Record<string, string> = {
    'index.html': `<p>${version}`,
    'robots.txt': '*',
    [`only-${version}.html`]: '',
    'empty.js': '',
    'base.css': `@import "theme.css"; a{b:url(img/1.png)}`,
    'theme.css': `@import "base.css"; i{color:${version === 1 ? 'red' : 'blue'}}`,
  }
  for (let index = 0; index < count; index++)
    files[`img/${index}.png`] = `${index % 2 === 0 ? index : version * 1000 + index}`
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

/** Ends like a process that is killed at its n-th operation, before or after the store carried it out. */
function killAt(store: Store, operation: number, isCarriedOut: boolean): Store {
  let count = 0
  const killed = () => new Error('killed')
  return {
    ...store,
    put: async (...params) => {
      count += 1
      if (count > operation) throw killed()
      if (count < operation) return store.put(...params)
      if (isCarriedOut) await store.put(...params)
      throw killed()
    },
  }
}

async function contentsOf(store: Store): Promise<Map<string, string>> {
  const contents = new Map<string, string>()
  for await (const { key } of store.list()) contents.set(key, Buffer.from((await store.get(key))!.body).toString())
  return contents
}

/** Every file that the manifest names is there, with the content that its name promises. */
async function expectSound(store: Store): Promise<Readonly<Record<string, string>>> {
  const { paths } = await readManifest(store, { prefix })
  const wrong: string[] = []
  for (const [path, name] of Object.entries(paths)) {
    const object = await store.get(prefix + name)
    const hash = createHash('md5')
      .update(object?.body ?? '')
      .digest('hex')
    // Sheets of a cycle are named by the hash of all of them.
    const isNamedByContent = name !== path && !name.endsWith('.css')
    if (!object || (isNamedByContent && !name.includes(`.${hash.slice(0, 12)}.`))) wrong.push(name)
  }
  expect(wrong).toEqual([])
  return paths
}

test.each<[string, () => Promise<Store>]>([
  ['memory', async () => createMemoryStore()],
  ['a folder', async () => createLocalStore({ folder: await createFolder() })],
])(
  'killed at 100 points and run again, a sync to %s is complete, and the manifest was always sound',
  async (_name, open) => {
    const [first, second] = [await writeSite(1), await writeSite(2)]
    const memory = createMemoryStore()
    const before = await syncDirectory(memory, { folder: first, prefix })
    const old = await contentsOf(memory)
    const after = await syncDirectory(memory, { folder: second, prefix })
    const complete = await contentsOf(memory)
    const operations = after.uploaded.length + 1
    const seen = new Set<string>()
    const random = createRandom(7)
    for (let seed = 0; seed < 100; seed++) {
      const operation = 1 + Math.floor(random() * operations)
      const isCarriedOut = random() < 0.5
      const concurrency = 1 + Math.floor(random() * 8)
      const store = await open()
      await syncDirectory(store, { folder: first, prefix })
      const killed = syncDirectory(killAt(store, operation, isCarriedOut), { folder: second, prefix, concurrency })
      await expect(killed).rejects.toThrow('killed')
      const paths = await expectSound(store)
      const isLast = operation === operations && isCarriedOut
      expect(paths).toEqual(isLast ? after.manifest.paths : before.manifest.paths)
      // Sometimes back to the version before: nothing of the broken sync may show.
      const [next, expected] = random() < 0.3 ? [first, old] : [second, complete]
      await syncDirectory(store, { folder: next, prefix })
      const contents = await contentsOf(store)
      expect(Object.fromEntries([...expected.keys()].map((key) => [key, contents.get(key)]))).toEqual(
        Object.fromEntries(expected),
      )
      await syncDirectory(store, { folder: second, prefix })
      expect(await expectSound(store)).toEqual(after.manifest.paths)
      expect(await contentsOf(store)).toEqual(complete)
      seen.add(`${operation} ${isCarriedOut}`)
    }
    // Nearly every point, both ways.
    expect(seen.size).toBeGreaterThan(operations * 1.8)
  },
  60_000,
)

test('a process that is killed while it syncs to a folder leaves what a second one completes', async () => {
  const [target, second] = [await createFolder(), await writeSite(2, 600)]
  const store = createLocalStore({ folder: target })
  const before = await syncDirectory(store, { folder: await writeSite(1, 600), prefix })
  const script = join(await createFolder(), 'sync.mjs')
  await build({
    stdin: {
      contents: `
        import { createLocalStore } from './local/store.js'
        import { syncDirectory } from './sync/sync.js'
        const [folder, target] = process.argv.slice(2)
        await syncDirectory(createLocalStore({ folder: target }), {
          folder,
          prefix: ${JSON.stringify(prefix)},
          onProgress: ({ done }) => process.stdout.write(done + '\\n'),
        })`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    outfile: script,
  })
  const child = spawn(process.execPath, [script, second, target], { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface(child.stdout).on('line', (line) => {
    if (line === '40') child.kill('SIGKILL')
  })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])

  expect(await expectSound(store)).toEqual(before.manifest.paths)
  const { uploaded, unchanged, manifest } = await syncDirectory(store, { folder: second, prefix })
  expect(await expectSound(store)).toEqual(manifest.paths)
  // 300 pictures changed, and at least 40 of them were there already.
  expect(uploaded.length).toBeGreaterThan(0)
  expect(uploaded.length).toBeLessThanOrEqual(304 - 40)
  expect(uploaded.length + unchanged.length).toBe(606)
  const both = [...Object.values(before.manifest.paths), ...Object.values(manifest.paths), 'assets.json']
  const keys = (await store.list().toArray()).map(({ key }) => key)
  expect(keys.toSorted()).toEqual([...new Set(both)].map((name) => prefix + name).toSorted())
}, 60_000)
