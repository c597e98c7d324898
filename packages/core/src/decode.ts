import { KeelsonError } from './errors.js'
import type { Redactor } from './redact.js'
import { Secret } from './secret.js'

/** No list page or resource of a control plane comes near this; an endless body must not fill the memory. */
const mostBytes = 8 * 1024 * 1024

/** The body as text; throws `schema` at the size limit. */
export async function readText(response: Response): Promise<string> {
  const { headers, body } = response
  // The declared length binds the connection, unless what arrives was compressed; the runtime reads faster than the loop.
  if (!headers.has('content-encoding') && Number(headers.get('content-length') ?? NaN) <= mostBytes)
    return response.text()
  const decoder = new TextDecoder()
  let text = ''
  let left = mostBytes
  for await (const chunk of body ?? []) {
    left -= chunk.byteLength
    // Leaving the loop by an error also cancels the body.
    if (left < 0) throw new KeelsonError('the answer is larger than 8 MiB', { code: 'schema' })
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/**
 * Wraps the values at a path (`*` is every element of a list: `*.envVar.value`) as {@link Secret}, in place, and makes
 * them known to the redactor.
 */
export function wrapSecrets(data: unknown, [key = '', ...rest]: readonly string[], redact: Redactor): void {
  if (typeof data !== 'object' || data === null) return
  const holder = data as Record<string, unknown>
  for (const name of key === '*' ? Object.keys(holder) : [key]) {
    const value = holder[name]
    if (rest.length > 0) wrapSecrets(value, rest, redact)
    else if (typeof value === 'string') {
      // Whoever refuses an address may quote its password alone.
      redact.add(value, URL.parse(value)?.password ?? '')
      holder[name] = new Secret(value)
    }
  }
}
