import ky from 'ky'
import type { Call } from './call.js'

/**
 * Sends once and answers with whatever came back. Repeating, timing out and judging the status happen above, in one place:
 * every automatism of ky is switched off. A redirect is never followed, because the key would travel with it.
 */
export function sendOnce({ context, spec, url, headers, body }: Call<unknown>, signal: AbortSignal): Promise<Response> {
  const off = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const
  // Given the signal, ky would join it with one of its own, which takes longer than all else that it does here.
  const fetch = (request: Request) => context.fetch(request, signal)
  return ky(url, { method: spec.method, headers, body: body ?? null, fetch: fetch as typeof globalThis.fetch, ...off })
}
