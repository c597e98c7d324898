/** A fetch that knows how many of its exchanges are under way. */
export interface CountedFetch {
  readonly fetch: typeof fetch
  /** Exchanges that were begun and whose answer was neither read to its end, nor given up. */
  readonly inFlight: number
}

/**
 * Wraps a fetch to tell when nothing is on the wire, which is when the time of a test may jump.
 *
 * @example
 * import { countInFlight, createFakeClock } from '@keelson/core/testing'
 * const counted = countInFlight(fetch)
 * const clock = createFakeClock({ auto: () => counted.inFlight === 0 })
 */
export function countInFlight(inner: typeof fetch): CountedFetch {
  let inFlight = 0
  return {
    get inFlight() {
      return inFlight
    },
    async fetch(...args) {
      inFlight += 1
      let open = true
      const end = () => {
        if (open) inFlight -= 1
        open = false
      }
      // An abort gives the exchange up, also when nobody reads on to learn of it.
      const [input, init] = args
      const signal = input instanceof Request ? input.signal : init?.signal
      signal?.addEventListener('abort', end, { once: true })
      try {
        const response = await inner(...args)
        if (response.body) return watchBody(response, response.body, end)
        end()
        return response
      } catch (error) {
        end()
        throw error
      }
    },
  }
}

function watchBody(response: Response, body: ReadableStream<Uint8Array>, end: () => void): Response {
  const reader = body.getReader()
  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          end()
          controller.close()
        } catch (error) {
          end()
          controller.error(error)
        }
      },
      cancel(reason) {
        end()
        return reader.cancel(reason)
      },
    },
    // Reads no further ahead than the reader of this stream does.
    { highWaterMark: 0 },
  )
  const { status, statusText, headers } = response
  return new Response(watched, { status, statusText, headers })
}
