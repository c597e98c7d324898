import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import type { BranchParams } from './branches.js'
import { DatabaseAnswer, DatabaseList, DatabaseOperations, type Database } from './databases.schema.js'
import { pathIds } from './path-ids.js'

/** What {@link createDatabase} sends. */
export interface CreateDatabaseParams extends BranchParams {
  /** Unique in its branch. */
  readonly name: string
  /** A role of the branch. */
  readonly owner_name: string
}

/** Which database is meant. */
export interface DatabaseParams extends BranchParams {
  readonly databaseName: string
}

/** What {@link updateDatabase} changes; fields left out stay as they are. */
export interface UpdateDatabaseParams extends DatabaseParams {
  /** The new name: connection strings with the old one lead nowhere from then on. */
  readonly name?: string
  /** A role of the branch. */
  readonly owner_name?: string
}

const path = '/projects/{project_id}/branches/{branch_id}/databases'
const onePath = `${path}/{database_name}`

/**
 * The databases of a branch. https://api-docs.neon.tech/reference/listprojectbranchdatabases
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const databases = await neon.listDatabases(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function listDatabases(
  client: NeonClient,
  params: BranchParams,
  options?: CallOptions,
): Promise<Database[]> {
  const spec = { method: 'GET', path, params: pathIds(params), response: DatabaseList } as const
  return sendPart(client, spec, 'databases', options)
}

/**
 * One database. Throws `not_found` when the branch does not have it.
 * https://api-docs.neon.tech/reference/getprojectbranchdatabase
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { owner_name } = await neon.getDatabase(client, { projectId: 'quiet-river-…', branchId: 'br-…', databaseName: 'shop' })
 */
export async function getDatabase(
  client: NeonClient,
  params: DatabaseParams,
  options?: CallOptions,
): Promise<Database> {
  const spec = { method: 'GET', path: onePath, params: pathIds(params), response: DatabaseAnswer } as const
  return sendPart(client, spec, 'database', options)
}

/**
 * Creates a database. Throws `conflict` when the branch has one of this name, `not_found` when it lacks the role,
 * `ambiguous_write` when it may have been created: `ensureDatabase` asks and goes on.
 * https://api-docs.neon.tech/reference/createprojectbranchdatabase
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.createDatabase(client, { projectId: 'quiet-river-…', branchId: 'br-…', name: 'shop', owner_name: 'app' })
 */
export async function createDatabase(
  client: NeonClient,
  { projectId, branchId, ...database }: CreateDatabaseParams,
  options?: CallOptions,
): Promise<DatabaseOperations> {
  input.check(client, `POST ${path}`, [
    input.required('name', database.name),
    input.required('owner_name', database.owner_name),
  ])
  return client.send(
    {
      method: 'POST',
      path,
      params: pathIds({ projectId, branchId }),
      body: { database },
      response: DatabaseOperations,
      ambiguousHint: `Look for a database named "${database.name}" before creating it again; ensureDatabase does that`,
    },
    options,
  )
}

/**
 * Renames a database, or gives it to another role. A new name is never sent again by itself when it may have been carried out
 * (`ambiguous_write`): by then the old one leads nowhere.
 * https://api-docs.neon.tech/reference/updateprojectbranchdatabase
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.updateDatabase(client, {
 *   projectId: 'quiet-river-…', branchId: 'br-…', databaseName: 'shop', owner_name: 'app',
 * })
 */
export async function updateDatabase(
  client: NeonClient,
  { projectId, branchId, databaseName, ...database }: UpdateDatabaseParams,
  options?: CallOptions,
): Promise<DatabaseOperations> {
  const { name = databaseName, owner_name } = database
  input.check(client, `PATCH ${onePath}`, [
    input.atLeastOne({ name: database.name, owner_name }),
    input.required('name', name),
  ])
  return client.send(
    {
      method: 'PATCH',
      path: onePath,
      params: pathIds({ projectId, branchId, databaseName }),
      body: { database },
      response: DatabaseOperations,
      idempotent: name === databaseName,
      ambiguousHint: `Look for a database named "${name}" (listDatabases) before renaming it again`,
    },
    options,
  )
}

/**
 * Deletes a database with everything in it; `undefined` when it was gone already. Never repeated by itself when it may have
 * been carried out (`ambiguous_write`): somebody may have made another one of this name since.
 * https://api-docs.neon.tech/reference/deleteprojectbranchdatabase
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteDatabase(client, { projectId: 'quiet-river-…', branchId: 'br-…', databaseName: 'shop' })
 */
export function deleteDatabase(
  client: NeonClient,
  params: DatabaseParams,
  options?: CallOptions,
): Promise<DatabaseOperations | undefined> {
  const ambiguousHint = 'Look whether the database is still there (listDatabases) before deleting it again'
  const spec = { method: 'DELETE', path: onePath, params: pathIds(params), mayBeEmpty: true, ambiguousHint } as const
  return client.send<DatabaseOperations | undefined>({ ...spec, response: DatabaseOperations }, options)
}
