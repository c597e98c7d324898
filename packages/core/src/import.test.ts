import { expect, test, vi } from 'vitest'

/** Runs `work` and lists what it did to the world meanwhile. */
async function watch(work: () => Promise<unknown>): Promise<string[]> {
  const effects: string[] = []
  // What the test runner's own module loader does has its address on the stack; only the packages' own files count here.
  const note = (what: string) => {
    const stack = new Error(what).stack ?? ''
    if (/\/packages\/core\/src\/(?!import\.test)/.test(stack)) effects.push(what)
  }
  const spied = (['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'] as const).map((name) => {
    const original = globalThis[name] as (...args: unknown[]) => unknown
    return vi
      .spyOn(globalThis, name)
      .mockImplementation(((...args: unknown[]) => (note(name), original(...args))) as never)
  })
  const listeners = (['on', 'once', 'addListener', 'prependListener'] as const).map((name) => {
    const original = process[name].bind(process) as (...args: unknown[]) => unknown
    return vi
      .spyOn(process, name)
      .mockImplementation(((...args: unknown[]) => (note(`process.${name}`), original(...args))) as never)
  })
  const environment = process.env
  process.env = new Proxy(environment, {
    get: (target, name) => (note(`process.env.${String(name)}`), Reflect.get(target, name)),
    has: (target, name) => (note(`process.env.${String(name)}`), Reflect.has(target, name)),
    ownKeys: (target) => (note('process.env'), Reflect.ownKeys(target)),
  })
  try {
    await work()
  } finally {
    process.env = environment
    for (const spy of [...spied, ...listeners]) spy.mockRestore()
  }
  return effects
}

// Dependencies come with it (ky probes for stream support by making a Request while it loads); they are not counted.
test.each(['./index.js', './testing/index.js'])(
  'importing %s starts no timer, listener or request and reads no environment',
  async (path) => {
    vi.resetModules()
    let exports = {}
    const effects = await watch(async () => {
      exports = (await import(/* @vite-ignore */ path)) as object
    })
    expect(Object.keys(exports).length).toBeGreaterThan(5)
    expect(effects).toEqual([])
  },
)

test('the watch would have seen it', async () => {
  vi.resetModules()
  const { createClient, systemClock } = await import('./index.js')
  const { exampleProvider } = await import('./testing/example-provider.js')
  const effects = await watch(async () => {
    systemClock.timer(() => {}, 0)()
    const fetch = () => Promise.resolve(Response.json(1))
    await createClient(exampleProvider, { fetch })
      .send({ method: 'GET', path: '/x' })
      .catch(() => undefined)
  })
  expect(effects).toContain('setTimeout')
  expect(effects).toContain('process.env.EXAMPLE_API_KEY')
})
