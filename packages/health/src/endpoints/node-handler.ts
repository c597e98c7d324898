import { pathOf, type HealthHandlers } from './handlers.js'

/** What is needed of a request of Node's HTTP server. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** What is needed of its response. */
export interface NodeResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body: string): unknown
}

/**
 * The three routes for Node's HTTP server, Express and Connect; answers whether the path was one of them. Where it was not, the
 * response is left alone, and `next` is called where there is one: `app.use(nodeHandler(health))` is a middleware.
 *
 * @example
 * import { createServer } from 'node:http'
 * import { nodeHandler } from '@keelson/health'
 * const answer = nodeHandler(health)
 * createServer(async (request, response) => (await answer(request, response)) || app(request, response))
 */
export function nodeHandler(
  health: Pick<HealthHandlers, 'fetch' | 'paths'>,
): (request: NodeRequest, response: NodeResponse, next?: () => unknown) => Promise<boolean> {
  const paths = Object.values(health.paths)
  return async ({ url = '/', method = 'GET', headers: given }, response, next) => {
    const path = pathOf(url)
    if (!paths.includes(path)) {
      next?.()
      return false
    }
    const headers = new Headers()
    for (const [name, value] of Object.entries(given)) {
      // HTTP/2 has method and path among them.
      if (value !== undefined && !name.startsWith(':')) headers.set(name, [value].flat().join(', '))
    }
    const isHead = method === 'HEAD'
    // A Request takes not every method, and all but two are refused.
    const request = new Request(`http://localhost${path}`, {
      method: isHead || method === 'GET' ? method : 'POST',
      headers,
    })
    const answer = await health.fetch(request)
    response.statusCode = answer.status
    for (const [name, value] of answer.headers) response.setHeader(name, value)
    // Node leaves the body of an answer to HEAD out, and counts its length where there is one.
    response.end(await answer.text())
    return true
  }
}
