import * as neon from '@keelson/neon'
import { row } from './world.ts'

export const rows = [
  row({
    operation: 'request',
    call: ({ client, projectId, branchId }) =>
      neon.request(client, 'GET /projects/{project_id}/branches/{branch_id}', {
        path: { project_id: projectId, branch_id: branchId },
      }),
    requests: ['GET /projects/prj/branches/br'],
    answer: { branch: { name: 'main' } },
  }),
  row({
    operation: 'request with a body',
    call: ({ client, projectId }) =>
      neon.request(client, 'POST /projects/{project_id}/branches', {
        path: { project_id: projectId },
        body: { branch: { name: 'raw' } },
      }),
    requests: ['POST /projects/prj/branches'],
    body: { branch: { name: 'raw' } },
    answer: { branch: { name: 'raw' } },
  }),
]
