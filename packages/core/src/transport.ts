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
export function sendOnce({ url, body, fetch, ...exchange }: Exchange): Promise<Response> {
  // ky cancels a body that its fetch left unread, which in Node ends the process when the body is a form: it sees none.
  const { method } = exchange
  const send: typeof fetch = (input, init) =>
    fetch(body === undefined ? input : new Request(input, { method, body }), init)
  const off = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const
  return ky(url, { ...exchange, ...off, fetch: send })
}
