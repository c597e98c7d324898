import { createRedactor } from '@keelson/core'
import { createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import { catalogue } from './catalogue.js'
import { findCauses } from './find-causes.js'
import { readLines } from './read-lines.js'
import { showEvidence } from './show-evidence.js'

const random = createRandom(7)
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const word = (length: number) => Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('')

/** What programs print with a secret in it that nobody told the redactor of. */
const unknown: readonly ((secret: string) => string)[] = [
  (secret) => `FATAL: password authentication failed for user "app" (postgres://app:${secret}@db.internal:5432/shop)`,
  (secret) =>
    `sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from string 'postgres//app:${secret}@db/shop'`,
  (secret) => `invalid dsn: missing "=" after "postgres:app:${secret}@db.internal/shop" in connection info string`,
  (secret) => `fatal: could not read Username for 'https://${secret}@github.com': No such device or address`,
  (secret) => `process "/bin/sh -c NPM_TOKEN=${secret} npm ci" did not complete successfully: exit code: 1`,
  (secret) => `JWT_KEY\n  Field required [type=missing, input_value={'stripe': '${secret}', 'a': 1}, input_type=dict]`,
  (secret) => `KeyError: 'DEBUG' in environ({'JWT_SECRET': '${secret}', 'PATH': '/usr/bin'})`,
  (secret) => `panic: cannot connect with host=db password=${secret} dbname=shop`,
  (secret) => `OpenAIError: Incorrect API key provided: sk-proj-${secret}. You can find your API key at https://x.test`,
  (secret) => `npm error code E401 //registry.npmjs.org/:_authToken=${secret}`,
  (secret) => `Error: connect ECONNREFUSED 127.0.0.1:6379 {"url":"rediss://default:${secret}@x.upstash.io:6379"}`,
  (secret) => `TypeError: fetch failed, Authorization: Bearer ${secret}`,
  (secret) => `Error: ENOENT: no such file or directory, open '/etc/x?token=${secret}'`,
]

/** The same where only the redactor can know. */
const known: readonly ((secret: string) => string)[] = [
  (secret) => `ReplyError: WRONGPASS invalid username-password pair or user is disabled: default ${secret}`,
  (secret) => `database "${secret}" does not exist`,
  (secret) => `ModuleNotFoundError: No module named '${secret}'`,
  (secret) => `Invalid HTTP_HOST header: '${secret}'.`,
  (secret) => `${'x'.repeat(280)} ${secret} ModuleNotFoundError: No module named 'shop' ${secret}`,
  (secret) => `RuntimeError: ${'y'.repeat(250)} ${secret}`,
]

function shownOf(text: string, redact?: (text: string) => string): string {
  const facts = text
    .split('\n')
    .flatMap((line) => [{ kind: 'build', text: line } as const, { kind: 'app', text: line } as const])
  // The two-line message stands in one log.
  const own = text.includes('\n') ? facts.filter(({ kind }) => kind === 'app') : facts
  const causes = findCauses([{ kind: 'status', text: 'update_failed' }, ...own], redact)
  expect({ text, isFound: causes.some(({ code }) => code !== 'update-failed') }).toEqual({ text, isFound: true })
  return JSON.stringify(causes)
}

describe('evidence', () => {
  test('260 secrets that nobody knows of, in the words of programs: none is shown', () => {
    for (const leak of unknown) {
      for (let index = 0; index < 20; index++) {
        const secret = word(10 + Math.floor(random() * 40))
        const shown = shownOf(leak(secret))
        expect(shown).not.toContain(secret)
        expect(shown).not.toContain(secret.slice(0, 8))
        expect(shown).not.toContain(secret.slice(-8))
      }
    }
  })

  test('240 values of variables, wherever they stand, also where a line is cut: none is shown', () => {
    for (const leak of known) {
      for (let index = 0; index < 40; index++) {
        const secret = word(10 + Math.floor(random() * 40))
        const shown = shownOf(leak(secret), createRedactor([secret]))
        expect(shown).not.toContain(secret.slice(0, 8))
        expect(shown).not.toContain(secret.slice(-8))
      }
    }
  })

  test('a secret that the end of a very long line cuts in two is not shown either', () => {
    for (let length = 6900; length < 8100; length += 7) {
      const secret = word(30)
      const text = `KeyError: 'A_KEY' input_value=${'z'.repeat(length - 40)} ${secret}@x`
      expect(showEvidence(text, `KeyError: 'A_KEY'`, (line) => line)).not.toContain(secret.slice(0, 4))
    }
  })

  test.each([
    [`KeyError: 'SESSION_KEY'`],
    [`The OPENAI_API_KEY environment variable is missing or empty`],
    [`password authentication failed for user "neondb_owner"`],
    [`ModuleNotFoundError: No module named 'keyring'`],
    [`Error: Cannot find module '@tailwindcss/postcss'`],
    [`connection to server at "dpg-abc-a" (10.1.2.3), port 5432 failed: Connection refused`],
    [`Invalid value for '--port': '$PORT' is not a valid integer.`],
  ])('what is no secret stays: %s', (text) => {
    expect(showEvidence(text, text, createRedactor())).toBe(text)
  })

  test('of a long line that part is shown which says it', () => {
    const text = `{"time":"${'1'.repeat(900)}","msg":"relation \\"shop_item\\" does not exist","more":"${'2'.repeat(900)}"}`
    const [cause] = findCauses([{ kind: 'app', text }])
    expect(cause?.evidence).toEqual([expect.stringMatching(/^….{0,100}relation .*does not exist.*…$/)])
  })
})

describe('lines of any length', () => {
  test('patterns are held against 2000 characters of each', () => {
    const [line] = readLines([{ kind: 'app', text: 'x'.repeat(100_000) }])
    expect(line?.plain).toHaveLength(2000)
    expect(line?.text).toHaveLength(100_000)
  })

  test('no pattern repeats what repeats itself', () => {
    const patterns = catalogue.flatMap(({ code, on }) =>
      Object.values(on)
        .flat()
        .map(({ source }) => ({ code, source })),
    )
    // A group with an unlimited repetition inside, repeated without limit itself.
    const nested = /\((?:\?[:=!])?(?:[^()\\]|\\.)*(?:[^\\](?:\*|\+))(?:[^()\\]|\\.)*\)[*+]/
    expect(patterns.length).toBeGreaterThan(250)
    expect(patterns.filter(({ source }) => nested.test(source.replace(/\[(?:[^\]\\]|\\.)*\]/g, 'c')))).toEqual([])
  })

  test('lines of 100,000 characters made of what patterns look for come to an end', () => {
    const pieces = [
      'redis ',
      'Because x depends on ',
      'Migration ',
      'EADDRINUSE',
      `"GET / HTTP/1.1" `,
      'a.go:1:1: ',
      '/x/',
      `'`,
      '\\"',
    ]
    const facts = pieces.flatMap((piece) => [
      { kind: 'app', text: piece.repeat(100_000 / piece.length) } as const,
      { kind: 'build', text: `process "${piece.repeat(100_000 / piece.length)}` } as const,
    ])
    expect(findCauses(facts).filter(({ evidence }) => evidence.some((text) => text.length > 310))).toEqual([])
  })
})

test('an error that is not known is named as it is, unless something is known', () => {
  const status = { kind: 'status', text: 'update_failed' } as const
  const line = { kind: 'app', text: 'shop.errors.StockError: none left' } as const
  expect(findCauses([status, line])[0]).toMatchObject({
    code: 'error-line',
    title: 'The last error in the log: shop.errors.StockError: none left',
    confidence: 'low',
  })
  const codes = findCauses([status, line, { kind: 'app', text: `KeyError: 'A_KEY'` }]).map(({ code }) => code)
  expect(codes).toEqual(['missing-variable', 'update-failed'])
})
