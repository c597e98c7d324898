import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** What programs find in `node_modules` themselves: some of it cannot be bundled. */
const external = ['express', 'fastify', 'hono', 'ioredis', 'pg', 'vite']

/**
 * Writes a program as one file for Node, with the packages as their sources are now: they import each other as a build has
 * them, so that Node cannot run the sources themselves.
 */
export async function bundleSource(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
    external,
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'error',
  })
}
