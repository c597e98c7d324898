import { describe, expect, test } from 'vitest'
import * as neon from './index.js'

/** A client whose answer is given, and what it sent. */
function start(...answers: unknown[]) {
  const sent: { operation: string; query: Record<string, string>; body: unknown }[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    const text = await request.text()
    sent.push({
      operation: `${request.method} ${url.pathname.replace('/api/v2', '')}`,
      query: Object.fromEntries(url.searchParams),
      body: text === '' ? undefined : JSON.parse(text),
    })
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer)
  }
  return { client: neon.createNeonClient({ apiKey: 'napi_test', orgId: 'org-1', fetch }), sent }
}

const projectId = 'p-1'
const branchId = 'br-1'
const project = { id: 'p-1' }
const branch = { id: 'br-1' }
const endpoint = { id: 'ep-1' }
const role = { name: 'app' }
const database = { name: 'shop' }
const operation = { id: 'op-1' }
const done = [operation]

type Run = (client: neon.NeonClient) => Promise<unknown>
interface Row {
  readonly run: Run
  readonly answer: unknown
  readonly sends: string
  readonly query?: Record<string, string>
  readonly body?: unknown
  /** What the caller gets. @default the answer */
  readonly gives?: unknown
}

const rows: Record<string, Row> = {
  listProjects: {
    run: (client) => neon.listProjects(client, { search: 'shop', recoverable: true, timeout: 5000 }).toArray(),
    answer: { projects: [project] },
    sends: 'GET /projects',
    query: { limit: '100', search: 'shop', recoverable: 'true', timeout: '5000', org_id: 'org-1' },
    gives: [project],
  },
  'listProjects of another organization': {
    run: (client) => neon.listProjects(client, { orgId: 'org-2' }).toArray(),
    answer: { projects: [] },
    sends: 'GET /projects',
    query: { limit: '100', org_id: 'org-2' },
    gives: [],
  },
  getProject: {
    run: (client) => neon.getProject(client, { projectId }),
    answer: { project },
    sends: 'GET /projects/p-1',
    gives: project,
  },
  createProject: {
    run: (client) => neon.createProject(client, { name: 'shop', region_id: 'aws-eu-central-1', pg_version: 17 }),
    answer: { project, connection_uris: [] },
    sends: 'POST /projects',
    body: { project: { name: 'shop', region_id: 'aws-eu-central-1', pg_version: 17, org_id: 'org-1' } },
  },
  'createProject with everything': {
    run: (client) =>
      neon.createProject(client, {
        org_id: 'org-2',
        store_passwords: false,
        history_retention_seconds: 0,
        branch: { name: 'prod', role_name: 'app', database_name: 'shop' },
        default_endpoint_settings: { autoscaling_limit_max_cu: 1, suspend_timeout_seconds: 60 },
      }),
    answer: { project },
    sends: 'POST /projects',
    body: {
      project: {
        org_id: 'org-2',
        store_passwords: false,
        history_retention_seconds: 0,
        branch: { name: 'prod', role_name: 'app', database_name: 'shop' },
        default_endpoint_settings: { autoscaling_limit_max_cu: 1, suspend_timeout_seconds: 60 },
      },
    },
  },
  deleteProject: {
    run: (client) => neon.deleteProject(client, { projectId }),
    answer: { project },
    sends: 'DELETE /projects/p-1',
    gives: undefined,
  },
  listBranches: {
    run: (client) =>
      neon
        .listBranches(client, { projectId, search: 'pre', sortBy: 'name', sortOrder: 'asc', includeDeleted: true })
        .toArray(),
    answer: { branches: [branch], pagination: { sort_by: 'name' } },
    sends: 'GET /projects/p-1/branches',
    query: { limit: '100', search: 'pre', sort_by: 'name', sort_order: 'asc', include_deleted: 'true' },
    gives: [branch],
  },
  getBranch: {
    run: (client) => neon.getBranch(client, { projectId, branchId }),
    answer: { branch, annotation: {} },
    sends: 'GET /projects/p-1/branches/br-1',
    gives: branch,
  },
  createBranch: {
    run: (client) => neon.createBranch(client, { projectId }),
    answer: { branch, operations: done },
    sends: 'POST /projects/p-1/branches',
    body: { branch: {} },
  },
  'createBranch with everything': {
    run: (client) =>
      neon.createBranch(client, {
        projectId,
        name: 'preview/1',
        parent_id: 'br-0',
        parent_timestamp: '2026-01-01T00:00:00Z',
        expires_at: '2026-01-02T00:00:00Z',
        protected: false,
        init_source: 'schema-only',
        endpoints: [{ type: 'read_write', autoscaling_limit_min_cu: 0.25 }],
      }),
    answer: { branch, operations: done },
    sends: 'POST /projects/p-1/branches',
    body: {
      branch: {
        name: 'preview/1',
        parent_id: 'br-0',
        parent_timestamp: '2026-01-01T00:00:00Z',
        expires_at: '2026-01-02T00:00:00Z',
        protected: false,
        init_source: 'schema-only',
      },
      endpoints: [{ type: 'read_write', autoscaling_limit_min_cu: 0.25 }],
    },
  },
  updateBranch: {
    run: (client) => neon.updateBranch(client, { projectId, branchId, name: 'b', protected: true, expires_at: null }),
    answer: { branch, operations: [] },
    sends: 'PATCH /projects/p-1/branches/br-1',
    body: { branch: { name: 'b', protected: true, expires_at: null } },
  },
  deleteBranch: {
    run: (client) => neon.deleteBranch(client, { projectId, branchId }),
    answer: { branch, operations: done },
    sends: 'DELETE /projects/p-1/branches/br-1',
  },
  'deleteBranch of one that is gone': {
    run: (client) => neon.deleteBranch(client, { projectId, branchId }),
    answer: undefined,
    sends: 'DELETE /projects/p-1/branches/br-1',
  },
  restoreBranch: {
    run: (client) =>
      neon.restoreBranch(client, { projectId, branchId, source_branch_id: 'br-2', preserve_under_name: 'before' }),
    answer: { branch, operations: done },
    sends: 'POST /projects/p-1/branches/br-1/restore',
    body: { source_branch_id: 'br-2', preserve_under_name: 'before' },
  },
  listEndpoints: {
    run: (client) => neon.listEndpoints(client, { projectId, branchId }),
    answer: { endpoints: [endpoint] },
    sends: 'GET /projects/p-1/branches/br-1/endpoints',
    gives: [endpoint],
  },
  getEndpoint: {
    run: (client) => neon.getEndpoint(client, { projectId, endpointId: 'ep-1' }),
    answer: { endpoint },
    sends: 'GET /projects/p-1/endpoints/ep-1',
    gives: endpoint,
  },
  createEndpoint: {
    run: (client) => neon.createEndpoint(client, { projectId, branch_id: 'br-1', type: 'read_only' }),
    answer: { endpoint, operations: done },
    sends: 'POST /projects/p-1/endpoints',
    body: { endpoint: { branch_id: 'br-1', type: 'read_only' } },
  },
  startEndpoint: {
    run: (client) => neon.startEndpoint(client, { projectId, endpointId: 'ep-1' }),
    answer: { endpoint, operations: done },
    sends: 'POST /projects/p-1/endpoints/ep-1/start',
  },
  suspendEndpoint: {
    run: (client) => neon.suspendEndpoint(client, { projectId, endpointId: 'ep-1' }),
    answer: { endpoint, operations: done },
    sends: 'POST /projects/p-1/endpoints/ep-1/suspend',
  },
  listRoles: {
    run: (client) => neon.listRoles(client, { projectId, branchId }),
    answer: { roles: [role] },
    sends: 'GET /projects/p-1/branches/br-1/roles',
    gives: [role],
  },
  createRole: {
    run: (client) => neon.createRole(client, { projectId, branchId, name: 'app', no_login: true }),
    answer: { role, operations: done },
    sends: 'POST /projects/p-1/branches/br-1/roles',
    body: { role: { name: 'app', no_login: true } },
  },
  resetRolePassword: {
    run: (client) => neon.resetRolePassword(client, { projectId, branchId, roleName: 'my app' }),
    answer: { role, operations: done },
    sends: 'POST /projects/p-1/branches/br-1/roles/my%20app/reset_password',
  },
  listDatabases: {
    run: (client) => neon.listDatabases(client, { projectId, branchId }),
    answer: { databases: [database] },
    sends: 'GET /projects/p-1/branches/br-1/databases',
    gives: [database],
  },
  createDatabase: {
    run: (client) => neon.createDatabase(client, { projectId, branchId, name: 'shop', owner_name: 'app' }),
    answer: { database, operations: done },
    sends: 'POST /projects/p-1/branches/br-1/databases',
    body: { database: { name: 'shop', owner_name: 'app' } },
  },
  getConnectionUri: {
    run: async (client) =>
      (
        await neon.getConnectionUri(client, { projectId, branchId, databaseName: 'd', roleName: 'r', pooled: true })
      ).reveal(),
    answer: { uri: 'postgresql://r:pw@h/d' },
    sends: 'GET /projects/p-1/connection_uri',
    query: { branch_id: 'br-1', database_name: 'd', role_name: 'r', pooled: 'true' },
    gives: 'postgresql://r:pw@h/d',
  },
  getOperation: {
    run: (client) => neon.getOperation(client, { projectId, operationId: 'op-1' }),
    answer: { operation },
    sends: 'GET /projects/p-1/operations/op-1',
    gives: operation,
  },
  listOperations: {
    run: (client) => neon.listOperations(client, { projectId }).toArray(),
    answer: { operations: [operation] },
    sends: 'GET /projects/p-1/operations',
    query: { limit: '100' },
    gives: [operation],
  },
}

