import { createRandom } from '@keelson/core/testing'
import { createS3Store } from '@keelson/storage/s3'
import { custom } from '@keelson/storage/stores/custom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRecipe, type Recipe } from '../../test/run-recipe.ts'
import { findRedisProgram } from '../../test/services/redis-program.ts'
import { startVendors, type TestVendors } from '../../test/vendors.ts'

const commit = 'c0ffee'.padEnd(40, '0')
const program = await findRedisProgram()
let vendors: TestVendors
let recipe: Recipe

beforeAll(async () => {
  if ('missing' in program) return
  vendors = await startVendors(commit)
  recipe = await createRecipe({ ...vendors.environment, GREETING: 'A greeting of my own' })
}, 60_000)
afterAll(async () => {
  if ('missing' in program) return
  await vendors.stop()
  await recipe.remove()
})

/** What there is at all vendors. */
async function inventory() {
  const { s3, environment } = vendors
  const { accessKeyId, secretAccessKey, endpoint, region } = s3
  const location = custom({ endpoint, region, bucket: 'shop-files', accessKeyId, secretAccessKey })
  const store = createS3Store(location)
  const keys = (await store.list().toArray()).map(({ key }) => key)
  const manifest = await store.get('static/assets-c0ffee00.json')
  const { paths } = JSON.parse(new TextDecoder().decode(manifest?.body)) as { paths: Record<string, string> }
  return {
    services: [...vendors.render.state.services.values()].map(({ name }) => name),
    projects: [...vendors.neon.state.projects.values()].map(({ name }) => name),
    databases: [...vendors.upstash.state.databases.values()].map(({ name }) => name),
    keys: keys.toSorted(),
    named: Object.values(paths).map((name) => `static/${name}`),
    url: `${[...vendors.render.state.services.values()][0]?.url}/readyz`,
    greeting: environment['GREETING'],
  }
}

