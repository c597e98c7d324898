import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { Organization, OrganizationList } from './organizations.schema.js'

/** Which organization is meant. */
export interface OrganizationParams {
  /** @default the client's orgId */
  readonly orgId?: string
}

/**
 * The organizations of the user; a key of an organization or of a project lists the one that owns it.
 * https://api-docs.neon.tech/reference/getcurrentuserorganizations
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const [{ id }] = await neon.listOrganizations(client)
 */
export async function listOrganizations(client: NeonClient, options?: CallOptions): Promise<Organization[]> {
  const spec = { method: 'GET', path: '/users/me/organizations', response: OrganizationList } as const
  return sendPart(client, spec, 'organizations', options)
}

/**
 * One organization. Throws `config` when neither the call nor the client names it.
 * https://api-docs.neon.tech/reference/getorganization
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { plan } = await neon.getOrganization(client, { orgId: 'org-…' })
 */
export async function getOrganization(
  client: NeonClient,
  { orgId = client.orgId }: OrganizationParams = {},
  options?: CallOptions,
): Promise<Organization> {
  const path = '/organizations/{org_id}'
  input.check(client, `GET ${path}`, [missingOrgId(orgId)])
  return client.send({ method: 'GET', path, params: { org_id: orgId }, response: Organization }, options)
}

/** What is wrong where an organization must be named. */
export function missingOrgId(orgId: string | undefined): input.Problem {
  return orgId ? undefined : 'orgId is missing: name it in the call or in createNeonClient (listOrganizations shows it)'
}
