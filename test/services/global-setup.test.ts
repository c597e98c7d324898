import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { templateVariable } from './postgres-template.ts'

vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)

/** In a process of its own: a setup sets a variable. */
async function node(code: string, env: Record<string, string> = {}): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ['--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
    env: { ...process.env, [templateVariable]: '', ...env },
  })
}

test('the template is made once, used by servers and removed at the end', async () => {
  const { stdout } = await node(`
    import setup from ${JSON.stringify(new URL('global-setup.ts', import.meta.url))}
    const tearDown = await setup()
    const folder = process.env.${templateVariable}
    const { startPostgres } = await import('./postgres.ts')
    const { readFile } = await import('node:fs/promises')
    const server = await startPostgres()
    const same = server.password === await readFile(folder + '/password', 'utf8')
    await server.remove()
    await tearDown()
    console.log(JSON.stringify({ folder, same }))`)
  const { folder, same } = JSON.parse(stdout) as { folder: string; same: boolean }
  expect(same).toBe(true)
  await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' })
})

const withoutRedis = `
    import { prepare } from ${JSON.stringify(new URL('global-setup.ts', import.meta.url))}
    const tearDown = await prepare(Promise.resolve({ missing: 'no redis-server' }))
    await tearDown()`

test('what is missing is told in a line, and fails the run of a CI', async () => {
  expect((await node(withoutRedis, { CI: '' })).stderr).toBe('SKIPPED tests with Redis: no redis-server\n')
  await expect(node(withoutRedis, { CI: 'true' })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('programs of the tests are missing. SKIPPED tests with Redis: no redis-server'),
  })
})

test.runIf(process.getuid?.() === 0)('a folder that the services cannot enter is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'closed-')) // open to its owner only
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  expect((await node(withoutRedis, { CI: '', TMPDIR: folder })).stderr).toMatch(
    /^FAILING tests with PostgreSQL: initdb ended with 1; .* within reach of the user .*Permission denied/s,
  )
})
