import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** The first TypeScript block of a document. */
async function readExample(path: string): Promise<string> {
  const text = await readFile(join(root, path), 'utf8')
  const [, example] = /^```ts\n([\s\S]*?)^```$/m.exec(text) ?? []
  if (example === undefined) throw new Error(`${path} has no example`)
  return example
}

/** The example as a function: its imports are left where imports belong, everything else is its body. */
async function loadExample(example: string): Promise<() => Promise<void>> {
  const imports = /^import [\s\S]*?from '[^']+'$\n/gm
  const body = example.replace(imports, '')
  const text = `${(example.match(imports) ?? []).join('')}export async function run() {\n${body}}\n`
  // Inside the project, or the packages could not be imported by their names.
  const folder = await mkdtemp(join(root, 'docs', '.readme-'))
  try {
    const file = join(folder, 'example.ts')
    await writeFile(file, text)
    const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { run: () => Promise<void> }
    return loaded.run
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What the example says that it prints: `console.log(…) // → text`. */
function promised(example: string): string[] {
  return [...example.matchAll(/\/\/ → (.*)$/gm)].map(([, text = '']) => text)
}

function recordLog(): string[] {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => void lines.push(values.map(String).join(' ')))
  return lines
}

const printing = [
  ...['core', 'render', 'neon', 'upstash', 'storage'].map((name) => `packages/${name}/README.md`),
  'docs/guide/testing.md',
  'docs/guide/upstash.md',
]

test.each(printing)('the first example of %s runs and prints what it says', async (path) => {
  // Nothing outside this process is asked.
  vi.stubGlobal('fetch', () => expect.fail('the example went to the network'))
  const example = await readExample(path)
  const lines = recordLog()
  const run = await loadExample(example)
  await run()
  expect(promised(example).length).toBeGreaterThan(0)
  expect(lines).toEqual(promised(example))
})

test('the first example of health runs against a service that serves the release', async () => {
  const example = await readExample('packages/health/README.md')
  const [, url] = /'(https:\/\/[^']+)'/.exec(example) ?? []
  const [, release] = /release: '(\w+)'/.exec(example) ?? []
  const asked = new Set<string>()
  vi.stubGlobal('fetch', async (input: string | URL | Request) => {
    asked.add(new Request(input).url.replace(/\?.*/, ''))
    return Response.json({ status: 'pass', releaseId: release })
  })
  const run = await loadExample(example)
  const lines = recordLog()
  vi.useFakeTimers()
  let ended = false
  const running = run().finally(() => {
    ended = true
  })
  // The gate wants answers over a while; the time of this test is made.
  for (let seconds = 0; seconds < 60 && !ended; seconds++) await vi.advanceTimersByTimeAsync(1000)
  expect(ended).toBe(true)
  await running
  expect([...asked]).toEqual([url])
  expect(lines).toHaveLength(1)
})
