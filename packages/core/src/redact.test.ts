import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedactor } from './redact.js'
import { Secret } from './secret.js'
import { spellings } from './testing/spellings.js'

const shown = '[secret]'

const values: Readonly<Record<string, string>> = {
  'a key': 'rnd_8fK2mPq7',
  'exactly 6 characters': 'a1b2c3',
  'characters of regular expressions': 'a.*b+?^${c}()|[d]\\e/f-g',
  'every character of a keyboard': `~!@#$%^&*()_+{}|:"<>?\`-=[]\\;',./`,
  quotes: `pa"ss'wo\\rd\\\\"x`,
  'umlauts and other scripts': 'grüße-пароль-パス',
  emoji: 'pass🔑word👩‍🚀',
  'line breaks': 'first line\nsecond\r\nthird\ttab',
  'a lone surrogate': 'half\ud83d-left',
  spaces: 'correct horse battery',
  'what replacements mean': "$&-$1-$'-$`-$$",
  'a percent escape': 'a%20b%zz%41',
  'bytes whose base64 has + and /': '>>>???~~~ÿÿÿ',
}

describe.each(Object.entries(values))('%s', (_, value) => {
  test.each(Object.entries(spellings))('%s', (name, spell) => {
    const spelt = spell(value)
    const text = createRedactor([value])(`before ${spelt} after`)
    expect(text.startsWith('before ')).toBe(true)
    expect(text.endsWith(' after')).toBe(true)
    // Of base64 only what stands beside the value is left, padding included.
    expect(text.slice(7, -6).replace(shown, '').length).toBeLessThanOrEqual(name.startsWith('base64') ? 10 : 0)
    expect(text).toContain(shown)
    expect(text).not.toContain(spelt)
  })
})

test('what is no text after all is shown as one', () => {
  const { status } = JSON.parse('{}') as { status: string }
  expect(createRedactor(['pw-7f3k'])(status)).toBe('undefined')
})

test('what is not set is passed over', () => {
  const redact = createRedactor([undefined, 'pw-7f3k'])
  redact.add(undefined)
  expect(redact('undefined pw-7f3k')).toBe('undefined [secret]')
})

test('any text of 6 characters and more, however spelt', { timeout: 60_000 }, () => {
  const value = fc
    .oneof(fc.string({ minLength: 6, maxLength: 60, unit: 'binary' }), fc.string({ minLength: 6, maxLength: 60 }))
    .map((text) => text.trim())
    .filter((text) => text.length >= 6)
  fc.assert(
    fc.property(
      value,
      fc.constantFrom(...Object.values(spellings)),
      fc.string({ maxLength: 20 }),
      (secret, spell, around) => {
        const spelt = spell(secret)
        const text = createRedactor([secret])(`${around} ${spelt} ${around}`)
        expect(text).toContain(shown)
        // A value may repeat what stands around it, or a part of what stands in for it.
        const elsewhere = ` ${around} ${shown}`.includes(spelt)
        expect(text.includes(spelt) && !elsewhere).toBe(false)
      },
    ),
    { numRuns: 3000, seed: 1 },
  )
})

describe('known values', () => {
  test('below 6 characters are not replaced', () => {
    const redact = createRedactor(['short', new Secret('abc'), ''])
    expect(redact('a short abc text')).toBe('a short abc text')
  })

  test('inside another known value are replaced as a whole', () => {
    const redact = createRedactor(['inner-value', 'outer-inner-value-outer'])
    expect(redact('x outer-inner-value-outer y inner-value z')).toBe(`x ${shown} y ${shown} z`)
  })

  test('that overlap leave nothing of either that is long enough', () => {
    expect(createRedactor(['abcdef', 'cdefghij'])('abcdefghij')).not.toMatch(/abcdef|cdefghij/)
  })

  test.each(['secret', '[secret]', 'secret]'])('may be %j', (value) => {
    expect(createRedactor([value])(`the ${value} and another`)).toBe(`the ${shown} and another`)
  })

  test('can be added later, wrapped or not, twice', () => {
    const redact = createRedactor()
    expect(redact('value-one')).toBe('value-one')
    redact.add('value-one', new Secret('value-two'))
    redact.add('value-one')
    expect(redact('value-one value-two')).toBe(`${shown} ${shown}`)
  })

  test('of several lines are replaced line by line, too', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQ'.repeat(2)}\n${'AASCBKcwggSjAgEAAoIBAQ+/'.repeat(2)}\n-----END PRIVATE KEY-----\n`
    const redact = createRedactor([pem])
    expect(redact(`got ${pem.split('\n')[2]} there`)).toBe(`got ${shown} there`)
    expect(redact(pem)).toBe(`${shown}\n`)
  })

  test.each([2000, 200_000])('of %i characters are replaced as well', (length) => {
    const value = 'x/+"Z7\\'.repeat(length / 7)
    const redact = createRedactor([value])
    for (const name of ['plain', 'JSON', 'encodeURIComponent', 'base64, second place', 'base64url, third place']) {
      const text = redact(`a ${spellings[name]!(value)} b`)
      expect(text).toContain(shown)
      expect(text.length).toBeLessThan(40)
    }
  })
})

