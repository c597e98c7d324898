import { reveal, type Secret } from './secret.js'
import { encode, normaliseSpelling } from './spelling.js'

const replacement = '[secret]'
/** Shorter values would blank out ordinary words. */
const shortest = 6
/** A value of escapes, which stand for fewer characters, is then only found as it is. */
const shortestForm = 4
/** A long-lived process that keeps meeting new values forgets the oldest, instead of growing for ever … */
const mostValues = 3000
/** … but not the first ones, which are the keys that every request carries. */
const keptValues = 20

/** Replaces secrets in a text; `add` makes further values known. */
export interface Redactor {
  (text: string): string
  add(...values: readonly (string | Secret)[]): void
}

/**
 * A redactor that knows values (from 6 characters on, also percent-encoded, escaped as in JSON or HTML, or inside base64)
 * and the usual shapes of credentials: URL passwords, bearer and basic headers, tokens of known vendors, `password=…`, JWTs.
 *
 * @example
 * import { createRedactor } from '@keelson/core'
 * const url = 'postgres://app:pw-7f3k@db.internal/app'
 * const redact = createRedactor([url])
 * redact(`connect ${url} failed`) // connect [secret] failed
 */
export function createRedactor(values: Iterable<string | Secret> = []): Redactor {
  const known = new Map<string, readonly string[]>()
  const redact = (text: string): string => redactShapes(known.size > 0 ? redactKnown(text, known) : text)
  const add = (...added: readonly (string | Secret)[]) => {
    for (const given of added) {
      // Whoever quotes a value may have cut its white space off.
      const value = reveal(given).trim()
      if (value.length < shortest || known.has(value)) continue
      known.set(value, formsOf(value))
      if (known.size > mostValues) forget(known)
    }
  }
  add(...values)
  return Object.assign(redact, { add })
}

function forget(known: Map<string, unknown>): void {
  let index = 0
  for (const value of known.keys()) if (index++ === keptValues) return void known.delete(value)
}

/** What to look for in a text of one spelling; the value as it is comes on top. */
function formsOf(value: string): string[] {
  const { bytes } = normaliseSpelling(value)
  // A key file is printed line by line.
  const lines = value.split(/\r?\n/).filter((line) => line.length >= 16 && line !== value)
  const forms = [bytes, ...lines.map((line) => normaliseSpelling(line).bytes), ...base64Forms(value)]
  return forms.filter((form) => form.length >= shortestForm)
}

/** How the bytes of a value look inside a longer base64 text: it may start at each of three places of a group. */
function base64Forms(value: string): string[] {
  const bytes = encode(value)
  return [0, 1, 2].map((offset) => {
    const coded = btoa('\0'.repeat(offset) + bytes)
    // The first and last characters also hold bits of the neighbours.
    const kept = coded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return normaliseSpelling(kept).bytes
  })
}

function redactKnown(text: string, known: ReadonlyMap<string, readonly string[]>): string {
  const { bytes, starts, ends } = normaliseSpelling(text)
  const found: [start: number, end: number][] = []
  for (const [value, forms] of known) {
    // What stands before a value may seem to escape its first character, so it is also looked for as it is.
    for (const at of places(text, value)) found.push([at, at + value.length])
    for (const form of forms) {
      for (const at of places(bytes, form)) found.push([starts[at] ?? 0, ends[at + form.length - 1] ?? text.length])
    }
  }
  if (found.length === 0) return text
  let result = ''
  let done = 0
  // Of values that contain one another or overlap nothing is left.
  for (const [start, end] of found.sort(([a], [b]) => a - b)) {
    if (start >= done) result += text.slice(done, start) + replacement
    done = Math.max(done, end)
  }
  return result + text.slice(done)
}

function* places(text: string, part: string): Generator<number> {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) yield at
}

function redactShapes(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/?#@"']*):[^\s/?#"']+@/gi, `$1:${replacement}@`)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${replacement}`)
    .replace(/\b(?:rnd|napi|npg|whsec|ghp|gho|github_pat)_\w{6,}/g, replacement)
    .replace(/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, replacement)
    .replace(/\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, replacement)
    .replace(
      /([?&](?:key|sig|signature|code|X-Amz-(?:Signature|Credential|Security-Token))=)[^&\s"'#]+/gi,
      `$1${replacement}`,
    )
    .replace(
      /((?:password|passwd|secret|token|api_?key)"?\s*(?:=|"\s*:)\s*"?)(?!\[secret\])[^\s"',;&}]+/gi,
      `$1${replacement}`,
    )
}
