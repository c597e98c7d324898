import { fileURLToPath } from 'node:url'
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
  ['./index.ts', false],
  ['./testing/index.ts', false],
  ['./ioredis/index.ts', true],
])('%s loads ioredis: %s', async (entry, loads) => {
  const files = await filesOf(entry)
  expect(files.some((file) => file.includes('node_modules/ioredis/'))).toBe(loads)
  expect(files.some((file) => file.includes('/testing/'))).toBe(entry.includes('testing'))
})
