import { createClient, sendOperation, type Client, type ClientOptions } from '@keelson/core'
import { errorMessage } from './error.js'
import type { RenderArgs, RenderOperations } from './operations.gen.js'

/** Options of {@link createRenderClient}. */
export interface RenderOptions extends ClientOptions {
  /** The workspace that services are created in and looked up in: `tea-…` or `usr-…`. */
  readonly ownerId?: string | undefined
}

/** Access to Render's API; make one with {@link createRenderClient}. */
export interface RenderClient extends Client<'render'> {
  readonly ownerId: string | undefined
}

/**
 * A client for Render's API; nothing is read or sent before the first call. Without `apiKey`, RENDER_API_KEY is read then.
 *
 * Throws `config` for a `baseUrl` that would send the key in the clear. https://api-docs.render.com/reference/authentication
 *
 * @example
 * import * as render from '@keelson/render'
 * const client = render.createRenderClient({ ownerId: 'tea-…' })
 * for await (const service of render.listServices(client)) console.log(service.name)
 */
export function createRenderClient(options: RenderOptions = {}): RenderClient {
  const client = createClient(
    {
      provider: 'render',
      baseUrl: 'https://api.render.com/v1',
      apiKeyVariable: 'RENDER_API_KEY',
      apiKeyUrl: 'https://dashboard.render.com/u/settings#api-keys',
      authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
      errorMessage,
      requestIdHeaders: ['x-request-id', 'rndr-id'],
      // A PUT at Render sets a whole value and a DELETE removes it: twice is once.
      retry: { repeatableMethods: ['GET', 'HEAD', 'PUT', 'DELETE'] },
    },
    options,
  )
  return { ...client, ownerId: options.ownerId }
}

/**
 * Any documented operation of Render's API, typed by its name, with the same retries, limits and errors. The answer comes
 * back as it is: its type is what Render documents, it is not checked, and secrets in it are plain text. A list whose name
 * is repeated in the query (`status=live&status=created`) is named in `repeat`. What is not documented goes through
 * `sendOperation` of `@keelson/core`. https://api-docs.render.com/reference/introduction
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.request(client, 'POST /services/{serviceId}/cache/purge', { path: { serviceId: 'srv-…' } })
 */
export function request<Name extends keyof RenderOperations>(
  client: RenderClient,
  operation: Name,
  ...[params, options]: RenderArgs<Name>
): Promise<RenderOperations[Name]['response']> {
  // What comes back is what the contract says; nothing checks it.
  return sendOperation(client, operation, params, options) as Promise<RenderOperations[Name]['response']>
}
