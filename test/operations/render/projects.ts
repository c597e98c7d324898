import * as render from '@keelson/render'
import { expect } from 'vitest'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

const arrange = async ({ client }: RenderWorld) => {
  const { id } = await render.createProject(client, { name: 'web', environments: [{ name: 'staging' }] })
  return { projectId: id }
}

const project = {
  id: expect.stringMatching(/^prj-/),
  name: 'web',
  owner: { id: ownerId, type: 'team' },
  environmentIds: [expect.stringMatching(/^evm-/)],
}

export const rows = [
  row({
    operation: 'listProjects',
    arrange,
    call: ({ client }) => render.listProjects(client).toArray(),
    requests: ['GET /projects?limit=100&ownerId=tea-1', 'GET /projects?limit=100&ownerId=tea-1&cursor=*'],
    answer: [project],
  }),
  row({
    operation: 'listProjects with every filter',
    arrange,
    call: ({ client }) =>
      render
        .listProjects(client, {
          name: ['web', 'other'],
          ownerId: ['tea-1', 'tea-2'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /projects?limit=100&name=web%2Cother&ownerId=tea-1%2Ctea-2&createdAfter=2025-01-01T00%3A00%3A00Z' +
        '&createdBefore=2025-01-02T00%3A00%3A00Z&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getProject',
    arrange,
    call: ({ client, projectId }) => render.getProject(client, { projectId }),
    requests: ['GET /projects/prj-new'],
    answer: project,
  }),
  row({
    operation: 'createProject',
    call: ({ client }) =>
      render.createProject(client, {
        name: 'web',
        environments: [
          {
            name: 'production',
            protectedStatus: 'protected',
            networkIsolationEnabled: true,
            ipAllowList: [{ cidrBlock: '203.0.113.0/24', description: 'office' }],
          },
        ],
      }),
    requests: ['POST /projects'],
    body: {
      name: 'web',
      ownerId,
      environments: [
        {
          name: 'production',
          protectedStatus: 'protected',
          networkIsolationEnabled: true,
          ipAllowList: [{ cidrBlock: '203.0.113.0/24', description: 'office' }],
        },
      ],
    },
    answer: project,
  }),
  row({
    operation: 'updateProject',
    arrange,
    call: ({ client, projectId }) => render.updateProject(client, { projectId, name: 'web-shop' }),
    requests: ['PATCH /projects/prj-new'],
    body: { name: 'web-shop' },
    answer: { ...project, name: 'web-shop' },
  }),
  row({
    operation: 'deleteProject',
    arrange,
    call: ({ client, projectId }) => render.deleteProject(client, { projectId }),
    requests: ['DELETE /projects/prj-new'],
    answer: undefined,
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'createProject with environments that cannot be',
    call: (client) =>
      render.createProject(client, {
        name: '',
        environments: [{ name: '' }, { name: 'production', protectedStatus: 'locked' as 'protected' }],
      }),
    says: [
      'name is missing; environments.0.name is missing',
      'environments.1.protectedStatus cannot be "locked", only unprotected, protected',
    ],
  },
  {
    operation: 'updateProject without a name',
    call: (client) => render.updateProject(client, { projectId: 'prj-1', name: '' }),
    says: ['name is missing'],
  },
]
