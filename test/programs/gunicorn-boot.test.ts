import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillText } from '@keelson/core'
import { defineGunicorn, gunicornArgs, gunicornConfigFile, type GunicornConfig } from '@keelson/core/gunicorn'
import { pythonOf, type Site } from './programs.ts'

const run = promisify(execFile)

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'keelson-gunicorn-boot-'))
  await writeFile(join(home, 'shop.py'), application)
})
afterAll(() => rm(home, { recursive: true, force: true }))

const fill = (config: GunicornConfig) => gunicornArgs(config).map((one) => fillText(one, {}))

describe.each([
  ['debian', '20.1'],
  ['pip', '26.2'],
] as const)('gunicorn of %s', (site, version) => {
  test('passes its own check of a few, and prints what was meant', async () => {
    const { path, env } = await pythonOf(site)
    for (const config of boots(site, version, 'unix:x.sock').slice(0, 4)) {
      const args = ['-m', 'gunicorn', ...fill(config)]
      const options = { cwd: home, env: { ...env, PATH: process.env['PATH'] } }
      await run(path, [...args, '--check-config'], options)
      const { stdout } = await run(path, [...args, '--print-config'], options)
      const printed = new Map(stdout.split('\n').map((line) => line.split(/ += /, 2) as [string, string]))
      expect(printed.get('workers')).toBe('1')
      expect(printed.get('worker_class')).toBe(config.settings.worker_class)
    }
  })

  test('serves a request with each kind of worker', async () => {
    const { path, env } = await pythonOf(site)
    for (const [index, config] of boots(site, version, '').entries()) {
      const socket = join(home, `${site}-${index}.sock`)
      const { target, settings } = config
      const bound = defineGunicorn({ target, version, settings: { ...settings, bind: `unix:${socket}` } })
      const args = index % 2 === 0 ? fill(bound) : ['-c', await written(`boot-${index}.py`, gunicornConfigFile(bound))]
      const answer = await serve(path, ['-m', 'gunicorn', ...args], socket, { ...env, PATH: process.env['PATH'] ?? '' })
      expect([settings.worker_class, answer]).toEqual([settings.worker_class, 'served'])
    }
  })
})

const application = [
  'def application(environ, start_response):',
  '    start_response("200 OK", [("Content-Length", "6")])',
  '    return [b"served"]',
  'def make(text):',
  '    assert text == "it\'s"',
  '    return application',
  'async def asgi(scope, receive, send):',
  '    if scope["type"] == "lifespan":',
  '        return',
  '    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"6")]})',
  '    await send({"type": "http.response.body", "body": b"served"})',
  '',
].join('\n')

/** A configuration for each kind of worker that is there. */
function boots(site: Site, version: string, bind: string): GunicornConfig[] {
  const common = { workers: 1, ...(bind && { bind }), graceful_timeout: 2, worker_tmp_dir: '/dev/shm' }
  const wsgi = (worker_class: string, more: object = {}) =>
    defineGunicorn({ target: `shop:make("it's")`, version, settings: { ...common, worker_class, ...more } })
  const asgi = (worker_class: string) =>
    defineGunicorn({ target: 'shop:asgi', version, settings: { ...common, worker_class } })
  const both = [
    wsgi('sync'),
    wsgi('gthread', { threads: 4, keepalive: 75 }),
    wsgi('sync', { preload_app: true, max_requests: 100, max_requests_jitter: 10, umask: 0o007 }),
    asgi('uvicorn.workers.UvicornWorker'),
  ]
  const quiet = { control_socket_disable: true }
  return site === 'debian'
    ? [...both, wsgi('gevent', { worker_connections: 10 }), wsgi('tornado')]
    : [...both, asgi('asgi'), wsgi('gthread', quiet)]
}

async function written(name: string, text: string): Promise<string> {
  await writeFile(join(home, name), text)
  return name
}

/** What the first request through a socket is answered, by a program that is ended afterwards. */
async function serve(path: string, args: string[], socket: string, env: Record<string, string>): Promise<string> {
  const child = spawn(path, args, { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<string>((resolve) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text))
    child.on('close', (code) => resolve(`ended with ${code}: ${said}`))
  })
  try {
    for (let tries = 0; tries < 200; tries++) {
      const answer = await Promise.race([ended, request(socket)])
      if (answer !== undefined) return answer
    }
    return 'no answer'
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** `undefined`, a moment later, when nobody listens yet. */
function request(socketPath: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const later = () => setTimeout(() => resolve(undefined), 100)
    get({ socketPath, path: '/', timeout: 10_000 }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => void (body += text))
      response.on('end', () => resolve(body))
    }).on('error', later)
  })
}
