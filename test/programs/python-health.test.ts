import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@keelson/core/testing'
import { djangoHealth, flaskHealth, type FlaskCheck } from '@keelson/health/python'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawFrom, spellings } from '../secrets/secret-texts.ts'
import { reservePort } from '../services/port.ts'
import { hostileTexts } from './hostile.ts'
import { readHealthJson } from '../health-json.ts'
import { runPython, type Site } from './programs.ts'

const faults =
  'none true false warn reading passing bare unit unknown thing hostile coded mute empty exit interrupt refused huge missing'.split(
    ' ',
  )

const ofFaults = faults.map((name): FlaskCheck => ({
  kind: 'custom',
  callable: `faults:${name}`,
  affectedEndpoints: ['/orders'],
}))
const counted: FlaskCheck = { kind: 'custom', callable: 'behaviour.counted', ttlMs: 60_000 }
const hanging: FlaskCheck = { kind: 'custom', callable: 'behaviour.hanging', timeoutMs: 300, failTtlMs: 0 }
const flapping: FlaskCheck = {
  kind: 'custom',
  callable: 'behaviour.flapping',
  ttlMs: 0,
  failTtlMs: 0,
  maxStaleMs: 60_000,
}

const hostile = [...new Set(hostileTexts(400, 7))].filter(
  (text) => text !== '' && !text.includes(':') && text.isWellFormed(),
)

