import { createRedactor, redactShapes, type Probe } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { drawFrom, spellings, type Draw } from '../../../../test/secrets/secret-texts.ts'
import { createHealth } from './health.js'

const rounds = 50_000
const codes = [
  'ECONNREFUSED',
  'ETIMEDOUT',
  '28P01',
  '57P03',
  'NOAUTH',
  'WRONGPASS',
  'UND_ERR_SOCKET',
  'CERT_HAS_EXPIRED',
]

/** What ends a run: an error, or a chain of them, or anything else that can be thrown, with the code somewhere in it. */
const troubles: readonly ((text: string, code: string) => unknown)[] = [
  (text, code) => Object.assign(new Error(text), { code }),
  (text, code) => Object.assign(new Error('connect failed', { cause: new Error(text) }), { code }),
  (text, code) => new TypeError('fetch failed', { cause: Object.assign(new Error(text), { code }) }),
  (text, code) => new Error(text, { cause: Object.assign(new Error(''), { code }) }),
  (text, code) => new Error(`first ${text}`, { cause: new Error(`second ${text}`, { cause: { code, text } }) }),
  (text, code) => Object.assign(new AggregateError([new Error(text), new Error(text)], text), { code }),
  (text, code) => new AggregateError([Object.assign(new Error(text), { code }), new Error(text)]),
  (text, code) => Object.freeze(Object.assign(new Error(`${'x'.repeat(300)} ${text}`), { code, [text]: text })),
  (text, code) => Object.assign(new Error(`${' filler'.repeat(1100)} ${text} `.repeat(2)), { code, stack: text }),
  (text, code) => ({ code, [text]: 1, nested: { [text]: text } }),
  (text, code) => ({ status: 'fail', code, output: text, observedValue: text, observedUnit: text }),
  (text, code) =>
    Object.assign(new Error(text), { code, name: text, status: 503, config: { headers: { authorization: text } } }),
]

/** Texts that give a secret away by their shape, whoever it belongs to. */
const shapes: readonly ((draw: Draw, value: string) => string)[] = [
  (draw, value) => `connect postgres://app:${encodeURIComponent(value)}@db.internal:5432/${draw.word(4)} failed`,
  (draw, value) => `rediss://default:${value}@${draw.word(8)}.upstash.io`,
  (_, value) => `host=db user=app password=${value} dbname=app`,
  (_, value) => `{"client_secret":"${value}","id":1}`,
  (draw, value) => `GET /v1?${draw.pick(['token', 'api_key', 'signature', 'key', 'sig'])}=${value}&page=2`,
  (_, value) => `Authorization: Bearer ${value}`,
  (_, value) => `authorization: basic ${btoa(`app:${value}`)}`,
  (draw, value) => `token eyJ${btoa(value).replaceAll('=', '')}.${draw.word(12)}.${draw.word(20)}`,
  (draw, value) => `key ${draw.pick(['rnd_', 'napi_', 'npg_'])}${value} is not valid`,
]

const base64Core = (value: string) =>
  Buffer.from(value)
    .toString('base64')
    .slice(0, Math.floor((value.length * 4) / 3))

/** One health that asks its check for every request: all have different secrets. */
function setUp() {
  const clock = createFakeClock()
  let ticks = 0
  let thrown: unknown
  let redact = redactShapes
  const run: Probe['run'] = async () => {
    const { status } = Object(thrown) as { status?: unknown }
    if (status === 'fail') return thrown as Awaited<ReturnType<Probe['run']>>
    throw thrown
  }
  const health = createHealth({
    checks: [{ probe: { name: 'db', kind: 'custom', run }, ttlMs: 0, failTtlMs: 0, maxStaleMs: 0 }],
    // Always later: nothing is fresh.
    clock: { ...clock, now: () => (ticks += 1) },
    authorize: () => true,
    redact: (text) => redact(text),
  })
  return async (trouble: unknown, by = redactShapes) => {
    thrown = trouble
    redact = by
    const response = await health.fetch(new Request('http://shop.test/health'))
    const text = await response.text()
    const { checks } = JSON.parse(text) as { checks: { db: [{ code: string }] } }
    return { status: response.status, text, code: checks.db[0].code }
  }
}

test(`${rounds} errors with what looks like a secret: none is shown, every code is`, { timeout: 120_000 }, async () => {
  const draw = drawFrom(createRandom(7))
  const ask = setUp()
  const wrong: string[] = []
  let shown = 0
  for (let round = 0; round < rounds; round++) {
    const value = draw.word(8 + draw.below(30))
    const code = draw.pick(codes)
    const { status, text, code: told } = await ask(draw.pick(troubles)(draw.pick(shapes)(draw, value), code))
    if (status !== 503 || told !== code || text.includes(value) || text.includes(base64Core(value))) {
      wrong.push(`round ${round}, ${value}, ${code}: ${status} ${text}`)
    }
    shown += Number(text.includes('[secret]'))
  }
  expect(wrong).toEqual([])
  // The text with the secret is there to be seen in most of them.
  expect(shown).toBeGreaterThan(rounds / 2)
})

test(
  `${rounds} errors with a secret that is known, however it is spelled: none is shown`,
  { timeout: 120_000 },
  async () => {
    const draw = drawFrom(createRandom(8))
    const ask = setUp()
    const wrong: string[] = []
    for (let round = 0; round < rounds; round++) {
      const value = draw.password().toWellFormed()
      const code = draw.pick(codes)
      const spelled = draw.pick(spellings)(value)
      const trouble = draw.pick(troubles)(`${draw.word(5)} ${spelled} ${draw.word(3)}`, code)
      const { status, text, code: told } = await ask(trouble, createRedactor([value]))
      const forms = [value, encodeURIComponent(value), base64Core(value)]
      const isShown = forms.some((form) => text.includes(JSON.stringify(form).slice(1, -1)))
      if (status !== 503 || told !== code || isShown) {
        wrong.push(`round ${round}, ${value}, ${code}: ${status} ${text}`)
      }
    }
    expect(wrong).toEqual([])
  },
)

test('a secret where a long text is cut is not shown, however short what stands before it becomes', async () => {
  const ask = setUp()
  const key = Array.from({ length: 2000 }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join('')
  const { text } = await ask(new Error(`${`${key} `.repeat(4)}${key}`), createRedactor([key]))
  expect(text).not.toContain(key.slice(0, 20))
})
