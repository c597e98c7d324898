import ky from 'ky'
import type { Call } from './call.js'

/**
 * Sends once and answers with whatever came back. Repeating, timing out and judging the status happen above, in one place:
 * every automatism of ky is switched off. A redirect is never followed, because the key would travel with it.
 */
export function sendOnce({ context, spec, url, headers, body }: Call<unknown>, signal: AbortSignal): Promise<Response> {
  const off = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const
  const { fetch } = context.options
  const sending = fetch
    ? { fetch, signal }
    : // Looked up at each call: what replaces it later (a test, an instrumentation) is used. And given the signal, ky would
      // join it with one of its own, which takes longer than all else that it does here.
      { fetch: ((request) => globalThis.fetch(request, { signal })) satisfies typeof globalThis.fetch }
  return ky(url, { method: spec.method, headers, body: body ?? null, ...sending, ...off })
}
