import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row } from './world.ts'

export const rows = [
  row({
    operation: 'listEvents',
    call: ({ client, serviceId }) => render.listEvents(client, { serviceId }).toArray({ limit: 4 }),
    requests: ['GET /services/srv/events?limit=100'],
    answer: [
      { type: 'deploy_ended', details: { deployStatus: 'succeeded' } },
      { type: 'build_ended', details: { buildStatus: 'succeeded' } },
      { type: 'build_started', details: { trigger: { manual: true } } },
      { type: 'deploy_started', details: { trigger: { manual: true } } },
    ],
  }),
  row({
    operation: 'listEvents with every filter',
    arrange: async ({ fake, serviceId }) => {
      const reason = { evicted: false, oomKilled: { memoryLimit: '512Mi' } }
      fake.state.writeEvent({ serviceId, type: 'server_failed', details: { reason } })
      return {}
    },
    call: ({ client, serviceId }) =>
      render
        .listEvents(client, {
          serviceId,
          type: 'server_failed',
          startTime: '2026-01-01T00:00:00Z',
          endTime: '2026-01-01T01:00:00Z',
        })
        .toArray({ limit: 1 }),
    requests: [
      'GET /services/srv/events?limit=100&type=server_failed&startTime=2026-01-01T00%3A00%3A00Z&endTime=2026-01-01T01%3A00%3A00Z',
    ],
    answer: [{ type: 'server_failed', details: { reason: { oomKilled: { memoryLimit: '512Mi' } } } }],
  }),
  row({
    operation: 'getEvent',
    arrange: async ({ fake }) => ({ eventId: fake.state.events.keys().next().value! }),
    call: ({ client, eventId }) => render.getEvent(client, { eventId }),
    requests: ['GET /events/evt-new'],
    answer: { type: 'deploy_started', timestamp: expect.stringContaining('2026-01-01T') },
  }),
]
