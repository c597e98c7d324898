import { describe, expect, test } from 'vitest'
import type { Fact } from './fact.js'
import { findCauses } from './find-causes.js'
import { formatDiagnosis } from './diagnose-deploy.js'

type Phase = 'build' | 'app'

const statusOf = { build: 'build_failed', app: 'update_failed' } as const

function factsOf(phase: Phase, text: string, status: string = statusOf[phase]): Fact[] {
  return [{ kind: 'status', text: status }, ...text.split('\n').map((line) => ({ kind: phase, text: line }))]
}

const workerEnd = `[2026-11-21 19:17:14 +0000] [4087] [ERROR] Worker (pid:4090) exited with code 3.
[2026-11-21 19:17:14 +0000] [4087] [ERROR] Shutting down: Master
[2026-11-21 19:17:14 +0000] [4087] [ERROR] Reason: Worker failed to boot.
==> Exited with status 3`

/** What must be named first, and how psycopg 3, redis-py 8, SQLAlchemy 2, gunicorn 26, npm 11, bash and dash put it. */
const said: readonly (readonly [code: string, phase: Phase, text: string])[] = [
  [
    'database-on-localhost',
    'app',
    'psycopg.OperationalError: connection failed: connection to server at "127.0.0.1", port 6543 failed: Connection refused',
  ],
  [
    'tls-verify',
    'app',
    'psycopg.OperationalError: connection failed: connection to server at "10.0.0.1", port 5432 failed: SSL error: certificate verify failed',
  ],
  ['setting-undefined', 'app', 'sqlalchemy.exc.ArgumentError: Expected string or URL object, got None'],
  ['setting-undefined', 'app', 'botocore.exceptions.NoCredentialsError: Unable to locate credentials'],
  [
    'setting-undefined',
    'build',
    `TypeError: Invalid URL\n    at new URL (node:internal/url:797:36) {\n  input: 'undefined',`,
  ],
  [
    'database-url-malformed',
    'app',
    `psycopg.OperationalError: failed to resolve host 'word@h': [Errno -8] Servname not supported for ai_socktype`,
  ],
  [
    'database-url-malformed',
    'app',
    'psycopg2.OperationalError: could not translate host name "word@db.internal" to address: Name or service not known',
  ],
  [
    'redis-password',
    'app',
    'redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.',
  ],
  ['redis-password', 'app', 'redis.exceptions.AuthenticationError: Authentication required.'],
  [
    'redis-password',
    'app',
    'redis.exceptions.AuthenticationError: HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used',
  ],
  [
    'redis-refused',
    'app',
    'TimeoutError: _ssl.c:989: The handshake operation timed out\nredis.exceptions.TimeoutError: Timeout connecting to server',
  ],
  ['missing-variable', 'app', './start.sh: line 3: DATABASE_URL: unbound variable'],
  ['missing-variable', 'app', 'sh: 1: DATABASE_URL: parameter not set'],
  ['missing-variable', 'app', './start.sh: line 2: DATABASE_URL: DATABASE_URL must be set'],
  [
    'uncaught-exception',
    'app',
    `  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n    | ValueError: region eu is not known\n    +---`,
  ],
  ['start-script-missing', 'app', 'sh: 1: exec: ./start.sh: not found\n==> Exited with status 127'],
  ['start-script-missing', 'app', 'bash: line 1: cd: backend: No such file or directory'],
  ['windows-line-ends', 'app', 'bash: line 1: ./start.sh: cannot execute: required file not found'],
  ['windows-line-ends', 'app', 'start.sh: line 2: set: -: invalid option'],
  ['permission-denied', 'build', 'sh: 1: exec: ./build.sh: Permission denied'],
  ['build-command-not-found', 'build', 'bash: line 1: ./build.sh: No such file or directory'],
  ['build-command-not-found', 'build', 'bash: line 1: cd: frontend: No such file or directory'],
  ['build-command-not-found', 'build', "sh: 1: cd: can't cd to frontend"],
  [
    'npm-missing-package-json',
    'app',
    `npm error code ENOENT\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/opt/render/project/src/package.json'`,
  ],
  ['registry-unreachable', 'build', 'npm error code ECONNREFUSED\nnpm error syscall connect'],
  ['error-line', 'app', 'usage: gunicorn [OPTIONS] [APP_MODULE]\ngunicorn: error: unrecognized arguments: --wrokers 3'],
  ['error-line', 'app', 'Traceback (most recent call last):\nshop.urls.PaymentGone: no merchant'],
  [
    'error-line',
    'app',
    'Traceback (most recent call last):\n  File "/opt/render/project/src/app.py", line 3, in <module>\n    assert ready\nAssertionError',
  ],
]

