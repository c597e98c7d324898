import * as neon from '@keelson/neon'
import { row } from './world.ts'

export const rows = [
  row({
    operation: 'listOperations',
    call: ({ client, projectId }) => neon.listOperations(client, { projectId }).toArray(),
    requests: ['GET /projects/prj/operations?limit=100', 'GET /projects/prj/operations?limit=100&cursor=*'],
    answer: [
      { action: 'start_compute', status: 'finished' },
      { action: 'create_branch', status: 'finished' },
    ],
  }),
  row({
    operation: 'getOperation',
    arrange: async ({ client, projectId }) => {
      const newest = await neon.listOperations(client, { projectId }).first()
      return { operationId: newest!.id }
    },
    call: ({ client, projectId, operationId }) => neon.getOperation(client, { projectId, operationId }),
    requests: ['GET /projects/prj/operations/uuid'],
    answer: { action: 'start_compute', status: 'finished', failures_count: 0 },
  }),
]
