import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs', 'guide')
const guides = (await readdir(folder)).filter((name) => name.endsWith('.md'))
const imports = /^import [\s\S]*?from '[^']+'$\n/gm

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

interface Guide {
  readonly imports: string
  /** Its examples, and what stands in comments that no reader sees: `<!-- given`, `const client = given<Client>()`, `-->`. */
  readonly bodies: readonly string[]
}

async function readGuide(name: string): Promise<Guide> {
  const text = await readFile(join(folder, name), 'utf8')
  const blocks = [...text.matchAll(/^(?:```ts|<!-- given)\n([\s\S]*?)^(?:```|-->)$/gm)].map(([, code = '']) => code)
  const lines = new Set(blocks.flatMap((code) => code.match(imports) ?? []))
  return { imports: mergeImports([...lines]), bodies: blocks.map((code) => code.replace(imports, '')) }
}

/** A name may be imported by several examples. */
function mergeImports(lines: readonly string[]): string {
  const names = new Map<string, Set<string>>()
  const whole = new Set<string>()
  for (const line of lines) {
    const [, list, from = ''] = /^import \{([\s\S]*?)\} from '([^']+)'/.exec(line) ?? []
    if (list === undefined) whole.add(line)
    else names.set(from, new Set([...(names.get(from) ?? []), ...list.split(',').map((name) => name.trim())]))
  }
  const merged = [...names].map(([from, list]) => `import { ${[...list].filter(Boolean).join(', ')} } from '${from}'\n`)
  return [...whole, ...merged].join('')
}

/** Each example inside the one before it: what it goes on with is there, and what it names anew hides the former. */
function nest(bodies: readonly string[]): string {
  // An export stands in a file of its own; here it is what it exports.
  const inside = (body: string) => body.replace(/^export default /gm, 'const exported = ').replace(/^export /gm, '')
  const code = bodies.map((body) => `{\n${inside(body)}\n`).join('')
  return `${code}${'}'.repeat(bodies.length)}\n`
}

test('the examples of every guide agree with the types', { timeout: 120_000 }, async () => {
  // Inside the project, or the packages could not be imported by their names.
  const out = await mkdtemp(join(root, 'docs', '.guides-'))
  try {
    const files: string[] = []
    let count = 0
    for (const name of guides) {
      const guide = await readGuide(name)
      if (guide.bodies.length === 0) continue
      count += guide.bodies.length
      const text = `${guide.imports}declare function given<T>(): T\nexport async function examples() {\n${nest(guide.bodies)}}\n`
      const file = name.replace(/\.md$/, '.ts')
      await writeFile(join(out, file), text)
      files.push(file)
    }
    expect(count).toBeGreaterThan(10)
    const config = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { noEmit: true, customConditions: ['source'], typeRoots: [join(root, 'node_modules/@types')] },
      files,
    }
    await writeFile(join(out, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(root, 'node_modules/typescript7/bin/tsc')
    const told = await promisify(execFile)(process.execPath, [compiler, '-p', join(out, 'tsconfig.json')]).catch(
      (error: unknown) => error as { stdout: string },
    )
    expect(told.stdout.split('\n').filter(Boolean)).toEqual([])
  } finally {
    await rm(out, { recursive: true })
  }
})

test.each(['render.md'])('all examples of %s run one after the other, and print what they say', async (name) => {
  // Nothing outside this process is asked.
  vi.stubGlobal('fetch', () => expect.fail('an example went to the network'))
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => void lines.push(values.map(String).join(' ')))
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const guide = await readGuide(name)
  const out = await mkdtemp(join(root, 'docs', '.guides-'))
  try {
    const file = join(out, 'guide.ts')
    await writeFile(file, `${guide.imports}export async function examples() {\n${nest(guide.bodies)}}\n`)
    const { examples } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      examples: () => Promise<void>
    }
    await examples()
  } finally {
    await rm(out, { recursive: true })
  }
  const promised = guide.bodies.flatMap((body) => [...body.matchAll(/\/\/ → (.*)$/gm)].map(([, text = '']) => text))
  expect(promised.length).toBeGreaterThan(guide.bodies.length)
  expect(lines).toEqual(promised)
})

test.each(['core', 'render', 'neon', 'upstash', 'storage', 'health'])(
  'the README of %s names every value that it exports',
  async (name) => {
    const readme = await readFile(join(root, `packages/${name}/README.md`), 'utf8')
    const { exports } = JSON.parse(await readFile(join(root, `packages/${name}/package.json`), 'utf8')) as {
      readonly exports: Readonly<Record<string, unknown>>
    }
    // What schemas and tests are made of is a vocabulary of its own, which the reference has.
    const entries = Object.keys(exports).filter((path) => !/\.json$|shape$|\*$|^\.\/testing$/.test(path))
    expect(entries.length).toBeGreaterThan(1)
    for (const entry of entries) {
      const values: object = await import(/* @vite-ignore */ `@keelson/${name}${entry.slice(1)}`)
      const missing = Object.keys(values).filter((one) => !readme.includes(`\`${one}\``))
      expect({ entry, missing }).toEqual({ entry, missing: [] })
    }
  },
)

test.each(['storage/src/stores', 'health/src/probes'])('every file of %s is named in the README', async (folder) => {
  const files = (await readdir(join(root, 'packages', folder))).filter((file) => !file.includes('.test'))
  const readme = await readFile(join(root, 'packages', folder, '../../README.md'), 'utf8')
  const names = files.map((file) => file.replace(/\.ts$/, ''))
  expect(names.length).toBeGreaterThan(9)
  expect(names.filter((name) => !new RegExp(`[\`/]${name}\``).test(readme))).toEqual([])
})
