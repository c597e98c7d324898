import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { Journal } from '@keelson/core'
import { createFakeRender, createProcessRunner } from '@keelson/render/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const recipe = join(import.meta.dirname, 'release.ts')
const greeting = 'A greeting that is nobody elses business'
let journals: string

beforeAll(async () => {
  journals = await mkdtemp(join(tmpdir(), 'keelson-release-'))
})
afterAll(() => rm(journals, { recursive: true }))

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the recipe as a user would; `onLine` sees each line and the way to send a signal. */
async function release(
  args: readonly string[],
  env: Record<string, string> = {},
  onLine: (line: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Run> {
  const child = spawn(process.execPath, [recipe, ...args], {
    env: { PATH: process.env['PATH'], JOURNAL_FOLDER: journals, GREETING: greeting, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
    const lines = output.stdout.split('\n')
    for (; seen < lines.length - 1; seen++) onLine(lines[seen] ?? '', (signal) => child.kill(signal))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...output }
}

/** Processes of the sample application that this test's runs started: they carry the folder of its journals. */
async function instancesLeft(): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')))
  return environments.filter((text) => text.includes(greeting)).length
}

async function newestJournal(): Promise<Journal> {
  const newest = (await readdir(journals)).toSorted().at(-1) ?? ''
  return JSON.parse(await readFile(join(journals, newest), 'utf8')) as Journal
}

const statuses = ({ steps }: Journal) => steps.map(({ name, status }) => `${name}: ${status}`)
const undos = ({ steps }: Journal) =>
  steps.flatMap(({ undo }) => undo.map(({ what, status }) => `${what.replace(/ (?:dep|srv)-\w+/g, '')}: ${status}`))

describe('the release recipe', { timeout: 60_000 }, () => {
  test('releases on the stand-in, says so in its first line, and leaves nothing running', async () => {
    const { code, stdout, stderr } = await release([])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toContain('without RENDER_API_KEY')
    expect(stdout).toMatch(/^ +\+ SESSION_KEY #[0-9a-f]{8}$/m)
    expect(stdout).toContain('nothing is live yet')
    expect(stdout).toMatch(/^health gate +\d+\.\d +done$/m)
    const journal = await newestJournal()
    expect(journal.outcome).toBe('done')
    expect(statuses(journal)).toEqual([
      'service: done',
      'rollback point: done',
      'environment: done',
      'deploy: done',
      'health gate: done',
    ])
    expect(journal.kept).toEqual([expect.stringContaining('service keelson-sample')])
    expect(await instancesLeft()).toBe(0)
  })

  test('--fail health: environment back, then rolled back; the old version answers before and after', async () => {
    const { code, stdout } = await release(['--fail', 'health'])
    expect(code).toBe(1)
    const before = /^before: (commit \w+ answers with 200)$/m.exec(stdout)?.[1]
    expect(before).toBeDefined()
    expect(stdout).toContain(`\nafter: ${before}\n`)
    const journal = await newestJournal()
    expect(journal.outcome).toBe('undone')
    expect(statuses(journal).at(-1)).toBe('health gate: failed')
    expect(journal.reason).toContain('503')
    expect(undos(journal)).toEqual(['roll back to: undone', 'environment of: undone', 'deploy of: kept'])
    const [deploy, environment, rollback] = ['↶ deploy', '↶ environment', '↶ roll back'].map((text) =>
      stdout.indexOf(text),
    )
    expect(deploy).toBeGreaterThan(0)
    expect(environment).toBeGreaterThan(Number(deploy))
    expect(rollback).toBeGreaterThan(Number(environment))
    expect(await instancesLeft()).toBe(0)
  })

  test('--fail deploy: the log says why, the old version was live all the time', async () => {
    const { code, stdout } = await release(['--fail', 'deploy'])
    expect(code).toBe(1)
    expect(stdout).toContain('| Error: fault asked for')
    const before = /^before: (.*)$/m.exec(stdout)?.[1]
    expect(stdout).toContain(`\nafter: ${before}\n`)
    expect(undos(await newestJournal())).toEqual(['roll back to: kept', 'environment of: undone', 'deploy of: kept'])
    expect(await instancesLeft()).toBe(0)
  })

  test('--json prints the journal and nothing else', async () => {
    const { code, stdout } = await release(['--json'])
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as Journal).outcome).toBe('done')
  })

  test('without git the stand-in releases all the same, and Render asks for the commit', async () => {
    const withoutGit = { PATH: '/nowhere' }
    const { code, stdout } = await release(['--dry-run'], withoutGit)
    expect(code).toBe(0)
    expect(stdout).toContain(`deploy of ${'0'.repeat(40)}`)
    const account = {
      RENDER_API_KEY: 'rnd_1234567890',
      RENDER_OWNER_ID: 'tea-mine',
      SESSION_KEY: 'a-session-key-of-my-own',
    }
    const asked = await release([], { ...withoutGit, ...account, SERVICE_REPO: 'https://github.com/me/shop' })
    expect(asked.code).toBe(2)
    expect(asked.stderr).toContain('Set RELEASE_COMMIT')
  })

  test('--dry-run prints the plan and changes nothing', async () => {
    const { code, stdout } = await release(['--dry-run'])
    expect(code).toBe(0)
    expect(stdout).toContain('service keelson-sample: create')
    expect(stdout).toMatch(/^\+ GREETING #[0-9a-f]{8}$/m)
    expect(stdout).toContain('Nothing was changed.')
    expect(stdout).not.toContain('▶')
  })

  test.each([
    ['SIGINT', '▶ deploy'],
    ['SIGINT', '▶ health gate'],
    ['SIGTERM', '▶ deploy'],
  ] as const)('%s at "%s": undo runs, children end, exit 130', async (signal, line) => {
    const { code, stdout } = await release([], {}, (seen, kill) => seen === line && kill(signal))
    expect(code).toBe(130)
    expect(stdout).toContain('↶ deploy of')
    expect(stdout).toContain('this was the first deploy')
    const journal = await newestJournal()
    expect(journal.outcome).toBe('undone')
    expect(journal.reason).toContain('aborted')
    expect(await instancesLeft()).toBe(0)
  })

  test('a reader that goes away ends the release like an interruption', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${recipe}" | head -n 1`], {
      env: { PATH: process.env['PATH'], JOURNAL_FOLDER: journals, GREETING: greeting },
      stdio: 'ignore',
    })
    await once(child, 'close')
    expect(['undone', 'done']).toContain((await newestJournal()).outcome)
    expect(await instancesLeft()).toBe(0)
  })

  test('with a key it talks to the API: releases, then finds nothing to do, then plans without a change', async () => {
    const key = 'rnd_a-key-that-must-not-be-shown'
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const commit = 'c0ffee'.padEnd(40, '0')
    const fake = createFakeRender({
      apiKey: key,
      ownerId: 'tea-mine',
      latestCommit: { id: commit, message: 'newest' },
      runner: createProcessRunner({ cwd: root }),
    })
    const api = createServer((incoming, outgoing) => {
      const relay = async () => {
        const body = incoming.method === 'GET' ? null : await buffer(incoming)
        const headers = { authorization: incoming.headers.authorization ?? '', 'content-type': 'application/json' }
        const request = new Request(`http://api.test${incoming.url}`, {
          method: incoming.method ?? 'GET',
          headers,
          body,
        })
        const response = await fake.fetch(request)
        outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
      }
      void relay()
    })
    await once(api.listen(0, '127.0.0.1'), 'listening')
    const env = {
      RENDER_API_KEY: key,
      RENDER_OWNER_ID: 'tea-mine',
      RENDER_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}/v1`,
      SERVICE_REPO: 'https://github.com/me/shop',
      SESSION_KEY: 'a-session-key-of-my-own',
      RELEASE_COMMIT: commit,
    }
    try {
      const first = await release([], env)
      expect(first.stderr).toBe('')
      expect(first.stdout.split('\n')[0]).toBe('Render, workspace tea-mine')
      expect(first.code).toBe(0)
      const again = await release([], env)
      expect(again.code).toBe(0)
      expect(again.stdout).toContain(': existing')
      const writes = fake.state.calls.length
      const planned = await release(['--dry-run'], env)
      expect(planned.stdout).toContain('service keelson-sample: none')
      expect(planned.stdout).toContain('unchanged: GREETING, SESSION_KEY, SAMPLE_KEYS')
      expect(fake.state.calls.slice(writes).every(({ operation }) => operation.startsWith('GET '))).toBe(true)
      const { code, stderr } = await release(['--fail', 'health'], env)
      expect(code).toBe(2)
      expect(stderr).toContain('stand-in only')
      expect(fake.state.services.size).toBe(1)
      const shown = [first, again, planned].map(({ stdout }) => stdout).join('')
      for (const secret of [key, env.SESSION_KEY, greeting]) expect(shown).not.toContain(secret)
    } finally {
      await fake.stop()
      api.closeAllConnections()
      await new Promise((resolve) => api.close(resolve))
    }
    expect(await instancesLeft()).toBe(0)
  })

  // `script` gives the recipe a terminal; elsewhere than on Linux it takes other arguments.
  test.runIf(process.platform === 'linux')('a terminal gets the live view, with what changes in it', async () => {
    const child = spawn('script', ['-qefc', `stty cols 120 rows 40; '${process.execPath}' '${recipe}'`, '/dev/null'], {
      env: { PATH: process.env['PATH'], JOURNAL_FOLDER: journals, GREETING: greeting, TERM: 'xterm' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    const [code] = (await once(child, 'close')) as [number | null]
    expect(code).toBe(0)
    expect(output).toContain('\u001b[')
    const shown = stripVTControlCharacters(output)
    expect(shown).toContain('✔ health gate')
    expect(shown).toMatch(/\+ GREETING #[0-9a-f]{8}/)
    expect(shown).toMatch(/^release +\d+\.\d +done/m)
    expect(await instancesLeft()).toBe(0)
  })

  test('a wrong environment: exit 2, one message with every problem, nothing changed', async () => {
    const before = await readdir(journals)
    const { code, stdout, stderr } = await release([], {
      RENDER_API_KEY: 'rnd_a-key-that-must-not-be-shown',
      SERVICE_PLAN: 'gigantic',
      GATE_SECONDS: 'soon',
      SERVICE_REPO: '<your-repo>',
    })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    for (const name of ['RENDER_OWNER_ID', 'SESSION_KEY', 'SERVICE_PLAN', 'GATE_SECONDS', 'SERVICE_REPO'])
      expect(stderr).toContain(name)
    expect(stderr).toContain('free')
    expect(stderr).toContain('tea-')
    expect(stderr).not.toContain('must-not-be-shown')
    expect(await readdir(journals)).toEqual(before)
  })

  test.each([[['--fail', 'everything']], [['--unknown']]])('arguments %j: exit 2 and the usage', async (args) => {
    const { code, stderr } = await release(args)
    expect(code).toBe(2)
    expect(stderr).toContain('Usage:')
  })

  test('no value of the environment is in any journal', async () => {
    const texts = await Promise.all((await readdir(journals)).map((name) => readFile(join(journals, name), 'utf8')))
    expect(texts.length).toBeGreaterThan(5)
    expect(texts.filter((text) => text.includes(greeting) || text.includes('rnd_standin_key'))).toEqual([])
  })
})
