import type { CallOptions, Secret } from '@keelson/core'
import type { NeonClient } from './client.js'
import { hintAt, noPasswordHint } from './hint.js'
import { ConnectionUri } from './resources/connection.schema.js'
import { pathIds } from './resources/path-ids.js'

/** Which connection string is meant. */
export interface ConnectionParams {
  readonly projectId: string
  /** @default the default branch of the project, at Neon's side */
  readonly branchId?: string
  /** A `read_only` compute of the branch. @default the one to write with, at Neon's side */
  readonly endpointId?: string
  readonly databaseName: string
  readonly roleName: string
}

/**
 * The connection string of a role, with its password. `pooled` leads through PgBouncer in transaction mode: for the many
 * connections of an application, not for migrations. Throws
 * `invalid_request` with status 412 when the project keeps no passwords, `not_found` when the branch lacks the role, the
 * database or a compute. https://api-docs.neon.tech/reference/getconnectionuri
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const uri = await neon.getConnectionUri(client, {
 *   projectId: 'quiet-river-…', databaseName: 'neondb', roleName: 'neondb_owner', pooled: true,
 * })
 */
export async function getConnectionUri(
  client: NeonClient,
  params: ConnectionParams & { readonly pooled?: boolean },
  options?: CallOptions,
): Promise<Secret> {
  const { projectId, branchId, endpointId, databaseName, roleName, pooled } = params
  const spec = {
    method: 'GET',
    path: '/projects/{project_id}/connection_uri',
    params: pathIds({ projectId }),
    query: {
      branch_id: branchId,
      endpoint_id: endpointId,
      database_name: databaseName,
      role_name: roleName,
      pooled,
    },
    secrets: ['uri'],
    response: ConnectionUri,
  } as const
  const names = `the database "${databaseName}" and the role "${roleName}"`
  const notFoundHint = client.redact(`Check the ids, and that the branch has ${names}: listDatabases, listRoles`)
  const { uri } = await client.send(spec, options).catch(hintAt({ 404: notFoundHint, 412: noPasswordHint }))
  return uri
}

/**
 * Both connection strings of a role: `pooled` for the application, `direct` for migrations and everything that needs a
 * session (`LISTEN`, advisory locks, `SET`). https://neon.com/docs/connect/connection-pooling
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { pooled, direct } = await neon.getConnectionUris(client, { projectId, databaseName: 'neondb', roleName: 'neondb_owner' })
 */
export async function getConnectionUris(
  client: NeonClient,
  params: ConnectionParams,
  options?: CallOptions,
): Promise<{ readonly pooled: Secret; readonly direct: Secret }> {
  const [pooled, direct] = await Promise.all([
    getConnectionUri(client, { ...params, pooled: true }, options),
    getConnectionUri(client, { ...params, pooled: false }, options),
  ])
  return { pooled, direct }
}
