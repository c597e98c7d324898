import { readFile } from 'node:fs/promises'
import { catalogue, type CatalogueEntry } from '@keelson/render/diagnose'
import { expect, test } from 'vitest'

/** An entry as a row of the guide. */
function rowOf({ code, title, fix, source }: CatalogueEntry): string {
  const cell = (text: string) =>
    text
      .replaceAll('$1', '…')
      .replaceAll('|', String.raw`\|`)
      .replaceAll('<', '&lt;')
  return `| \`${code}\` | ${cell(title)} | ${cell(fix)} ([source](${source})) |`
}

test('the guide has every entry of the catalogue, as it is, and no other', async () => {
  const text = await readFile(new URL('deploy-failures.md', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows.toSorted()).toEqual(catalogue.map(rowOf).toSorted())
})
