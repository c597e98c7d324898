import { readEnv } from '@keelson/core'
import { createFakeClock } from '@keelson/core/testing'
import { createNeonClient } from '@keelson/neon'
import { createFakeNeon } from '@keelson/neon/testing'
import { createRenderClient } from '@keelson/render'
import { createFakeRender } from '@keelson/render/testing'
import * as upstash from '@keelson/upstash'
import { createFakeUpstash } from '@keelson/upstash/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRecipe, type Recipe } from '../../test/run-recipe.ts'
import { findRedisProgram } from '../../test/services/redis-program.ts'
import { takeDown } from './previews.ts'
import { settings as definition } from './settings.ts'
import { desiredCache } from './steps.ts'

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

test('of two databases with the name, the counters of neither are removed: a conflict that names both', async () => {
  const clock = createFakeClock({ auto: true })
  const settings = readEnv(definition, {})
  const cache = createFakeUpstash({ clock })
  const account = { email: 'me@shop.example', apiKey: 'an-upstash-key', clock, fetch: cache.fetch }
  const client = upstash.createUpstashClient(account)
  const ids: string[] = []
  for (let count = 0; count < 2; count++)
    ids.push((await upstash.createRedisDatabase(client, desiredCache(settings))).database_id)
  const platform = createFakeRender({ clock, ownerId: 'tea-1' })
  const vendors = {
    render: createRenderClient({ apiKey: 'rnd_test', ownerId: 'tea-1', clock, fetch: platform.fetch }),
    neon: createNeonClient({ apiKey: 'napi_test', clock, fetch: createFakeNeon({ clock }).fetch }),
    upstash: client,
    files: undefined,
    ca: undefined,
    variables: {},
    said: [],
    redact: String,
    stop: async () => {},
  }
  const said: string[] = []
  const error: unknown = await takeDown('pr-12', settings, vendors, (line) => said.push(line)).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'conflict' })
  for (const id of ids) expect(String(error)).toContain(id)
  expect(said).toEqual(['service keelson-sample-preview-pr-12: absent'])
})
