import type { CallOptions } from '@keelson/core'
import type { NeonClient } from '../client.js'
import type { BranchParams } from './branches.js'
import { DatabaseList, DatabaseOperations, type Database } from './databases.schema.js'

/** What {@link createDatabase} sends. */
export interface CreateDatabaseParams extends BranchParams {
  /** Unique in its branch. */
  readonly name: string
  /** A role of the branch. */
  readonly owner_name: string
}

const path = '/projects/{project_id}/branches/{branch_id}/databases'

/**
 * The databases of a branch. https://neon.com/docs/reference/api/branches/list-project-branch-databases
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const databases = await neon.listDatabases(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function listDatabases(
  client: NeonClient,
  { projectId, branchId }: BranchParams,
  options?: CallOptions,
): Promise<Database[]> {
  const params = { project_id: projectId, branch_id: branchId }
  return (await client.send({ method: 'GET', path, params, response: DatabaseList }, options)).databases
}

/**
 * Creates a database. https://neon.com/docs/reference/api/branches/create-project-branch-database
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.createDatabase(client, { projectId: 'quiet-river-…', branchId: 'br-…', name: 'shop', owner_name: 'app' })
 */
export function createDatabase(
  client: NeonClient,
  { projectId, branchId, ...database }: CreateDatabaseParams,
  options?: CallOptions,
): Promise<DatabaseOperations> {
  return client.send(
    {
      method: 'POST',
      path,
      params: { project_id: projectId, branch_id: branchId },
      body: { database },
      response: DatabaseOperations,
      ambiguousHint: `Look for a database named "${database.name}" before creating it again; ensureDatabase does that`,
    },
    options,
  )
}
