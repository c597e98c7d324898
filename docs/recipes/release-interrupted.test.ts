import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

  test('killed, it leaves no server behind', async () => {
    const { code } = await recipe.run([], {}, (seen, kill) => seen === '▶ static files' && kill('SIGKILL'))
    expect(code).toBeNull()
    await nothingIsLeft()
  })
})
