import { createRandom, type FakeClock } from '@keelson/core/testing'
import * as neon from '@keelson/neon'
import { createFakeNeon, type FakeNeon } from '@keelson/neon/testing'
import { describeWaits, type Ending } from './describe-waits.ts'
import { basePath, connect, key, waiters } from './neon.ts'

/** A project at rest, and what was begun in it. */
const begin =
  (
    work: (client: neon.NeonClient, projectId: string, fake: FakeNeon, clock: FakeClock) => Promise<object>,
  ): Ending['begin'] =>
  async (clock) => {
    const durations = { create_branch: 700, start_compute: 800, retry: 600 }
    const fake = createFakeNeon({ clock, random: createRandom(7), orgId: 'org-1', apiKey: key, durations })
    const client = connect({ clock, fetch: fake.fetch })
    const { project, branch } = await neon.createProject(client, { name: 'shop' })
    await neon.waitForBranch(client, { projectId: project.id, branchId: branch.id })
    const params = await work(client, project.id, fake, clock)
    return { fetch: fake.fetch, calls: fake.calls, params }
  }

const branches = 'POST /projects/{project_id}/branches'
const start = 'POST /projects/{project_id}/endpoints/{endpoint_id}/start'

const createBranch = async (client: neon.NeonClient, projectId: string) => {
  const { branch, operations } = await neon.createBranch(client, {
    projectId,
    name: 'preview',
    endpoints: [{ type: 'read_write' }],
  })
  return { projectId, branchId: branch.id, operationIds: operations.map(({ id }) => id) }
}

const operations: Parameters<typeof begin>[0] = async (client, projectId) => {
  const { operationIds } = await createBranch(client, projectId)
  return { projectId, operationIds }
}

const branch: Parameters<typeof begin>[0] = async (client, projectId) => {
  const { branchId } = await createBranch(client, projectId)
  return { projectId, branchId }
}

const endpoint: Parameters<typeof begin>[0] = async (client, projectId) => {
  const [first] = await neon.listEndpoints(client, { projectId })
  const endpointId = first!.id
  const suspended = await neon.suspendEndpoint(client, { projectId, endpointId })
  await neon.waitForOperations(client, { projectId, operationIds: suspended.operations.map(({ id }) => id) })
  await neon.startEndpoint(client, { projectId, endpointId })
  return { projectId, endpointId, until: 'awake' }
}

const failing =
  (
    work: Parameters<typeof begin>[0],
    operation: typeof branches | typeof start,
    kind: 'operation_failed' | 'operation_error' = 'operation_error',
  ): Parameters<typeof begin>[0] =>
  async (client, projectId, fake, clock) => {
    fake.faults.add({ operation, kind })
    return work(client, projectId, fake, clock)
  }

const failed = { name: 'OperationError', code: 'wait_failed', failed: { status: 'error' } }

describeWaits(
  { vendor: 'neon', basePath, waiters },
  {
    operations: {
      'are finished': { begin: begin(operations), looks: 4, result: [{ status: 'finished' }, { status: 'finished' }] },
      'are finished after one was tried again': {
        begin: begin(failing(operations, branches, 'operation_failed')),
        looks: 5,
        result: [{ status: 'finished', failures_count: 1 }, { status: 'finished' }],
      },
      'end with an error': { begin: begin(failing(operations, branches)), looks: 3, error: failed },
    },
    branch: {
      'is ready': { begin: begin(branch), looks: 4, result: { branch: { current_state: 'ready' }, operations: [] } },
      'serves two looks after that': {
        begin: begin(branch),
        servesAt: 6,
        looks: 6,
        result: { branch: { current_state: 'ready' }, reading: { status: 'pass' } },
      },
      'cannot be created': { begin: begin(failing(branch, branches)), looks: 3, error: failed },
    },
    endpoint: {
      'is awake': { begin: begin(endpoint), looks: 3, result: { endpoint: { current_state: 'active' } } },
      'cannot be started': { begin: begin(failing(endpoint, start)), looks: 3, error: failed },
    },
  },
)
