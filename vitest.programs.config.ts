import { defineConfig } from 'vitest/config'
import { resolution } from './vitest.config.ts'

// What the builders write, read by the programs that it is written for. Apart from the other tests, because it needs
// Python, Debian's packages and minutes.
export default defineConfig({
  ...resolution,
  test: {
    maxWorkers: 2,
    globalSetup: ['./test/services/global-setup.ts', './test/programs/fetch-programs.ts'],
    include: ['test/programs/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
