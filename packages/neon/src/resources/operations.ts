import type { CallOptions, Pages } from '@keelson/core'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { listPages } from '../pagination.js'
import { pathIds } from './path-ids.js'
import { OperationAnswer, OperationPage, type Operation } from './operations.schema.js'

const path = '/projects/{project_id}/operations'

/**
 * The operations of a project, newest first in practice; those of the last six months.
 * https://api-docs.neon.tech/reference/listprojectoperations
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const newest = await neon.listOperations(client, { projectId: 'quiet-river-…' }).toArray({ limit: 20 })
 */
export function listOperations(
  client: NeonClient,
  params: { readonly projectId: string },
  options?: CallOptions,
): Pages<Operation> {
  const spec = { method: 'GET', path, params: pathIds(params), response: OperationPage } as const
  return listPages(client, spec, (page) => page.operations, options)
}

/**
 * One operation; `waitForOperations` looks until it is finished. Throws `not_found` for one that Neon no longer keeps.
 * https://api-docs.neon.tech/reference/getprojectoperation
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { status } = await neon.getOperation(client, { projectId: 'quiet-river-…', operationId: '3f2a…' })
 */
export async function getOperation(
  client: NeonClient,
  params: { readonly projectId: string; readonly operationId: string },
  options?: CallOptions,
): Promise<Operation> {
  const onePath = `${path}/{operation_id}`
  const spec = { method: 'GET', path: onePath, params: pathIds(params), response: OperationAnswer } as const
  return sendPart(client, spec, 'operation', options)
}
