import { reveal, type Secret } from './secret.js'

const replacement = '[secret]'
/** Shorter values would blank out ordinary words. */
const shortest = 6
/** A long-lived process that keeps meeting new values forgets the oldest, instead of growing for ever. */
const mostForms = 20_000

/** Replaces secrets in a text; `add` makes further values known. */
export interface Redactor {
  (text: string): string
  add(...values: readonly (string | Secret)[]): void
}

/**
 * A redactor that knows values (from 6 characters on, also percent-encoded, JSON-escaped or inside base64) and the usual
 * shapes of credentials: URL passwords, bearer and basic headers, tokens of known vendors, `password=…`, JWTs.
 *
 * @example
 * import { createRedactor } from '@keelson/core'
 * const redact = createRedactor([process.env.DATABASE_URL])
 * redact(`connect ${process.env.DATABASE_URL} failed`) // connect [secret] failed
 */
export function createRedactor(values: Iterable<string | Secret> = []): Redactor {
  const forms = new Set<string>()
  let pattern: RegExp | undefined
  const redact = (text: string): string => {
    if (forms.size > 0 && !pattern) {
      // The longest first, so that a value containing another one is replaced whole.
      const alternatives = [...forms].sort((a, b) => b.length - a.length).map(escapePattern)
      pattern = new RegExp(alternatives.join('|'), 'g')
    }
    return redactShapes(pattern ? text.replace(pattern, replacement) : text)
  }
  const add = (...added: readonly (string | Secret)[]) => {
    for (const value of added) {
      for (const form of formsOf(reveal(value))) {
        if (form.length >= shortest && !forms.has(form)) {
          forms.add(form)
          if (forms.size > mostForms) forms.delete(forms.values().next().value as string)
          pattern = undefined
        }
      }
    }
  }
  add(...values)
  return Object.assign(redact, { add })
}

/** The texts under which a value may turn up in a message, an URL, a JSON body or a header. */
function formsOf(value: string): string[] {
  if (value.length < shortest) return []
  const encoded = encodeURIComponent(value.toWellFormed())
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    ...base64Forms(value),
  ]
  // A key file is printed line by line.
  for (const line of value.split(/\r?\n/)) if (line !== value && line.length >= 16) forms.push(line)
  return forms
}

/** How the bytes of a value look inside a longer base64 text: it may start at each of three places of a group. */
function base64Forms(value: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join('')
  return [0, 1, 2].flatMap((offset) => {
    const coded = btoa('\0'.repeat(offset) + bytes).replace(/=+$/, '')
    // The first and last characters also hold bits of the neighbours.
    const kept = coded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return [kept, kept.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function redactShapes(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"']*):[^\s/?#"']+@/gi, `$1:${replacement}@`)
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

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
