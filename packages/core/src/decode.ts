import type { Redactor } from './redact.js'
import { Secret } from './secret.js'

/** No list page or resource of a control plane comes near this; an endless body must not fill the memory. */
const largestBodyBytes = 8 * 1024 * 1024

/** An answer that is larger than any control plane sends. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
  constructor() {
    super(`the answer is larger than ${largestBodyBytes / 1024 / 1024} MiB`)
  }
}

/** The body as text; gives up, and lets the connection go, at the size limit. */
export async function readText(response: Response): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? NaN)
  if (length > largestBodyBytes) {
    await response.body?.cancel()
    throw new BodyTooLarge()
  }
  // The declared length binds the connection, unless what arrives was compressed.
  if (length >= 0 && !response.headers.has('content-encoding')) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the stream.
    if (bytes > largestBodyBytes) throw new BodyTooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/**
 * Wraps the values at the given paths (`*` is every element of a list: `*.envVar.value`) as {@link Secret}, in place,
 * and makes them known to the redactor.
 */
export function wrapSecrets(data: unknown, paths: readonly string[], redact: Redactor): void {
  for (const path of paths) wrapAt(data, path.split('.'), redact)
}

function wrapAt(data: unknown, [key, ...rest]: readonly string[], redact: Redactor): void {
  if (typeof data !== 'object' || data === null || key === undefined) return
  for (const name of key === '*' ? Object.keys(data) : [key]) {
    const holder = data as Record<string, unknown>
    const value = holder[name]
    if (rest.length > 0) wrapAt(value, rest, redact)
    else if (typeof value === 'string') {
      redact.add(value)
      holder[name] = new Secret(value)
    }
  }
}
