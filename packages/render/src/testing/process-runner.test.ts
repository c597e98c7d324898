import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@keelson/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createFakeRender, type FakeRender } from './fake-render.js'
import { createProcessRunner, type ProcessRunnerOptions } from './process-runner.js'
import type { RunnerOutcome } from './runner.js'

const program = `
import { createServer } from 'node:http'
const { PORT, HOST, MODE, RENDER_GIT_COMMIT: commit } = process.env
console.log('started as ' + MODE)
if (MODE === 'crash') {
  console.error('no database')
  process.exit(3)
}
const server = createServer((request, response) => {
  if (request.url === '/healthz') response.writeHead(MODE === 'sick' ? 503 : 204).end()
  else if (request.url === '/env') response.end(JSON.stringify(process.env))
  else if (request.url === '/slow') setTimeout(() => response.end(commit), 30)
  else response.end(JSON.stringify({ commit, pid: process.pid, mode: MODE, host: request.headers.host }))
})
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nconnection: upgrade\\r\\nupgrade: echo\\r\\n\\r\\n')
  socket.on('data', (data) => socket.end(commit + ' ' + data))
})
process.on('SIGTERM', () => {
  if (MODE !== 'stubborn') server.close(() => process.exit(0))
})
server.listen(PORT, HOST)
`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'render-runner-'))
  await writeFile(join(folder, 'server.mjs'), program)
})

afterAll(() => rm(folder, { recursive: true }))

interface Shown {
  readonly commit: string
  readonly pid: number
  readonly mode?: string
  readonly host: string
}

async function withRunner(options: Partial<ProcessRunnerOptions>, use: (stage: Stage) => Promise<void>): Promise<void> {
  const runner = createProcessRunner({ cwd: folder, healthIntervalMs: 10, shutdownDelayMs: 5000, ...options })
  const outcomes: Promise<RunnerOutcome>[] = []
  const run: typeof runner.run = (deploy) => {
    const outcome = runner.run(deploy)
    outcomes.push(outcome)
    return outcome
  }
  const fake = createFakeRender({ ownerId: 'tea-1', runner: { ...runner, run } })
  try {
    await use(createStage(fake, outcomes))
  } finally {
    await fake.stop()
  }
}

type Stage = ReturnType<typeof createStage>

