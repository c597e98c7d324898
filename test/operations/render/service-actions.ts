import * as render from '@keelson/render'
import { expect } from 'vitest'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

const autoscaling = {
  enabled: true,
  min: 1,
  max: 3,
  criteria: { cpu: { enabled: true, percentage: 60 }, memory: { enabled: false, percentage: 80 } },
}

async function createImageService({ client }: RenderWorld) {
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'base',
    image: { ownerId, imagePath: 'docker.io/me/shop:1' },
    serviceDetails: { runtime: 'image', plan: 'starter' },
  })
  return { baseId: service.id }
}

export const rows = [
  row({
    operation: 'suspendService',
    call: ({ client, serviceId }) => render.suspendService(client, { serviceId }),
    requests: ['POST /services/srv/suspend'],
    answer: undefined,
  }),
  row({
    operation: 'resumeService',
    arrange: async ({ client, serviceId }) => {
      await render.suspendService(client, { serviceId })
      return {}
    },
    call: ({ client, serviceId }) => render.resumeService(client, { serviceId }),
    requests: ['POST /services/srv/resume'],
    answer: undefined,
  }),
  row({
    operation: 'resumeService of one that runs',
    call: ({ client, serviceId }) => render.resumeService(client, { serviceId }),
    // Prism resumes everything: the second request is the fake's alone.
    requests: ['POST /services/srv/resume', 'GET /services/srv'],
    answer: undefined,
  }),
  row({
    operation: 'restartService',
    call: ({ client, serviceId }) => render.restartService(client, { serviceId }),
    requests: ['POST /services/srv/restart'],
    answer: undefined,
  }),
  row({
    operation: 'scaleService',
    call: ({ client, serviceId }) => render.scaleService(client, { serviceId, numInstances: 3 }),
    requests: ['POST /services/srv/scale'],
    body: { numInstances: 3 },
    answer: undefined,
  }),
  row({
    operation: 'setAutoscaling',
    call: ({ client, serviceId }) => render.setAutoscaling(client, { serviceId, ...autoscaling }),
    requests: ['PUT /services/srv/autoscaling'],
    body: autoscaling,
    answer: autoscaling,
  }),
  row({
    operation: 'deleteAutoscaling',
    call: ({ client, serviceId }) => render.deleteAutoscaling(client, { serviceId }),
    requests: ['DELETE /services/srv/autoscaling'],
    answer: undefined,
  }),
  row({
    operation: 'createPreview',
    arrange: createImageService,
    call: ({ client, baseId }) =>
      render.createPreview(client, {
        serviceId: baseId,
        imagePath: 'me/shop:pr-12',
        name: 'shop-pr-12',
        plan: 'standard',
      }),
    requests: ['POST /services/srv-new/preview'],
    body: { imagePath: 'me/shop:pr-12', name: 'shop-pr-12', plan: 'standard' },
    answer: {
      service: {
        name: 'shop-pr-12',
        imagePath: 'docker.io/me/shop:pr-12',
        serviceDetails: { plan: 'standard', parentServer: { name: 'base' } },
      },
      deployId: expect.stringMatching(/^dep-/),
    },
  }),
  row({
    operation: 'purgeCache',
    call: ({ client, serviceId }) => render.purgeCache(client, { serviceId }),
    requests: ['POST /services/srv/cache/purge'],
    answer: undefined,
  }),
  row({
    operation: 'listInstances',
    arrange: async ({ client, serviceId }) => {
      await render.scaleService(client, { serviceId, numInstances: 2 })
      return {}
    },
    call: ({ client, serviceId }) => render.listInstances(client, { serviceId }),
    requests: ['GET /services/srv/instances'],
    answer: [{ createdAt: expect.stringMatching(/Z$/) }, { id: expect.stringContaining('srv-') }],
  }),
]

export const refusals: Refusal[] = [
  {
    operation: 'restartService of a cron job',
    call: (client) => render.restartService(client, { serviceId: 'crn-1' }),
    says: ['POST /services/{serviceId}/restart', 'serviceId cannot be the cron job "crn-1"'],
  },
  {
    operation: 'scaleService to nothing',
    call: (client) => render.scaleService(client, { serviceId: 'srv-1', numInstances: 0 }),
    says: ['numInstances cannot be 0, only a whole number 1 or more'],
  },
  {
    operation: 'setAutoscaling the wrong way round',
    call: (client) =>
      render.setAutoscaling(client, {
        serviceId: 'srv-1',
        ...autoscaling,
        min: 3,
        max: 2,
        criteria: { ...autoscaling.criteria, cpu: { enabled: true, percentage: 120 } },
      }),
    says: ['max cannot be 2, only a whole number 3 or more', 'criteria.cpu.percentage cannot be 120', 'from 1 to 100'],
  },
  {
    operation: 'createPreview without an image, of an unknown plan',
    // A plan from outside, which no compiler has seen.
    call: (client) => render.createPreview(client, { serviceId: 'srv-1', imagePath: '', plan: 'huge' as 'free' }),
    says: ['imagePath is missing', 'plan cannot be "huge", only free, starter'],
  },
]
