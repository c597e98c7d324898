import { Secret } from '@keelson/core'
import * as webhooks from '@keelson/render/webhooks'
import { expect } from 'vitest'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

const url = 'https://hooks.example.com/render'
const withWebhook = async ({ client, fake, serviceId }: RenderWorld) => {
  const { id } = await webhooks.createWebhook(client, { name: 'failures', url, eventFilter: ['server_failed'] })
  fake.state.writeEvent({ serviceId, type: 'server_failed', details: {} })
  fake.state.writeEvent({ serviceId, type: 'server_available', details: {} })
  return { webhookId: id }
}

export const rows = [
  row({
    operation: 'listWebhooks',
    arrange: withWebhook,
    call: ({ client }) => webhooks.listWebhooks(client, { ownerId: [ownerId, 'tea-2'] }).toArray({ limit: 1 }),
    requests: ['GET /webhooks?limit=100&ownerId=tea-1%2Ctea-2'],
    answer: [{ name: 'failures', url, secret: expect.any(Secret), enabled: true, eventFilter: ['server_failed'] }],
  }),
  row({
    operation: 'getWebhook',
    arrange: withWebhook,
    call: ({ client, webhookId }) => webhooks.getWebhook(client, { webhookId }),
    requests: ['GET /webhooks/whk-new'],
    answer: { name: 'failures', secret: expect.any(Secret) },
  }),
  row({
    operation: 'createWebhook',
    call: ({ client }) => webhooks.createWebhook(client, { name: 'all', url }),
    requests: ['POST /webhooks'],
    body: { name: 'all', url, enabled: true, eventFilter: [], ownerId },
    answer: { name: 'all', enabled: true, eventFilter: [], secret: expect.any(Secret) },
  }),
  row({
    operation: 'updateWebhook',
    arrange: withWebhook,
    call: ({ client, webhookId }) =>
      webhooks.updateWebhook(client, {
        webhookId,
        name: 'deploys',
        url: `${url}/2`,
        enabled: false,
        eventFilter: ['deploy_ended', 'postgres_backup_failed'],
      }),
    requests: ['PATCH /webhooks/whk-new'],
    body: {
      name: 'deploys',
      url: `${url}/2`,
      enabled: false,
      eventFilter: ['deploy_ended', 'postgres_backup_failed'],
    },
    answer: { name: 'deploys', enabled: false, secret: expect.any(Secret) },
  }),
  row({
    operation: 'deleteWebhook',
    arrange: withWebhook,
    call: ({ client, webhookId }) => webhooks.deleteWebhook(client, { webhookId }),
    requests: ['DELETE /webhooks/whk-new'],
    answer: undefined,
  }),
  row({
    operation: 'listWebhookEvents',
    arrange: withWebhook,
    call: ({ client, webhookId }) =>
      webhooks
        .listWebhookEvents(client, {
          webhookId,
          sentAfter: '2025-01-01T00:00:00Z',
          sentBefore: '2027-01-01T00:00:00Z',
        })
        .toArray({ limit: 1 }),
    requests: [
      'GET /webhooks/whk-new/events?limit=100&sentAfter=2025-01-01T00%3A00%3A00Z&sentBefore=2027-01-01T00%3A00%3A00Z',
    ],
    answer: [{ eventType: 'server_failed', statusCode: 200 }],
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'createWebhook over plain http',
    call: (client) => webhooks.createWebhook(client, { name: '', url: 'http://hooks.example.com' }),
    says: ['name is missing', 'url', 'https://'],
  },
  {
    operation: 'updateWebhook with an unknown event',
    call: (client) =>
      webhooks.updateWebhook(client, { webhookId: 'whk-1', eventFilter: ['deploy_done' as 'deploy_ended'] }),
    says: ['eventFilter', 'deploy_done', 'deploy_ended, '],
  },
]
