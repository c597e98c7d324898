import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Everything that a user can import, by the names that users write. */
async function entries(): Promise<string[]> {
  const manifests = await Promise.all(
    ['core', 'render', 'health'].map(async (name) => {
      const text = await readFile(new URL(`../packages/${name}/package.json`, import.meta.url), 'utf8')
      return JSON.parse(text) as Manifest
    }),
  )
  return manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((path) => path !== './package.json')
      .map((path) => name + path.slice(1).replace('*', 'http')),
  )
}

/** Runs in a process of its own, on the built packages: counts what the import of an entry does to the process. */
const watch = `
  const effects = []
  // What dependencies do while they load is theirs (ky makes a Request to see what the runtime can do, zod sets globals),
  // and Node's own modules open the standard streams.
  await Promise.all(['ky', 'p-retry', 'zod/v4/core', 'node:http', 'node:child_process'].map((name) => import(name)))
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
