import type { CallOptions, Secret } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { hintAt, noPasswordHint } from '../hint.js'
import type { BranchParams } from './branches.js'
import { pathIds } from './path-ids.js'
import { RoleAnswer, RoleList, RoleOperations, RolePassword, type Role } from './roles.schema.js'

/** What {@link createRole} sends. */
export interface CreateRoleParams extends BranchParams {
  /** Unique in its branch, at most 63 bytes. */
  readonly name: string
  /** @default false, at Neon's side */
  readonly no_login?: boolean
}

/** Which role is meant. */
export interface RoleParams extends BranchParams {
  readonly roleName: string
}

const secrets = ['role.password']
const path = '/projects/{project_id}/branches/{branch_id}/roles'
const onePath = `${path}/{role_name}`

/**
 * The roles of a branch, without their passwords. https://api-docs.neon.tech/reference/listprojectbranchroles
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const roles = await neon.listRoles(client, { projectId: 'quiet-river-…', branchId: 'br-…' })
 */
export async function listRoles(client: NeonClient, params: BranchParams, options?: CallOptions): Promise<Role[]> {
  const spec = { method: 'GET', path, params: pathIds(params), secrets: ['roles.*.password'] } as const
  return sendPart(client, { ...spec, response: RoleList }, 'roles', options)
}

/**
 * One role, without its password. Throws `not_found` when the branch does not have it.
 * https://api-docs.neon.tech/reference/getprojectbranchrole
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const role = await neon.getRole(client, { projectId: 'quiet-river-…', branchId: 'br-…', roleName: 'app' })
 */
export async function getRole(client: NeonClient, params: RoleParams, options?: CallOptions): Promise<Role> {
  const spec = { method: 'GET', path: onePath, params: pathIds(params), secrets, response: RoleAnswer } as const
  return sendPart(client, spec, 'role', options)
}

/**
 * Creates a role, with a password in the answer; connections to a running compute are dropped. Throws `conflict` when the
 * branch has one of this name, `ambiguous_write` when it may have been created: `ensureRole` asks and goes on.
 * https://api-docs.neon.tech/reference/createprojectbranchrole
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { role } = await neon.createRole(client, { projectId: 'quiet-river-…', branchId: 'br-…', name: 'app' })
 */
export async function createRole(
  client: NeonClient,
  { projectId, branchId, ...role }: CreateRoleParams,
  options?: CallOptions,
): Promise<RoleOperations> {
  const isTooLong = new TextEncoder().encode(role.name).length > 63
  input.check(client, `POST ${path}`, [
    input.required('name', role.name),
    isTooLong ? `name cannot be longer than 63 bytes` : undefined,
  ])
  return client.send(
    {
      method: 'POST',
      path,
      params: pathIds({ projectId, branchId }),
      body: { role },
      secrets,
      response: RoleOperations,
      ambiguousHint: `Look for a role named "${role.name}" before creating it again; ensureRole does that`,
    },
    options,
  )
}

/**
 * Deletes a role; `undefined` when it was gone already. Never repeated by itself when it may have been carried out
 * (`ambiguous_write`): somebody may have made another one of this name since.
 * https://api-docs.neon.tech/reference/deleteprojectbranchrole
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteRole(client, { projectId: 'quiet-river-…', branchId: 'br-…', roleName: 'app' })
 */
export function deleteRole(
  client: NeonClient,
  params: RoleParams,
  options?: CallOptions,
): Promise<RoleOperations | undefined> {
  const ambiguousHint =
    'Look whether the role is still there (listRoles) before deleting it again; removeRole does that'
  const spec = {
    method: 'DELETE',
    path: onePath,
    params: pathIds(params),
    secrets,
    mayBeEmpty: true,
    ambiguousHint,
  } as const
  return client.send<RoleOperations | undefined>({ ...spec, response: RoleOperations }, options)
}

/**
 * The password of a role. Throws `invalid_request` with status 412 when the project keeps none, `not_found` when the branch
 * does not have the role. https://api-docs.neon.tech/reference/getprojectbranchrolepassword
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const password = await neon.getRolePassword(client, { projectId: 'quiet-river-…', branchId: 'br-…', roleName: 'app' })
 */
export async function getRolePassword(client: NeonClient, params: RoleParams, options?: CallOptions): Promise<Secret> {
  const spec = {
    method: 'GET',
    path: `${onePath}/reveal_password`,
    params: pathIds(params),
    secrets: ['password'],
  } as const
  const { password } = await client
    .send({ ...spec, response: RolePassword }, options)
    .catch(hintAt({ 404: 'Does the branch have this role? listRoles shows those it has', 412: noPasswordHint }))
  return password
}

/**
 * Gives a role a new password, which holds when the operations are finished; connections are dropped. Never repeated by
 * itself when it may have been carried out (`ambiguous_write`).
 * https://api-docs.neon.tech/reference/resetprojectbranchrolepassword
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { role } = await neon.resetRolePassword(client, { projectId: 'quiet-river-…', branchId: 'br-…', roleName: 'app' })
 */
export function resetRolePassword(
  client: NeonClient,
  params: RoleParams,
  options?: CallOptions,
): Promise<RoleOperations> {
  const ambiguousHint = 'The old password may be gone: read it (getRolePassword), or reset it once more'
  const spec = {
    method: 'POST',
    path: `${onePath}/reset_password`,
    params: pathIds(params),
    secrets,
    ambiguousHint,
  } as const
  return client.send({ ...spec, response: RoleOperations }, options)
}
