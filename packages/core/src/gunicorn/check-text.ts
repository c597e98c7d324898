import type { Problem } from '../input.js'
import { isEnvText, type Text } from '../text.js'

/** What is wrong with a text that gunicorn is to keep as it is. */
export function checkText(field: string, value: unknown): Problem {
  if (typeof value !== 'string' && !isEnvText(value)) return `${field} must be a text, or envText(…)`
  const text = sampleOf(value)
  if (text === '') return `${field} is empty`
  if (text.includes('\0') || !text.isWellFormed()) return `${field} has a NUL or half a character`
  return /^[\s\p{Cc}]|[\s\p{Cc}]$/u.test(text)
    ? `${field} begins or ends with white space, which gunicorn removes`
    : undefined
}

/** A text as it could be once its variables are filled in. */
export function sampleOf(text: Text, stand = '1'): string {
  if (!isEnvText(text)) return text
  return text.parts.map((part) => (typeof part === 'string' ? part : (part.default ?? stand))).join('')
}

/** A text or number that is settled; `undefined` for a text with a variable in it that nothing is known of. */
export function readKnown(value: unknown): string | undefined {
  if (!isEnvText(value)) return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  const isSettled = value.parts.every((part) => typeof part === 'string' || part.default !== undefined)
  return isSettled ? sampleOf(value) : undefined
}
