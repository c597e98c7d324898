/**
 * What a call and an import cost beside ky and bare fetch: all variants in one interleaved run, ratios of medians printed.
 * Nothing is asserted: a figure of a shared machine is read, not tested.
 */
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import ky from 'ky'
import * as render from '@keelson/render'

const rounds = 15
/** Short rounds, so that what else the machine does meets all variants; many of them before, until the code is compiled. */
const callRounds = 150
const warmUps = 50
const callsPerRound = 60

const server = fork(new URL('./call-server.ts', import.meta.url))
const [{ port }] = (await once(server, 'message')) as [{ port: number }]
const baseUrl = `http://127.0.0.1:${port}/v1`
const headers = { authorization: 'Bearer rnd_bench_key', accept: 'application/json' }
const client = render.createRenderClient({ apiKey: 'rnd_bench_key', baseUrl })
const strict = render.createRenderClient({ apiKey: 'rnd_bench_key', baseUrl, strict: true })
const url = `${baseUrl}/services?limit=100`

const calls: Record<string, () => Promise<unknown>> = {
  fetch: async () => (await fetch(url, { headers })).json(),
  ky: () => ky(url, { headers, retry: 0 }).json(),
  'client.send': () => client.send({ method: 'GET', path: '/services' }),
  'listServices().first()': () => render.listServices(client).first(),
  '… checked by its schema': () => render.listServices(strict).first(),
}

const cpu: Record<string, number[]> = {}
for (let round = 0; round < warmUps + callRounds; round++) {
  const variants = Object.entries(calls)
  // Each follows and precedes each of its neighbours equally often.
  for (const [name, call] of round % 2 === 0 ? variants : variants.toReversed()) {
    const before = process.cpuUsage()
    for (let index = 0; index < callsPerRound; index++) await call()
    const { user, system } = process.cpuUsage(before)
    if (round >= warmUps) (cpu[name] ??= []).push((user + system) / callsPerRound)
  }
}
server.disconnect()
report('CPU a call (µs)', cpu)

const folder = await mkdtemp(join(tmpdir(), 'keelson-bench-'))
try {
  const imports: Record<string, string> = {
    'bare node': '',
    ky: `import ky from 'ky'; globalThis.kept = ky`,
    '@keelson/render': `import * as render from '@keelson/render'; globalThis.kept = render.createRenderClient()`,
  }
  const started: Record<string, number[]> = {}
  const script =
    'const before = process.cpuUsage(); await import(process.argv[1]); const { user, system } = process.cpuUsage(before); console.log(user + system)'
  const files = await Promise.all(
    Object.entries(imports).map(async ([name, contents], index) => {
      const outfile = join(folder, `${index}.mjs`)
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: import.meta.dirname },
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'node',
        write: false,
      })
      await writeFile(outfile, outputFiles[0]?.contents ?? '')
      return [name, outfile] as const
    }),
  )
  for (let round = 0; round <= rounds; round++) {
    for (const [name, file] of files) {
      const spent = Number(
        execFileSync(process.execPath, ['--input-type=module', '-e', script, file], { encoding: 'utf8' }),
      )
      if (round > 0) (started[name] ??= []).push(spent)
    }
  }
  report('CPU an import of the bundle (µs)', started)
} finally {
  await rm(folder, { recursive: true })
}

function report(title: string, figures: Readonly<Record<string, readonly number[]>>): void {
  const base = figures['ky'] ?? []
  console.log(`\n${title}, ${base.length} interleaved rounds`)
  for (const [name, values] of Object.entries(figures)) {
    const ratios = values.map((value, round) => value / (base[round] ?? NaN))
    console.log(
      `${name.padEnd(32)} median ${median(values).toFixed(0).padStart(7)}  min ${Math.min(...values)
        .toFixed(0)
        .padStart(7)}  x${median(ratios).toFixed(2)} of ky`,
    )
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
