import * as neon from '@keelson/neon'
import { expect } from 'vitest'
import { row, type NeonWorld, type Refusal } from './world.ts'

/** A second branch, ready. */
async function makeChild({ client, projectId }: NeonWorld): Promise<{ readonly childId: string }> {
  const { branch } = await neon.createBranch(client, { projectId, name: 'child' })
  await neon.waitForBranch(client, { projectId, branchId: branch.id })
  return { childId: branch.id }
}

export const rows = [
  row({
    operation: 'listBranches',
    call: ({ client, projectId }) => neon.listBranches(client, { projectId }).toArray(),
    requests: ['GET /projects/prj/branches?limit=100'],
    answer: [{ name: 'main', default: true, current_state: 'ready' }],
  }),
  row({
    operation: 'listBranches with every filter',
    call: ({ client, projectId }) =>
      neon
        .listBranches(client, { projectId, search: 'pre', sortBy: 'name', sortOrder: 'asc', includeDeleted: true })
        .toArray(),
    requests: ['GET /projects/prj/branches?limit=100&search=pre&sort_by=name&sort_order=asc&include_deleted=true'],
    answer: [],
  }),
  row({
    operation: 'getBranch',
    call: ({ client, projectId, branchId }) => neon.getBranch(client, { projectId, branchId }),
    requests: ['GET /projects/prj/branches/br'],
    answer: { name: 'main', default: true, protected: false },
  }),
  row({
    operation: 'createBranch',
    call: ({ client, projectId }) => neon.createBranch(client, { projectId }),
    requests: ['POST /projects/prj/branches'],
    body: { branch: {} },
    answer: { branch: { current_state: 'init' }, endpoints: [], operations: [{ action: 'create_branch' }] },
  }),
  row({
    operation: 'createBranch with everything',
    call: ({ client, projectId, branchId }) =>
      neon.createBranch(client, {
        projectId,
        name: 'preview/1',
        parent_id: branchId,
        parent_timestamp: '2026-01-01T00:00:00Z',
        expires_at: '2026-01-02T00:00:00Z',
        protected: false,
        init_source: 'schema-only',
        endpoints: [{ type: 'read_write', autoscaling_limit_min_cu: 0.25 }],
      }),
    requests: ['POST /projects/prj/branches'],
    body: {
      branch: {
        name: 'preview/1',
        parent_id: 'br',
        parent_timestamp: '2026-01-01T00:00:00Z',
        expires_at: '2026-01-02T00:00:00Z',
        protected: false,
        init_source: 'schema-only',
      },
      endpoints: [{ type: 'read_write', autoscaling_limit_min_cu: 0.25 }],
    },
    answer: { branch: { name: 'preview/1', expires_at: '2026-01-02T00:00:00Z' }, endpoints: [{ type: 'read_write' }] },
  }),
  row({
    operation: 'updateBranch',
    call: ({ client, projectId, branchId }) =>
      neon.updateBranch(client, { projectId, branchId, name: 'prod', protected: true, expires_at: null }),
    requests: ['PATCH /projects/prj/branches/br'],
    body: { branch: { name: 'prod', protected: true, expires_at: null } },
    answer: { branch: { name: 'prod', protected: true }, operations: [] },
  }),
  row({
    operation: 'deleteBranch',
    arrange: makeChild,
    call: ({ client, projectId, childId }) => neon.deleteBranch(client, { projectId, branchId: childId }),
    requests: ['DELETE /projects/prj/branches/br-new'],
    answer: { branch: { name: 'child' }, operations: [{ action: 'delete_timeline' }] },
  }),
  row({
    operation: 'deleteBranch of one that is gone',
    call: ({ client, projectId }) => neon.deleteBranch(client, { projectId, branchId: 'br-none' }),
    requests: ['DELETE /projects/prj/branches/br-none'],
    answer: undefined,
  }),
  row({
    operation: 'restoreBranch',
    arrange: makeChild,
    call: ({ client, projectId, branchId, childId }) =>
      neon.restoreBranch(client, { projectId, branchId, source_branch_id: childId, preserve_under_name: 'before' }),
    requests: ['POST /projects/prj/branches/br/restore'],
    body: { source_branch_id: 'br-new', preserve_under_name: 'before' },
    answer: { branch: { name: 'main', parent_id: expect.stringMatching(/^br-/) } },
  }),
  row({
    operation: 'deleteBranch for good',
    arrange: makeChild,
    call: ({ client, projectId, childId }) =>
      neon.deleteBranch(client, { projectId, branchId: childId, hardDelete: true }),
    requests: ['DELETE /projects/prj/branches/br-new?hard_delete=true'],
    answer: { branch: { name: 'child' } },
  }),
  row({
    operation: 'restoreBranch to an earlier state of its own',
    call: ({ client, projectId, branchId }) =>
      neon.restoreBranch(client, {
        projectId,
        branchId,
        source_branch_id: branchId,
        source_timestamp: '2026-01-01T00:00:00Z',
        preserve_under_name: 'before',
      }),
    requests: ['POST /projects/prj/branches/br/restore'],
    body: { source_branch_id: 'br', source_timestamp: '2026-01-01T00:00:00Z', preserve_under_name: 'before' },
    answer: { branch: { name: 'main', current_state: 'resetting' } },
  }),
  row({
    operation: 'resetBranch',
    arrange: makeChild,
    call: ({ client, projectId, childId }) =>
      neon.resetBranch(client, { projectId, branchId: childId, preserve_under_name: 'before' }),
    requests: ['GET /projects/prj/branches/br-new', 'POST /projects/prj/branches/br-new/restore'],
    body: { source_branch_id: 'br', preserve_under_name: 'before' },
    answer: { branch: { name: 'child', current_state: 'resetting', last_reset_at: expect.any(String) } },
  }),
  row({
    operation: 'setDefaultBranch',
    arrange: makeChild,
    call: ({ client, projectId, childId }) => neon.setDefaultBranch(client, { projectId, branchId: childId }),
    requests: ['POST /projects/prj/branches/br-new/set_as_default'],
    answer: { branch: { name: 'child', default: true } },
  }),
  row({
    operation: 'getBranchSchema',
    call: ({ client, projectId, branchId }) =>
      neon.getBranchSchema(client, { projectId, branchId, databaseName: 'shop', timestamp: '2026-01-01T00:00:00Z' }),
    requests: ['GET /projects/prj/branches/br/schema?db_name=shop&timestamp=2026-01-01T00%3A00%3A00Z'],
    answer: expect.stringContaining('"shop"'),
  }),
  row({
    operation: 'getBranchSchema at a position',
    call: ({ client, projectId, branchId }) =>
      neon.getBranchSchema(client, { projectId, branchId, databaseName: 'shop', lsn: '0/1000' }),
    requests: ['GET /projects/prj/branches/br/schema?db_name=shop&lsn=0%2F1000'],
    answer: expect.any(String),
  }),
  row({
    operation: 'compareBranchSchema',
    arrange: makeChild,
    call: ({ client, projectId, branchId, childId }) =>
      neon.compareBranchSchema(client, {
        projectId,
        branchId: childId,
        baseBranchId: branchId,
        databaseName: 'shop',
        timestamp: '2026-01-01T00:00:00Z',
        baseTimestamp: '2026-01-01T00:00:01Z',
      }),
    requests: [
      'GET /projects/prj/branches/br-new/compare_schema?base_branch_id=br&base_timestamp=2026-01-01T00%3A00%3A01Z' +
        '&db_name=shop&timestamp=2026-01-01T00%3A00%3A00Z',
    ],
    answer: '',
  }),
  row({
    operation: 'compareBranchSchema at positions',
    call: ({ client, projectId, branchId }) =>
      neon.compareBranchSchema(client, { projectId, branchId, databaseName: 'shop', lsn: '0/2', baseLsn: '0/1' }),
    requests: ['GET /projects/prj/branches/br/compare_schema?base_lsn=0%2F1&db_name=shop&lsn=0%2F2'],
    answer: '',
  }),
]

