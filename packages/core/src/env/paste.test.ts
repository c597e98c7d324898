import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPasteMistake, isPlaceholder } from './paste.js'

describe('isPlaceholder', () => {
  test.each([
    '<secure-password>',
    '<your API key>',
    '${DATABASE_URL}',
    '{{ database_url }}',
    '${{ secrets.API_KEY }}',
    'your-client-id',
    'YOUR_API_KEY',
    'your-email@gmail.com',
    'yourpassword',
    'insert-your-key-here',
    'replace_with_your_token',
    'changeme',
    'CHANGE_ME',
    'change-this-in-production',
    'please-change-me',
    'changeme123',
    'changeit',
    'replace-me',
    'xxx',
    'XXXXXXXX',
    'sk_test_xxxx',
    'ep-xxx.eu-central-1.aws.neon.tech',
    '********',
    '••••••••',
    '...',
    'npg_...',
    'rnd_…',
    'postgresql://user:pass@host:5432/db?sslmode=require',
    'postgresql://user:password@ep-cool-1.neon.tech/db',
    'postgresql://username:password@db.internal/db',
    'rediss://default:password@cache.example:6379',
    'redis://:password@cache.example',
    'rediss://default:token@eu1.upstash.io:6379',
    'cloudinary://key:secret@cloud',
    'cloudinary://API_KEY:API_SECRET@shop',
    'postgresql://shop:k9Wq@host:5432/shop',
    'postgresql://shop:k9Wq@hostname/shop',
    'postgresql://<user>:<password>@db.example/shop',
    'postgresql://postgres:[YOUR-PASSWORD]@db.example/postgres',
    'https://your-app.onrender.com',
    'https://www.yourdomain.com',
    'https://key:k9@your_host/1',
    'TODO',
    'FIXME',
    'tbd',
    'placeholder',
    'undefined',
    'null',
    '[object Object]',
  ])('refuses %s', (text) => {
    expect(isPlaceholder(text)).toBe(true)
  })

  test.each([
    'production',
    'changelog',
    'change-items',
    'replacement',
    'youreyes.example',
    'yours truly',
    'your order has left our house',
    'xx',
    'xxlarge',
    'max',
    'https://shop.xxx/a',
    'https://xxxl.example',
    'Hello <b>World</b>',
    'a < b > c',
    '{"a":{"b":1}}',
    '$HOME',
    'Loading...',
    '* * * * *',
    'null-island',
    'postgresql://shop:k9Wq@db.example:5432/shop',
    'postgresql://user:k9Wq@db.example/shop',
    'postgresql://postgres:postgres@db:5432/shop',
    'postgresql://user:password@localhost:5432/shop',
    'redis://:password@127.0.0.1:6379',
    'redis://[::1]:6379',
    'https://hosting.example/host',
    'https://u1.your-storagebox.example',
    'https://shop.example/your-account',
    '9f86d081884c7d659a2feaa0c55ad015',
  ])('takes %s', (text) => {
    expect(isPlaceholder(text)).toBe(false)
  })

  test('does not take random keys for placeholders', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 64 })
    fc.assert(
      fc.property(bytes, fc.constantFrom<BufferEncoding>('hex', 'base64', 'base64url'), (key, encoding) => {
        // Three x on their own can come up in base64url, once in hundreds of thousands of keys.
        const text = Buffer.from(key).toString(encoding)
        fc.pre(!/x{3}/i.test(text))
        expect(findPasteMistake('KEY', text)).toBeUndefined()
      }),
      { seed: 5, numRuns: 2000 },
    )
  })

  test('answers quickly for a long text', () => {
    const long = ['://', '[your ', '://<', 'your-', '{{', '_xx'].map((part) => part.repeat(100_000))
    expect(long.map(isPlaceholder)).toEqual([false, false, false, true, false, false])
  })
})

describe('findPasteMistake', () => {
  test.each(['"a"', "'a b'", '`a`', '"', '""', '“a”', "'it's'"])('about quotes: %s', (text) => {
    const mistake = findPasteMistake('NAME', text)
    expect(mistake?.said.startsWith('is wrapped in quotes') ?? false).toBe(text.length > 1)
  })

  test.each(['"a" or "b', "rock 'n", `'a"`, '“a'])('takes quotes that do not wrap: %s', (text) => {
    expect(findPasteMistake('NAME', text)).toBeUndefined()
  })

  test('finds what nobody sees', () => {
    expect(findPasteMistake('NAME', 'k9Wq\u200B7z')?.said).toContain('has an invisible character')
    expect(findPasteMistake('NAME', '\u{1F469}\u200D\u{1F4BB}')).toBeUndefined()
  })

  test('finds the name in front of the value', () => {
    expect(findPasteMistake('NAME', 'NAME=a')?.said).toBe('starts with "NAME=", which does not belong to the value')
    expect(findPasteMistake('NAME', 'export NAME=a')?.problem).toBe('invalid')
    expect(findPasteMistake('NAME', 'OTHER=a')).toBeUndefined()
    expect(findPasteMistake('NAME', 'NAMES=a')).toBeUndefined()
  })

  test('quotes come before what they wrap', () => {
    expect(findPasteMistake('NAME', '"changeme"')?.problem).toBe('invalid')
    expect(findPasteMistake('NAME', 'changeme')).toEqual({ problem: 'placeholder', said: 'is still a placeholder' })
  })
})
