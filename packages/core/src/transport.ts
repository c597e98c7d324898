import ky from 'ky'
import type { Method } from './retry.js'

/** One HTTP exchange, ready to be sent. */
export interface Exchange {
  readonly url: string
  readonly method: Method
  readonly headers: Record<string, string>
  readonly body?: string | FormData | undefined
  readonly signal: AbortSignal
  readonly fetch: typeof fetch
}

/**
 * Sends once and answers with whatever came back. Repeating, timing out and judging the status happen above, in one place:
 * every automatism of ky is switched off. A redirect is never followed, because the key would travel with it.
 */
export function sendOnce({ url, ...exchange }: Exchange): Promise<Response> {
  return ky(url, { ...exchange, retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as Parameters<
    typeof ky
  >[1])
}
