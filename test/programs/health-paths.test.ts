import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lintHealthPath, observeHealthPath, ping } from '@keelson/health'
import { pythonOf, type Site } from './programs.ts'

const script = fileURLToPath(new URL('python/health_paths.py', import.meta.url))

const projects = {
  plain: {},
  https: { SECURE_SSL_REDIRECT: true },
  exempt: { SECURE_SSL_REDIRECT: true, SECURE_REDIRECT_EXEMPT: ['^healthz$'] },
  hosts: { ALLOWED_HOSTS: ['shop.example'] },
}

describe.each<Site>(['debian', 'pip'])('the health paths of a Django project, of %s', (site) => {
  let child: ChildProcess
  let ports: Readonly<Record<keyof typeof projects, number>>

  beforeAll(async () => {
    const { path, env } = await pythonOf(site)
    child = spawn(path, [script], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin?.write(`${JSON.stringify(projects)}\n`)
    const lines: string[] = []
    for await (const chunk of child.stdout ?? []) {
      lines.push(String(chunk))
      if (lines.join('').includes('\n')) break
    }
    ports = JSON.parse(lines.join('')) as typeof ports
  }, 300_000)

  afterAll(async () => {
    if (child.exitCode !== null) return
    const exit = once(child, 'exit')
    child.stdin?.end()
    await exit
  })

  const urlOf = (path: string, project: keyof typeof projects = 'plain') => `http://127.0.0.1:${ports[project]}${path}`
  const lint = async (path: string, project?: keyof typeof projects) =>
    lintHealthPath(await observeHealthPath(urlOf(path, project)))
  const codes = async (path: string, project?: keyof typeof projects) =>
    (await lint(path, project)).map(({ code }) => code)

  test('light ones are fine', async () => {
    for (const path of ['/healthz', '/slashed/', '/safe', '/word'])
      expect([path, await codes(path)]).toEqual([path, []])
    expect(await ping(urlOf('/healthz'))).toMatchObject({ status: 200 })
  })

  test('without its slash one redirects, which ping does not take for an answer', async () => {
    const [finding] = await lint('/slashed')
    expect(finding).toMatchObject({ code: 'health-path-redirect', fix: expect.stringMatching(/^Write \/slashed\/,/) })
    await expect(ping(urlOf('/slashed'))).rejects.toMatchObject({ code: 'config', status: 301 })
  })

  test('SECURE_SSL_REDIRECT redirects it, and the fix lets it through', async () => {
    const [finding] = await lint('/healthz', 'https')
    expect(finding?.code).toBe('health-path-redirect')
    expect(finding?.fix).toContain("SECURE_REDIRECT_EXEMPT = [r'^healthz$']")
    expect(await codes('/healthz', 'exempt')).toEqual([])
  })

  test('require_GET refuses HEAD', async () => {
    expect(await codes('/get')).toEqual(['health-path-head'])
  })

  test('a login, a host that is not allowed, databases and a page are found', async () => {
    expect(await lint('/private')).toMatchObject([{ code: 'health-path-redirect', severity: 'error' }])
    expect(await lint('/healthz', 'hosts')).toMatchObject([{ fix: expect.stringContaining('ALLOWED_HOSTS') }])
    expect(await codes('/health')).toEqual(['health-path-deep'])
    expect(await codes('/')).toEqual(['health-path-page'])
    expect(await codes('/missing')).toEqual(['health-path-failed'])
  })
})
