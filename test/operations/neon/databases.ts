import * as neon from '@keelson/neon'
import { row, type Refusal } from './world.ts'

export const rows = [
  row({
    operation: 'listDatabases',
    call: ({ client, projectId, branchId }) => neon.listDatabases(client, { projectId, branchId }),
    requests: ['GET /projects/prj/branches/br/databases'],
    answer: [{ name: 'shop', owner_name: 'shop_owner' }],
  }),
  row({
    operation: 'createDatabase',
    call: ({ client, projectId, branchId }) =>
      neon.createDatabase(client, { projectId, branchId, name: 'stock', owner_name: 'shop_owner' }),
    requests: ['POST /projects/prj/branches/br/databases'],
    body: { database: { name: 'stock', owner_name: 'shop_owner' } },
    answer: { database: { name: 'stock', owner_name: 'shop_owner' }, operations: [{ action: 'apply_config' }] },
  }),
  row({
    operation: 'getDatabase',
    call: ({ client, projectId, branchId }) => neon.getDatabase(client, { projectId, branchId, databaseName: 'shop' }),
    requests: ['GET /projects/prj/branches/br/databases/shop'],
    answer: { name: 'shop', owner_name: 'shop_owner' },
  }),
  row({
    operation: 'updateDatabase',
    arrange: async ({ client, projectId, branchId }) => {
      await neon.ensureRole(client, { projectId, branchId, name: 'app' })
      return {}
    },
    call: ({ client, projectId, branchId }) =>
      neon.updateDatabase(client, {
        projectId,
        branchId,
        databaseName: 'shop',
        name: 'my shop',
        owner_name: 'app',
      }),
    requests: ['PATCH /projects/prj/branches/br/databases/shop'],
    body: { database: { name: 'my shop', owner_name: 'app' } },
    answer: { database: { name: 'my shop', owner_name: 'app' }, operations: [{ action: 'apply_config' }] },
  }),
  row({
    operation: 'deleteDatabase',
    call: ({ client, projectId, branchId }) =>
      neon.deleteDatabase(client, { projectId, branchId, databaseName: 'shop' }),
    requests: ['DELETE /projects/prj/branches/br/databases/shop'],
    answer: { database: { name: 'shop' }, operations: [{ action: 'apply_config' }] },
  }),
  row({
    operation: 'deleteDatabase of one that is gone',
    call: ({ client, projectId, branchId }) =>
      neon.deleteDatabase(client, { projectId, branchId, databaseName: 'none' }),
    requests: ['DELETE /projects/prj/branches/br/databases/none'],
    answer: undefined,
  }),
]

const place = { projectId: 'quiet-river-0000001f', branchId: 'br-quiet-river-0000001f' }

export const refusals: readonly Refusal[] = [
  {
    operation: 'createDatabase without a name',
    call: (client) => neon.createDatabase(client, { ...place, name: '', owner_name: 'app' }),
    says: ['name is missing'],
  },
  {
    operation: 'updateDatabase that changes nothing',
    call: (client) => neon.updateDatabase(client, { ...place, databaseName: 'shop' }),
    says: ['at least one of name, owner_name'],
  },
]
