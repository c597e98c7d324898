import { createOnce, type Once, type Ensured, type EnsureOptions } from '@keelson/core'
import type { NeonClient } from './client.js'
import { conflict } from './ensure.js'
import type { BranchParams } from './resources/branches.js'
import { createDatabase, listDatabases, type CreateDatabaseParams } from './resources/databases.js'
import type { Database } from './resources/databases.schema.js'
import type { Operation } from './resources/operations.schema.js'
import { createRole, listRoles, type CreateRoleParams } from './resources/roles.js'
import type { Role } from './resources/roles.schema.js'
import { waitForOperations } from './wait.js'
import { waitForBranch } from './wait-branch.js'

/**
 * Makes sure that a branch has a database of this name, ready to connect to; running it again is free.
 *
 * Throws `conflict` when it belongs to another role.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.ensureDatabase(client, { projectId, branchId, name: 'shop', owner_name: 'neondb_owner' })
 */
export async function ensureDatabase(
  client: NeonClient,
  desired: CreateDatabaseParams,
  options: EnsureOptions = {},
): Promise<Ensured<Database>> {
  const find = async () => (await listDatabases(client, desired, options)).find(({ name }) => name === desired.name)
  const create = () => createDatabase(client, desired, options)
  const once = await createUnlessFound(client, { find, create }, options)
  const resource = once.how === 'created' ? once.value.database : once.value
  if (resource.owner_name !== desired.owner_name && !options.adopt) {
    throw conflict(
      client,
      `the database "${desired.name}"`,
      'POST /projects/{project_id}/branches/{branch_id}/databases',
      {
        happened: `it belongs to the role ${resource.owner_name}, not to ${desired.owner_name}`,
        hint: 'Use another name, ask for that owner, or pass adopt: true to take it as it is',
      },
    )
  }
  await settle(client, desired, once, options)
  return { resource, outcome: once.how === 'existing' ? 'existing' : 'created', changes: [] }
}

/**
 * Makes sure that a branch has a role of this name, able to log in; running it again is free. Only a role that this call
 * created comes with its password; `getConnectionUris` asks for it at any time.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { resource } = await neon.ensureRole(client, { projectId, branchId, name: 'app' })
 */
export async function ensureRole(
  client: NeonClient,
  desired: CreateRoleParams,
  options: EnsureOptions = {},
): Promise<Ensured<Role>> {
  const find = async () => (await listRoles(client, desired, options)).find(({ name }) => name === desired.name)
  const create = () => createRole(client, desired, options)
  const once = await createUnlessFound(client, { find, create }, options)
  await settle(client, desired, once, options)
  const resource = once.how === 'created' ? once.value.role : once.value
  return { resource, outcome: once.how === 'existing' ? 'existing' : 'created', changes: [] }
}

async function createUnlessFound<Created, Found>(
  { clock }: NeonClient,
  work: { readonly create: () => Promise<Created>; readonly find: () => Promise<Found | undefined> },
  { signal }: EnsureOptions,
): Promise<Once<Created, Found>> {
  const value = await work.find()
  return value === undefined ? createOnce({ ...work, clock, signal }) : { how: 'existing', value }
}

/** Waits until it is usable: by the operations of the answer, or by all of the branch where there is none. */
async function settle(
  client: NeonClient,
  { projectId, branchId }: BranchParams,
  once: Once<{ readonly operations: readonly Operation[] }, unknown>,
  { signal }: EnsureOptions,
): Promise<void> {
  if (once.how !== 'created') return void (await waitForBranch(client, { projectId, branchId }, { signal }))
  const operationIds = once.value.operations.map(({ id }) => id)
  await waitForOperations(client, { projectId, operationIds }, { signal })
}
