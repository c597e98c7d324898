import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** The files that an entry consists of. */
async function filesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
    write: false,
    metafile: true,
  })
  return Object.keys(metafile.inputs)
}

test.each([
  ['./index.ts', []],
  ['./testing/index.ts', []],
  ['./ioredis/index.ts', ['ioredis']],
  ['./rest/index.ts', ['@upstash/redis']],
])('of the optional peers, %s loads %j', async (entry, peers) => {
  const files = await filesOf(entry)
  const loaded = ['ioredis', '@upstash/redis'].filter((peer) =>
    files.some((file) => file.includes(`node_modules/${peer}/`)),
  )
  expect(loaded).toEqual(peers)
  expect(files.some((file) => file.includes('/testing/'))).toBe(entry.includes('testing'))
})

test('the REST client runs where there is nothing but what the web has', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./rest/index.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'rest',
    // A module of Node would not be found.
    platform: 'browser',
    conditions: ['source', 'workerd', 'worker'],
    write: false,
  })
  const types = { Request, Response, Headers, URL, URLSearchParams, AbortController, AbortSignal, FormData, Blob }
  const more = { ReadableStream, TextDecoder, TextEncoder, EventTarget, DOMException, atob, btoa, crypto, performance }
  const web = { ...types, ...more, setTimeout, clearTimeout }
  const answers = createContext({ ...web, fetch: async () => Response.json({ result: btoa('hello') }) })
  runInContext(outputFiles[0]?.text ?? '', answers)
  const code = `rest.createRestRedis({ url: 'https://calm-otter-1.upstash.io', token: 'token' }).get('greeting')`
  expect(await runInContext(code, answers)).toBe('hello')
  expect(runInContext(`typeof process + typeof require`, answers)).toBe('undefinedundefined')
})
