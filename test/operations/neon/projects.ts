import { Secret } from '@keelson/core'
import * as neon from '@keelson/neon'
import { expect } from 'vitest'
import { orgId, row, type Refusal } from './world.ts'

/** Its sample answer names projects that could not be read, and such a list is refused. */
const prismObjects = { message: /^$/, because: 'a list with holes is an error' }

const everySetting = {
  allowed_ips: { ips: ['203.0.113.7'], protected_branches_only: true },
  block_public_connections: false,
  block_vpc_connections: false,
  enable_logical_replication: true,
  maintenance_window: { weekdays: [6, 7], start_time: '02:00', end_time: '03:30' },
  quota: {
    active_time_seconds: 36_000,
    compute_time_seconds: 36_000,
    written_data_bytes: 1_000_000,
    data_transfer_bytes: 1_000_000,
    logical_size_bytes: 0,
  },
}

export const rows = [
  row({
    operation: 'listProjects',
    call: ({ client }) => neon.listProjects(client).toArray({ limit: 1 }),
    requests: ['GET /projects?limit=100&org_id=org-1'],
    answer: [{ name: 'shop', region_id: 'aws-eu-central-1', pg_version: 17, org_id: orgId }],
    prismObjects,
  }),
  row({
    operation: 'listProjects with every filter',
    call: ({ client }) =>
      neon.listProjects(client, { orgId: 'org-2', search: 'shop', recoverable: true, timeout: 5000 }).toArray(),
    requests: ['GET /projects?limit=100&search=shop&recoverable=true&timeout=5000&org_id=org-2'],
    answer: [],
    prismObjects,
  }),
  row({
    operation: 'getProject',
    call: ({ client, projectId }) => neon.getProject(client, { projectId }),
    requests: ['GET /projects/prj'],
    answer: { name: 'shop', store_passwords: true },
  }),
  row({
    operation: 'createProject',
    call: ({ client }) => neon.createProject(client),
    requests: ['POST /projects'],
    body: { project: { org_id: 'org-1' } },
    answer: { project: { pg_version: 17 }, connection_uris: [{ connection_uri: expect.any(Secret) }] },
  }),
  row({
    operation: 'createProject with everything',
    call: ({ client }) =>
      neon.createProject(client, {
        name: 'pay',
        org_id: 'org-2',
        region_id: 'aws-us-east-1',
        pg_version: 18,
        store_passwords: false,
        history_retention_seconds: 0,
        branch: { name: 'prod', role_name: 'app', database_name: 'pay' },
        default_endpoint_settings: { autoscaling_limit_max_cu: 1, suspend_timeout_seconds: 60 },
      }),
    requests: ['POST /projects'],
    body: {
      project: {
        name: 'pay',
        org_id: 'org-2',
        region_id: 'aws-us-east-1',
        pg_version: 18,
        store_passwords: false,
        history_retention_seconds: 0,
        branch: { name: 'prod', role_name: 'app', database_name: 'pay' },
        default_endpoint_settings: { autoscaling_limit_max_cu: 1, suspend_timeout_seconds: 60 },
      },
    },
    answer: { project: { name: 'pay', org_id: 'org-2' }, branch: { name: 'prod' }, databases: [{ name: 'pay' }] },
  }),
  row({
    operation: 'deleteProject',
    call: ({ client, projectId }) => neon.deleteProject(client, { projectId }),
    requests: ['DELETE /projects/prj'],
    answer: undefined,
  }),
  row({
    operation: 'listSharedProjects',
    call: ({ client }) => neon.listSharedProjects(client, { search: 'shop', timeout: 5000 }).toArray(),
    requests: ['GET /projects/shared?limit=100&search=shop&timeout=5000'],
    answer: [],
    prismObjects,
  }),
  row({
    operation: 'updateProject',
    call: ({ client, projectId }) => neon.updateProject(client, { projectId, name: 'store' }),
    requests: ['PATCH /projects/prj'],
    body: { project: { name: 'store' } },
    answer: { project: { name: 'store' }, operations: [] },
  }),
  row({
    operation: 'updateProject with everything',
    call: ({ client, projectId }) =>
      neon.updateProject(client, {
        projectId,
        history_retention_seconds: 0,
        default_endpoint_settings: { autoscaling_limit_min_cu: 0.5, suspend_timeout_seconds: -1 },
        settings: everySetting,
      }),
    requests: ['PATCH /projects/prj'],
    body: {
      project: {
        history_retention_seconds: 0,
        default_endpoint_settings: { autoscaling_limit_min_cu: 0.5, suspend_timeout_seconds: -1 },
        settings: everySetting,
      },
    },
    answer: { project: { history_retention_seconds: 0, settings: everySetting } },
  }),
  row({
    operation: 'recoverProject',
    arrange: async ({ client, projectId }) => {
      await neon.deleteProject(client, { projectId })
      return {}
    },
    call: ({ client, projectId }) => neon.recoverProject(client, { projectId }),
    requests: ['POST /projects/prj/recover'],
    answer: { project: { name: 'shop' }, branches: [{ name: 'main' }] },
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'createProject with four things wrong',
    call: (client) =>
      neon.createProject(client, {
        name: '',
        // @ts-expect-error no such version
        pg_version: 9,
        history_retention_seconds: 2_592_001,
        default_endpoint_settings: { suspend_timeout_seconds: 30 },
      }),
    says: [
      'name cannot be "": a name has 1 to 256 characters',
      'pg_version cannot be 9, only a whole number from 14 to 18',
      'history_retention_seconds cannot be 2592001, only a whole number from 0 to 2592000',
      'default_endpoint_settings.suspend_timeout_seconds cannot be 30, only a whole number from 60 to 604800, or 0',
    ],
  },
  {
    operation: 'updateProject with a window and a quota that cannot be',
    call: (client) =>
      neon.updateProject(client, {
        projectId: 'p',
        settings: {
          maintenance_window: { weekdays: [0], start_time: '3am', end_time: '24:00' },
          quota: { active_time_seconds: -1 },
        },
      }),
    says: [
      'settings.maintenance_window.weekdays cannot be 0',
      'settings.maintenance_window.start_time cannot be "3am": give 03:00',
      'settings.maintenance_window.end_time cannot be "24:00"',
      'settings.quota.active_time_seconds cannot be -1',
    ],
  },
  {
    operation: 'updateProject with nothing to change',
    call: (client) => neon.updateProject(client, { projectId: 'p' }),
    says: ['give at least one of name, history_retention_seconds, default_endpoint_settings, settings'],
  },
]
