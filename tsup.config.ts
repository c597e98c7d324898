import { defineConfig } from 'tsup'

const packages = ['core', 'render', 'neon', 'upstash', 'storage', 'health']

// JavaScript file by file: only so does `sideEffects: false` let a bundler leave out what a program does not use.
// Declarations come from TypeScript itself (`npm run build:types`).
export default defineConfig(
  packages.map((name) => ({
    entry: [`packages/${name}/src/**/*.ts`, '!**/*.test.ts', '!**/*.test-d.ts'],
    outDir: `packages/${name}/dist`,
    format: 'esm' as const,
    target: 'node22',
    bundle: false,
    sourcemap: true,
    dts: false,
    silent: true,
    esbuildOptions: (options) => {
      options.outbase = `packages/${name}/src`
      options.sourcesContent = false // src ships with the package
    },
  })),
)
