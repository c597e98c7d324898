import { readFile } from 'node:fs/promises'
import { catalogue } from '@keelson/render/diagnose'
import { expect, test } from 'vitest'

test('the guide has every cause of the catalogue, in its order and words, and no other', async () => {
  const guide = await readFile(new URL('../docs/guide/deploy-failures.md', import.meta.url), 'utf8')
  const rows = guide.split('\n').filter((line) => line.startsWith('| `'))
  const cell = (text: string) => text.replaceAll('$1', '…').replaceAll('|', String.raw`\|`)
  const expected = catalogue.map(
    ({ code, title, fix, source }) => `| \`${code}\` | ${cell(title)} | ${cell(fix)} ([source](${source})) |`,
  )
  expect(expected.length).toBeGreaterThan(80)
  expect(rows).toEqual(expected)
})
