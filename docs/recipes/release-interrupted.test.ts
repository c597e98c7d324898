import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRecipe, type Recipe } from '../../test/run-recipe.ts'

let recipe: Recipe

beforeAll(async () => {
  recipe = await createRecipe()
})
afterAll(() => recipe.remove())

/** Servers are ended and their folders removed by watchers of their own, a moment after the recipe. */
const nothingIsLeft = () => vi.waitFor(async () => expect(await recipe.leftovers()).toEqual([]), { timeout: 10_000 })

describe('an interrupted release', { timeout: 60_000 }, () => {
  test.each([
    ['SIGINT', '▶ database project', false],
    ['SIGTERM', '▶ migrations', false],
    ['SIGINT', '▶ static files', false],
    ['SIGINT', '▶ deploy', true],
    ['SIGINT', '▶ health gate', true],
    ['SIGTERM', '▶ deploy', true],
  ] as const)('%s at "%s": undo runs, children end, exit 130', async (signal, line, deployed) => {
    const { code, stdout } = await recipe.run([], {}, (seen, kill) => seen === line && kill(signal))
    expect(code).toBe(130)
    expect(stdout.includes('↶ deploy of')).toBe(deployed)
    expect(stdout.includes('this was the first deploy')).toBe(deployed)
    const journal = await recipe.newestJournal()
    expect(journal.outcome).toBe('undone')
    expect(journal.reason).toContain('aborted')
    await nothingIsLeft()
  })

  test('a second signal, also while the servers end, changes nothing', async () => {
    const { code, stdout } = await recipe.run([], {}, (seen, kill) => {
      if (seen === '▶ database project') kill('SIGINT')
      if (seen.startsWith('journal:')) kill('SIGTERM')
    })
    expect(code).toBe(130)
    expect(stdout).toContain('why: ')
    await nothingIsLeft()
  })

  test('a reader that goes away ends it like an interruption', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${recipe.file}" | head -n 1`], {
      env: recipe.environment,
      stdio: 'ignore',
    })
    await once(child, 'close')
    await vi.waitFor(async () => expect(['undone', 'done']).toContain((await recipe.newestJournal()).outcome), {
      timeout: 20_000,
    })
    await nothingIsLeft()
  })

  test.each([
    ['exec ', 130, 'undone'],
    ['', 0, 'done'],
  ] as const)(
    'as a line of a shell, "%snode release.ts": a SIGINT to the first process ends it with %i',
    async (exec, code, outcome) => {
      const script = join(recipe.folder, `step-${code}.sh`)
      await writeFile(script, `${exec}"${process.execPath}" "${recipe.file}"\n`)
      // As GitHub runs a step with `shell: bash`; in a group of its own, which gets no signal.
      const shell = ['--noprofile', '--norc', '-eo', 'pipefail', script]
      const child = spawn('bash', shell, {
        env: recipe.environment,
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      })
      let seen = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (!seen.includes('▶ migrations') && (seen + text).includes('▶ migrations')) child.kill('SIGINT')
        seen += text
      })
      const [ended] = (await once(child, 'close')) as [number | null]
      expect(ended).toBe(code)
      expect((await recipe.newestJournal()).outcome).toBe(outcome)
      await nothingIsLeft()
    },
  )

  test('killed, it leaves no server behind', async () => {
    const { code } = await recipe.run([], {}, (seen, kill) => seen === '▶ static files' && kill('SIGKILL'))
    expect(code).toBeNull()
    await nothingIsLeft()
  })
})
