import { describe, expect, test } from 'vitest'
import { checkKey, compareKeys, encodeKey } from './key.js'

describe('a key', () => {
  test.each(['a', 'a/b', 'a//b', 'a/', '...', 'a..b/.c', 'ä', '🔑', 'a\\b', 'x'.repeat(1024), 'ä'.repeat(512)])(
    'may be %j',
    (key) => {
      expect(() => checkKey(key)).not.toThrow()
    },
  )

  test.each<[unknown, string]>([
    ['', 'it is empty'],
    ['/a', 'it starts with a slash'],
    ['.', 'a part of it is "." or ".."'],
    ['a/..', 'a part of it is "." or ".."'],
    ['../a', 'a part of it is "." or ".."'],
    ['a/./b', 'a part of it is "." or ".."'],
    ['a\0', 'it has a control character'],
    ['a\u007f', 'it has a control character'],
    ['a\uffff', 'it has a control character'],
    ['\udc00', 'it has half a surrogate pair'],
    ['x'.repeat(1025), 'it has 1025 bytes, at most 1024 are allowed'],
    ['ä'.repeat(513), 'it has 1026 bytes, at most 1024 are allowed'],
    [7, 'it is not a text'],
    [undefined, 'it is not a text'],
  ])('cannot be %j', (key, problem) => {
    // What JavaScript callers bring.
    const anything = key as string
    expect(() => checkKey(anything)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining(problem) }),
    )
  })

  test('that is refused is quoted, shortened and on one line', () => {
    expect(() => checkKey('a\nb')).toThrow('the key "a\\nb" cannot be used')
    expect(() => checkKey('x'.repeat(5000))).toThrow(`the key "${'x'.repeat(120)}…" cannot be used`)
  })
})

test('a key in a URL is what S3 signs: only letters, digits, "-._~" and slashes stay', () => {
  expect(encodeKey("a b+c%d/e'(f)*!")).toBe('a%20b%2Bc%25d/e%27%28f%29%2A%21')
  expect(encodeKey('ä//~-._')).toBe('%C3%A4//~-._')
  const everything = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => index + 32))
  expect(encodeKey(everything)).toMatch(/^[\w.~/%-]+$/)
  expect(decodeURIComponent(encodeKey(everything))).toBe(everything)
})

test('keys are in the order of their bytes, not of UTF-16', () => {
  expect(['\u{1f600}', '\uffee', 'a', 'B', 'ab'].toSorted(compareKeys)).toEqual(['B', 'a', 'ab', '\uffee', '\u{1f600}'])
})
