import type { CallOptions, Ensured, EnsureOptions, FieldChange } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from './client.js'
import { cannotEnsure, refusal } from './refusal.js'
import type { BranchParams } from './resources/branches.js'
import { listDatabases } from './resources/databases.js'
import { createRole, deleteRole, listRoles, type CreateRoleParams } from './resources/roles.js'
import type { Role } from './resources/roles.schema.js'
import { createInBranch, removeFromBranch, settle } from './settle.js'

/** What {@link ensureRole} would do. */
export interface RolePlan {
  /** Nothing of a role can be changed. */
  readonly action: 'create' | 'none'
  readonly changes: readonly FieldChange[]
  readonly role: Role | undefined
}

/**
 * Compares a role with what is desired and changes nothing; found by its name.
 *
 * Throws `conflict` when `no_login` is given and differs: Neon does not change it. With `adopt`, the role is taken as it is.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { action } = await neon.planRole(client, { projectId, branchId, name: 'app' })
 */
export async function planRole(
  client: NeonClient,
  desired: CreateRoleParams,
  options: EnsureOptions = {},
): Promise<RolePlan> {
  const role = await findRole(client, desired, options)
  if (!role) return { action: 'create', changes: [], role }
  const method = role.authentication_method
  const differs = desired.no_login !== undefined && method !== undefined && desired.no_login !== (method === 'no_login')
  if (differs && !options.adopt) {
    const operation = 'POST /projects/{project_id}/branches/{branch_id}/roles'
    const happened = `it can${method === 'no_login' ? 'not' : ''} log in`
    throw cannotEnsure(client, operation, `the role "${desired.name}"`, happened)
  }
  return { action: 'none', changes: [], role }
}

/**
 * Makes sure that a branch has a role of this name, able to log in; running it again is free. Only a role that this call
 * created comes with its password; `getRolePassword` and `getConnectionUris` ask for it at any time. A creation whose answer
 * was lost is looked for, not repeated.
 *
 * Throws `conflict` as {@link planRole} does.
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
  const { role, changes } = await planRole(client, desired, options)
  if (role) {
    // Its creator may have gone away half way.
    await settle(client, desired, undefined, options)
    return { resource: role, outcome: 'existing', changes }
  }
  const find = () => findRole(client, desired, options)
  const create = () => createRole(client, desired, options)
  const once = await createInBranch(client, desired, { create, find }, options)
  // Made by somebody else, it need not be as desired.
  if (once.how === 'existing') return ensureRole(client, desired, options)
  return { resource: once.how === 'created' ? once.value.role : once.value, outcome: 'created', changes }
}

/**
 * Deletes a role and waits until it is gone; one that is not there is `absent`. A protected role, and one that owns databases,
 * is not deleted: `forbidden`, which says so before it is tried.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.removeRole(client, { projectId, branchId, name: 'app' }) // removed
 */
export async function removeRole(
  client: NeonClient,
  params: BranchParams & { readonly name: string },
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  const role = await findRole(client, params, options)
  if (!role) return 'absent'
  const { projectId, branchId, name: roleName } = params
  const owned = (await listDatabases(client, params, options)).filter(({ owner_name }) => owner_name === roleName)
  const obstacle = role.protected
    ? 'it is protected'
    : owned.length > 0 && `it owns ${owned.map(({ name }) => `"${name}"`).join(', ')}`
  if (obstacle) {
    throw refusal(client, `the role "${roleName}" of ${branchId} was not removed: ${obstacle}`, {
      code: 'forbidden',
      operation: 'DELETE /projects/{project_id}/branches/{branch_id}/roles/{role_name}',
      hint: role.protected
        ? 'Neon needs it: is it the role that you mean?'
        : 'Give its databases to another role first: updateDatabase with owner_name',
    })
  }
  const remove = () => deleteRole(client, { projectId, branchId, roleName }, options)
  const isThere = async () => (await findRole(client, params, options))?.created_at === role.created_at
  await removeFromBranch(client, params, { remove, isThere }, options)
  return 'removed'
}

async function findRole(
  client: NeonClient,
  params: BranchParams & { readonly name: string },
  options: CallOptions,
): Promise<Role | undefined> {
  input.check(client, 'GET /projects/{project_id}/branches/{branch_id}/roles', [input.required('name', params.name)])
  return (await listRoles(client, params, options)).find(({ name }) => name === params.name)
}
