import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCssReferences, replaceCssReferences } from './css-references.js'

const urls = (text: string) => findCssReferences(text).map(({ url }) => url)

describe('what is a reference', () => {
  test.each([
    ['url(a.png)', ['a.png']],
    ['URL( a.png )', ['a.png']],
    ['url("a b.png")', ['a b.png']],
    [`url( 'a.png' )`, ['a.png']],
    ['url("a)b.png")', ['a)b.png']],
    ['url(a\\)b.png)', ['a)b.png']],
    ['url("a\\"b.png")', ['a"b.png']],
    ['url("\\61 .png")', ['a.png']],
    ['url("a\\\n.png")', ['a.png']],
    ['url("\\0\\110000 x")', ['\ufffd\ufffdx']],
    ['url()', ['']],
    ['@import "a.css";', ['a.css']],
    [`@IMPORT/* why */'a.css' screen;`, ['a.css']],
    ['@import url(a.css) layer(x) supports(display: grid);', ['a.css']],
    ['@import url("a.css");@import"b.css"', ['a.css', 'b.css']],
    ['image-set("a.png" type("image/png") 1x, url(b.png) 2x)', ['a.png', 'b.png']],
    ['-webkit-image-set(url("a.png") 1x)', ['a.png']],
    ['@font-face { src: url(a.woff2) format("woff2"), url(a.woff) format("woff") }', ['a.woff2', 'a.woff']],
    ['a{b:url(x.png);c:url(y.png)}', ['x.png', 'y.png']],
    ['--image: url(a.png)', ['a.png']],
    ['/*# sourceMappingURL=a.css.map */', ['a.css.map']],
    ['/*@ sourceMappingURL=a.css.map*/', ['a.css.map']],
    ['url(data:image/gif;base64,R0lGOD==)', ['data:image/gif;base64,R0lGOD==']],
  ])('%s', (text, expected) => {
    expect(urls(text)).toEqual(expected)
  })

  test.each([
    ['a comment', '/* url(a.png) @import "b.css" */'],
    ['a comment without an end', '/* url(a.png)'],
    ['a string', 'content: "url(a.png)"'],
    ['a string without an end, up to its line', 'content: "url(a.png)\n'],
    ['an escaped quote in a string', String.raw`content: "\"url(a.png)"`],
    ['another function', 'my-url(a.png) curl("b.png") éurl(c.png)'],
    ['@charset', '@charset "utf-8";'],
    ['a string of the rule after an import', '@import; @layer "b"'],
    ['strings of other functions', 'format("woff2") attr(url "a")'],
    ['quotes in an unquoted URL', `url(data:image/svg+xml;utf8,<svg xmlns='x' fill="url(#a)"/>) `],
  ])('not in %s', (_what, text) => {
    expect(urls(text)).toEqual([])
  })

  test('an open parenthesis does not make strings of later rules references', () => {
    expect(urls('a { b: url("x.png" ; content: "y" } c { content: "z" }')).toEqual(['x.png'])
  })

  test('data URLs of megabytes, quoted or not, and long words are read', () => {
    const long = 'A'.repeat(5_000_000)
    expect(urls(`url(data:,${long}) url("data:,${long}") /*${long}*/ ${long} url(a.png)`).at(-1)).toBe('a.png')
  })

  test('long space, wherever it stands, is read once', () => {
    const long = ' '.repeat(5_000_000)
    expect(urls(`url(${long}x y) url(x${long}y) /*# sourceMappingURL=${long}*/ url(${long}a.png${long})`)).toEqual([
      'a.png',
    ])
  })
})

describe('replacing', () => {
  test('changes what is given, and nothing else', () => {
    const text = '@import "a.css";b{c:url( a.png )}/*# sourceMappingURL=a.map */d{e:url("a.png")}'
    const references = findCssReferences(text)
    const replacements = new Map(references.slice(0, 3).map((reference) => [reference, `new-${reference.url}`]))
    expect(replaceCssReferences(text, replacements)).toBe(
      '@import "new-a.css";b{c:url( "new-a.png" )}/*# sourceMappingURL=new-a.map */d{e:url("a.png")}',
    )
    expect(replaceCssReferences(text, new Map())).toBe(text)
  })

  test('what is written is read as it was meant, whatever it is and wherever it stands', () => {
    const frames = [(url: string) => `a{b:url(${url})}`, (url: string) => `@import ${url};`]
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...frames), (url, frame) => {
        const [reference] = findCssReferences(frame('"x"'))
        const text = replaceCssReferences(frame('"x"'), new Map([[reference!, url]]))
        expect(urls(text)).toEqual([url.replaceAll('\0', '\ufffd')])
      }),
    )
  })
})
