import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { hintAt } from '../hint.js'
import { listPages } from '../pagination.js'
import {
  branchMetrics,
  BranchConsumptionPage,
  moreProjectMetrics,
  ProjectConsumptionPage,
  type BranchConsumption,
  type BranchConsumptionMetric,
  type ConsumptionMetric,
  type ProjectConsumption,
} from './consumption.schema.js'
import { missingOrgId, type OrganizationParams } from './organizations.js'

/** How finely consumption is told. */
export type ConsumptionGranularity = (typeof granularities)[number]

/** The time that consumption is asked for. */
export interface ConsumptionTime extends OrganizationParams {
  /** ISO 8601; rounded down to the granularity. */
  readonly from: string
  /** ISO 8601. */
  readonly to: string
  /** `hourly` for the last 168 hours, `daily` for the last 60 days, `monthly` for the last year. */
  readonly granularity: ConsumptionGranularity
}

/** What {@link listProjectConsumption} asks for. */
export interface ListProjectConsumptionParams extends ConsumptionTime {
  readonly metrics: readonly ConsumptionMetric[]
  /** At most 100. @default all of the organization */
  readonly projectIds?: readonly string[]
}

/** What {@link listBranchConsumption} asks for. */
export interface ListBranchConsumptionParams extends ConsumptionTime {
  readonly metrics: readonly BranchConsumptionMetric[]
  /** 1 to 100. */
  readonly projectIds: readonly string[]
  /** At most 100. @default all of these projects */
  readonly branchIds?: readonly string[]
}

const granularities = ['hourly', 'daily', 'monthly'] as const

/**
 * What the projects of an organization used, the newest project first; asking wakes no compute. Throws `forbidden` on a plan
 * without it (Free), and `invalid_request` with status 406 for a time that the granularity does not reach.
 * https://api-docs.neon.tech/reference/getconsumptionhistoryperprojectv2
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const used = await neon.listProjectConsumption(client, {
 *   from: '2026-11-01T00:00:00Z', to: '2026-11-08T00:00:00Z', granularity: 'daily', metrics: ['compute_unit_seconds'],
 * }).toArray()
 */
export function listProjectConsumption(
  client: NeonClient,
  params: ListProjectConsumptionParams,
  options?: CallOptions,
): Pages<ProjectConsumption> {
  const path = '/consumption_history/v2/projects'
  return listPages(
    explaining(client),
    { ...request(client, path, params), response: ProjectConsumptionPage },
    ({ projects }) => projects,
    options,
    () => check(client, path, params, [...branchMetrics, ...moreProjectMetrics]),
  )
}

/**
 * What the branches of some projects used; asking wakes no compute. In beta at Neon. Throws as
 * {@link listProjectConsumption} does. https://api-docs.neon.tech/reference/getconsumptionhistoryperbranchv2
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const used = await neon.listBranchConsumption(client, {
 *   projectIds: ['quiet-river-…'], from: '2026-11-07T00:00:00Z', to: '2026-11-08T00:00:00Z', granularity: 'hourly',
 *   metrics: ['compute_unit_seconds', 'public_network_transfer_bytes'],
 * }).toArray()
 */
export function listBranchConsumption(
  client: NeonClient,
  params: ListBranchConsumptionParams,
  options?: CallOptions,
): Pages<BranchConsumption> {
  const path = '/consumption_history/v2/branches'
  const { query, ...spec } = request(client, path, params)
  return listPages(
    explaining(client),
    { ...spec, query: { ...query, branch_ids: params.branchIds }, response: BranchConsumptionPage },
    ({ branches }) => branches,
    options,
    () => check(client, path, params, branchMetrics, [input.filled('projectIds', params.projectIds)]),
  )
}

function request(
  client: NeonClient,
  path: string,
  { orgId = client.orgId, projectIds, ...time }: ListProjectConsumptionParams,
) {
  const { from, to, granularity } = time
  return {
    method: 'GET',
    path,
    query: { org_id: orgId, project_ids: projectIds, from, to, granularity, metrics: time.metrics },
    repeat: ['project_ids', 'branch_ids', 'metrics'],
  } as const
}

function check(
  client: NeonClient,
  path: string,
  params: ListProjectConsumptionParams,
  allowed: readonly ConsumptionMetric[],
  more: readonly input.Problem[] = [],
): void {
  const { orgId = client.orgId, from, to, granularity } = params
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/
  input.check(client, `GET ${path}`, [
    missingOrgId(orgId),
    input.text('from', from, time, 'it must be a time like 2026-11-01T00:00:00Z'),
    input.text('to', to, time, 'it must be a time like 2026-11-01T00:00:00Z'),
    input.word('granularity', granularity, granularities),
    input.filled('metrics', params.metrics),
    input.word('metrics', params.metrics, allowed),
    ...more,
  ])
}

/** A client whose refusals say what to do. */
function explaining(client: NeonClient): NeonClient {
  const explain = hintAt({
    403: 'Consumption is told on paid plans only; getOrganization shows the plan',
    404: 'Check orgId: listOrganizations shows those of the key',
    406: 'Hourly consumption is kept for 168 hours, daily for 60 days, monthly for a year: move from and to, or be coarser',
  })
  return { ...client, send: (spec, options) => client.send(spec, options).catch(explain) }
}
