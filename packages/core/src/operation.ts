import type { Client } from './client.js'
import { KeelsonError } from './errors.js'
import type { CallOptions } from './options.js'
import type { Method } from './retry.js'
import type { QueryValue } from './url.js'

/** Parameters of an operation that is called by its name. */
export interface OperationParams {
  /** Values of the braces in the path. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, QueryValue>>
  /** List parameters whose name is repeated (`status=live&status=created`); all others are joined by commas. */
  readonly repeat?: readonly string[]
  readonly body?: unknown
}

/**
 * Any operation of a vendor by its documented name, with the retries, limits and errors of its client; the answer comes back
 * as it is. What the `request` of every provider is. Rejects with `config` when the name has another form.
 *
 * @example
 * import { createClient, sendOperation } from '@keelson/core'
 * const client = createClient(definition, { apiKey })
 * await sendOperation(client, 'POST /shops/{shopId}/close', { path: { shopId: '7' } })
 */
export async function sendOperation(
  client: Client,
  operation: `${Method} /${string}`,
  { path: params, ...rest }: OperationParams = {},
  options?: CallOptions,
): Promise<unknown> {
  // A command line passes on what was typed.
  const [, method, path] = /^(GET|HEAD|POST|PUT|PATCH|DELETE) (\/.*)$/.exec(operation) ?? []
  if (!method || !path) {
    throw new KeelsonError(`"${operation}" was not sent: it is no operation`, {
      code: 'config',
      hint: 'Name it like GET /services/{serviceId}',
    })
  }
  // The expression names the methods.
  return client.send<unknown>({ method: method as Method, path, params, ...rest }, options)
}
