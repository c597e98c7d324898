import ky from 'ky'
import type { Call } from './call.js'

/**
 * Sends once and answers with whatever came back. Repeating, timing out and judging the status happen above, in one place:
 * every automatism of ky is switched off. A redirect is never followed, because the key would travel with it.
 */
export function sendOnce({ context, spec, url, headers, body }: Call<unknown>, signal: AbortSignal): Promise<Response> {
  const { fetch } = context.options
  const sent = { method: spec.method, headers, body: body ?? null, redirect: 'manual', signal } as const
  // Looked up at each call: what replaces it later (a test, an instrumentation) is used. And given what is sent, ky would
  // merge it with its own and copy it four times, which takes longer than all else that it does here.
  const fetchLate: typeof globalThis.fetch = (request) => globalThis.fetch(request, sent)
  const sending = fetch ? { ...sent, fetch } : { fetch: fetchLate }
  return ky(url, { ...sending, retry: 0, timeout: false, throwHttpErrors: false })
}
