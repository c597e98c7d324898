/**
 * The clients beside others of the same vendors: size of a bundle, CPU of importing it, CPU of a call, in one interleaved
 * run. Nothing is asserted: a figure of a shared machine is read, not tested.
 *   npm run bench:peers
 */
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const importRounds = 15
/** Short rounds, many of them before: until the code is compiled, the compiler's own time is measured. */
const callRounds = 80
const warmUps = 50
const callsPerRound = 40

/** One client: what a user writes, and a call; `base` is the server's address. */
interface Subject {
  readonly name: string
  /** What is compared with each other: one vendor, and the same body. */
  readonly group: 'render' | 'neon' | 'vercel'
  /** A module whose export `call(base)` makes the function that calls once. */
  readonly code: string
}

const plain = (group: Subject['group'], path: string): Subject[] => [
  {
    name: 'fetch',
    group,
    code: `export const call = (base) => async () => (await fetch(base + '${path}', { headers: { authorization: 'Bearer x' } })).json()`,
  },
  {
    name: 'ky',
    group,
    code: `import ky from 'ky'
      export const call = (base) => () => ky(base + '${path}', { headers: { authorization: 'Bearer x' }, retry: 0 }).json()`,
  },
]

const subjects: readonly Subject[] = [
  ...plain('render', '/v1/services?limit=100'),
  {
    name: '@keelson/render',
    group: 'render',
    code: `import { createRenderClient, listServices } from '@keelson/render'
      export const call = (base) => {
        const client = createRenderClient({ apiKey: 'rnd_bench_key', baseUrl: base + '/v1' })
        return () => listServices(client).first()
      }`,
  },
  {
    name: '@keelson/render, strict',
    group: 'render',
    code: `import { createRenderClient, listServices } from '@keelson/render'
      export const call = (base) => {
        const client = createRenderClient({ apiKey: 'rnd_bench_key', baseUrl: base + '/v1', strict: true })
        return () => listServices(client).first()
      }`,
  },
  {
    name: 'render-api',
    group: 'render',
    code: `import { RenderClient } from 'render-api'
      export const call = (base) => {
        const client = new RenderClient({ apiKey: 'rnd_bench_key', baseUrl: base + '/v1', maxRetries: 0 })
        return () => client.services.list({ limit: 100 })
      }`,
  },
  ...plain('neon', '/api/v2/projects?limit=100'),
  {
    name: '@keelson/neon',
    group: 'neon',
    code: `import { createNeonClient, listProjects } from '@keelson/neon'
      export const call = (base) => {
        const client = createNeonClient({ apiKey: 'napi_bench_key', baseUrl: base + '/api/v2' })
        return () => listProjects(client).first()
      }`,
  },
  {
    name: '@keelson/neon, strict',
    group: 'neon',
    code: `import { createNeonClient, listProjects } from '@keelson/neon'
      export const call = (base) => {
        const client = createNeonClient({ apiKey: 'napi_bench_key', baseUrl: base + '/api/v2', strict: true })
        return () => listProjects(client).first()
      }`,
  },
  {
    name: '@neon/sdk',
    group: 'neon',
    code: `import { createNeonClient } from '@neon/sdk'
      export const call = (base) => {
        const neon = createNeonClient({ apiKey: 'napi_bench_key', baseUrl: base + '/api/v2', throwOnError: true, retries: 0 })
        return () => neon.projects.list({ limit: 100 }).page()
      }`,
  },
  {
    name: '@neondatabase/api-client',
    group: 'neon',
    code: `import { createApiClient } from '@neondatabase/api-client'
      export const call = (base) => {
        const client = createApiClient({ apiKey: 'napi_bench_key', baseURL: base + '/api/v2' })
        return async () => (await client.listProjects({ limit: 100 })).data
      }`,
  },
  ...plain('vercel', '/v4/aliases?limit=100'),
  {
    name: '@vercel/sdk, one function',
    group: 'vercel',
    code: `import { VercelCore } from '@vercel/sdk/core.js'
      import { aliasesListAliases } from '@vercel/sdk/funcs/aliasesListAliases.js'
      export const call = (base) => {
        const client = new VercelCore({ bearerToken: 'vercel_bench_key', serverURL: base })
        return async () => {
          const { ok, value, error } = await aliasesListAliases(client, { limit: 100 })
          if (!ok) throw error
          return value
        }
      }`,
  },
]

const server = fork(new URL('./peers-server.ts', import.meta.url))
const [{ port }] = (await once(server, 'message')) as [{ port: number }]
const base = `http://127.0.0.1:${port}`
const folder = await mkdtemp(join(tmpdir(), 'keelson-bench-'))

interface Measured extends Subject {
  readonly file: string
  readonly gzip: number
  readonly call: () => Promise<unknown>
}

try {
  const measured: Measured[] = []
  for (const [index, subject] of subjects.entries()) {
    const { outputFiles } = await build({
      stdin: { contents: subject.code, resolveDir: new URL('./peers', import.meta.url).pathname },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      // A CommonJS module in a bundle asks for Node's modules by `require`.
      banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
      write: false,
      logLevel: 'error',
    })
    const bundle = outputFiles[0]?.contents ?? new Uint8Array()
    const file = join(folder, `${index}.mjs`)
    await writeFile(file, bundle)
    const { call } = (await import(pathToFileURL(file).href)) as { call: (base: string) => () => Promise<unknown> }
    measured.push({ ...subject, file, gzip: gzipSync(bundle, { level: 9 }).byteLength, call: call(base) })
  }

  const calls = new Map<string, number[]>()
  const imports = new Map<string, number[]>()
  const script =
    'const before = process.cpuUsage(); await import(process.argv[1]); const { user, system } = process.cpuUsage(before); console.log(user + system)'
  for (let round = 0; round < warmUps + callRounds; round++) {
    // Each follows and precedes each of its neighbours equally often.
    for (const { file, call } of round % 2 === 0 ? measured : measured.toReversed()) {
      const before = process.cpuUsage()
      for (let index = 0; index < callsPerRound; index++) await call()
      const { user, system } = process.cpuUsage(before)
      if (round >= warmUps) add(calls, file, (user + system) / callsPerRound)
    }
  }
  for (let round = 0; round < importRounds; round++) {
    for (const { file } of measured) {
      const spent = execFileSync(process.execPath, ['--input-type=module', '-e', script, file], { encoding: 'utf8' })
      add(imports, file, Number(spent))
    }
  }

  console.log(`medians of ${callRounds} and ${importRounds} interleaved rounds; x is the ratio to ky in the same round`)
  for (const { name, group, file, gzip } of measured) {
    const ky = measured.find((one) => one.group === group && one.name === 'ky')?.file ?? ''
    const figure = (figures: Map<string, number[]>) => {
      const values = figures.get(file) ?? []
      const ratios = values.map((value, index) => value / (figures.get(ky)?.[index] ?? NaN))
      return `${median(values).toFixed(0).padStart(7)} µs x${median(ratios).toFixed(2)}`
    }
    console.log(
      `${group.padEnd(7)}${name.padEnd(28)} ${(gzip / 1024).toFixed(1).padStart(6)} KB gzip   import ${figure(imports)}   call ${figure(calls)}`,
    )
  }
} finally {
  server.disconnect()
  await rm(folder, { recursive: true })
}

function add(figures: Map<string, number[]>, key: string, value: number): void {
  figures.set(key, [...(figures.get(key) ?? []), value])
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
