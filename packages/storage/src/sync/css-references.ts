/** A place in a style sheet that names another file. */
export interface CssReference {
  /** As a browser reads it: escapes are resolved. */
  readonly url: string
  /** Where its text begins and ends, quotes included. */
  readonly start: number
  readonly end: number
  readonly kind: 'value' | 'source_map'
}

// Loops over single characters are unrolled: a data URL of megabytes must not exhaust the stack of the expression.
const doubleQuoted = String.raw`"[^"\\\n\r\f]*(?:\\(?:\r\n|[^])[^"\\\n\r\f]*)*"?`
const singleQuoted = doubleQuoted.replaceAll('"', "'")
const word = String.raw`[-\w\u0080-\uffff]+`
const token = new RegExp(
  [
    String.raw`(?<comment>\/\*[^]*?(?:\*\/|$))`,
    `(?<string>${doubleQuoted}|${singleQuoted})`,
    String.raw`(?<open>url\(\s*(?!\s))(?<bare>[^\s"'()\\]*(?:\\[^][^\s"'()\\]*)*)\s*\)`,
    // Quotes in an unquoted URL make it invalid up to the next parenthesis: nothing in it is a string.
    String.raw`url\((?!\s*["'])[^)\\]*(?:\\[^][^)\\]*)*\)?`,
    String.raw`(?<name>${word})\(`,
    `(?<at>@${word})`,
    word,
    String.raw`\\[^]`,
    '(?<mark>[(){};])',
  ].join('|'),
  'gi',
)

/** Functions whose strings are URLs; in `type("image/png")` inside of `image-set()` they are not. */
const urlFunctions = new Set(['url', 'src', 'image-set', '-webkit-image-set'])

/** Every URL of a style sheet: of `url()`, `@import`, `image-set()` and `sourceMappingURL`; none of comments and other strings. */
export function findCssReferences(text: string): CssReference[] {
  const references: CssReference[] = []
  const functions: string[] = []
  let isImport = false
  for (const { groups = {}, index, 0: whole } of text.matchAll(token)) {
    const { comment, string, open = '', bare, name, at, mark } = groups
    if (comment !== undefined) {
      const [, before = '', url] = /^(\/\*[#@]\s*sourceMappingURL=\s*)(\S+?)\s*\*\/$/.exec(comment) ?? []
      const start = index + before.length
      if (url) references.push({ url, start, end: start + url.length, kind: 'source_map' })
      continue
    }
    if (string !== undefined && (isImport || urlFunctions.has(functions.at(-1) ?? ''))) {
      const url = unescapeCss(string.slice(1, string.endsWith(string.charAt(0)) ? -1 : undefined))
      references.push({ url, start: index, end: index + whole.length, kind: 'value' })
    }
    if (bare !== undefined) {
      const start = index + open.length
      references.push({ url: unescapeCss(bare), start, end: start + bare.length, kind: 'value' })
    }
    if (name !== undefined) functions.push(name.toLowerCase())
    if (mark === '(') functions.push('')
    if (mark === ')') functions.pop()
    if (mark === ';' || mark === '}') functions.length = 0
    isImport = at?.toLowerCase() === '@import'
  }
  return references
}

/** The text with other URLs in place of some of its references. */
export function replaceCssReferences(text: string, replacements: ReadonlyMap<CssReference, string>): string {
  let result = ''
  let from = 0
  for (const [{ start, end, kind }, url] of [...replacements].toSorted(([a], [b]) => a.start - b.start)) {
    result += text.slice(from, start) + (kind === 'value' ? quoteCss(url) : url)
    from = end
  }
  return result + text.slice(from)
}

function unescapeCss(text: string): string {
  return text.replace(
    /\\(?:([\da-f]{1,6})(?:\r\n|\s)?|(\r\n|[\n\r\f])|([^]))/gi,
    (_, hex: string | undefined, newline: string | undefined, character = '') => {
      if (hex === undefined) return newline === undefined ? character : ''
      const codePoint = Number.parseInt(hex, 16)
      return codePoint === 0 || codePoint > 0x10ffff ? '\ufffd' : String.fromCodePoint(codePoint)
    },
  )
}

function quoteCss(text: string): string {
  return `"${text.replace(/["\\\n\r\f]/g, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`
}
