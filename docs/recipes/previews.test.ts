import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRecipe, type Recipe } from '../../test/run-recipe.ts'
import { findRedisProgram } from '../../test/services/redis-program.ts'

const hasRedis = !('missing' in (await findRedisProgram()))
let recipe: Recipe

beforeAll(async () => {
  recipe = await createRecipe()
})
afterAll(() => recipe.remove())

const nothingIsLeft = () => vi.waitFor(async () => expect(await recipe.leftovers()).toEqual([]), { timeout: 10_000 })

describe('previews on stand-ins', { timeout: 90_000 }, () => {
  test('--preview makes one beside production, on a branch of the database with a date', async () => {
    const { code, stdout, stderr } = await recipe.run(['--preview', 'pr-12'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain('▶ restore point')
    expect(stdout.slice(stdout.indexOf('▶ database branch'))).toMatch(/preview\/pr-12 \(br-[\w-]+\): created/)
    expect(stdout).toMatch(/keelson-sample-preview-pr-12 \(srv-\w+\): created/)
    expect(stdout).toMatch(/^ +\+ PREVIEW_EXPIRES_AT #/m)
    expect((await recipe.newestJournal()).name).toContain('to preview pr-12')
    await nothingIsLeft()
  })

  test('--down removes every part of it', async () => {
    const { code, stdout } = await recipe.run(['--down', 'pr-12'])
    expect(code).toBe(0)
    expect(stdout).toContain('service keelson-sample-preview-pr-12: removed')
    expect(stdout).toContain('database branch preview/pr-12: removed')
    expect(stdout).toMatch(/files below previews\/pr-12\/: 5 removed/)
    expect(/counters of preview:pr-12:: \d+ removed/.test(stdout)).toBe(hasRedis)
    await nothingIsLeft()
  })

  test('--sweep removes what has expired', async () => {
    const { code, stdout } = await recipe.run(['--sweep'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^✖ left-over \(service, database branch, files\): until [\dTZ:.-]+, removed:$/m)
    expect(stdout).toContain('    service keelson-sample-preview-left-over: removed')
    await nothingIsLeft()
  })
})
