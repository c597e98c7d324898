import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type Refusal, type RenderWorld } from './world.ts'

/** A project "web" with an environment "staging", in which the service is. */
const arrange = async ({ client, serviceId }: RenderWorld) => {
  const { id, environmentIds } = await render.createProject(client, {
    name: 'web',
    environments: [{ name: 'staging' }],
  })
  const [environmentId = ''] = environmentIds
  await render.addToEnvironment(client, { environmentId, resourceIds: [serviceId] })
  return { projectId: id, environmentId }
}

const environment = {
  id: expect.stringMatching(/^evm-/),
  name: 'staging',
  projectId: expect.stringMatching(/^prj-/),
  serviceIds: [expect.stringMatching(/^srv-/)],
  databasesIds: [],
  redisIds: [],
  envGroupIds: [],
  protectedStatus: 'unprotected',
  networkIsolationEnabled: false,
}
const ipAllowList = [{ cidrBlock: '203.0.113.0/24', description: 'office' }]

export const rows = [
  row({
    operation: 'listEnvironments',
    arrange,
    call: ({ client, projectId }) => render.listEnvironments(client, { projectId }).toArray(),
    requests: [
      'GET /environments?limit=100&projectId=prj-new',
      'GET /environments?limit=100&projectId=prj-new&cursor=*',
    ],
    answer: [environment],
  }),
  row({
    operation: 'listEnvironments with every filter',
    arrange,
    call: ({ client, projectId }) =>
      render
        .listEnvironments(client, {
          projectId: [projectId, 'prj-2'],
          name: ['staging', 'other'],
          ownerId: ['tea-1', 'tea-2'],
          environmentId: ['evm-1', 'evm-2'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /environments?limit=100&projectId=prj-new%2Cprj-2&name=staging%2Cother&ownerId=tea-1%2Ctea-2' +
        '&environmentId=evm-1%2Cevm-2&createdAfter=2025-01-01T00%3A00%3A00Z&createdBefore=2025-01-02T00%3A00%3A00Z' +
        '&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getEnvironment',
    arrange,
    call: ({ client, environmentId }) => render.getEnvironment(client, { environmentId }),
    requests: ['GET /environments/evm-new'],
    answer: environment,
  }),
  row({
    operation: 'createEnvironment',
    arrange,
    call: ({ client, projectId }) =>
      render.createEnvironment(client, {
        projectId,
        name: 'production',
        protectedStatus: 'protected',
        networkIsolationEnabled: true,
        ipAllowList,
      }),
    requests: ['POST /environments'],
    body: {
      projectId: 'prj-new',
      name: 'production',
      protectedStatus: 'protected',
      networkIsolationEnabled: true,
      ipAllowList,
    },
    answer: {
      name: 'production',
      protectedStatus: 'protected',
      networkIsolationEnabled: true,
      serviceIds: [],
      ipAllowList,
    },
  }),
  row({
    operation: 'updateEnvironment',
    arrange,
    call: ({ client, environmentId }) =>
      render.updateEnvironment(client, {
        environmentId,
        name: 'test',
        protectedStatus: 'protected',
        networkIsolationEnabled: true,
        ipAllowList,
      }),
    requests: ['PATCH /environments/evm-new'],
    body: { name: 'test', protectedStatus: 'protected', networkIsolationEnabled: true, ipAllowList },
    answer: { ...environment, name: 'test', protectedStatus: 'protected', networkIsolationEnabled: true, ipAllowList },
  }),
  row({
    operation: 'deleteEnvironment',
    arrange: async (world: RenderWorld) => {
      const { projectId } = await arrange(world)
      const { id } = await render.createEnvironment(world.client, { projectId, name: 'empty' })
      return { environmentId: id }
    },
    call: ({ client, environmentId }) => render.deleteEnvironment(client, { environmentId }),
    requests: ['DELETE /environments/evm-new'],
    answer: undefined,
  }),
  row({
    operation: 'addToEnvironment',
    arrange: async (world: RenderWorld) => {
      const group = await render.createEnvGroup(world.client, { name: 'shared' })
      return { ...(await arrange(world)), groupId: group.id }
    },
    call: ({ client, environmentId, groupId, serviceId }) =>
      render.addToEnvironment(client, { environmentId, resourceIds: [serviceId, groupId] }),
    requests: ['POST /environments/evm-new/resources'],
    body: { resourceIds: ['srv', 'evg-new'] },
    answer: { ...environment, envGroupIds: [expect.stringMatching(/^evg-/)] },
  }),
  row({
    operation: 'removeFromEnvironment',
    arrange: async (world: RenderWorld) => {
      const { environmentId } = await arrange(world)
      const group = await render.createEnvGroup(world.client, { name: 'shared', environmentId })
      return { environmentId, groupId: group.id }
    },
    call: ({ client, environmentId, groupId, serviceId }) =>
      render.removeFromEnvironment(client, { environmentId, resourceIds: [serviceId, groupId] }),
    requests: ['DELETE /environments/evm-new/resources?resourceIds=srv&resourceIds=evg-new'],
    answer: undefined,
  }),
]

const environmentId = 'evm-1'

export const refusals: readonly Refusal[] = [
  {
    operation: 'listEnvironments of no project',
    call: (client) => render.listEnvironments(client, { projectId: [] }).toArray(),
    says: ['projectId is empty'],
  },
  {
    operation: 'createEnvironment without names',
    call: (client) => render.createEnvironment(client, { projectId: '', name: '' }),
    says: ['projectId is missing', 'name is missing'],
  },
  {
    operation: 'createEnvironment with an unknown status',
    call: (client) =>
      render.createEnvironment(client, { projectId: 'prj-1', name: 'a', protectedStatus: 'locked' as 'protected' }),
    says: ['protectedStatus cannot be "locked", only unprotected, protected'],
  },
  {
    operation: 'updateEnvironment with nothing to change',
    call: (client) => render.updateEnvironment(client, { environmentId }),
    says: ['give at least one of name, protectedStatus, networkIsolationEnabled, ipAllowList'],
  },
  {
    operation: 'updateEnvironment with an unknown status and no name',
    call: (client) =>
      render.updateEnvironment(client, { environmentId, name: '', protectedStatus: 'locked' as 'protected' }),
    says: ['name is missing', 'protectedStatus cannot be "locked"'],
  },
  {
    operation: 'addToEnvironment of nothing',
    call: (client) => render.addToEnvironment(client, { environmentId, resourceIds: [] }),
    says: ['resourceIds is empty'],
  },
  {
    operation: 'removeFromEnvironment of nothing',
    call: (client) => render.removeFromEnvironment(client, { environmentId, resourceIds: [] }),
    says: ['resourceIds is empty'],
  },
]
