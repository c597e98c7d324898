/** An answer of a test server, or the way in which there is none, as data. */
export interface Reply {
  /** @default 200 */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** The body, as JSON. */
  readonly json?: unknown
  /** The body as it is; without `content-type` when `headers` has none. */
  readonly text?: string
  /** A JSON string of this many bytes as the body; `Infinity` for one that never ends. */
  readonly bytes?: number
  /** Time before the first byte, in milliseconds on the server's clock. */
  readonly headersAfterMs?: number
  /** Sends the body a byte at a time, with this many milliseconds before each. */
  readonly byteEveryMs?: number
  readonly fault?: Fault
}

/**
 * - `reset`: the connection is cut before an answer;
 * - `reset_after_headers`: … after the head of the answer;
 * - `truncated`: `content-length` promises twice the body, then the connection is cut;
 * - `truncated_chunks`: half of a chunked body, then the connection is cut;
 * - `hang`: no answer, and the connection stays.
 */
export type Fault = 'reset' | 'reset_after_headers' | 'truncated' | 'truncated_chunks' | 'hang'

/** A web page where JSON was due: a proxy, a login. */
export function htmlReply(status = 200, text = '<!doctype html><title>Bad gateway</title>'): Reply {
  return { status, text, headers: { 'content-type': 'text/html; charset=utf-8' } }
}

/** A redirect to another address. */
export function redirectReply(to: string, status = 307): Reply {
  return { status, headers: { location: to } }
}

/**
 * Draws a fault for some of the answers: each row is a part of all answers (0 to 1) and what is sent then;
 * `undefined` for the rest.
 *
 * @example
 * import { createRandom, seededFaults, startTestServer } from '@keelson/core/testing'
 * const fault = seededFaults(createRandom(1), [[0.2, () => ({ status: 503 })], [0.05, () => ({ fault: 'reset' })]])
 * const server = await startTestServer({ respond: () => fault() ?? { json: [] } })
 */
export function seededFaults(
  random: () => number,
  rates: readonly (readonly [rate: number, reply: () => Reply])[],
): () => Reply | undefined {
  return () => {
    let drawn = random()
    for (const [rate, reply] of rates) {
      if (drawn < rate) return reply()
      drawn -= rate
    }
    return undefined
  }
}