/** Names of files and what is in them. */
const modules = {
  'health_faults.py': flaskHealth({ checks: ofFaults }),
  'health_counted.py': flaskHealth({ checks: [counted] }),
  'health_hanging.py': flaskHealth({ checks: [hanging] }),
  'health_flapping.py': flaskHealth({ checks: [flapping] }),
  'health_hostile.py': flaskHealth({
    checks: hostile.map((name) => ({ kind: 'disk', name, path: `/${name}`, affectedEndpoints: [name] })),
  }),
  'health_django.py': djangoHealth({
    checks: [
      { kind: 'database', failTtlMs: 0 },
      { kind: 'database', alias: 'files' },
    ],
  }),
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Results {
  readonly answers: Readonly<Record<'live' | 'public' | 'detailed' | 'ready' | 'head' | 'post', Answer>> & {
    readonly wrong: readonly string[]
  }
  readonly many: { readonly statuses: readonly number[]; readonly runs: number }
  readonly hang: Readonly<Record<'first' | 'last', Readonly<Record<string, unknown>>>> & {
    readonly runs: number
    readonly threads: readonly string[]
    readonly live: number
  }
  readonly fork: string
  readonly tokenless: readonly string[]
  readonly flap: readonly (readonly string[])[]
  readonly hostile: readonly (readonly [string, readonly string[]])[]
  readonly secrets: readonly { readonly code: string; readonly output: string }[]
  readonly django: Readonly<Record<'live' | 'ready' | 'head' | 'post' | 'cached', unknown>> & {
    readonly detailed: unknown
  }
}

const draw = drawFrom(createRandom(11))
const secrets = Array.from({ length: 1000 }, () => {
  const known = draw.password().toWellFormed().replaceAll(/\s/g, '_')
  return { known, text: `${draw.word(5)} ${draw.pick(spellings)(known)} ${draw.word(3)}` }
})
/** Of several lines, as a key file has, of which a message may have one. */
const lines = Array.from({ length: 20 }, () => draw.word(64))
const long = { known: `-----BEGIN KEY-----\n${lines.join('\n')}\n-----END KEY-----`, text: `cannot read ${lines[7]}` }
/** What looks like a secret, and is none of the environment's. */
const shaped = Array.from({ length: 1000 }, () => {
  const value = draw.word(12 + draw.below(30))
  const text = draw.pick([
    `connect postgres://app:${value}@db.internal:5432/shop failed`,
    `rediss://default:${value}@eu1.upstash.io`,
    `host=db user=app password=${value} dbname=app`,
    `{'password': '${value}', 'user': 'app'}`,
    `GET /v1?token=${value}&page=2`,
    `Authorization: Bearer ${value}`,
    `key napi_${value} is not valid`,
  ])
  return { known: '', value, text }
})

describe.each<Site>(['debian', 'pip'])('in the frameworks of %s', (site) => {
  let folder: string
  let results: Results

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keelson-health-'))
    for (const [name, text] of Object.entries(modules)) await writeFile(join(folder, name), text)
    const input = {
      folder,
      closedPort: await reservePort(),
      wrong: [
        'Bearer',
        'Bearer ',
        'Bearer tk-5f0e9b7c2',
        'Bearer tk-5f0e9b7c2dd',
        'Basic tk-5f0e9b7c2d',
        'tk-5f0e9b7c2d',
        'Bearer é',
      ],
      flaps: [true, false, false, true, false, false, false, true, false, true, true],
      secrets: [...secrets, ...shaped, long, { ...long, text: `cannot read ${JSON.stringify(long.known)} at all` }],
    }
    results = (await runPython(site, 'python_health.py', input)) as Results
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('everybody sees the status, and those with the token what is wrong', () => {
    const { answers } = results
    const headers = { 'Content-Type': 'application/health+json', 'Cache-Control': 'no-store, private' }
    expect(answers.live).toEqual({ status: 200, headers, body: '{"status": "pass"}' })
    expect(answers.public).toEqual({ status: 503, headers, body: '{"status": "fail"}' })
    expect(answers.head).toEqual({ status: 503, headers, body: '' })
    expect(answers.post).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } })
    expect(answers.detailed.status).toBe(503)
    for (const body of answers.wrong) expect(body).toBe('{"status": "fail"}')
  })

  test('no answer of a check, and nothing that it raises, is more than its own failure', () => {
    const { checks = {} } = readHealthJson(results.answers.detailed.body)
    readHealthJson(results.answers.ready.body)
    const said = Object.entries(checks).map(([name, [{ status, code, output }]]) => [name, status, code, output])
    expect([checks['bare']?.[0]['observedUnit'], checks['unit']?.[0]['observedUnit']]).toEqual(['Boolean', undefined])
    expect(said).toEqual([
      ['none', 'pass', undefined, undefined],
      ['true', 'pass', undefined, undefined],
      ['false', 'fail', 'false', 'the check answered False'],
      ['warn', 'warn', undefined, undefined],
      ['reading', 'warn', 'queue', 'long queue'],
      ['passing', 'pass', undefined, undefined],
      ['bare', 'warn', undefined, undefined],
      ['unit', 'pass', undefined, undefined],
      ['unknown', 'fail', 'unreadable', 'the check answered with what is no reading'],
      ['thing', 'fail', 'unreadable', 'the check answered with what is no reading'],
      ['hostile', 'fail', 'ValueError', 'ValueError: no status'],
      ['coded', 'fail', '28P01', 'Coded: password authentication failed'],
      ['mute', 'fail', 'Mute', 'Mute'],
      ['empty', 'fail', 'ValueError', 'ValueError'],
      ['exit', 'fail', 'SystemExit', 'SystemExit: 3'],
      ['interrupt', 'fail', 'KeyboardInterrupt', 'KeyboardInterrupt'],
      ['refused', 'fail', 'ECONNREFUSED', 'RuntimeError: cannot connect'],
      ['huge', 'fail', 'ValueError', `ValueError: ${'x'.repeat(500)}`],
      ['missing', 'fail', 'AttributeError', "AttributeError: module 'faults' has no attribute 'missing'"],
    ])
  })

  test('200 requests at once are one run', () => {
    expect(results.many).toEqual({ statuses: [200], runs: 1 })
  })

  test('a check that hangs is one thread, however many requests come', () => {
    const { first, last, ...rest } = results.hang
    expect(first).toMatchObject({ status: 'fail', code: 'timeout', output: 'no answer within 0.3 s' })
    expect(last).toMatchObject({
      status: 'fail',
      code: 'timeout',
      output: expect.stringMatching(/^a run has not answered for \d+ s$/),
    })
    expect(rest).toEqual({ runs: 1, threads: ['health hanging'], live: 200 })
  })

  test('a worker that is forked meanwhile has its own checks', () => {
    expect(results.fork).toBe('{"status": "pass"}')
  })

  test('an empty token, or none, is nobody’s', () => {
    expect(results.tokenless).toEqual(['{"status": "fail"}'])
  })

  test('secrets are not shown, however they are spelled, and codes are', () => {
    const shown = (index: number) => results.secrets[index]?.output ?? ''
    const leaks = secrets.filter(({ known }, index) => {
      const base64 = Buffer.from(known)
        .toString('base64')
        .slice(0, Math.floor((Buffer.byteLength(known) * 4) / 3))
      const forms = [known, encodeURIComponent(known), JSON.stringify(known).slice(1, -1), base64]
      return forms.some((form) => shown(index).includes(form))
    })
    expect(leaks).toEqual([])
    expect(shaped.filter(({ value }, index) => shown(secrets.length + index).includes(value))).toEqual([])
    expect(shaped.filter((_, index) => !shown(secrets.length + index).includes('[secret]'))).toEqual([])
    expect(results.secrets.filter(({ code }) => code !== '28P01')).toEqual([])
    const ofLong = results.secrets.slice(-2).map(({ output }) => output)
    expect(ofLong).toEqual(['Coded: cannot read [secret]', 'Coded: cannot read "[secret]'])
  })

  test('Django is alive without any database, and no cache of it keeps an answer', () => {
    const { detailed, ...rest } = results.django
    expect(rest).toEqual({
      live: [200, '{"status": "pass"}'],
      ready: [503, '{"status": "fail"}'],
      head: [200, ''],
      post: 405,
      cached: 0,
    })
    const { checks } = readHealthJson(JSON.stringify(detailed))
    expect(checks?.['database']).toEqual([
      expect.objectContaining({ status: 'fail', code: 'OperationalError', componentType: 'datastore' }),
    ])
    expect(checks?.['database-files']).toEqual([expect.objectContaining({ status: 'pass' })])
  })

  test('texts are what they were', () => {
    expect(results.hostile).toEqual(hostile.map((text) => [text, [text]]))
  })

  test('three failures in a row are one, and two good answers end it', () => {
    expect(results.flap).toEqual([
      ['pass'],
      ['warn', '1 of 3 failures'],
      ['warn', '2 of 3 failures'],
      ['pass'],
      ['warn', '1 of 3 failures'],
      ['warn', '2 of 3 failures'],
      ['fail'],
      ['fail', '1 of 2 passes'],
      ['fail'],
      ['fail', '1 of 2 passes'],
      ['pass'],
    ])
  })
})
