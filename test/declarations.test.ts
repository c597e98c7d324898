import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = ['core', 'render', 'neon', 'upstash', 'storage', 'health']
let folder: string

/** The declarations as they are published, from the sources as they are now. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-declarations-'))
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: {
      customConditions: ['source'],
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: join(root, 'packages'),
      outDir: join(folder, 'out'),
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: packages.map((name) => join(root, 'packages', name, 'src')),
    exclude: ['**/*.test.ts', '**/*.test-d.ts'].map((files) => join(root, 'packages', '*', 'src', files)),
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  await compile(folder)
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

async function compile(project: string): Promise<void> {
  const compiler = join(root, 'node_modules/typescript7/bin/tsc')
  await promisify(execFile)(process.execPath, [compiler, '-p', join(project, 'tsconfig.json')]).catch(
    (error: unknown) => {
      // The compiler writes what is wrong to its standard output.
      throw new Error(`the declarations cannot be made:\n${(error as { stdout?: string }).stdout}`, { cause: error })
    },
  )
}

/** Declarations by their path in the packages, comments left out: `render/src/index.d.ts`. */
async function readDeclarations(name: string): Promise<ReadonlyMap<string, string>> {
  const out = join(folder, 'out')
  const files = (await readdir(join(out, name), { recursive: true })).filter((file) => file.endsWith('.d.ts'))
  const entries = files.map(async (file) => {
    const text = await readFile(join(out, name, file), 'utf8')
    return [join(name, file).replaceAll(sep, '/'), text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')] as const
  })
  return new Map(await Promise.all(entries))
}

function linesWith(declarations: ReadonlyMap<string, string>, pattern: RegExp): string[] {
  return [...declarations].flatMap(([file, text]) =>
    text.split('\n').flatMap((line) => (pattern.test(line) ? [`${file}: ${line.trim()}`] : [])),
  )
}

describe.each(packages)('the declarations of %s', (name) => {
  test('are there for every entry of its export map', async () => {
    const declarations = await readDeclarations(name)
    const manifest = JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { source: string }>
    }
    const sources = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [] : [target.source],
    )
    expect(sources.length).toBeGreaterThan(0)
    for (const source of sources) {
      const wanted = `${name}/${source.replace('./', '').replace(/\.ts$/, '.d.ts')}`
      const [before = '', after = ''] = wanted.split('*')
      const matching = [...declarations.keys()].filter((file) => file.startsWith(before) && file.endsWith(after))
      expect(matching, `${wanted}`).not.toEqual([])
    }
  })

  test('show no type of zod', async () => {
    expect(linesWith(await readDeclarations(name), /['"]zod|\$Zod|ZodMini/)).toEqual([])
  })

  test('have no index signature, so that a misspelt field does not compile', async () => {
    expect(linesWith(await readDeclarations(name), /\[\s*\w+\s*:\s*string\s*\]\s*:/)).toEqual([])
  })

  test('hide no value behind any', async () => {
    expect(linesWith(await readDeclarations(name), /[:<,|&(]\s*any\b(?!\w)/)).toEqual([])
  })
})

test('the answers of render are plain objects with every field spelt out', async () => {
  const declarations = await readDeclarations('render')
  const service = declarations.get('render/src/resources/services.schema.d.ts') ?? ''
  for (const field of ['serviceDetails', 'healthCheckPath', 'preDeployCommand', 'deployId'])
    expect(service).toContain(field)
  const values = declarations.get('render/src/resources/env-vars.schema.d.ts') ?? ''
  expect(values).toMatch(/value: .*\bSecret\b/)
})

/** The packages as an installation has them: what is in `node_modules` is named through its package's exports, or not at all. */
async function install(project: string): Promise<string[]> {
  const modules = join(project, 'node_modules')
  await mkdir(join(modules, '@keelson'), { recursive: true })
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name !== '@keelson') await symlink(join(root, 'node_modules', name), join(modules, name), 'junction')
  }
  const entries: string[] = []
  for (const name of packages) {
    const own = join(modules, '@keelson', name)
    await cp(join(folder, 'out', name, 'src'), join(own, 'dist'), { recursive: true })
    const manifest = await readFile(join(root, 'packages', name, 'package.json'), 'utf8')
    await writeFile(join(own, 'package.json'), manifest)
    const { exports } = JSON.parse(manifest) as { exports: Record<string, unknown> }
    entries.push(...Object.keys(exports).map((entry) => `@keelson/${name}${entry.slice(1)}`))
  }
  return entries.filter((entry) => !/\*|\.json$/.test(entry))
}

test(
  'a library that wraps any function of any entry has declarations, without a type of its own',
  { timeout: 120_000 },
  async () => {
    const project = join(folder, 'library')
    const entries = await install(project)
    for (const [index, entry] of entries.entries()) {
      const names = Object.entries((await import(/* @vite-ignore */ entry)) as object).flatMap(([name, value]) =>
        typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
      )
      const wrappers = names.map(
        (name) =>
          `export const ${name} = async (...given: Parameters<typeof whole.${name}>) => [await whole.${name}(...given)]`,
      )
      const lines = [`import * as whole from '${entry}'`, ...wrappers, 'export {}']
      await writeFile(join(project, `wrapped-${index}.ts`), lines.join('\n'))
    }
    const part = `import { listEvents, type RenderClient } from '@keelson/render'
      export const changes = async (client: RenderClient) => (await listEvents(client, { serviceId: 'srv-1' }).toArray())
        .flatMap((event) => (event.type === 'instance_count_changed' ? [event.details] : []))`
    await writeFile(join(project, 'part-of-an-answer.ts'), part)
    const compilerOptions = {
      module: 'nodenext',
      target: 'esnext',
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      declaration: true,
      outDir: 'out',
    }
    await writeFile(join(project, 'package.json'), '{"type":"module"}')
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    await compile(project)
  },
)