function createStage(fake: FakeRender, outcomes: readonly Promise<RunnerOutcome>[]) {
  const call = async <Body>(method: string, path: string, body?: unknown) => {
    const response = await fake.fetch(`https://api.render.com/v1${path}`, {
      method,
      headers: { authorization: 'Bearer rnd_test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    // Each test names the shape that it reads.
    return (text && JSON.parse(text)) as Body
  }
  return {
    fake,
    call,
    /** How the deploy that began last has ended. */
    outcome: () => outcomes.at(-1),
    create: async (mode: string, details: object = {}, type = 'web_service') => {
      const { service, deployId } = await call<{
        service: { id: string; serviceDetails: { url: string } }
        deployId: string
      }>('POST', '/services', {
        type,
        name: 'web',
        ownerId: 'tea-1',
        envVars: [{ key: 'MODE', value: mode }],
        serviceDetails: {
          runtime: 'node',
          healthCheckPath: '/healthz',
          envSpecificDetails: { startCommand: 'node server.mjs' },
          ...details,
        },
      })
      return { id: service.id, url: service.serviceDetails.url, deployId }
    },
    deploy: async (id: string, mode: string, commitId: string) => {
      await call('PUT', `/services/${id}/env-vars/MODE`, { value: mode })
      const { id: deployId } = await call<{ id: string }>('POST', `/services/${id}/deploys`, { commitId })
      return deployId
    },
    show: async (url: string) => (await (await fetch(url)).json()) as Shown,
    logs: async (id: string, filter = '') => {
      interface Line {
        readonly message: string
        readonly labels: readonly { readonly name: string; readonly value: string }[]
      }
      const { logs } = await call<{ logs: Line[] }>(
        'GET',
        `/logs?ownerId=tea-1&resource=${id}&direction=forward${filter}`,
      )
      return logs.map(({ message, labels }) => {
        const { type, level } = Object.fromEntries(labels.map(({ name, value }) => [name, value]))
        return `${type} ${level} ${message}`
      })
    },
    /** The line of a log, once it is there. */
    logged: (line: string | RegExp) =>
      vi.waitUntil(() => fake.state.logs.find(({ message }) => message.match(line)), { timeout: 4000 }),
    status: (deployId: string) => fake.state.deploys.get(deployId)?.status,
  }
}

/** A process that has ended but was not collected by its parent still has a number. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    return !/\) [ZX] /.test(stat)
  } catch {
    return false
  }
}

describe('a deploy', () => {
  test('builds, starts and serves, and its output is the log', async () => {
    await withRunner({}, async ({ create, outcome, show, logs, status }) => {
      const { id, url, deployId } = await create('plain', {
        preDeployCommand: 'echo migrated',
        envSpecificDetails: { buildCommand: 'echo built; echo careful >&2', startCommand: 'node server.mjs' },
      })
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect((await fetch(url)).status).toBe(502)
      expect(await outcome()).toBe('live')
      expect(status(deployId)).toBe('live')
      expect(await show(url)).toMatchObject({ mode: 'plain', host: new URL(url).host })
      const lines = await logs(id)
      expect(lines).toEqual(
        expect.arrayContaining([
          'build info built',
          'build error careful',
          'build info migrated',
          'app info started as plain',
        ]),
      )
      expect(lines.filter((line) => line.includes('==> '))).toEqual([
        "build info ==> Running build command 'echo built; echo careful >&2'...",
        'build info ==> Build successful 🎉',
        'build info ==> Starting pre-deploy: echo migrated',
        'build info ==> Pre-deploy complete!',
        'app info ==> Deploying...',
        "app info ==> Running 'node server.mjs'",
        'app info ==> Your service is live 🎉',
      ])
    })
  })

  test('gets its own environment, the platform and nothing else of the parent', async () => {
    vi.stubEnv('PARENT_API_KEY', 'parent-secret')
    try {
      await withRunner({}, async ({ create, outcome, fake }) => {
        const { id, url } = await create('plain')
        await outcome()
        const env = (await (await fetch(`${url}/env`)).json()) as Record<string, string>
        const machine = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'PWD', 'OLDPWD', 'SHLVL', '_']
        expect(
          Object.keys(env)
            .filter((name) => !machine.includes(name))
            .toSorted(),
        ).toEqual([
          'HOST',
          'MODE',
          'PORT',
          'RENDER',
          'RENDER_EXTERNAL_HOSTNAME',
          'RENDER_EXTERNAL_URL',
          'RENDER_GIT_BRANCH',
          'RENDER_GIT_COMMIT',
          'RENDER_INSTANCE_ID',
          'RENDER_SERVICE_ID',
          'RENDER_SERVICE_NAME',
          'RENDER_SERVICE_TYPE',
        ])
        const { latestCommit } = fake.state.services.get(id)!
        expect(env).toMatchObject({
          MODE: 'plain',
          HOST: '127.0.0.1',
          RENDER: 'true',
          RENDER_SERVICE_ID: id,
          RENDER_SERVICE_NAME: 'web',
          RENDER_SERVICE_TYPE: 'web',
          RENDER_GIT_COMMIT: latestCommit.id,
          RENDER_EXTERNAL_URL: url,
        })
        expect(env['PORT']).not.toBe(new URL(url).port)
      })
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test('runs in the folder of its commit and of the service', async () => {
    const commits: (string | undefined)[] = []
    const cwd = (commit: string | undefined) => {
      commits.push(commit)
      return join(folder, '..')
    }
    await withRunner({ cwd }, async ({ call, create, outcome, deploy, show }) => {
      const { id, url } = await create('plain')
      expect(await outcome()).toBe('update_failed')
      await call('PATCH', `/services/${id}`, { rootDir: folder.split('/').at(-1) })
      await deploy(id, 'plain', 'abc')
      expect(await outcome()).toBe('live')
      expect(commits.at(-1)).toBe('abc')
      expect(await show(url)).toMatchObject({ commit: 'abc' })
    })
  })

  test('of a background worker counts as live while it runs', async () => {
    await withRunner({ workerGraceMs: 20 }, async ({ create, call, outcome, deploy, fake }) => {
      const { id } = await create('plain', { envSpecificDetails: { startCommand: 'sleep 60' } }, 'background_worker')
      expect(await outcome()).toBe('live')
      await call('PATCH', `/services/${id}`, { serviceDetails: { envSpecificDetails: { startCommand: 'exit 1' } } })
      await deploy(id, 'plain', 'abc')
      expect(await outcome()).toBe('update_failed')
      expect(fake.state.logs.map((line) => line.message)).toContain('==> Exited with status 1')
    })
  })
})

describe('a deploy that fails', () => {
  test.each([
    ['crash', 'app error no database', 'app info ==> Exited with status 3'],
    ['sick', 'app info started as sick', 'app info ==> Instance stopped with status 0'],
  ])('because of %s leaves the traffic where it was, and its last lines in the log', async (mode, line, end) => {
    let skippedMs = 0
    const clock = { ...systemClock, now: () => systemClock.now() + skippedMs }
    await withRunner({ clock }, async ({ create, outcome, deploy, show, status, logs, logged }) => {
      const { id, url } = await create('plain')
      expect(await outcome()).toBe('live')
      const { pid } = await show(url)
      const deployId = await deploy(id, mode, 'bad')
      await logged(`started as ${mode}`)
      // It would be asked for its health until the deadline.
      if (mode === 'sick') skippedMs = 30_000
      expect(await outcome()).toBe('update_failed')
      expect(status(deployId)).toBe('update_failed')
      expect(await logs(id)).toEqual(expect.arrayContaining([line, end, 'app error ==> Deploy failed']))
      expect(await show(url)).toMatchObject({ pid, mode: 'plain' })
    })
  })

  test.each([
    [
      'build_failed',
      { envSpecificDetails: { buildCommand: 'echo broken >&2; exit 2', startCommand: 'node server.mjs' } },
    ],
    ['pre_deploy_failed', { preDeployCommand: 'exit 2' }],
    ['update_failed', { envSpecificDetails: { startCommand: '' } }],
  ] as const)('with %s starts no instance', async (expected, details) => {
    await withRunner({}, async ({ create, outcome, status, logs }) => {
      const { id, deployId } = await create('plain', details)
      expect(await outcome()).toBe(expected)
      expect(status(deployId)).toBe(expected)
      expect((await logs(id)).join('\n')).not.toContain('started as')
    })
  })

  test('by a fault runs nothing', async () => {
    await withRunner({}, async ({ fake, create, outcome, status, call }) => {
      fake.faults.add({ operation: 'POST /services', kind: 'update_failed' })
      const { id, deployId } = await create('plain')
      expect(outcome()).toBeUndefined()
      expect(status(deployId)).toBe('update_failed')
      await call('POST', `/services/${id}/deploys`, {})
      expect(await outcome()).toBe('live')
    })
  })

  test('because it was canceled ends its build', async () => {
    await withRunner({}, async ({ create, call, outcome, status, logged }) => {
      const { id, deployId } = await create('plain', {
        envSpecificDetails: { buildCommand: 'echo $$; sleep 60', startCommand: 'node server.mjs' },
      })
      const line = await logged(/^\d+$/)
      await call('POST', `/services/${id}/deploys/${deployId}/cancel`)
      expect(await outcome()).toBe('canceled')
      expect(status(deployId)).toBe('canceled')
      expect(await isRunning(Number(line.message))).toBe(false)
    })
  })
})

describe('the switch', () => {
  test('drops no request', async () => {
    await withRunner({}, async ({ create, outcome, deploy, show, logged }) => {
      const { id, url } = await create('plain')
      await outcome()
      const old = await show(url)
      const answers: string[] = []
      let done = false
      const ask = async (path: string) => {
        while (!done) {
          const response = await fetch(`${url}${path}`)
          answers.push(`${response.status} ${(await response.text()).slice(0, 200)}`)
        }
      }
      const clients = Promise.all(['/', '/', '/slow', '/slow'].map(ask))
      try {
        await vi.waitUntil(() => answers.length > 8, { timeout: 4000 })
        await deploy(id, 'plain', 'new')
        expect(await outcome()).toBe('live')
        await logged('==> Instance stopped with status 0')
        const later = answers.length
        await vi.waitUntil(() => answers.length > later + 20, { timeout: 4000 })
        expect(answers.slice(later).filter((answer) => !answer.includes('new'))).toEqual([])
      } finally {
        done = true
        await clients
      }
      expect(answers.filter((answer) => !answer.startsWith('200 '))).toEqual([])
      expect(answers.filter((answer) => answer.includes(old.commit)).length).toBeGreaterThan(0)
      expect(await isRunning(old.pid)).toBe(false)
    })
  })

  test('back goes to the old environment and commit', async () => {
    await withRunner({}, async ({ create, outcome, deploy, show, call, fake }) => {
      const { id, url, deployId } = await create('first')
      await outcome()
      const before = await show(url)
      await deploy(id, 'second', 'new')
      await outcome()
      expect(await show(url)).toMatchObject({ mode: 'second', commit: 'new' })
      await call('POST', `/services/${id}/rollback`, { deployId })
      expect(await outcome()).toBe('live')
      expect(await show(url)).toMatchObject({ mode: 'first', commit: before.commit })
      expect(fake.state.services.get(id)?.envVars.get('MODE')).toBe('second')
    })
  })

  test('a WebSocket reaches the instance', async () => {
    await withRunner({}, async ({ create, outcome, show }) => {
      const { url } = await create('plain')
      await outcome()
      const { commit } = await show(url)
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.write('GET /ws HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n')
      let received = ''
      socket.on('data', (data) => {
        received += String(data)
        if (received.endsWith('\r\n\r\n')) socket.write('hello')
      })
      await once(socket, 'end')
      socket.destroy()
      expect(received).toContain('101 Switching Protocols')
      expect(received).toContain(`${commit} hello`)
    })
  })

  test('an instance that ends by itself leaves a 502', async () => {
    await withRunner({}, async ({ create, outcome, show, logged }) => {
      const { url } = await create('plain')
      await outcome()
      const { pid } = await show(url)
      process.kill(pid, 'SIGKILL')
      await logged('==> Exited with status 137')
      expect((await fetch(url)).status).toBe(502)
    })
  })
})

describe('the end', () => {
  test.each(['node server.mjs', 'node server.mjs & wait', 'node server.mjs >server.log 2>&1 & wait'])(
    'stop leaves no process of a stubborn %s, and may be called twice',
    async (startCommand) => {
      await withRunner({ shutdownDelayMs: 100 }, async ({ create, outcome, show, fake }) => {
        const { url } = await create('stubborn', { envSpecificDetails: { startCommand } })
        expect(await outcome()).toBe('live')
        const { pid } = await show(url)
        await Promise.all([fake.stop(), fake.stop()])
        await fake.stop()
        await expect(fetch(url)).rejects.toThrow('fetch failed')
        // Behind a shell it is collected by init, a moment after the shell has gone.
        await vi.waitUntil(async () => !(await isRunning(pid)), { timeout: 4000 })
      })
    },
  )

  test('a program that ends without stop takes its instances with it', async () => {
    const before = process.listeners('exit')
    await withRunner({}, async ({ create, outcome, show, logged }) => {
      const { url } = await create('stubborn')
      await outcome()
      const { pid } = await show(url)
      const added = process.listeners('exit').filter((listener) => !before.includes(listener))
      expect(added).toHaveLength(1)
      added[0]!.call(process, 1)
      await logged('==> Exited with status 137')
      expect(await isRunning(pid)).toBe(false)
    })
    expect(process.listeners('exit')).toEqual(before)
  })

  test('stop in the middle of a deploy ends it and starts nothing more', async () => {
    await withRunner({}, async ({ create, outcome, fake, logs }) => {
      const { id } = await create('plain', {
        envSpecificDetails: { buildCommand: 'sleep 60', startCommand: 'node server.mjs' },
      })
      await fake.stop()
      expect(await outcome()).toBe('canceled')
      expect((await logs(id)).join('\n')).not.toContain('started as')
    })
  })

  test('suspend ends the instance, and resume starts another one', async () => {
    await withRunner({}, async ({ create, call, outcome, show }) => {
      const { id, url } = await create('plain')
      await outcome()
      const { pid } = await show(url)
      await call('POST', `/services/${id}/suspend`)
      expect(await isRunning(pid)).toBe(false)
      expect((await fetch(url)).status).toBe(502)
      await call('POST', `/services/${id}/resume`)
      expect(await outcome()).toBe('live')
      expect((await show(url)).pid).not.toBe(pid)
    })
  })

  test('delete ends the instance and gives the address up', async () => {
    await withRunner({}, async ({ create, call, outcome, show }) => {
      const { id, url } = await create('plain')
      await outcome()
      const { pid } = await show(url)
      await call('DELETE', `/services/${id}`)
      expect(await isRunning(pid)).toBe(false)
      await expect(fetch(url)).rejects.toThrow('fetch failed')
    })
  })
})
