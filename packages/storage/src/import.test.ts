import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Every package that comes along with an entry, by following its imports. */
async function packagesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
  })
  const names = Object.keys(metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
  return [...new Set(names)].filter((name) => name !== undefined).toSorted((a, b) => a.localeCompare(b))
}

test.each(['./index.ts', './testing/index.ts', './stores/aws.ts', './stores/r2.ts'])(
  '%s loads nothing of the AWS SDK',
  async (entry) => {
    const names = await packagesOf(entry)
    expect(names.filter((name) => /^@(?:aws|smithy)/.test(name))).toEqual([])
  },
)

test('./s3 does', async () => {
  expect(await packagesOf('./s3/index.ts')).toContain('@aws-sdk/client-s3')
})
