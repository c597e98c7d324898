import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { envText, fillText, type Text } from '@keelson/core'
import { formatCommand, parseCommand } from '@keelson/core/shell'
import { hostileTexts } from './hostile.ts'
import { findProgram } from './programs.ts'

const run = promisify(execFile)
const texts = hostileTexts(1000, 1)
const environment = { PORT: "8000 ; touch keelson-marker $(touch keelson-marker) '", EMPTY: '' }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-shell-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What a program gets as arguments when a shell carries out these lines. */
async function carryOut(shell: string, lines: readonly string[]): Promise<string[][]> {
  const script = join(folder, `${shell}.sh`)
  await writeFile(script, lines.join('\n'))
  const { path } = await findProgram(shell)
  const env = { PATH: process.env['PATH'], ...environment }
  const { stdout } = await run(path, [script], { cwd: folder, env, maxBuffer: 2 ** 28 })
  expect((await readdir(folder)).filter((name) => !name.endsWith('.sh'))).toEqual([])
  const commands: string[][] = [[]]
  for (const argument of stdout.split('\0').slice(0, -1)) {
    if (argument === end) commands.push([])
    else commands.at(-1)?.push(argument)
  }
  return commands.slice(0, -1)
}

/** Stands behind the arguments of a command; it is none of the texts. */
const end = 'end-of-command-5b1f'
const print = ['printf', String.raw`%s\0`]
const ended = formatCommand([...print, end])

test.each(['dash', 'bash'])('%s hands on every text unchanged, and our parser reads it as it does', async (shell) => {
  const commands = Array.from({ length: 250 }, (_, index) => texts.slice(index * 4, index * 4 + 4))
  const lines = commands.map((words) => formatCommand([...print, ...words]))
  const arrived = await carryOut(
    shell,
    lines.flatMap((line) => [line, ended]),
  )
  expect(arrived).toEqual(commands)
  expect(arrived.flat()).toHaveLength(1000)
})

test.each(['dash', 'bash'])('%s fills in variables, also in the middle and as defaults', async (shell) => {
  const references = texts.flatMap((text, index): Text[] => {
    const fallback = envText({ env: index % 2 === 0 ? 'EMPTY' : 'MISSING', default: text }, '0')
    const middle = envText(text, { env: 'PORT' }, Array.from(text).slice(0, 5).join(''))
    return canBeDefault(text) ? [middle, fallback] : [middle]
  })
  expect(references.length).toBeGreaterThan(1200)
  const arrived = await carryOut(
    shell,
    references.flatMap((text) => [formatCommand([...print, text]), ended]),
  )
  expect(arrived).toEqual(references.map((text) => [fillText(text, environment)]))
})

/** What cannot be one is refused before anything is written. */
function canBeDefault(text: string): boolean {
  try {
    formatCommand(['a', envText({ env: 'A', default: text })])
    return true
  } catch (error) {
    if (String(error).includes('a default with a quote')) return false
    throw error
  }
}

test('the parser reads back what was written', () => {
  for (const text of texts) expect(parseCommand(formatCommand(['a', text])).argv).toEqual(['a', text])
})
