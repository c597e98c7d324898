import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// Tests run against the sources of every package, without a build. `module` is dropped: some dependencies'
// `module` builds have imports without extensions, which Node cannot load.
const conditions = ['source', ...defaultServerConditions.filter((condition) => condition !== 'module')]

const project = (name: string, root: string, folder: string) => ({
  extends: true as const,
  test: {
    name,
    root,
    include: [`${folder}**/*.test.ts`],
    // `npm run test:programs`
    exclude: ['**/node_modules/**', 'test/programs/**'],
    typecheck: {
      enabled: true,
      include: [`${folder}**/*.test-d.ts`],
      tsconfig: './tsconfig.json',
      checker: new URL('node_modules/typescript7/bin/tsc', import.meta.url).pathname,
    },
  },
})

export const resolution = { resolve: { conditions }, ssr: { resolve: { conditions } } }

export default defineConfig({
  ...resolution,
  test: {
    maxWorkers: 2,
    globalSetup: './test/services/global-setup.ts',
    projects: [
      ...['core', 'render', 'neon', 'upstash', 'storage', 'health'].map((name) =>
        project(name, `packages/${name}`, 'src/'),
      ),
      project('docs', 'docs', ''),
      project('test', '.', 'test/'),
    ],
  },
})
