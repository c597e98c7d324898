import { isKeelsonError } from './errors.js'
import { isSecret, reveal } from './secret.js'
import { fillText, isEnvText } from './text.js'

/** The text that a setting comes to; `undefined` while a variable in it is not known, or when it is no text. */
export function knownText(value: unknown, env: object = {}): string | undefined {
  if (typeof value === 'string') return value
  if (isSecret(value)) return reveal(value)
  if (!isEnvText(value)) return undefined
  try {
    return fillText(value, env)
  } catch (error) {
    if (isKeelsonError(error)) return undefined
    throw error
  }
}
