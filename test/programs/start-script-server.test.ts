import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSuperuser, formatStartScript, lintStartScript, migrate, run } from '@keelson/core/start-script'
import { findProgram, pythonOf, type FoundProgram } from './programs.ts'

const shells = ['dash', 'bash'] as const

let folder: string
let python: FoundProgram
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-server-'))
  python = await pythonOf('debian')
  await writeFile(join(folder, 'app.py'), 'def app(environ, start):\n    start("200 OK", [])\n    return [b"served"]\n')
})
afterAll(() => rm(folder, { recursive: true }))

/** A shell that carries out a script, with what it prints. */
class Started {
  readonly #child: ChildProcess
  readonly #lines: ((text: string) => void)[] = []
  text = ''

  constructor(shell: FoundProgram, file: string) {
    const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...python.env }
    this.#child = spawn(shell.path, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text += text
        for (const look of this.#lines) look(this.text)
      })
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Until it has said this; gunicorn listens when it boots its worker. */
  async said(words: string): Promise<void> {
    if (this.text.includes(words)) return
    await new Promise<void>((resolve, reject) => {
      this.#lines.push((text) => text.includes(words) && resolve())
      this.#child.on('exit', () => reject(new Error(`it ended before it said ${words}: ${this.text}`)))
    })
  }

  async ended(): Promise<number | string | null> {
    const { exitCode, signalCode } = this.#child
    if (exitCode !== null || signalCode !== null) return signalCode ?? exitCode
    return new Promise((resolve) => this.#child.on('exit', (code, signal) => resolve(signal ?? code)))
  }

  terminate(): void {
    this.#child.kill('SIGTERM')
  }
}

async function start(shell: string, name: string, text: string): Promise<Started> {
  const file = join(folder, `${name}.sh`)
  await writeFile(file, text)
  return new Started(await findProgram(shell), file)
}

function get(socketPath: string): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    request({ socketPath, path: '/' }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      .end()
  })
}

function gunicorn(name: string): string[] {
  const files = ['--bind', `unix:${join(folder, `${name}.sock`)}`, '--pid', join(folder, `${name}.pid`)]
  return [python.path, '-m', 'gunicorn', 'app:app', ...files, '--workers', '1', '--graceful-timeout', '5']
}

/** Ends the server that the test started, by its number. */
async function endServer(name: string): Promise<void> {
  process.kill(Number(await readFile(join(folder, `${name}.pid`), 'utf8')), 'SIGTERM')
}

describe.each(shells)('%s', (shell) => {
  test('a failed migration still serves 200, unless the script is strict', async () => {
    const name = `${shell}-loose`
    const loose = `#!/bin/sh\nfalse migrate\n${gunicorn(name).join(' ')}\n`
    expect(lintStartScript(loose).map(({ code }) => code)).toContain('start-script-not-strict')
    const started = await start(shell, name, loose)
    await started.said('Booting worker')
    expect(await get(join(folder, `${name}.sock`))).toBe(200)
    await endServer(name)
    expect(await started.ended()).toBe(0)

    const strict = `${shell}-strict`
    const text = formatStartScript({ steps: [run(['false', 'migrate'])], server: { argv: gunicorn(strict) } })
    const stopped = await start(shell, strict, text)
    expect(await stopped.ended()).toBe(1)
    expect(stopped.text).toBe('start: false migrate\n')
    expect(await get(join(folder, `${strict}.sock`))).toBe('ENOENT')
  })

  test('SIGTERM leaves the server running, unless it has taken the place of the script', async () => {
    const name = `${shell}-child`
    const started = await start(shell, name, `#!/bin/sh\nset -eu\n${gunicorn(name).join(' ')}\n`)
    await started.said('Booting worker')
    started.terminate()
    expect(await started.ended()).toBe('SIGTERM')
    expect(await get(join(folder, `${name}.sock`))).toBe(200)
    await endServer(name)

    const replaced = `${shell}-exec`
    const text = formatStartScript({ steps: [run(['true'])], server: { argv: gunicorn(replaced) } })
    const server = await start(shell, replaced, text)
    await server.said('Booting worker')
    expect(await get(join(folder, `${replaced}.sock`))).toBe(200)
    expect(Number(await readFile(join(folder, `${replaced}.pid`), 'utf8'))).toBe(server.pid)
    server.terminate()
    expect(await server.ended()).toBe(0)
    expect(server.text).toContain('Handling signal: term')
  })
})

