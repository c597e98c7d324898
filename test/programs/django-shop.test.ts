import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { envText } from '@keelson/core'
import { djangoCaches, djangoDatabases } from '@keelson/core/django'
import { defineGunicorn, gunicornArgs, lintGunicorn, sizeGunicorn } from '@keelson/core/gunicorn'
import { formatPythonSettings } from '@keelson/core/python'
import { defineStartScript, formatStartScript, lintStartScript, migrate } from '@keelson/core/start-script'
import { renderPlatform } from '@keelson/render/plans'
import { configure } from '../../docs/recipes/django-on-render.ts'
import { reservePort } from '../services/port.ts'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import { startRedis, type RedisServer } from '../services/redis.ts'
import { pythonOf, type Site } from './programs.ts'

const shop = fileURLToPath(new URL('shop', import.meta.url))
const platform = renderPlatform({ plan: 'free' })
const sites: readonly { readonly site: Site; readonly name: string }[] = [
  { site: 'debian', name: 'Django 3.2 under gunicorn 20.1, with psycopg2 and django-redis' },
  { site: 'pip', name: 'Django 5.2 under gunicorn 26.2, with psycopg 3: the files of the recipe' },
]

interface Files {
  readonly settings: string
  readonly script: string
}

/** The files of the recipe, whose settings trust what Python itself trusts. */
function recipeFiles(): Files {
  const { files, findings } = configure({ name: 'shop', plan: 'free', appPeakMb: 300 })
  expect(findings.map(({ code }) => code)).toEqual(['celery-eager'])
  return { settings: files['data_settings.py'] ?? '', script: files['start.sh'] ?? '' }
}

/** The same for the versions that Debian has, with an authority of one's own. */
function olderFiles(caFile: string): Files {
  const url = envText({ env: 'DATABASE_URL' })
  const LOCATION = envText({ env: 'REDIS_URL' })
  const { settings } = sizeGunicorn({ appPeakMb: 300, platform })
  const bind = envText('0.0.0.0:', { env: 'PORT' })
  const config = defineGunicorn({ target: 'shop.wsgi', version: '20.1', settings: { ...settings, bind } })
  const script = defineStartScript({
    steps: [migrate()],
    server: { argv: ['gunicorn', ...gunicornArgs(config)] },
  })
  expect([...lintGunicorn(config, { platform }), ...lintStartScript(script, { platform })]).toEqual([])
  return {
    settings: formatPythonSettings({
      DATABASES: djangoDatabases({ default: { url, OPTIONS: { sslrootcert: caFile } } }, { django: '3.2' }),
      ...djangoCaches({ default: { LOCATION, KEY_PREFIX: 'older', caFile } }),
    }),
    script: formatStartScript(script),
  }
}

interface Answer {
  readonly status: number | undefined
  readonly body: string
}

/** The start script as a platform runs it, with what it prints. */
class Service {
  readonly #child: ChildProcess
  readonly #port: number
  output = ''

  constructor(script: string, port: number, env: Readonly<Record<string, string>>) {
    this.#port = port
    this.#child = spawn('sh', [script], { cwd: dirname(script), env: { ...env, PORT: String(port) }, stdio: 'pipe' })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => void (this.output += text))
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  get(path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: this.#port, path, headers: { host: 'localhost' } }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => void (body += text))
        response.on('end', () => resolve({ status: response.statusCode, body })).on('error', reject)
      })
        .on('error', reject)
        .end()
    })
  }

  /** Until it answers; fails with what it printed when it ended before. */
  async serves(): Promise<void> {
    for (;;) {
      const answer = await this.get('/healthz').catch(() => undefined)
      if (answer?.status === 200) return
      if (this.hasEnded) throw new Error(`it ended before it served: ${this.output}`)
      await sleep(50)
    }
  }

  async ended(): Promise<number | string | null> {
    if (!this.hasEnded) await new Promise((resolve) => this.#child.once('close', resolve))
    return this.#child.signalCode ?? this.#child.exitCode
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.hasEnded) this.#child.kill(signal)
  }
}

let postgres: PostgresServer
let redis: RedisServer
beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
})
afterAll(() => Promise.all([postgres.remove(), redis.remove()]))

