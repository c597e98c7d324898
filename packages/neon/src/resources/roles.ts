import type { CallOptions } from '@keelson/core'
import type { NeonClient } from '../client.js'
import type { BranchParams } from './branches.js'
import { RoleList, RoleOperations, type Role } from './roles.schema.js'

/** What {@link createRole} sends. */
export interface CreateRoleParams extends BranchParams {
  /** Unique in its branch, at most 63 bytes. */
  readonly name: string
  /** @default false, at Neon's side */
  readonly no_login?: boolean
}

/**
 * The roles of a branch. https://neon.com/docs/reference/api/branches/list-project-branch-roles
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const roles = await neon.listRoles(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function listRoles(client: NeonClient, params: BranchParams, options?: CallOptions): Promise<Role[]> {
  const spec = { method: 'GET', ...address(params), secrets: ['roles.*.password'], response: RoleList } as const
  return (await client.send(spec, options)).roles
}

/**
 * Creates a role, with a password in the answer; connections to a running compute are dropped.
 * https://neon.com/docs/reference/api/branches/create-project-branch-role
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { role } = await neon.createRole(client, { projectId: 'quiet-river-…', branchId: 'br-…', name: 'app' })
 */
export function createRole(
  client: NeonClient,
  { projectId, branchId, ...role }: CreateRoleParams,
  options?: CallOptions,
): Promise<RoleOperations> {
  return client.send(
    {
      method: 'POST',
      ...address({ projectId, branchId }),
      body: { role },
      secrets: ['role.password'],
      response: RoleOperations,
      ambiguousHint: `Look for a role named "${role.name}" before creating it again; ensureRole does that`,
    },
    options,
  )
}

/**
 * Gives a role a new password, which holds when the operations are finished; connections are dropped.
 * https://neon.com/docs/reference/api/branches/reset-project-branch-role-password
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { role } = await neon.resetRolePassword(client, { projectId: 'quiet-river-…', branchId: 'br-…', roleName: 'app' })
 */
export function resetRolePassword(
  client: NeonClient,
  params: BranchParams & { readonly roleName: string },
  options?: CallOptions,
): Promise<RoleOperations> {
  const { path, params: ids } = address(params)
  return client.send(
    {
      method: 'POST',
      path: `${path}/{role_name}/reset_password`,
      params: { ...ids, role_name: params.roleName },
      secrets: ['role.password'],
      response: RoleOperations,
      ambiguousHint: 'The old password may be gone: read the connection URI, or reset it once more',
    },
    options,
  )
}

function address({ projectId, branchId }: BranchParams) {
  return {
    path: '/projects/{project_id}/branches/{branch_id}/roles',
    params: { project_id: projectId, branch_id: branchId },
  }
}