describe.skipIf('missing' in program)('the release recipe with accounts at all vendors', { timeout: 120_000 }, () => {
  test('killed at any point and run again, it completes: one of everything, and the manifest names what is there', async () => {
    const random = createRandom(7)
    const lines = ['▶ database project', '▶ role and database', '▶ migrations', '▶ redis database', '▶ static files']
    const more = ['▶ service', '▶ environment', '▶ deploy', '▶ health gate']
    for (const line of [...lines, ...more]) {
      const delayMs = random() * 150
      const { code } = await recipe.run([], {}, (seen, kill) => {
        if (seen === line) setTimeout(() => kill('SIGKILL'), delayMs)
      })
      // A step may be over before it is killed; then the next ones were not.
      expect([null, 0]).toContain(code)
    }
    const { code, stderr } = await recipe.run()
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { services, projects, databases, keys, named, url } = await inventory()
    expect({ services, projects, databases }).toEqual({
      services: ['keelson-sample'],
      projects: ['keelson-sample'],
      databases: ['keelson-sample'],
    })
    // One object for each file of the folder, under one name, the manifest, and the record of the syncs.
    expect(keys).toHaveLength(5)
    for (const name of named) expect(keys).toContain(name)
    const ready = await fetch(url)
    expect(await ready.json()).toMatchObject({
      status: 'pass',
      releaseId: commit,
      checks: { database: [{ status: 'pass' }], counter: [{ status: 'pass' }], file: [{ status: 'pass' }] },
    })
  })

  test('run again it finds everything, and then plans without a write', async () => {
    const { code, stdout } = await recipe.run()
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe('Render, workspace tea-mine')
    expect(stdout.match(/: existing/g)?.length).toBeGreaterThanOrEqual(4)
    const { render, neon, upstash } = vendors
    const calls = [render.state.calls, neon.calls, upstash.state.calls]
    const before = calls.map(({ length }) => length)
    const planned = await recipe.run(['--dry-run'])
    expect(planned.code).toBe(0)
    expect(planned.stdout).toContain('service keelson-sample: none')
    expect(planned.stdout).toContain('Nothing was changed.')
    const sent = calls.flatMap((all, index) => all.slice(before[index]).map(({ operation }) => operation))
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.filter((operation) => !operation.startsWith('GET '))).toEqual([])
  })

  test('a preview has data, files and counters of its own, and goes without a trace', async () => {
    const up = await recipe.run(['--preview', 'pr-1'])
    expect(up.stderr).toBe('')
    expect(up.code).toBe(0)
    const before = await inventory()
    expect(before.services).toEqual(['keelson-sample', 'keelson-sample-preview-pr-1'])
    expect(before.projects).toHaveLength(1)
    expect(before.keys).toContain('previews/pr-1/static/assets-c0ffee00.json')
    const branches = () => [...vendors.neon.state.branches.values()].map(({ name }) => name)
    expect(branches()).toContain('preview/pr-1')

    const down = await recipe.run(['--down', 'pr-1'])
    expect(down.code).toBe(0)
    const after = await inventory()
    expect(after.services).toEqual(['keelson-sample'])
    expect(after.keys.filter((key) => key.startsWith('previews/'))).toEqual([])
    expect(branches()).not.toContain('preview/pr-1')
    expect((await fetch(after.url)).status).toBe(200)
    const again = await recipe.run(['--down', 'pr-1'])
    expect(again.code).toBe(0)
    expect(again.stdout).toContain('absent')
  })

  test('a protected branch is not removed', async () => {
    expect((await recipe.run(['--preview', 'pr-2'])).code).toBe(0)
    const branch = [...vendors.neon.state.branches.values()].find(({ name }) => name === 'preview/pr-2')
    Object.assign(branch ?? {}, { isProtected: true })
    const { code, stderr } = await recipe.run(['--down', 'pr-2'])
    expect(code).toBe(1)
    expect(stderr).toContain('protected')
    expect([...vendors.neon.state.branches.values()]).toContain(branch)
    Object.assign(branch ?? {}, { isProtected: false })
    expect((await recipe.run(['--down', 'pr-2'])).code).toBe(0)
  })

  test('a sweep leaves a preview whose time is not over', async () => {
    expect((await recipe.run(['--preview', 'pr-3'])).code).toBe(0)
    const { code, stdout } = await recipe.run(['--sweep'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^· pr-3 \(service, database branch, files\): until /m)
    expect((await inventory()).services).toContain('keelson-sample-preview-pr-3')
    expect((await recipe.run(['--down', 'pr-3'])).code).toBe(0)
    expect((await recipe.run(['--sweep'])).stdout).toContain('no preview is there')
  })

  test('with an account at some vendors only, a sweep is as careful', async () => {
    expect((await recipe.run(['--preview', 'pr-5'])).code).toBe(0)
    const withoutRender = { RENDER_API_KEY: '', RENDER_OWNER_ID: '', SESSION_KEY: '', SERVICE_REPO: '' }
    const { code, stdout } = await recipe.run(['--sweep'], withoutRender)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^· pr-5 \(database branch, files\): until /m)
    expect(stdout).not.toContain('removed')
    expect((await recipe.run(['--down', 'pr-5'])).code).toBe(0)
  })

  test('--fail is for stand-ins', async () => {
    const { code, stderr } = await recipe.run(['--fail', 'health'])
    expect(code).toBe(2)
    expect(stderr).toContain('stand-ins only')
  })

  test('no key, password, token or connection string is in any output or journal', async () => {
    const { stdout, stderr } = await recipe.run(['--preview', 'pr-4'])
    const down = await recipe.run(['--down', 'pr-4'])
    const texts = [...(await recipe.journals()), stdout, stderr, down.stdout]
    const variables = [...vendors.render.state.services.values()].flatMap(({ envVars }) => [...envVars])
    const values = variables.flatMap(([name, value]) =>
      name.endsWith('URL') && /:\/\/[^/]*:/.test(value) ? [value, new URL(value).password] : [],
    )
    expect(values.length).toBeGreaterThanOrEqual(4)
    for (const secret of [...vendors.secrets, ...values].filter(Boolean))
      expect(texts.filter((text) => text.includes(secret))).toEqual([])
  })
})
