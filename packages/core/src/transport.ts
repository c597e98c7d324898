import ky from 'ky'
import type { Call } from './call.js'

/**
 * Sends once and answers with whatever came back. Repeating, timing out and judging the status happen above, in one place:
 * every automatism of ky is switched off. A redirect is never followed, because the key would travel with it.
 */
export function sendOnce({ context, spec, url, headers, body }: Call<unknown>, signal: AbortSignal): Promise<Response> {
  const off = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const
  return ky(url, { method: spec.method, headers, body: body ?? null, signal, fetch: context.fetch, ...off })
}
