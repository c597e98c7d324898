import type { CallOptions, Ensured, FieldChange } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from './client.js'
import { refusal } from './refusal.js'
import type { BranchParams } from './resources/branches.js'
import {
  createDatabase,
  deleteDatabase,
  listDatabases,
  updateDatabase,
  type CreateDatabaseParams,
} from './resources/databases.js'
import type { Database } from './resources/databases.schema.js'
import { createInBranch, removeFromBranch, settle } from './settle.js'

/** What {@link ensureDatabase} would do. */
export interface DatabasePlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the database does not exist yet. */
  readonly changes: readonly FieldChange[]
  readonly database: Database | undefined
}

/**
 * Compares a database with what is desired and changes nothing; found by its name.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { action, changes } = await neon.planDatabase(client, { projectId, branchId, name: 'shop', owner_name: 'app' })
 */
export async function planDatabase(
  client: NeonClient,
  desired: CreateDatabaseParams,
  options: CallOptions = {},
): Promise<DatabasePlan> {
  const database = await findDatabase(client, desired, options)
  if (!database) return { action: 'create', changes: [], database }
  const { owner_name: from } = database
  if (from === desired.owner_name) return { action: 'none', changes: [], database }
  return { action: 'update', changes: [{ path: 'owner_name', from, to: desired.owner_name }], database }
}

/**
 * Makes sure that a branch has a database of this name and owner, ready to connect to; running it again is free. One that
 * belongs to another role is given to this one, and what is in it stays. A creation whose answer was lost is looked for, not
 * repeated.
 *
 * Throws `not_found` when the branch lacks the role.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { outcome } = await neon.ensureDatabase(client, { projectId, branchId, name: 'shop', owner_name: 'app' })
 */
export async function ensureDatabase(
  client: NeonClient,
  desired: CreateDatabaseParams,
  options: CallOptions = {},
): Promise<Ensured<Database>> {
  const { action, changes, database } = await planDatabase(client, desired, options)
  if (!database) {
    const find = () => findDatabase(client, desired, options)
    const once = await createInBranch(
      client,
      desired,
      { create: () => createDatabase(client, desired, options), find },
      options,
    )
    const resource = once.how === 'created' ? once.value.database : once.value
    // Made by somebody else, it need not be as desired.
    if (once.how === 'existing' || resource.owner_name !== desired.owner_name)
      return ensureDatabase(client, desired, options)
    return { resource, outcome: 'created', changes }
  }
  if (action === 'none') {
    // Its creator may have gone away half way.
    await settle(client, desired, undefined, options)
    return { resource: database, outcome: 'existing', changes }
  }
  const { projectId, branchId, name: databaseName, owner_name } = desired
  const answer = await updateDatabase(client, { projectId, branchId, databaseName, owner_name }, options)
  await settle(client, desired, answer, options)
  return { resource: answer.database, outcome: 'updated', changes }
}

/** Which database {@link removeDatabase} deletes. */
export interface RemoveDatabaseParams extends BranchParams {
  readonly name: string
  /** Says that everything in it is to go. */
  readonly deleteData: true
}

/**
 * Deletes a database with everything in it and waits until it is gone; one that is not there is `absent`. Only the database
 * that was found is deleted, not one of the same name that is made meanwhile.
 *
 * Throws `config` without `deleteData: true`.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.removeDatabase(client, { projectId, branchId, name: 'old-shop', deleteData: true }) // removed
 */
export async function removeDatabase(
  client: NeonClient,
  params: RemoveDatabaseParams,
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  const { projectId, branchId, name: databaseName, deleteData } = params
  if (deleteData !== true) {
    throw refusal(client, `the database "${databaseName}" was not removed: its data would be lost`, {
      code: 'config',
      hint: 'Pass deleteData: true if that is what you want',
    })
  }
  const database = await findDatabase(client, params, options)
  if (!database) return 'absent'
  const remove = () => deleteDatabase(client, { projectId, branchId, databaseName }, options)
  const isThere = async () => (await findDatabase(client, params, options))?.id === database.id
  await removeFromBranch(client, params, { remove, isThere }, options)
  return 'removed'
}

async function findDatabase(
  client: NeonClient,
  params: BranchParams & { readonly name: string },
  options: CallOptions,
): Promise<Database | undefined> {
  input.check(client, 'GET /projects/{project_id}/branches/{branch_id}/databases', [
    input.required('name', params.name),
  ])
  return (await listDatabases(client, params, options)).find(({ name }) => name === params.name)
}
