import { KeelsonError } from './errors.js'

/** A query parameter; `undefined` leaves it out. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | undefined

/** `/services/{serviceId}` with its parameters filled in and escaped; throws `config` when one is missing or would leave the path. */
export function fillPath(operation: string, path: string, params: Readonly<Record<string, unknown>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    // The URL parser would resolve dots into another path, that is: into another operation.
    if (/^\.{0,2}$/.test(text) || !text.isWellFormed()) {
      throw new KeelsonError(`${operation} was not sent: ${name} cannot be "${text}"`, { code: 'config', operation })
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
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue
    if (repeat.includes(name)) for (const item of [value].flat()) search.append(name, String(item))
    // A list as a text is its items with commas between them.
    else search.append(name, String(value))
  }
  return search.size > 0 ? `?${search}` : ''
}

/** As the URL parser writes it: https, or http to this machine; without user, query and fragment. */
const usableBase = /^(?:https:\/\/|http:\/\/(?=(?:localhost|127(?:\.\d+){3}|\[::1\])[:/]))[^/@]+\/[^?#]*$/

/** The base URL without a trailing slash; only https, or plain http to this machine, since a key travels with every call. */
export function checkBaseUrl(baseUrl: string): string {
  const href = URL.parse(baseUrl)?.href ?? ''
  if (usableBase.test(href)) return href.replace(/\/+$/, '')
  throw new KeelsonError('baseUrl must be https (or http on loopback), without user, query and fragment', {
    code: 'config',
  })
}
