import * as render from '@keelson/render'
import { row } from './world.ts'

export const rows = [
  row({
    operation: 'request',
    call: ({ client, serviceId }) =>
      render.request(client, 'GET /services/{serviceId}/env-vars/{envVarKey}', {
        path: { serviceId, envVarKey: 'SECRET_KEY' },
      }),
    requests: ['GET /services/srv/env-vars/SECRET_KEY'],
    answer: { key: 'SECRET_KEY', value: 'first-secret-value' },
  }),
  row({
    operation: 'request with a list whose name is repeated',
    call: ({ client, serviceId }) =>
      render.request(client, 'GET /services/{serviceId}/deploys', {
        path: { serviceId },
        query: { status: ['live', 'created'], createdAfter: '2025-01-01T00:00:00Z', limit: 1 },
        repeat: ['status'],
      }),
    requests: ['GET /services/srv/deploys?status=live&status=created&createdAfter=2025-01-01T00%3A00%3A00Z&limit=1'],
    answer: [{ deploy: { status: 'live' } }],
  }),
]
