import type { CallOptions, Pages } from '@keelson/core'
import type { NeonClient } from '../client.js'
import { listPages } from '../pagination.js'
import { OperationAnswer, OperationPage, type Operation } from './operations.schema.js'

/**
 * The operations of a project, newest first in practice; those of the last six months.
 * https://neon.com/docs/reference/api/operations/list-project-operations
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const newest = await neon.listOperations(client, { projectId: 'quiet-river-…' }).toArray({ limit: 20 })
 */
export function listOperations(
  client: NeonClient,
  { projectId }: { readonly projectId: string },
  options?: CallOptions,
): Pages<Operation> {
  const path = '/projects/{project_id}/operations'
  const spec = { method: 'GET', path, params: { project_id: projectId }, response: OperationPage } as const
  return listPages(client, spec, (page) => page.operations, options)
}

/**
 * One operation. https://neon.com/docs/reference/api/operations/get-project-operation
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
  const { operation } = await client.send(
    {
      method: 'GET',
      path: '/projects/{project_id}/operations/{operation_id}',
      params: { project_id: params.projectId, operation_id: params.operationId },
      response: OperationAnswer,
    },
    options,
  )
  return operation
}
