import { describe, expect, test } from 'vitest'
import { createFileRules } from './file-rules.js'
import { createMatcher } from './pattern.js'

describe('patterns', () => {
  test.each([
    ['*.html', 'index.html', true],
    ['*.html', 'docs/index.html', true],
    ['*.html', 'index.html.gz', false],
    ['robots.txt', 'a/robots.txt', true],
    ['robots.txt', 'robots-txt', false],
    ['/robots.txt', 'robots.txt', true],
    ['/robots.txt', 'a/robots.txt', false],
    ['assets/**', 'assets/a/b.js', true],
    ['assets/**', 'more/assets/b.js', false],
    ['assets/*', 'assets/b.js', true],
    ['assets', 'more/assets/a/b.js', true],
    ['assets/', 'assets/b.js', true],
    ['**/a.js', 'a.js', true],
    ['**/a.js', 'x/y/a.js', true],
    ['a/**/b.js', 'a/b.js', true],
    ['a/**/b.js', 'a/x/y/b.js', true],
    ['a?.js', 'ab.js', true],
    ['a?.js', 'a/.js', false],
    ['a+(b)[c]$|^.js', 'a+(b)[c]$|^.js', true],
    ['**', 'x/y', true],
    ['*.js', 'A.JS', false],
    ['ü?.png', 'ü😀.png', true],
  ])('%s and %s: %s', (pattern, path, matches) => {
    expect(createMatcher('include', pattern)(path)).toBe(matches)
  })

  test('a list matches what one of it matches, an empty one nothing', () => {
    expect(createMatcher('exclude', ['*.a', '*.b'])('x.b')).toBe(true)
    expect(createMatcher('exclude', [])('x.b')).toBe(false)
  })

  test.each(['', '*.{png,jpg}', '!a', 'a\\b'])('%j is refused, not misread', (pattern) => {
    expect(() => createMatcher('exclude', ['a', pattern])).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringContaining('exclude: ') }),
    )
  })
})

describe('rules', () => {
  const year = 'public, max-age=31536000, immutable'

  test.each([
    ['css/app.css', 'hash', year, 'text/css; charset=utf-8'],
    ['app.js', 'hash', year, 'text/javascript; charset=utf-8'],
    ['app.css.map', 'hash', year, 'application/json'],
    ['app.js.map', 'keep', 'public, max-age=60', 'application/json'],
    ['a/index.html', 'keep', 'public, max-age=60', 'text/html; charset=utf-8'],
    ['robots.txt', 'keep', 'public, max-age=60', 'text/plain; charset=utf-8'],
    ['.well-known/security.txt', 'keep', 'public, max-age=60', 'text/plain; charset=utf-8'],
    ['font.woff2', 'hash', year, 'font/woff2'],
    ['IMAGE.PNG', 'hash', year, 'image/png'],
    ['v1.2/LICENSE', 'hash', year, 'application/octet-stream'],
    ['css', 'hash', year, 'application/octet-stream'],
  ])('%s without rules', (path, naming, cacheControl, contentType) => {
    expect(createFileRules([])(path)).toEqual({ naming, cacheControl, contentType })
  })

  test('the first rule that has a field decides on it, and the kind of name on the rest', () => {
    const settingsOf = createFileRules([
      { match: 'admin/*.html', cacheControl: 'no-store' },
      { match: '*.html', cacheControl: 'no-cache', contentType: 'text/html' },
      { match: 'assets/**', name: 'immutable' },
      { match: 'old.css', name: 'keep' },
    ])
    expect(settingsOf('admin/a.html')).toEqual({ naming: 'keep', cacheControl: 'no-store', contentType: 'text/html' })
    expect(settingsOf('a.html')).toMatchObject({ naming: 'keep', cacheControl: 'no-cache' })
    expect(settingsOf('assets/index.html')).toMatchObject({ naming: 'immutable', cacheControl: 'no-cache' })
    expect(settingsOf('assets/a.js')).toMatchObject({ naming: 'immutable', cacheControl: year })
    expect(settingsOf('old.css')).toMatchObject({ naming: 'keep', cacheControl: 'public, max-age=60' })
  })
})
