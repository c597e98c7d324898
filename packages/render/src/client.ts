import {
  createClient,
  type CallOptions,
  type Client,
  type ClientOptions,
  type Method,
  type QueryValue,
} from '@keelson/core'
import { errorMessage } from './error.js'

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

/** Parameters of {@link request}. */
export interface RequestParams {
  /** Values of the braces in the path. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, QueryValue>>
  /** List parameters whose name is repeated (`status=live&status=created`); Render joins most others by commas. */
  readonly repeat?: readonly string[]
  readonly body?: unknown
}

/**
 * Any operation of Render's API that has no function of its own here, with the same retries, limits and errors; the
 * answer comes back as it is.
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.request(client, 'POST /services/{serviceId}/cache/purge', { path: { serviceId: 'srv-…' } })
 */
export function request(
  client: RenderClient,
  operation: `${Method} /${string}`,
  { path: params, ...rest }: RequestParams = {},
  options?: CallOptions,
): Promise<unknown> {
  const space = operation.indexOf(' ')
  const method = operation.slice(0, space) as Method
  return client.send<unknown>({ method, path: operation.slice(space + 1), params, ...rest }, options)
}
