/** The tables of sizes in the READMEs: `npm run bench:size -- --write` writes them, and without it they are compared. */
import { readFile, writeFile } from 'node:fs/promises'

/** An import line, and what its bundle takes, in bytes. */
export interface MeasuredLine {
  readonly name: string
  readonly code: string
  readonly external?: readonly string[] | undefined
  readonly bytes: number
  readonly gzip: number
}

/** Another release of Node packs a few bytes differently, and may so round differently. */
const toleranceKb = 0.1001

const imported = /^\s*export (?:\{ (?<names>[^}]+) \}|\*) from '@keelson\/(?<name>\w+)(?<subpath>\/[^']+)?'/gm
const table = /(?<=^## Size\n\n)(?:\|.*\n)+/m

/** Compares, or writes; answers with the READMEs whose table says something else. */
export async function updateSizeTables(lines: readonly MeasuredLine[], write: boolean): Promise<string[]> {
  const stale: string[] = []
  for (const name of new Set(lines.map(packageOf))) {
    const own = lines.filter((line) => packageOf(line) === name)
    const file = new URL(`../packages/${name}/README.md`, import.meta.url)
    const text = await readFile(file, 'utf8')
    const due = ['| import | minified | gzip |', '|---|---|---|', ...own.map(formatRow)]
    const written = table.exec(text)?.[0].trimEnd().split('\n') ?? []
    if (written.length === due.length && due.every((row, index) => agree(row, written[index] ?? ''))) continue
    if (write)
      await writeFile(
        file,
        text.replace(table, () => `${due.join('\n')}\n`),
      )
    else stale.push(`packages/${name}/README.md`)
  }
  return stale
}

function packageOf({ code }: MeasuredLine): string {
  return /@keelson\/(\w+)/.exec(code)?.[1] ?? ''
}

function formatRow(line: MeasuredLine): string {
  const without = line.external?.length ? `, without ${line.external.map(quote).join(', ')}` : ''
  return `| ${labelOf(line)}${without} | ${kilobytes(line.bytes)} | ${kilobytes(line.gzip)} |`
}

function labelOf({ name, code }: MeasuredLine): string {
  const parts = [...code.matchAll(imported)].map(({ groups: { names, subpath } = {} }) => {
    const from = subpath ? ` of \`…${subpath}\`` : ''
    return (names ? names.split(', ').map(quote).join(', ') : 'everything') + from
  })
  return parts.length > 0 ? parts.join(' with ') : name
}

function quote(name: string): string {
  return `\`${name}\``
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`
}

/** Whether two rows say the same, up to the last digit. */
function agree(one: string, other: string): boolean {
  const figures = (row: string) => [...row.matchAll(/([\d.]+) KB/g)].map(([, figure]) => Number(figure))
  const words = (row: string) => row.replaceAll(/[\d.]+ KB/g, '')
  const [mine, theirs] = [figures(one), figures(other)]
  return (
    words(one) === words(other) && mine.every((figure, index) => Math.abs(figure - (theirs[index] ?? 0)) < toleranceKb)
  )
}
