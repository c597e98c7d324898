import { Secret } from '@keelson/core'
import * as neon from '@keelson/neon'
import { expect } from 'vitest'
import { row } from './world.ts'

export const rows = [
  row({
    operation: 'getConnectionUri',
    call: ({ client, projectId, branchId, endpointId }) =>
      neon.getConnectionUri(client, {
        projectId,
        branchId,
        endpointId,
        databaseName: 'shop',
        roleName: 'shop_owner',
        pooled: true,
      }),
    requests: [
      'GET /projects/prj/connection_uri?branch_id=br&endpoint_id=ep&database_name=shop&role_name=shop_owner&pooled=true',
    ],
    answer: expect.any(Secret),
  }),
  row({
    operation: 'getConnectionUris',
    call: ({ client, projectId }) =>
      neon.getConnectionUris(client, { projectId, databaseName: 'shop', roleName: 'shop_owner' }),
    requests: [
      'GET /projects/prj/connection_uri?database_name=shop&role_name=shop_owner&pooled=true',
      'GET /projects/prj/connection_uri?database_name=shop&role_name=shop_owner&pooled=false',
    ],
    answer: { pooled: expect.any(Secret), direct: expect.any(Secret) },
  }),
]
