import { reveal, type Secret } from './secret.js'
import { shown } from './shown.js'

/** Stands for a value until all are replaced: `secret` may be a password, too, and is not looked for in a replacement. */
const mark = '\0'
/** Shorter values would blank out ordinary words. */
const shortest = 6

/** Replaces secrets in a text; `add` makes further values known. */
export interface Redactor {
  (text: string): string
  /** What is `undefined` is passed over: a variable of the environment that is not set. */
  add(...values: (string | Secret | undefined)[]): void
}

/**
 * A redactor that knows values (from 6 characters on; also percent-encoded, escaped as in JSON or HTML, or inside base64)
 * and the usual shapes of credentials: URL passwords, bearer and basic headers, tokens of known vendors, `password=…`, JWTs.
 *
 * @example
 * import { createRedactor } from '@keelson/core'
 * const url = 'postgres://app:pw-7f3k@db.internal/app'
 * const redact = createRedactor([url])
 * redact(`connect ${url} failed`) // connect [secret] failed
 */
export function createRedactor(values: Iterable<string | Secret | undefined> = []): Redactor {
  const known = new Set<string>()
  const forms = new Set<string>()
  let sorted: readonly string[] | undefined
  const redact = (text: string): string => {
    // The longest first, so that a value containing another one is replaced whole.
    sorted ??= [...forms].sort((a, b) => b.length - a.length)
    // Not every answer is as documented, and a message must not end what it is about.
    let rest = `${text}`
    for (const form of sorted) rest = rest.replaceAll(form, mark)
    rest = rest.replaceAll(mark, shown)
    for (const shape of shapes) rest = rest.replace(shape, `$1${shown}`)
    return rest
  }
  const add = (...added: (string | Secret | undefined)[]) => {
    // Whoever quotes a value may have cut its white space off.
    for (const text of added.map((value = '') => reveal(value).trim())) {
      // The key comes with every request.
      if (known.has(text)) continue
      known.add(text)
      for (const form of formsOf(text)) forms.add(form)
      sorted = undefined
    }
  }
  for (const value of values) add(value)
  return Object.assign(redact, { add })
}

/**
 * A text without what looks like a credential, whosever it is; for those who know no values.
 *
 * @example
 * import { redactShapes } from '@keelson/core'
 * redactShapes('postgres://app:pw-7f3k@db.internal/app') // postgres://app:[secret]@db.internal/app
 */
export function redactShapes(text: string): string {
  return shapes.reduce((rest, shape) => rest.replace(shape, `$1${shown}`), text)
}

/** The texts under which a value may turn up in a message, a URL, a JSON body, a page or a header. */
function formsOf(value: string): string[] {
  if (value.length < shortest) return []
  const wellFormed = value.toWellFormed()
  const encoded = inAddress(wellFormed)
  return [
    value,
    // A key file is printed line by line.
    ...value.split(/\s*\n/).filter((line) => line.length >= 16),
    JSON.stringify(value).slice(1, -1),
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
    ...encoded,
    // A cursor that holds it comes back in the next address.
    ...encoded.flatMap(inAddress),
    encodeURI(wellFormed),
    ...base64Forms(value),
  ].flatMap((text) => [text, text.replace(/%../g, (escape) => escape.toLowerCase())])
}

/** In a path, and in a query. */
function inAddress(text: string): string[] {
  return [encodeURIComponent(text), new URLSearchParams({ '': text }).toString().slice(1)]
}

/** How the bytes of a value look inside a longer base64 text: it may start at each of three places of a group. */
function base64Forms(value: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join('')
  return [0, 1, 2].flatMap((offset) => {
    const coded = btoa('\0'.repeat(offset) + bytes)
    // The first and last characters also hold bits of the neighbours.
    const kept = coded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return [kept, kept.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(kept)]
  })
}

/** What a credential looks like, whoever gave it: the part to keep, and the part to replace. */
const shapes = [
  // A password may hold what should have been encoded; a port and a path are none.
  /(:\/\/[^\s:/?#@"']*:)(?!\d+\/)[^\s"']{1,999}(?=@)/g,
  /\b((?:Bearer|Basic)\s+)[\w.~+/=-]{6,}/gi,
  /\b()(?:(?:rnd|napi|npg|[sr]k_live|gh[ops])_\w{6,}|A[KS]IA\w{16}|eyJ[\w-]{5,}\.[\w.-]{5,})/g,
  /((?:passw(?:or)?d|pwd|secret|token|(?:_|api|access)key|signature|credential|[?&](?:key|sig|code))(?:\\*["'])?\s*(?:=|:(?=\s*["'\\\d]))\s*(?:\\*["'])?)(?:(?<=["'])[^"']+|[^\s,;&}#"']+)/gi,
]
