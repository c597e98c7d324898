import type { Clock } from '../../clock.js'
import { sleep } from '../../within.js'
import type { ExchangeFault } from './faults.js'

/** What a fault makes of an exchange: `reply` carries it out, `refuse` answers without doing so. */
export async function strikeExchange(
  fault: ExchangeFault,
  {
    request,
    clock,
    reply,
    refuse,
  }: {
    readonly request: Request
    readonly clock: Clock
    readonly reply: () => Promise<Response>
    readonly refuse: (status: number, message: string, headers?: Record<string, string>) => Response
  },
): Promise<Response> {
  switch (fault.kind) {
    case 'reset_before':
      throw connectionReset()
    case 'reset_after':
      await reply()
      throw connectionReset()
    case 'commit_then_500':
      await reply()
      return refuse(500, 'internal server error')
    case 'status': {
      const { status, retryAfter, message = `fault with status ${status}` } = fault
      return refuse(status, message, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
    }
    case 'html':
      return new Response('<!doctype html><title>Bad gateway</title>', {
        status: fault.status ?? 502,
        headers: { 'content-type': 'text/html' },
      })
    case 'hang':
      if (fault.commit) await reply()
      return untilAborted(request.signal)
    case 'slow':
      await sleep(clock, fault.delayMs, request.signal).catch((error: unknown) => {
        // A fetch ends with the reason of the signal itself.
        request.signal.throwIfAborted()
        throw error
      })
      return reply()
    case 'truncated_json': {
      const whole = await reply()
      const text = await whole.text()
      return text === '' ? new Response(null, whole) : new Response(text.slice(0, text.length / 2), whole)
    }
  }
}

/** What undici throws when the other side breaks the connection. */
function connectionReset(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })
  return new TypeError('fetch failed', { cause })
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
