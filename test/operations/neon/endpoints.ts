import * as neon from '@keelson/neon'
import { row, type Refusal } from './world.ts'

const everything = {
  name: 'reports',
  autoscaling_limit_min_cu: 0.5,
  autoscaling_limit_max_cu: 4,
  suspend_timeout_seconds: 604_800,
  disabled: false,
  settings: { pg_settings: { max_connections: '200' } },
}

export const rows = [
  row({
    operation: 'listEndpoints',
    call: ({ client, projectId, branchId }) => neon.listEndpoints(client, { projectId, branchId }),
    requests: ['GET /projects/prj/branches/br/endpoints'],
    answer: [{ type: 'read_write', current_state: 'active', disabled: false }],
  }),
  row({
    operation: 'getEndpoint',
    call: ({ client, projectId, endpointId }) => neon.getEndpoint(client, { projectId, endpointId }),
    requests: ['GET /projects/prj/endpoints/ep'],
    answer: { type: 'read_write', region_id: 'aws-eu-central-1' },
  }),
  row({
    operation: 'createEndpoint',
    call: ({ client, projectId, branchId }) =>
      neon.createEndpoint(client, { projectId, branch_id: branchId, type: 'read_only' }),
    requests: ['POST /projects/prj/endpoints'],
    body: { endpoint: { branch_id: 'br', type: 'read_only' } },
    answer: { endpoint: { type: 'read_only', current_state: 'init' }, operations: [{ action: 'start_compute' }] },
  }),
  row({
    operation: 'startEndpoint',
    call: ({ client, projectId, endpointId }) => neon.startEndpoint(client, { projectId, endpointId }),
    requests: ['POST /projects/prj/endpoints/ep/start'],
    answer: { endpoint: { current_state: 'active' } },
  }),
  row({
    operation: 'suspendEndpoint',
    call: ({ client, projectId, endpointId }) => neon.suspendEndpoint(client, { projectId, endpointId }),
    requests: ['POST /projects/prj/endpoints/ep/suspend'],
    answer: { endpoint: { pending_state: 'idle' }, operations: [{ action: 'suspend_compute' }] },
  }),
  row({
    operation: 'listEndpoints of the project',
    call: ({ client, projectId }) => neon.listEndpoints(client, { projectId }),
    requests: ['GET /projects/prj/endpoints'],
    answer: [{ type: 'read_write' }],
  }),
  row({
    operation: 'createEndpoint with everything',
    call: ({ client, projectId, branchId }) =>
      neon.createEndpoint(client, { projectId, branch_id: branchId, type: 'read_only', ...everything }),
    requests: ['POST /projects/prj/endpoints'],
    body: { endpoint: { branch_id: 'br', type: 'read_only', ...everything } },
    answer: { endpoint: { name: 'reports', autoscaling_limit_max_cu: 4, suspend_timeout_seconds: 604_800 } },
  }),
  row({
    operation: 'updateEndpoint',
    call: ({ client, projectId, endpointId }) =>
      neon.updateEndpoint(client, { projectId, endpointId, ...everything, disabled: true }),
    requests: ['PATCH /projects/prj/endpoints/ep'],
    body: { endpoint: { ...everything, disabled: true } },
    answer: { endpoint: { name: 'reports', disabled: true }, operations: [{ action: 'suspend_compute' }] },
  }),
  row({
    operation: 'deleteEndpoint',
    call: ({ client, projectId, endpointId }) => neon.deleteEndpoint(client, { projectId, endpointId }),
    requests: ['DELETE /projects/prj/endpoints/ep'],
    answer: { endpoint: { type: 'read_write' }, operations: [{ action: 'suspend_compute' }] },
  }),
  row({
    operation: 'deleteEndpoint of one that is gone',
    call: ({ client, projectId }) => neon.deleteEndpoint(client, { projectId, endpointId: 'ep-none' }),
    requests: ['DELETE /projects/prj/endpoints/ep-none'],
    answer: undefined,
  }),
  row({
    operation: 'restartEndpoint',
    call: ({ client, projectId, endpointId }) => neon.restartEndpoint(client, { projectId, endpointId }),
    requests: ['POST /projects/prj/endpoints/ep/restart'],
    answer: { operations: [{ action: 'suspend_compute' }, { action: 'start_compute' }] },
  }),
]

const place = { projectId: 'p', endpointId: 'ep-1' }

export const refusals: readonly Refusal[] = [
  {
    operation: 'createEndpoint of no branch and no type',
    // @ts-expect-error no such type
    call: (client) => neon.createEndpoint(client, { projectId: 'p', branch_id: '', type: 'write_only' }),
    says: ['branch_id is missing', 'type cannot be "write_only", only read_write, read_only'],
  },
  {
    operation: 'updateEndpoint out of its limits',
    call: (client) =>
      neon.updateEndpoint(client, {
        ...place,
        name: 'x'.repeat(65),
        autoscaling_limit_min_cu: 0.1,
        autoscaling_limit_max_cu: 0.2,
        suspend_timeout_seconds: 604_801,
      }),
    says: [
      'a name has 1 to 64 characters',
      'autoscaling_limit_min_cu cannot be 0.1, only a number 0.25 or more',
      'autoscaling_limit_max_cu cannot be 0.2, only a number 0.25 or more',
      'suspend_timeout_seconds cannot be 604801, only a whole number from 60 to 604800, or 0 for the default, or -1 for never',
    ],
  },
  {
    operation: 'updateEndpoint with nothing to change',
    call: (client) => neon.updateEndpoint(client, place),
    says: ['give at least one of name, disabled, settings, autoscaling_limit_min_cu'],
  },
]
