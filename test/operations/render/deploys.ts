import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type Refusal } from './world.ts'

export const rows = [
  row({
    operation: 'listDeploys',
    call: ({ client, serviceId }) => render.listDeploys(client, { serviceId }).toArray({ limit: 1 }),
    requests: ['GET /services/srv/deploys?limit=100'],
    answer: [
      { status: 'live', id: expect.stringMatching(/^dep-/), commit: { id: expect.stringMatching(/^[\da-f]{40}$/) } },
    ],
  }),
  row({
    operation: 'listDeploys with every filter',
    call: ({ client, serviceId }) =>
      render
        .listDeploys(client, {
          serviceId,
          status: ['live', 'created'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
          finishedAfter: '2025-01-05T00:00:00Z',
          finishedBefore: '2025-01-06T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /services/srv/deploys?limit=100&status=live&status=created&createdAfter=2025-01-01T00%3A00%3A00Z' +
        '&createdBefore=2025-01-02T00%3A00%3A00Z&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z' +
        '&finishedAfter=2025-01-05T00%3A00%3A00Z&finishedBefore=2025-01-06T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getDeploy',
    call: ({ client, serviceId, deployId }) => render.getDeploy(client, { serviceId, deployId }),
    requests: ['GET /services/srv/deploys/dep'],
    answer: { status: 'live', finishedAt: expect.stringContaining('2026-01-01T') },
  }),
  row({
    operation: 'createDeploy',
    call: ({ client, serviceId }) =>
      render.createDeploy(client, { serviceId, commitId: '4f2a'.repeat(10), clearCache: 'clear' }),
    requests: [
      'GET /services/srv/deploys?limit=100',
      'GET /services/srv/deploys?limit=100&cursor=*',
      'POST /services/srv/deploys',
    ],
    body: { commitId: '4f2a'.repeat(10), clearCache: 'clear' },
    answer: { status: 'created', trigger: 'api', commit: { id: '4f2a'.repeat(10) } },
  }),
  row({
    operation: 'createDeploy of the last build',
    call: ({ client, serviceId }) => render.createDeploy(client, { serviceId, deployMode: 'deploy_only' }),
    requests: [
      'GET /services/srv/deploys?limit=100',
      'GET /services/srv/deploys?limit=100&cursor=*',
      'POST /services/srv/deploys',
    ],
    body: { deployMode: 'deploy_only' },
    answer: { status: 'created', trigger: 'api' },
  }),
  row({
    operation: 'createDeploy of another image',
    arrange: async ({ client }) => {
      const { service } = await render.createService(client, {
        type: 'web_service',
        name: 'base',
        image: { ownerId: 'tea-1', imagePath: 'docker.io/me/shop:1' },
        serviceDetails: { runtime: 'image', plan: 'starter' },
      })
      await render.waitForService(client, { serviceId: service.id })
      return { imageId: service.id }
    },
    call: ({ client, imageId }) => render.createDeploy(client, { serviceId: imageId, imageUrl: 'docker.io/me/shop:2' }),
    requests: [
      'GET /services/srv-new/deploys?limit=100',
      'GET /services/srv-new/deploys?limit=100&cursor=*',
      'POST /services/srv-new/deploys',
    ],
    body: { imageUrl: 'docker.io/me/shop:2' },
    answer: { status: 'created', image: { ref: 'docker.io/me/shop:2' } },
  }),
  row({
    operation: 'rollbackDeploy',
    call: ({ client, serviceId, deployId }) => render.rollbackDeploy(client, { serviceId, deployId }),
    requests: [
      'GET /services/srv/deploys?limit=100',
      'GET /services/srv/deploys?limit=100&cursor=*',
      'POST /services/srv/rollback',
    ],
    body: { deployId: 'dep' },
    answer: { status: 'created', trigger: 'rollback' },
  }),
  row({
    operation: 'cancelDeploy',
    arrange: async ({ client, serviceId }) => {
      const { id } = await render.createDeploy(client, { serviceId })
      return { started: id }
    },
    call: async ({ client, serviceId, started }) => render.cancelDeploy(client, { serviceId, deployId: started }),
    requests: ['POST /services/srv/deploys/dep-new/cancel'],
    answer: { status: 'canceled' },
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'listDeploys with an unknown status',
    call: (client) => render.listDeploys(client, { serviceId: 'srv-1', status: ['cancelled' as 'canceled'] }).first(),
    says: ['GET /services/{serviceId}/deploys', 'status cannot be "cancelled"', 'canceled'],
  },
  {
    operation: 'createDeploy of a commit whose variable is not set',
    call: (client) => render.createDeploy(client, { serviceId: 'srv-1', commitId: '', imageUrl: '' }),
    says: ['POST /services/{serviceId}/deploys', 'commitId is empty', 'imageUrl is empty'],
  },
  {
    operation: 'createDeploy with values that do not exist or go together',
    call: (client) =>
      render.createDeploy(client, {
        serviceId: 'crn-1',
        commitId: '4f2a',
        clearCache: 'yes' as 'clear',
        deployMode: 'deploy' as 'deploy_only',
      }),
    says: [
      'clearCache cannot be "yes", only clear, do_not_clear',
      'deployMode cannot be "deploy", only build_and_deploy, deploy_only',
      'deployMode and commitId cannot be given together',
      'deployMode and clearCache cannot be given together',
      'commitId is not for a cron job',
    ],
  },
  {
    operation: 'cancelDeploy of a cron job',
    call: (client) => render.cancelDeploy(client, { serviceId: 'crn-1', deployId: 'dep-1' }),
    says: ['POST /services/{serviceId}/deploys/{deployId}/cancel', 'a deploy of a cron job cannot be canceled'],
  },
]
