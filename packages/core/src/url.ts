import { KeelsonError } from './errors.js'

/** A query parameter; `undefined` leaves it out. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | undefined

/** `/services/{serviceId}` with its parameters filled in and escaped; throws `config` when one is missing or would leave the path. */
export function fillPath(operation: string, path: string, params: Readonly<Record<string, unknown>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    // The URL parser would resolve dots into another path, that is: into another operation.
    if (text === '' || text === '.' || text === '..' || !text.isWellFormed()) {
      throw new KeelsonError(`${operation} was not sent: ${name} ${text ? `cannot be "${text}"` : 'is missing'}`, {
        code: 'config',
        operation,
        hint: `Pass ${name} as a non-empty string`,
      })
    }
    return encodeURIComponent(text)
  })
}

/**
 * The query as the vendor reads it: lists are joined by commas, except those in `repeat`, whose name is repeated
 * (Render does both, a parameter at a time).
 */
export function formatQuery(query: Readonly<Record<string, QueryValue>> = {}, repeat: readonly string[] = []): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (typeof value !== 'object') search.append(name, String(value))
    else if (repeat.includes(name)) for (const item of value) search.append(name, String(item))
    else if (value.length > 0) search.append(name, value.join(','))
  }
  const text = search.toString()
  return text && `?${text}`
}

/** The base URL without a trailing slash; only https, or plain http to this machine, since a key travels with every call. */
export function checkBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const loopback = url !== undefined && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && loopback)) {
    throw new KeelsonError(
      `baseUrl must be an https URL (or http on a loopback address), not "${url ? url.origin : baseUrl.slice(0, 80)}"`,
      {
        code: 'config',
        hint: 'The API key is sent with every call: over plain http anybody on the way could read it',
      },
    )
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new KeelsonError('baseUrl must not carry a user, a password, a query or a fragment', { code: 'config' })
  }
  return url.href.replace(/\/+$/, '')
}