describe('known shapes', () => {
  test.each([
    ['postgres://app:hunter2@db.internal:5432/app', `postgres://app:${shown}@db.internal:5432/app`],
    ['rediss://:hunter2@cache:6379', `rediss://:${shown}@cache:6379`],
    ['authorization: Bearer abc.def-123', `authorization: Bearer ${shown}`],
    ['Basic dXNlcjpwYXNz', `Basic ${shown}`],
    ['rnd_abcDEF123', shown],
    ['napi_abcDEF123456', shown],
    ['AKIAIOSFODNN7EXAMPLE', shown],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', shown],
    ['https://x.test/?a=1&X-Amz-Signature=0ab1&b=2', `https://x.test/?a=1&X-Amz-Signature=${shown}&b=2`],
    ['https://api.test/deploy/srv-1?key=abc', `https://api.test/deploy/srv-1?key=${shown}`],
    ['password=hunter2 user=app', `password=${shown} user=app`],
    ['{"api_key":"abc","a":1}', `{"api_key":"${shown}","a":1}`],
    [String.raw`{"body":"{\"api_key\":\"abc\",\"a\":1}"}`, String.raw`{"body":"{\"api_key\":\"${shown}",\"a\":1}"}`],
    ['PGPASSWORD=hunter2', `PGPASSWORD=${shown}`],
    ['postgres://app:hu/nt#er?2@db.internal:5432/app', `postgres://app:${shown}@db.internal:5432/app`],
    ["{ user: 'app', password: 'hunter2', port: 5432 }", `{ user: 'app', password: '${shown}', port: 5432 }`],
    ["host=db password='hunter2 and more' user=app", `host=db password='${shown}' user=app`],
    ["{'pwd': 'hunter2'}", `{'pwd': '${shown}'}`],
    ['{"secret":123456,"a":1}', `{"secret":${shown},"a":1}`],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUt/K7', `AWS_SECRET_ACCESS_KEY=${shown}`],
    ['{ secretAccessKey: "wJalrXUt/K7" }', `{ secretAccessKey: "${shown}" }`],
    ['SECRET_KEY=k9WqR7z4Lm2x', `SECRET_KEY=${shown}`],
    ['signing_key: "k9WqR7z4Lm2x"', `signing_key: "${shown}"`],
    ['stripe.error: sk_live_51Hx9aBcD is not allowed', `stripe.error: ${shown} is not allowed`],
    ['remote: ghp_16C7e42F292c6912E7710c838347Ae178B4a', `remote: ${shown}`],
  ])('%s', (text, redacted) => {
    expect(createRedactor()(text)).toBe(redacted)
    expect(createRedactor()(redacted)).toBe(redacted)
  })

  test.each([
    'https://api.test/v1/services?limit=5',
    'the token was refused',
    'Bearer of news',
    'user@example.test',
    'basic auth',
    'http://localhost:8080/users/a@example.test',
    'no token: set RENDER_API_KEY',
    'violates unique constraint "users_email_key"',
    'monkey=1 and a keyboard: 2',
    'pk_live_made_for_browsers',
  ])('leave %j as it is', (text) => {
    expect(createRedactor()(text)).toBe(text)
  })

  test.each(['a.', 'eyJ-', 'a://', 'password ', 'Bearer ', 'token= ', 'pwd:"', '://a:', '?key=&', '\\', '%25'])(
    'take no quadratic time on many %j',
    (piece) => {
      // Quadratic behaviour would exceed the time limit of the test by far.
      const text = piece.repeat(100_000)
      const redacted = createRedactor(['\\\\\\"%25/a.b', 'eyJ-eyJ-x'])(text.slice(0, 20_000))
      expect(redacted.length).toBeGreaterThan(0)
    },
  )
})
