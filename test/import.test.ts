import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Everything that a user can import, by the names that users write. */
async function entries(): Promise<string[]> {
  const manifests = await Promise.all(
    ['core', 'render', 'neon', 'upstash', 'storage', 'health'].map(async (name) => {
      const text = await readFile(new URL(`../packages/${name}/package.json`, import.meta.url), 'utf8')
      return JSON.parse(text) as Manifest
    }),
  )
  const all = manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((path) => path !== './package.json')
      .map((path) => name + path.slice(1)),
  )
  return (await Promise.all(all.map(expand))).flat()
}

/** Every file that a wildcard stands for. */
async function expand(specifier: string): Promise<string[]> {
  if (!specifier.endsWith('/*')) return [specifier]
  const [, name = '', folder = ''] = specifier.split('/')
  const files = await readdir(new URL(`../packages/${name}/src/${folder}`, import.meta.url))
  const modules = files.filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file))
  return modules.map((file) => specifier.replace('*', file.slice(0, -'.ts'.length)))
}

/** Runs in a process of its own, on the built packages: counts what the import of an entry does to the process. */
const watch = `
  const effects = []
  // What dependencies do while they load is theirs (ky makes a Request to see what the runtime can do, zod sets globals),
  // and Node's own modules open the standard streams.
  await Promise.all(['ky', 'p-retry', 'zod/v4/core', 'pg', 'ioredis', '@aws-sdk/client-s3', '@upstash/redis', 'standardwebhooks', 'node:http', 'node:child_process'].map((name) => import(name)))
  void [process.stdin, process.stdout, process.stderr]
  const note = (what) => { if (/\\/packages\\/\\w+\\/dist\\//.test(new Error().stack)) effects.push(what) }
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch']) {
    const original = globalThis[name]
    globalThis[name] = (...args) => (note(name), original(...args))
  }
  const { env } = process
  process.env = new Proxy(env, {
    get: (target, name) => (note('env ' + String(name)), target[name]),
    has: (target, name) => (note('env ' + String(name)), name in target),
    ownKeys: (target) => (note('env'), Reflect.ownKeys(target)),
  })
  const globals = new Set(Reflect.ownKeys(globalThis))
  const listeners = () => process.eventNames().map((name) => [name, process.listenerCount(name)].join(' ')).sort()
  const before = { listeners: listeners(), resources: process.getActiveResourcesInfo() }
  if (process.argv[1] === 'control') eval('setTimeout(() => {}, 0); void process.env.X\\n//# sourceURL=file:///x/packages/core/dist/x.js')
  else await import(process.argv[1])
  const after = { listeners: listeners(), resources: process.getActiveResourcesInfo() }
  if (JSON.stringify(before) !== JSON.stringify(after) && process.argv[1] !== 'control') effects.push(JSON.stringify({ before, after }))
  effects.push(...Reflect.ownKeys(globalThis).filter((name) => !globals.has(name)).map(String))
  console.log(JSON.stringify(effects))
`

async function effectsOf(specifier: string): Promise<string[]> {
  const args = ['--input-type=module', '-e', watch, specifier]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: new URL('../docs', import.meta.url) })
  return JSON.parse(stdout) as string[]
}

test.each(await entries())('importing %s does no work', async (specifier) => {
  expect(await effectsOf(specifier)).toEqual([])
})

test('the watch would have seen it', async () => {
  expect(await effectsOf('control')).toEqual(['setTimeout', 'env X'])
})

/** Which libraries an import loads. */
const libraries = `
  import { registerHooks } from 'node:module'
  const loaded = new Set()
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const [, library] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules)/.exec(resolved.url) ?? []
      if (library) loaded.add(library)
      return resolved
    },
  })
  await import(process.argv[1])
  console.log(JSON.stringify([...loaded]))
`

async function loadedBy(specifier: string): Promise<string[]> {
  const args = ['--input-type=module', '-e', libraries, specifier]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: new URL('../docs', import.meta.url) })
  return JSON.parse(stdout) as string[]
}

const peers = /^(?:pg|ioredis|@aws-sdk\/|@smithy\/|@upstash\/)/

test.each(['@keelson/render', '@keelson/neon', '@keelson/upstash', '@keelson/storage', '@keelson/core/postgres'])(
  'importing %s loads no optional peer',
  async (specifier) => {
    expect((await loadedBy(specifier)).filter((library) => peers.test(library))).toEqual([])
  },
)

test.each([
  ['@keelson/neon/pg', 'pg'],
  ['@keelson/upstash/ioredis', 'ioredis'],
  ['@keelson/upstash/rest', '@upstash/redis'],
  ['@keelson/render/webhooks', 'standardwebhooks'],
  ['@keelson/storage/s3', '@aws-sdk/client-s3'],
])('importing %s loads %s', async (specifier, library) => {
  expect(await loadedBy(specifier)).toContain(library)
})