describe.each(sites)('$name', ({ site }) => {
  let folder: string
  let port: number
  let script: string
  let env: Record<string, string>
  let service: Service

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keelson-shop-'))
    for (const name of ['manage.py', 'shop', 'orders']) await symlink(join(shop, name), join(folder, name))
    const files = site === 'pip' ? recipeFiles() : olderFiles(postgres.caFile)
    await writeFile(join(folder, 'data_settings.py'), files.settings)
    script = join(folder, 'start.sh')
    await writeFile(script, files.script)
    port = await reservePort()
    const python = await pythonOf(site)
    const url = `${postgres.url(`shop_${site}`)}?sslmode=require`
    env = {
      PATH: [await createPrograms(join(folder, 'bin'), python.path), process.env['PATH']].join(':'),
      LANG: 'C.UTF-8',
      ...python.env,
      // Where the symbolic links lead to is not where the settings are.
      PYTHONPATH: [folder, python.env['PYTHONPATH']].join(':'),
      SSL_CERT_FILE: postgres.caFile,
      SECRET_KEY: 'k'.repeat(50),
      DATABASE_URL: url,
      DIRECT_DATABASE_URL: url,
      REDIS_URL: redis.url(),
      DJANGO_SUPERUSER_USERNAME: 'admin',
      DJANGO_SUPERUSER_EMAIL: 'admin@shop.example',
      DJANGO_SUPERUSER_PASSWORD: 'pw-7f3k9x2m',
    }
    await createDatabase(`shop_${site}`)
  })
  afterAll(async () => {
    service?.signal('SIGKILL')
    await rm(folder, { recursive: true })
  })

  test('never serves after a migration that failed', async () => {
    const failing = new Service(script, port, { ...env, FAIL_MIGRATION: '1' })
    expect(await failing.ended()).toBe(1)
    expect(failing.output).toContain('RuntimeError: this migration fails')
    expect(failing.output).not.toContain('Listening at')
    await expect(failing.get('/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('serves with TLS to its database and its cache', async () => {
    service = new Service(script, port, env)
    await service.serves()
    const answers = await Promise.all(Array.from({ length: 12 }, () => service.get('/orders')))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    const bodies = answers.map(({ body }) => JSON.parse(body) as { rows: number; cached: number; tls: boolean })
    expect(Math.max(...bodies.map(({ rows }) => rows))).toBe(12)
    expect(bodies.map(({ cached }) => cached).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    )
    expect(bodies.every(({ tls }) => tls)).toBe(true)
  })

  test('is the process that was started, so that signals reach it', async () => {
    const command = (await readFile(`/proc/${service.pid}/cmdline`, 'utf8')).split('\0')
    expect(command).toContain('gunicorn')
  })

  test('answers at the first request after a restart of the database', async () => {
    await postgres.stop()
    expect(await service.get('/orders')).toMatchObject({ status: 500 })
    await postgres.start()
    const answers = await Promise.all(Array.from({ length: 12 }, () => service.get('/orders')))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
  })

  test('does not talk to a server whose certificate another authority signed', async () => {
    const foreign = await mkdtemp(join(tmpdir(), 'keelson-foreign-'))
    try {
      const settings = await readFile(join(folder, 'data_settings.py'), 'utf8')
      const authorities = '/etc/ssl/certs/ca-certificates.crt'
      await writeFile(join(foreign, 'data_settings.py'), settings.replaceAll(postgres.caFile, authorities))
      const PYTHONPATH = [foreign, env['PYTHONPATH']].join(':')
      const failing = new Service(script, await reservePort(), { ...env, PYTHONPATH, SSL_CERT_FILE: authorities })
      expect(await failing.ended()).toBe(1)
      expect(failing.output).toMatch(/certificate verify failed|SSL error/)
    } finally {
      await rm(foreign, { recursive: true })
    }
  })

  test('loses no request when it is told to end', async () => {
    const running = Array.from({ length: 6 }, () => service.get('/slow?seconds=1.5'))
    await sleep(500)
    service.signal('SIGTERM')
    const answers = await Promise.all(running)
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect(await service.ended()).toBe(0)
  })
})

/** The names that start commands have, for the Python of a site. */
async function createPrograms(folder: string, python: string): Promise<string> {
  await mkdir(folder)
  const programs = { python: '', gunicorn: ' -m gunicorn' }
  for (const [name, module] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec ${python}${module} "$@"\n`, { mode: 0o755 })
  }
  return folder
}

async function createDatabase(name: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: postgres.url(), ssl: { ca: postgres.ca } })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
}