const settings = `
from os import environ
SECRET_KEY = "x"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": environ["DATABASE_FILE"]}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
# The default ones take their time on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
`
const accounts = `
from django.contrib.auth import get_user_model
for user in get_user_model().objects.order_by("id"): print("account", user.username, user.check_password("k9Wq-long"), user.has_usable_password())
`

describe.each(['debian', 'pip'] as const)('Django of %s', (site) => {
  const superuser = {
    DJANGO_SUPERUSER_USERNAME: 'admin',
    DJANGO_SUPERUSER_EMAIL: 'admin@shop.example',
    DJANGO_SUPERUSER_PASSWORD: 'k9Wq-long',
  }
  let django: FoundProgram
  beforeAll(async () => {
    django = await pythonOf(site)
    await writeFile(join(folder, 'settings.py'), settings)
  })

  async function carryOut(text: string, environment: object): Promise<{ code: number | null; text: string }> {
    const file = join(folder, `${site}.sh`)
    await writeFile(file, text)
    const env = {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      ...django.env,
      PYTHONPATH: `${folder}:${django.env['PYTHONPATH']}`,
    }
    const child = spawn((await findProgram('dash')).path, [file], {
      cwd: folder,
      env: {
        ...env,
        DJANGO_SETTINGS_MODULE: 'settings',
        DATABASE_FILE: join(folder, `${site}.sqlite`),
        ...environment,
      },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => void (said += part))
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return { code, text: said }
  }

  test('the superuser is created once, and skipped afterwards', async () => {
    const manage = [django.path, '-m', 'django']
    const server = { argv: [...manage, 'shell', '-c', accounts] }
    const first = await carryOut(
      formatStartScript({ steps: [migrate({ manage }), createSuperuser({ manage })], server }),
      superuser,
    )
    expect(first).toMatchObject({ code: 0 })
    expect(first.text).toMatch(/Superuser created successfully[^]*account admin True True\n/)
    const script = formatStartScript({ steps: [createSuperuser({ manage })], server })
    const second = await carryOut(script, { ...superuser, DJANGO_SUPERUSER_PASSWORD: 'another-one' })
    expect(second).toMatchObject({ code: 0 })
    expect(second.text).toMatch(/the superuser exists[^]*account admin True True\n/)
    // Without the password Python is not even started for it.
    const third = await carryOut(script, { DJANGO_SUPERUSER_USERNAME: 'other' })
    expect(third).toMatchObject({ code: 0 })
    expect(third.text).not.toMatch(/superuser exists|Superuser created/)
    expect(third.text.match(/^account /gm)).toHaveLength(1)
    // What is missing is an error, not an account without it.
    const nameless = await carryOut(script, { DJANGO_SUPERUSER_PASSWORD: 'k9Wq-long' })
    expect(nameless.code).toBe(1)
    expect(nameless.text).toContain('You must use --username with --noinput')
    for (const { text } of [first, second, nameless]) expect(text).not.toMatch(/k9Wq-long|another-one/)

    // What it stands in for fails at the second start, and makes an account that nobody can use.
    const bare = formatStartScript({ steps: [run([...manage, 'createsuperuser', '--noinput'])], server })
    const nobody = { DJANGO_SUPERUSER_USERNAME: 'nobody', DJANGO_SUPERUSER_EMAIL: 'nobody@shop.example' }
    expect((await carryOut(bare, nobody)).text).toMatch(/account nobody False False\n/)
    const again = await carryOut(bare, { ...nobody, DJANGO_SUPERUSER_PASSWORD: 'k9Wq-long' })
    expect(again.code).toBe(1)
    expect(again.text).toContain('That username is already taken')
  })
})
