import { execFile, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { envText, fillText, type Text } from '@keelson/core'
import {
  chdir,
  collectstatic,
  createSuperuser,
  defineStartScript,
  formatStartScript,
  migrate,
  parseStartScript,
  run,
  setVariable,
  type StartScript,
  type StartStep,
} from '@keelson/core/start-script'
import { createRandom } from '@keelson/core/testing'
import { hostileTexts } from './hostile.ts'
import { findProgram } from './programs.ts'

const execute = promisify(execFile)
const shells = ['dash', 'bash'] as const

/**
 * Stands in for every program: notes where it is, what V is and what it was given, and ends with the number behind `fail-`.
 * A server notes its process, too.
 */
const stub = String.raw`#!/bin/sh
# Told by its name, so that no argument can make one of another.
case $0 in *gunicorn) set -- "pid=$$" "$@" ;; esac
input=
case $0 in *reader) input=$(cat; echo .) ;; esac
printf '%s\0' "$(basename "$0")" "$PWD" "V=$V" "$input" "$@" end-of-call-5b1f >>"$LOG"
for word in "$@"; do case $word in fail-*) exit "$(expr "$word" : 'fail-\([0-9]*\)$' || true)" ;; esac; done
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-start-'))
  await mkdir(join(folder, 'bin'))
  for (const name of ['python', 'gunicorn', 'reader', 'tool']) {
    await writeFile(join(folder, 'bin', name), stub)
    await chmod(join(folder, 'bin', name), 0o755)
  }
})
afterAll(() => rm(folder, { recursive: true }))

interface Call {
  readonly program: string
  readonly directory: string
  readonly variable: string
  readonly input: string
  readonly args: readonly string[]
}

interface Ran {
  readonly calls: readonly Call[]
  readonly code: number | null
  readonly pid: number | undefined
  readonly stderr: string
}

/** Carries out a script in a directory of its own. */
async function carryOut(shell: string, text: string, directory: string, environment: object = {}): Promise<Ran> {
  await mkdir(directory, { recursive: true })
  const log = join(folder, `${shell}.log`)
  const file = join(folder, `${shell}.sh`)
  await writeFile(log, '')
  await writeFile(file, text)
  const { path } = await findProgram(shell)
  const env = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    LANG: 'C.UTF-8',
    LOG: log,
    PORT: '8000',
    ...environment,
  }
  const child = spawn(path, [file], { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (said: string) => void (stderr += said))
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const calls: Call[] = []
  let words: string[] = []
  for (const word of (await readFile(log, 'utf8')).split('\0').slice(0, -1)) {
    if (word !== 'end-of-call-5b1f') {
      words.push(word)
      continue
    }
    const [program = '', where = '', variable = '', input = '', ...args] = words
    calls.push({ program, directory: where, variable: variable.slice(2), input: input.slice(0, -1), args })
    words = []
  }
  return { calls, code, pid: child.pid, stderr }
}

/** Every directory that a script goes to. */
async function makeDirectories({ steps }: StartScript, start: string): Promise<void> {
  const names = steps.flatMap((step) => (step.kind === 'chdir' ? [fillText(step.directory, {})] : []))
  await mkdir(join(start, ...names), { recursive: true })
}

/** What a script should do, said without a shell. */
function play({ steps, server }: StartScript, start: string): { calls: Call[]; code: number; continued: number[] } {
  const variables: Record<string, string> = { PORT: '8000' }
  const calls: Call[] = []
  const continued: number[] = []
  let directory = start
  const call = (argv: readonly Text[], own: Readonly<Record<string, Text>> = {}, input = '') => {
    const [program = '', ...args] = argv.map((text) => fillText(text, variables))
    calls.push({ program, directory, variable: fillText(own['V'] ?? variables['V'] ?? '', variables), input, args })
    const [, code = '0'] = /^fail-(\d+)$/.exec(args.find((word) => word.startsWith('fail-')) ?? '') ?? []
    return Number(code)
  }
  for (const step of steps) {
    if (step.kind === 'chdir') directory = join(directory, fillText(step.directory, variables))
    else if (step.kind === 'variable') variables[step.name] = fillText(step.value, variables)
    else if (step.kind === 'run') {
      const code = call(step.argv, step.env, step.input === undefined ? '' : fillText(step.input, variables))
      if (code !== 0 && step.onFailure !== 'continue') return { calls, code, continued }
      if (code !== 0) continued.push(code)
    }
  }
  return { calls, code: call(server.argv, server.env), continued }
}

/** Words that shellcheck has nothing against, although each needs quotes. */
const words = [
  'a',
  '--flag',
  'a b',
  "it's",
  'x;y',
  '$HOME',
  '`id`',
  '*.py',
  '~',
  '#1',
  'a\nb',
  '\\',
  '"',
  '%s',
  '',
  'é',
  '|&<>()',
]

function generate(seed: number): StartScript {
  const random = createRandom(seed)
  const below = (count: number) => Math.floor(random() * count)
  const pick = <T>(items: readonly T[]) => items[below(items.length)] as T
  const text = (): Text =>
    random() < 0.2
      ? envText(pick(words), pick([{ env: 'PORT' }, { env: 'MISSING', default: '80' }]), pick(words))
      : pick(words)
  const texts = () => Array.from({ length: below(4) }, text)
  const failing = () => (random() < 0.25 ? [`fail-${1 + below(120)}`] : [])
  const env = () => (random() < 0.3 ? { env: { V: text() } } : {})
  const makers: readonly (() => StartStep)[] = [
    () => ({ ...migrate(env()), argv: [...migrate().argv, ...failing()] }),
    () => collectstatic({ clear: random() < 0.5 }),
    () => createSuperuser({ manage: ['python', `${pick(['', 'shop/'])}manage.py`] }),
    () => chdir(pick(['sub', './sub', 'sub dir', "it's"])),
    () => setVariable('V', text()),
    () => run(['tool', ...texts(), ...failing()], { onFailure: pick(['stop', 'continue']), ...env() }),
    () =>
      run(['reader', ...texts(), ...failing()], {
        onFailure: pick(['stop', 'continue']),
        input: envText(...[text()].flatMap((one) => (typeof one === 'string' ? [one] : one.parts)), '\n'),
      }),
  ]
  const steps = Array.from({ length: below(7) }, () => pick(makers)())
  return defineStartScript({ steps, server: { argv: ['gunicorn', ...texts()], ...env() } })
}

const scripts = Array.from({ length: 240 }, (_, seed) => generate(seed))

describe('240 scripts', () => {
  test('shellcheck has nothing to say', async () => {
    const { path, env } = await findProgram('shellcheck')
    const files = await Promise.all(
      scripts.map(async (script, index) => {
        const file = join(folder, `${index}.sh`)
        await writeFile(file, formatStartScript(script))
        return file
      }),
    )
    // It ends with exit code 1 when it has something to say.
    const { stdout } = await execute(
      path,
      ['-f', 'json1', '--enable', 'quote-safe-variables,check-unassigned-uppercase', ...files],
      {
        env: { ...process.env, ...env },
        maxBuffer: 2 ** 26,
      },
    ).catch((error: unknown) => error as { stdout: string })
    const comments = (JSON.parse(stdout) as { comments: { file: string; code: number; message: string }[] }).comments
    // PORT and its like come from the environment, which shellcheck cannot know: SC2154.
    expect(comments.filter(({ code }) => code !== 2154)).toEqual([])
    expect(stdout).toContain('"comments"')
  })

  test.each(shells)('%s accepts the syntax, and does what was said', async (shell) => {
    const { path } = await findProgram(shell)
    const ends = { served: 0, stopped: 0, continued: 0 }
    for (const [index, script] of scripts.entries()) {
      const text = formatStartScript(script)
      const start = join(folder, shell, String(index))
      await makeDirectories(script, start)
      const expected = play(script, start)
      const { calls, code, pid, stderr } = await carryOut(shell, text, start)
      const last = calls.at(-1)
      expect(
        calls.map(({ args, ...rest }) => ({ ...rest, args: args.filter((word) => !word.startsWith('pid=')) })),
      ).toEqual(expected.calls)
      expect(code).toBe(expected.code)
      for (const status of expected.continued) expect(stderr).toContain(`start: exit code ${status} of `)
      // The server has the number of the script's own process.
      const [number] = last?.program === 'gunicorn' ? last.args : [`pid=${pid}`]
      expect(number).toBe(`pid=${pid}`)
      ends[last?.program === 'gunicorn' ? 'served' : 'stopped']++
      ends.continued += expected.continued.length
      await execute(path, ['-n', join(folder, `${shell}.sh`)])
    }
    expect(ends.served).toBeGreaterThan(100)
    expect(ends.stopped).toBeGreaterThan(20)
    expect(ends.continued).toBeGreaterThan(10)
  })

  test('are read back', () => {
    for (const script of scripts) expect(parseStartScript(formatStartScript(script))).toMatchObject(script)
  })
})

describe('1,000 hostile texts', () => {
  const texts = hostileTexts(1000, 4)

  test.each(shells)('%s hands them on as arguments, variables and input', async (shell) => {
    const steps = Array.from({ length: 125 }, (_, index) => {
      const [first = '', ...rest] = texts.slice(index * 8, index * 8 + 8)
      const input = `${first}\n`
      return run(['reader', first, ...rest], {
        input,
        env: { V: rest[0] ?? '' },
        onFailure: index % 2 ? 'continue' : 'stop',
      })
    })
    const variables = texts.slice(0, 200).flatMap((text) => [setVariable('V', text), run(['tool'])])
    const script = defineStartScript({
      steps: [...steps, ...variables],
      server: { argv: ['gunicorn', ...texts.slice(0, 50)] },
    })
    const start = join(folder, `${shell}-hostile`)
    const { calls, code } = await carryOut(shell, formatStartScript(script), start)
    expect(code).toBe(0)
    expect(calls.slice(0, 125).flatMap(({ args }) => args)).toEqual(texts)
    expect(calls.slice(0, 125).map(({ input }) => input)).toEqual(steps.map(({ input }) => input))
    expect(calls.slice(0, 125).map(({ variable }) => variable)).toEqual(steps.map(({ env }) => env?.['V']))
    expect(calls.slice(125, 325).map(({ variable }) => variable)).toEqual(texts.slice(0, 200))
    expect(calls.at(-1)?.args.slice(1)).toEqual(texts.slice(0, 50))
    expect(await readdir(start)).toEqual([])
  })

  test.each(shells)('%s goes to directories with such names', async (shell) => {
    const start = join(folder, `${shell}-directories`)
    const names = texts.filter(
      (text) => Buffer.byteLength(text) < 200 && !text.includes('/') && !/^(?:\.\.?|-.*|)$/s.test(text),
    )
    expect(names.length).toBeGreaterThan(500)
    for (const name of names) await mkdir(join(start, name), { recursive: true })
    const steps = names.flatMap((name) => [chdir(name), run(['tool']), chdir('..')])
    const { calls, code } = await carryOut(shell, formatStartScript({ steps, server: { argv: ['gunicorn'] } }), start)
    expect(code).toBe(0)
    expect(calls.slice(0, -1).map(({ directory }) => directory)).toEqual(names.map((name) => join(start, name)))
    expect(new Set(await readdir(start))).toEqual(new Set(names))
    const inside = await Promise.all([...new Set(names)].map((name) => readdir(join(start, name))))
    expect(inside.flat()).toEqual([])
  })
})