/** Lines that look bad and are not why. */
const harmless: readonly (readonly [phase: Phase, text: string])[] = [
  ['app', 'SENTRY_DSN is not set, error tracking is off'],
  ['app', 'WARN: SMTP_HOST is not set; no mail will be sent'],
  ['app', '[warn] STRIPE_WEBHOOK_SECRET is not set - webhooks will not be verified'],
  ['app', 'OPENAI_API_KEY is not set. AI features are unavailable.'],
  ['build', 'The variable SENTRY_DSN is not set. Defaulting to a blank string.'],
  ['app', 'Server running on http://localhost:10000'],
  ['app', 'Listening on http://localhost:3000'],
  [
    'app',
    ' * Running on all addresses (0.0.0.0)\n * Running on http://127.0.0.1:10000\n * Running on http://10.204.1.2:10000',
  ],
  [
    'build',
    "ERROR: pip's dependency resolver does not currently take into account all the packages that are installed.",
  ],
  ['app', 'redis: Connection closed by server, reconnecting'],
]

describe('the words of programs', () => {
  test.each(said)('%s in the log of a %s: %s', (code, phase, text) => {
    expect(findCauses(factsOf(phase, text))[0]?.code).toBe(code)
  })

  test.each(harmless)('nothing in the log of a %s: %s', (phase, text) => {
    const outcomes = ['build-failed', 'update-failed']
    expect(findCauses(factsOf(phase, text)).filter(({ code }) => !outcomes.includes(code))).toEqual([])
  })

  test('a makemigrations that went well is none beside what failed', () => {
    const text =
      "Migrations for 'shop':\n  shop/migrations/0002_cart_note.py\nsrc/a.ts(1,1): error TS2304: Cannot find name 'x'."
    expect(findCauses(factsOf('build', text)).map(({ code }) => code)).not.toContain('migration-not-made')
  })

  test('a variable that is missed by an error is named all the same', () => {
    for (const text of [
      'Error: STRIPE_KEY is not set',
      'STRIPE_KEY is not set, cannot run without it',
      'STRIPE_KEY is not set, the server will not start',
    ])
      expect(findCauses(factsOf('app', text))[0]?.title).toBe('The variable STRIPE_KEY is not set')
    const [first] = findCauses(factsOf('app', 'Error: environment variable DEBUG is not set'))
    expect(first?.title).toBe('The variable DEBUG is not set')
  })

  test('of a host that is a part of a password only the host is shown', () => {
    for (const text of [
      `psycopg.OperationalError: failed to resolve host 'tail-of-it@db.internal': [Errno -8] Servname not supported`,
      'could not translate host name "tail-of-it@db.internal" to address: Name or service not known',
      'invalid integer value "tail-of-it" for connection option "port"',
    ]) {
      const causes = findCauses(factsOf('app', text))
      expect(causes[0]?.code).toBe('database-url-malformed')
      expect(JSON.stringify(causes)).not.toContain('tail-of-it')
    }
  })
})

describe('an error that nobody knows', () => {
  test('is shown beside a worker that did not start for it', () => {
    const causes = findCauses(factsOf('app', `shop.settings.RegionError: region eu is not known\n${workerEnd}`))
    expect(causes.map(({ code }) => code)).toEqual(['worker-boot', 'error-line', 'exit-code', 'update-failed'])
    expect(causes[1]?.evidence).toEqual(['shop.settings.RegionError: region eu is not known'])
  })

  test('is shown beside a health check that it was answered with, and how it ended is not', () => {
    const asked = '10.204.1.7 - - [21/Nov/2026:13:26:02 +0000] "GET /healthz HTTP/1.1" 500 145 "-" "Render/1.0"'
    const causes = findCauses(factsOf('app', `django.template.exceptions.TemplateDoesNotExist: shop.html\n${asked}`))
    const text = formatDiagnosis({ deploy: undefined, causes, gathered: [] })
    expect(text).toContain('1. The health check is answered with an error [high]')
    expect(text).toContain('2. The last error in the log: django.template.exceptions.TemplateDoesNotExist: shop.html')
    expect(text).not.toContain('did not become healthy')
  })

  test('is shown beside a cause that was written before it, as by a program that waited for its database', () => {
    const waiting =
      'database not ready, retrying: connection to server at "10.0.0.1", port 5432 failed: Connection refused'
    const after = findCauses(factsOf('app', `${waiting}\nDatabase ready\nLicenseError: expired`))
    expect(after.map(({ code }) => code)).toEqual(['database-refused', 'error-line', 'update-failed'])
    const before = findCauses(factsOf('app', `LicenseError: expired\n${waiting}`))
    expect(before.map(({ code }) => code)).toEqual(['database-refused', 'update-failed'])
  })

  test('is not told twice', () => {
    const causes = findCauses(factsOf('app', `TypeError: Cannot read properties of null (reading 'x')`))
    expect(causes.map(({ code }) => code)).toEqual(['uncaught-exception', 'update-failed'])
  })

  test('of a pre-deploy command is shown', () => {
    const text = 'django.db.utils.OperationalError: table "orders_order" already exists'
    const [first] = findCauses(factsOf('build', `==> Build successful\n${text}`, 'pre_deploy_failed'))
    expect(first).toMatchObject({ code: 'build-error-line', evidence: [text] })
  })
})