test.each(Object.entries(rows))('%s', async (_name, { run, answer, sends, query = {}, body, ...row }) => {
  const { client, sent } = start(answer)
  const given = await run(client)
  expect(sent).toEqual([{ operation: sends, query, body }])
  expect(given).toEqual('gives' in row ? row.gives : answer)
})

describe('paging', () => {
  test('projects and operations give a cursor with every page: an empty page is the end', async () => {
    const { client, sent } = start(
      { projects: [{ id: 'a' }, { id: 'b' }], pagination: { cursor: 'b' } },
      { projects: [{ id: 'c' }], pagination: { cursor: 'c' } },
      { projects: [], pagination: { cursor: 'c' } },
    )
    expect((await neon.listProjects(client).toArray()).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(sent.map(({ query }) => query['cursor'])).toEqual([undefined, 'b', 'c'])
  })

  test('a cursor that comes back is the end, too', async () => {
    const { client, sent } = start({ operations: [{ id: 'a' }], pagination: { cursor: 'x' } })
    expect(await neon.listOperations(client, { projectId }).toArray()).toHaveLength(2)
    expect(sent).toHaveLength(2)
  })

  test('branches name the next page, also on an empty one', async () => {
    const { client, sent } = start(
      { branches: [{ id: 'a' }], pagination: { next: '1' } },
      { branches: [], pagination: { next: '2' } },
      { branches: [{ id: 'b' }], pagination: {} },
    )
    expect((await neon.listBranches(client, { projectId }).toArray()).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(sent.map(({ query }) => query['cursor'])).toEqual([undefined, '1', '2'])
  })

  test('a list of projects with holes is an error, not a shorter list', async () => {
    const { client } = start({ projects: [{ id: 'a' }], unavailable_project_ids: ['b', 'c'] })
    await expect(neon.listProjects(client).toArray()).rejects.toMatchObject({
      code: 'server',
      operation: 'GET /projects',
      message: 'GET /projects came back without b, c. Ask again, with a larger timeout',
    })
    const whole = start({ projects: [{ id: 'a' }], unavailable_project_ids: [] })
    expect(await neon.listProjects(whole.client).toArray()).toEqual([{ id: 'a' }])
  })
})

describe('an answer that was lost', () => {
  const broken = (status: number) => {
    let sends = 0
    const fetch: typeof globalThis.fetch = async () => {
      sends += 1
      return sends === 1 ? new Response('{}', { status }) : new Response(null, { status: 204 })
    }
    return { client: neon.createNeonClient({ apiKey: 'napi_test', fetch }), sends: () => sends }
  }

  test('of a deletion: it is sent again, and what is gone is gone', async () => {
    const { client, sends } = broken(500)
    expect(await neon.deleteBranch(client, { projectId, branchId })).toBeUndefined()
    expect(sends()).toBe(2)
  })

  test.each<[string, Run, string]>([
    ['createBranch', (client) => neon.createBranch(client, { projectId }), 'ensureBranch'],
    ['createEndpoint', (c) => neon.createEndpoint(c, { projectId, branch_id: 'b', type: 'read_only' }), 'endpoints'],
    ['createRole', (client) => neon.createRole(client, { projectId, branchId, name: 'app' }), 'ensureRole'],
    ['resetRolePassword', (c) => neon.resetRolePassword(c, { projectId, branchId, roleName: 'app' }), 'reset it'],
    [
      'createDatabase',
      (c) => neon.createDatabase(c, { projectId, branchId, name: 'd', owner_name: 'r' }),
      'ensureData',
    ],
    ['restoreBranch', (c) => neon.restoreBranch(c, { projectId, branchId, source_branch_id: 's' }), 'listOperations'],
  ])('of %s: it is not sent again, and the error says what to ask', async (_name, run, hint) => {
    const { client, sends } = broken(500)
    await expect(run(client)).rejects.toMatchObject({ code: 'ambiguous_write', hint: expect.stringContaining(hint) })
    expect(sends()).toBe(1)
  })
})
