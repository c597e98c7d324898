import type { CallOptions } from '@keelson/core'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import type { OrganizationParams } from './organizations.js'
import { RegionList, type Region } from './regions.schema.js'

/**
 * The regions that an organization can create projects in; without one, all that Neon has, of which some may be closed to it.
 * https://api-docs.neon.tech/reference/getactiveregions
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const nearest = (await neon.listRegions(client)).find((region) => region.region_id.includes('-eu-'))
 */
export async function listRegions(
  client: NeonClient,
  { orgId = client.orgId }: OrganizationParams = {},
  options?: CallOptions,
): Promise<Region[]> {
  const spec = { method: 'GET', path: '/regions', query: { org_id: orgId }, response: RegionList } as const
  return sendPart(client, spec, 'regions', options)
}
