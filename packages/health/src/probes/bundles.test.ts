import { readdir } from 'node:fs/promises'
import { build, type BuildFailure } from 'esbuild'
import { expect, test } from 'vitest'

/** They ask the system, or open sockets; everything else runs wherever `fetch` does. */
const nodeOnly = ['disk', 'dns', 'event-loop', 'memory', 'tcp', 'tls']

const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

/** What a bundle for browsers lacks, and what of other people's code is in it. */
async function bundle(
  file: string,
): Promise<{ readonly lacking: readonly string[]; readonly foreign: readonly string[] }> {
  try {
    const { metafile } = await build({
      entryPoints: [`${import.meta.dirname}/${file}`],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['source'],
      metafile: true,
      write: false,
      logLevel: 'silent',
    })
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
    const kept = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([name]) => name)
    return { lacking: [], foreign: kept.filter((name) => name.includes('node_modules')) }
  } catch (failure) {
    const lacking = (failure as BuildFailure).errors.map(({ text }) => /"(.*?)"/.exec(text)?.[1] ?? text)
    return { lacking, foreign: [] }
  }
}

test.each(files)('%s is bundled for browsers, or lacks modules of Node alone', { timeout: 20_000 }, async (file) => {
  const { lacking, foreign } = await bundle(file)
  expect(foreign).toEqual([])
  expect(lacking.filter((name) => !name.startsWith('node:'))).toEqual([])
  expect(lacking.length > 0).toBe(nodeOnly.includes(file.replace('.ts', '')))
})
