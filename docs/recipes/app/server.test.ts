import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test, vi } from 'vitest'
import { program, withServer } from '../../../test/sample-server.ts'

describe('readiness', () => {
  test('tells the release and the service', async () => {
    await withServer({ RENDER_GIT_COMMIT: 'abc', RENDER_SERVICE_ID: 'srv-1' }, async ({ url }) => {
      const response = await fetch(`${url}/readyz`)
      expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
        200,
        'application/health+json',
        'no-store',
      ])
      const checks = Object.fromEntries(['database', 'counter', 'file'].map((name) => [name, [{ status: 'pass' }]]))
      expect(await response.json()).toEqual({ status: 'pass', releaseId: 'abc', serviceId: 'srv-1', checks })
    })
  })

  test.each([
    [{ SAMPLE_REQUIRED: 'SET, DATABASE_URL', SET: '1' }, 'missing configuration: DATABASE_URL'],
    [{ SAMPLE_FAULT: 'not-ready' }, 'fault asked for'],
  ])('fails with %j, and liveness does not', async (env, output) => {
    await withServer(env, async ({ url }) => {
      const response = await fetch(`${url}/readyz`)
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ status: 'fail', output })
      const live = await fetch(`${url}/healthz`)
      expect([live.status, await live.json(), live.headers.get('cache-control')]).toEqual([
        200,
        { status: 'pass' },
        'no-store',
      ])
    })
  })
})

describe('the page', () => {
  test('shows the commit and the names of the configuration, never a value', async () => {
    const env = {
      RENDER_GIT_COMMIT: '<abc>',
      SESSION_KEY: 'value-of-session',
      MAIL_HOST: 'value-of-mail',
      EMPTY: '',
    }
    await withServer({ ...env, PATH: '/bin', RENDER: 'true' }, async ({ url, end }) => {
      const page = await (await fetch(url)).text()
      expect(page).toContain('<code>&lt;abc></code>')
      expect(page.match(/(?<=<li>).*?(?=<)/g)).toEqual(['MAIL_HOST', 'SESSION_KEY'])
      expect(page).not.toContain('value-of')
      expect((await end()).output).not.toContain('value-of')
    })
  })

  test('shows the names that SAMPLE_KEYS asks for', async () => {
    await withServer({ A: '1', B: '2', SAMPLE_KEYS: 'B,C' }, async ({ url }) => {
      expect((await (await fetch(url)).text()).match(/(?<=<li>).*?(?=<)/g)).toEqual(['B'])
    })
  })
})

test('answers HEAD without a body, other methods with 405 and other paths with 404', async () => {
  await withServer({}, async ({ url }) => {
    const ask = async (method: string, path: string) => {
      const response = await fetch(`${url}${path}`, { method })
      return [response.status, (await response.text()).length]
    }
    expect(await ask('HEAD', '/readyz?a=b')).toEqual([200, 0])
    expect((await ask('POST', '/readyz'))[0]).toBe(405)
    expect((await ask('GET', '/none'))[0]).toBe(404)
    expect((await ask('GET', '/toString'))[0]).toBe(404)
    expect((await ask('GET', '//'))[0]).toBe(404)
  })
})

test('SIGTERM lets the request under way finish, takes no other, and ends with 0', async () => {
  await withServer({}, async ({ url, signal, end }) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const received = text(socket)
    socket.write('GET /readyz HTTP/1.1\r\nhost: x\r\n')
    // Answers to later requests say that this one, whose end is still missing, has arrived.
    for (const path of ['/healthz', '/healthz'])
      await (await fetch(`${url}${path}`, { headers: { connection: 'close' } })).text()
    signal()
    await vi.waitUntil(
      () =>
        fetch(url).then(
          () => false,
          () => true,
        ),
      { timeout: 4000 },
    )
    socket.write('\r\n')
    const answer = await received
    expect(answer).toMatch(/^HTTP\/1\.1 503 /)
    expect(answer).toMatch(/^connection: close/im)
    expect(answer).toContain('"output":"shutting down"')
    const { code, output } = await end()
    expect(code).toBe(0)
    expect(output.trim().split('\n')).toEqual([
      expect.stringMatching(/^listening on port \d+, commit unknown$/),
      'stopped',
    ])
  })
})

test('does not start when that fault is asked for', async () => {
  const child = spawn(process.execPath, [program], {
    env: { SAMPLE_FAULT: 'start', PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [[code], said] = await Promise.all([once(child, 'close') as Promise<[number]>, text(child.stderr)])
  expect(code).toBe(1)
  expect(said).toContain('fault asked for')
})
