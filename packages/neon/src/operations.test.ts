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
type Run = (client: neon.NeonClient) => Promise<unknown>

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
    ['createSnapshot', (client) => neon.createSnapshot(client, { projectId, branchId }), 'listSnapshots'],
    ['restoreSnapshot', (c) => neon.restoreSnapshot(c, { projectId, snapshotId: 's' }), 'restored_from'],
    ['finalizeRestore', (client) => neon.finalizeRestore(client, { projectId, branchId }), 'restore_status'],
    ['recoverProject', (client) => neon.recoverProject(client, { projectId }), 'getProject'],
    ['restartEndpoint', (c) => neon.restartEndpoint(c, { projectId, endpointId: 'e' }), 'started_at'],
  ])('of %s: it is not sent again, and the error says what to ask', async (_name, run, hint) => {
    const { client, sends } = broken(500)
    await expect(run(client)).rejects.toMatchObject({ code: 'ambiguous_write', hint: expect.stringContaining(hint) })
    expect(sends()).toBe(1)
  })
})
