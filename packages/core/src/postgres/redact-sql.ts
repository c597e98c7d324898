import { createRedactor, type Redactor } from '../redact.js'

/**
 * A redactor that knows the passwords written in a statement, also those in a body: the server repeats the word that it
 * did not understand.
 */
export function createSqlRedactor(sql: string): Redactor {
  const found = [...sql.matchAll(quoted), ...sql.matchAll(unquoted)]
  return createRedactor(found.map(([, password = '']) => password))
}

const quoted = /\bpassword\s+(?:e|u&)?'((?:[^']|'')*)'/gi
/** Elsewhere it is a column, and what follows is its type. */
const unquoted = /\b(?:role|user|group)\s[^;]{0,200}?\bpassword\s+([^\s;']+)/gi
