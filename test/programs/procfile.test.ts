import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { isKeelsonError } from '@keelson/core'
import { formatProcfile, parseProcfile, type ProcfileProcess } from '@keelson/core/procfile'
import { hostileTexts } from './hostile.ts'
import { rubyOf, runPython } from './programs.ts'

const texts = hostileTexts(1000, 3)

const foreman = `
require "json"
require "foreman/procfile"
puts JSON.generate(JSON.parse($stdin.read).map { |text|
  File.write(ARGV[0], text)
  processes = []
  Foreman::Procfile.new(ARGV[0]).entries { |name, command| processes << { name: name, command: command } }
  processes
})`

/** What foreman itself makes of these files. */
async function readByForeman(procfiles: readonly string[]): Promise<unknown> {
  const { path, env } = await rubyOf()
  const folder = await mkdtemp(join(tmpdir(), 'keelson-procfile-'))
  try {
    const child = promisify(execFile)(path, ['--disable-gems', '-e', foreman, join(folder, 'Procfile')], {
      env: { ...env, LANG: 'C.UTF-8' },
      maxBuffer: 2 ** 28,
    })
    child.child.stdin?.end(JSON.stringify(procfiles))
    return JSON.parse((await child).stdout)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What Heroku's builder does: a line is a comment, blank, or a name and the rest of the line; anything else ends it. */
function readAsHeroku(text: string): ProcfileProcess[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (/^[ \t]*(?:#|$)/.test(line)) return []
    const [, name, command] = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?):[ \t]*([^\r]+)$/s.exec(line) ?? []
    if (name === undefined || command === undefined) throw new Error(`not a process: ${line}`)
    return [{ name, command }]
  })
}

/** A Procfile with this command between two others, or nothing when it is refused. */
function write(command: string | readonly string[]): string | undefined {
  try {
    return formatProcfile([
      { name: 'web', command: 'gunicorn app:app' },
      { name: 'hostile', command },
      { name: 'last-one', command: 'true' },
    ])
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return undefined
    throw error
  }
}

test.each([
  ['commands', (text: string) => text, 400],
  ['arguments', (text: string) => ['printf', '%s', text], 450],
] as const)('every program reads the %s that were written, or they are refused', async (_, commandOf, atLeast) => {
  const written = texts.map((text) => write(commandOf(text))).filter((text) => text !== undefined)
  expect(written.length).toBeGreaterThan(atLeast)
  const meant = written.map(parseProcfile)
  expect(meant.every(({ length }) => length === 3)).toBe(true)
  expect(await readByForeman(written)).toEqual(meant)
  expect(written.map(readAsHeroku)).toEqual(meant)
  expect(await runPython('debian', 'procfile.py', written)).toEqual(meant)
})

test('what is refused has a reason: some program reads it as something else', async () => {
  const refused = texts.filter((text) => write(text) === undefined)
  expect(refused.length).toBeGreaterThan(100)
  const pasted = refused.map((text) => `web: a\nhostile: ${text}\nlast-one: true\n`)
  const read = (await runPython('debian', 'procfile.py', pasted)) as ProcfileProcess[][]
  const differs = refused.filter((text, index) => {
    const [, found, last] = read[index] ?? []
    // A blank at the end is lost where lines are trimmed, and a backslash joins lines where that is meant well.
    return found?.command !== text || last?.name !== 'last-one' || text !== text.trimEnd() || text.endsWith('\\')
  })
  expect(differs).toEqual(refused)
})
