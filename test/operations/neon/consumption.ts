import * as neon from '@keelson/neon'
import { expect } from 'vitest'
import { row, type Refusal } from './world.ts'

const today = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', granularity: 'daily' } as const

export const rows = [
  row({
    operation: 'listProjectConsumption',
    arrange: async ({ fake, projectId, branchId }) => {
      for (const value of [3600, 1800]) fake.state.use({ projectId, branchId, metric: 'compute_unit_seconds', value })
      return {}
    },
    call: ({ client }) =>
      neon.listProjectConsumption(client, { ...today, metrics: ['compute_unit_seconds'] }).toArray(),
    requests: [
      'GET /consumption_history/v2/projects?limit=100&org_id=org-1&from=2026-01-01T00%3A00%3A00Z' +
        '&to=2026-01-02T00%3A00%3A00Z&granularity=daily&metrics=compute_unit_seconds',
      'GET /consumption_history/v2/projects?limit=100&org_id=org-1&from=2026-01-01T00%3A00%3A00Z' +
        '&to=2026-01-02T00%3A00%3A00Z&granularity=daily&metrics=compute_unit_seconds&cursor=*',
    ],
    answer: [
      {
        project_id: expect.any(String),
        periods: [
          {
            period_plan: 'scale',
            consumption: [
              {
                timeframe_start: '2026-01-01T00:00:00.000Z',
                metrics: [{ metric_name: 'compute_unit_seconds', value: 5400 }],
              },
            ],
          },
        ],
      },
    ],
  }),
  row({
    operation: 'listProjectConsumption of some projects, with several metrics',
    call: ({ client, projectId }) =>
      neon
        .listProjectConsumption(client, {
          ...today,
          orgId: 'org-1',
          granularity: 'hourly',
          projectIds: [projectId, 'quiet-river-00000000'],
          metrics: ['extra_branches_month', 'snapshot_storage_bytes_month'],
        })
        .first(),
    requests: [
      'GET /consumption_history/v2/projects?limit=100&org_id=org-1&project_ids=prj&project_ids=prj-new' +
        '&from=2026-01-01T00%3A00%3A00Z&to=2026-01-02T00%3A00%3A00Z&granularity=hourly' +
        '&metrics=extra_branches_month&metrics=snapshot_storage_bytes_month',
    ],
    answer: { project_id: expect.any(String) },
  }),
  row({
    operation: 'listBranchConsumption',
    arrange: async ({ fake, projectId, branchId }) => {
      fake.state.use({ projectId, branchId, metric: 'public_network_transfer_bytes', value: 7 })
      return {}
    },
    call: ({ client, projectId, branchId }) =>
      neon
        .listBranchConsumption(client, {
          from: '2025-12-01T00:00:00Z',
          to: '2026-02-01T00:00:00Z',
          granularity: 'monthly',
          projectIds: [projectId],
          branchIds: [branchId],
          metrics: ['public_network_transfer_bytes'],
        })
        .first(),
    requests: [
      'GET /consumption_history/v2/branches?limit=100&org_id=org-1&project_ids=prj&from=2025-12-01T00%3A00%3A00Z' +
        '&to=2026-02-01T00%3A00%3A00Z&granularity=monthly&metrics=public_network_transfer_bytes&branch_ids=br',
    ],
    answer: {
      branch_id: expect.any(String),
      periods: [{ consumption: [{ metrics: [{ value: expect.any(Number) }] }] }],
    },
  }),
]

const metrics = ['compute_unit_seconds'] as const

export const refusals: readonly Refusal[] = [
  {
    operation: 'listProjectConsumption of no organization, without metrics',
    call: (client) => neon.listProjectConsumption(client, { ...today, orgId: '', metrics: [] }).toArray(),
    says: ['orgId is missing', 'metrics is empty'],
  },
  {
    operation: 'listProjectConsumption with words that Neon does not know',
    call: (client) =>
      neon
        .listProjectConsumption(client, { ...today, granularity: 'weekly' as 'daily', metrics: ['cpu' as never] })
        .toArray(),
    says: ['granularity', '"weekly"', 'hourly, daily, monthly', 'metrics', '"cpu"', 'compute_unit_seconds'],
  },
  {
    operation: 'listProjectConsumption from no time',
    call: (client) => neon.listProjectConsumption(client, { ...today, metrics, from: '2026-01-01' }).toArray(),
    says: ['from', '"2026-01-01"', '2026-11-01T00:00:00Z'],
  },
  {
    operation: 'listBranchConsumption of no project, with a metric of projects',
    call: (client) =>
      neon
        .listBranchConsumption(client, { ...today, projectIds: [], metrics: ['extra_branches_month' as never] })
        .toArray(),
    says: ['projectIds is empty', '"extra_branches_month"'],
  },
]
