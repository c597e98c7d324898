import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readSources } from './read-sources.js'

test('small files are kept in memory up to 64 MiB together; style sheets always', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-sources-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const names = [...Array.from({ length: 65 }, (_, index) => `${index}.bin`), 'late.css']
  const files = names.map((path) => ({ path, location: join(folder, path) }))
  for (const { location } of files) {
    await writeFile(location, '')
    await truncate(location, 2 ** 20)
  }
  const problem = () => expect.unreachable('all can be read')
  const sources = await readSources(files, { concurrency: 4, namingOf: () => 'hash', problem })
  expect(sources.map(({ path }) => path)).toEqual(names)
  // Which one is read last is not told.
  expect(sources.filter(({ content }) => !content).map(({ path }) => path)).toEqual([expect.stringMatching(/bin$/)])
})
