import { createRedactor, type Redactor } from '../redact.js'

/**
 * A redactor that knows the passwords written in a statement, also those in a body: the server repeats the word that it
 * did not understand.
 */
export function createSqlRedactor(sql: string): Redactor {
  const found = [escaped, quoted, unquoted, inUrl].flatMap((form) => [...sql.matchAll(form)])
  // It repeats a literal as it is written, and a value as it is meant.
  return createRedactor(
    found.flatMap(([, written = '']) => {
      const value = written.replaceAll("''", "'")
      return [written, value, value.replace(/\\(.)/gs, '$1'), decode(value)]
    }),
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const escaped = /\bpassword\s+e'((?:[^'\\]|\\.|'')*)'/gis
const quoted = /\bpassword\s+(?:u&)?'((?:[^']|'')*)'/gi
/** Elsewhere it is a column, and what follows is its type. */
const unquoted = /\b(?:role|user|group)\s[^;]{0,200}?\bpassword\s+([^\s;']+)/gi
/** Of a subscription, or a link to another database. */
const inUrl = /:\/\/[^\s:/?#@']*:((?:[^\s/?#@']|'')+)@/g
