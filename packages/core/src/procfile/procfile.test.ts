import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKeelsonError } from '../errors.js'
import type { Platform } from '../platform.js'
import { envText } from '../text.js'
import { formatProcfile } from './format.js'
import { lintProcfile } from './lint.js'
import { parseProcfile } from './parse.js'

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (isKeelsonError(error) && error.code === 'config') return error.message
    throw error
  }
  return 'nothing was refused'
}

describe('parseProcfile', () => {
  test('reads processes in their order, past comments', () => {
    const text =
      '# what runs\r\nrelease: python manage.py migrate\r\n\r\nweb:gunicorn app:app --bind 0.0.0.0:$PORT  \n  # worker: rq worker\n1: a: b'
    expect(parseProcfile(text)).toEqual([
      { name: 'release', command: 'python manage.py migrate' },
      { name: 'web', command: 'gunicorn app:app --bind 0.0.0.0:$PORT' },
      { name: '1', command: 'a: b' },
    ])
  })

  test('joins what continues, as its writer meant it', () => {
    expect(parseProcfile('web: gunicorn app:app \\\n  --workers=1 \\\n--threads=6\nworker: a\\\nb\n')).toEqual([
      { name: 'web', command: 'gunicorn app:app --workers=1 --threads=6' },
      { name: 'worker', command: 'ab' },
    ])
  })

  test.each([
    ['web gunicorn app:app', /line 1: it is neither/],
    ['web: a\n  worker: b', /line 2: it is neither/],
    ['web:', /line 1: it is neither/],
    ['web : a', /line 1: it is neither/],
    ['wéb: a', /line 1: it is neither/],
    [`${'x'.repeat(64)}: a`, /line 1: it is neither/],
    ['\ufeffweb: a', /line 1: it is neither/],
    ['web: a\n\nweb: b', /line 3: web is on line 1 already/],
    ['web: a\nb: \0', /line 2: it has a NUL/],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => parseProcfile(text))).toMatch(message)
  })
})

describe('formatProcfile', () => {
  test('quotes arguments, and leaves commands as they are', () => {
    const web = ['gunicorn', 'app:create_app()', '--bind', envText('0.0.0.0:', { env: 'PORT' })]
    expect(
      formatProcfile([
        { name: 'web', command: web },
        { name: 'worker', command: 'cd a && rq worker' },
      ]),
    ).toBe(`web: gunicorn 'app:create_app()' --bind "0.0.0.0:$PORT"\nworker: cd a && rq worker\n`)
  })

  test.each([
    [[{ name: 'w b', command: 'a' }], /"w b" is no name of a process/],
    [[{ name: '', command: 'a' }], /"" is no name/],
    [
      [
        { name: 'a', command: 'a' },
        { name: 'a', command: 'b' },
      ],
      /a is there twice/,
    ],
    [[{ name: 'a', command: '' }], /the command of a is empty/],
    [[{ name: 'a', command: 'b\nc' }], /has a line break/],
    [[{ name: 'a', command: ['b', 'c\u2028'] }], /has a line break/],
    [[{ name: 'a', command: 'b\0' }], /has a NUL/],
    [[{ name: 'a', command: ' b' }], /begins or ends with a blank/],
    [[{ name: 'a', command: 'b\\' }], /ends with a backslash/],
    [[{ name: 'a', command: '\udc00' }], /half of a surrogate pair/],
  ])('refuses %j', (processes, message) => {
    expect(refusal(() => formatProcfile(processes))).toMatch(message)
  })

  test('what was written is read back', () => {
    const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/)
    const process = fc.record({ name: names, command: fc.string({ unit: 'binary', minLength: 1 }) })
    let written = 0
    fc.assert(
      fc.property(fc.uniqueArray(process, { selector: ({ name }) => name }), (processes) => {
        let text: string
        try {
          text = formatProcfile(processes)
        } catch {
          return
        }
        written += processes.length
        expect(parseProcfile(text)).toEqual(processes)
      }),
      { numRuns: 500, seed: 7 },
    )
    expect(written).toBeGreaterThan(500)
  })
})

const free: Platform = {
  name: 'Render, free plan',
  procfile: false,
  releasePhase: false,
  preDeployCommand: false,
  backgroundWorkers: false,
  sleepsAfterMinutes: 15,
}
const heroku: Platform = { name: 'Heroku', procfile: true, releasePhase: true, backgroundWorkers: true }
const good = 'release: python manage.py migrate\nweb: gunicorn app:app\nworker: celery -A app worker\n'

describe('lintProcfile', () => {
  test.each<[code: string, failing: string, passing: string, platform?: Platform]>([
    ['procfile-line-ignored', 'web: a\n worker: b', 'web: a\n # worker: b'],
    ['procfile-continuation', 'web: a \\\n b', 'web: a b'],
    ['procfile-duplicate', 'web: a\nweb: b', 'web: a\nb: b'],
    ['procfile-name', 'web: a\ncelery_worker: b', 'web: a\ncelery-worker: b'],
    ['procfile-no-web', 'worker: a', 'web: a'],
    ['procfile-web-port', 'web: uvicorn app:app', 'web: uvicorn app:app --port $PORT'],
    ['procfile-web-port', 'web: gunicorn app:app -b 0.0.0.0:8000', 'web: gunicorn app:app -b 0.0.0.0:${PORT:-8000}'],
    ['procfile-web-port', 'web: python manage.py runserver 0.0.0.0:8000', 'web: gunicorn app:app'],
    ['procfile-web-port', 'web: cd a && flask run', 'web: gunicorn -b unix:/run/a.sock app:app'],
    ['procfile-web-port', 'web: daphne a.asgi:application', 'web: node server.js'],
  ])('%s', (code, failing, passing) => {
    expect(lintProcfile(failing).map((finding) => finding.code)).toEqual([code])
    expect(lintProcfile(passing)).toEqual([])
  })

  test('shows no password', () => {
    const url = 'postgres://shop:k9Wq-k9Wq@db/shop'
    const findings = lintProcfile(`web: a ${url}\nrelease: psql ${url}\n`, { platform: free })
    expect(findings.map(({ code }) => code)).toEqual(['procfile-not-run', 'procfile-release-not-run'])
    expect(JSON.stringify(findings)).not.toContain('k9Wq')
  })

  test.each([
    ['procfile-not-run', 'web: gunicorn app:app', /Set the start command: gunicorn app:app/],
    ['procfile-release-not-run', good, /start script/],
    ['procfile-background-process', good, /background workers/],
  ])('%s', (code, text, fix) => {
    expect(lintProcfile(text, { platform: free }).find((finding) => finding.code === code)?.fix).toMatch(fix)
    expect(lintProcfile(text, { platform: heroku })).toEqual([])
    expect(lintProcfile(text)).toEqual([])
    expect(lintProcfile(parseProcfile(text), { platform: free })).toEqual(lintProcfile(text, { platform: free }))
  })
})