const place = { projectId: 'p', branchId: 'br-1' }

export const refusals: readonly Refusal[] = [
  {
    operation: 'listBranches sorted by what it is not',
    // @ts-expect-error no such field
    call: (client) => neon.listBranches(client, { projectId: 'p', sortBy: 'size', sortOrder: 'asc' }).toArray(),
    says: ['sortBy cannot be "size", only name, created_at, updated_at'],
  },
  {
    operation: 'createBranch with much that is wrong',
    call: (client) =>
      neon.createBranch(client, {
        projectId: 'p',
        parent_lsn: '0/1',
        parent_timestamp: '2026-01-01T00:00:00Z',
        // @ts-expect-error no such source
        init_source: 'nothing',
        expires_at: '2026-01-01T00:00:00.000Z',
        endpoints: [{ type: 'read_only', autoscaling_limit_min_cu: 2, autoscaling_limit_max_cu: 1 }],
      }),
    says: [
      'parent_lsn and parent_timestamp cannot be given together',
      'init_source cannot be "nothing", only parent-data, schema-only',
      'expires_at cannot be "2026-01-01T00:00:00.000Z": give whole seconds',
      'endpoints.0.autoscaling_limit_max_cu cannot be 1, only a number 2 or more',
    ],
  },
  {
    operation: 'updateBranch with nothing to change',
    call: (client) => neon.updateBranch(client, place),
    says: ['give at least one of name, protected, expires_at'],
  },
  {
    operation: 'restoreBranch to itself without a moment and a name',
    call: (client) => neon.restoreBranch(client, { ...place, source_branch_id: 'br-1' }),
    says: ['give exactly one of source_lsn, source_timestamp', 'preserve_under_name is missing'],
  },
  {
    operation: 'restoreBranch to two moments',
    call: (client) =>
      neon.restoreBranch(client, { ...place, source_branch_id: 'br-2', source_lsn: '0/1', source_timestamp: 'now' }),
    says: ['source_lsn and source_timestamp cannot be given together'],
  },
  {
    operation: 'getBranchSchema of two moments',
    call: (client) => neon.getBranchSchema(client, { ...place, databaseName: '', lsn: '0/1', timestamp: 'now' }),
    says: ['databaseName is missing', 'lsn and timestamp cannot be given together'],
  },
  {
    operation: 'compareBranchSchema with two moments',
    call: (client) =>
      neon.compareBranchSchema(client, { ...place, databaseName: 'd', baseLsn: '0/1', baseTimestamp: 'now' }),
    says: ['baseLsn and baseTimestamp cannot be given together'],
  },
]
