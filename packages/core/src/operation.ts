import type { Client } from './client.js'
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
 * as it is. What the `request` of every provider is.
 *
 * @example
 * import { createClient, sendOperation } from '@keelson/core'
 * const client = createClient(definition, { apiKey })
 * await sendOperation(client, 'POST /shops/{shopId}/close', { path: { shopId: '7' } })
 */
export function sendOperation(
  client: Client,
  operation: `${Method} /${string}`,
  { path: params, ...rest }: OperationParams = {},
  options?: CallOptions,
): Promise<unknown> {
  const space = operation.indexOf(' ')
  // The type of `operation` says that a method stands there.
  const method = operation.slice(0, space) as Method
  return client.send<unknown>({ method, path: operation.slice(space + 1), params, ...rest }, options)
}
