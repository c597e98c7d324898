import { Secret } from '@keelson/core'
import * as neon from '@keelson/neon'
import { expect } from 'vitest'
import { row, type Refusal } from './world.ts'

export const rows = [
  row({
    operation: 'listRoles',
    call: ({ client, projectId, branchId }) => neon.listRoles(client, { projectId, branchId }),
    requests: ['GET /projects/prj/branches/br/roles'],
    answer: [{ name: 'shop_owner', authentication_method: 'password' }],
  }),
  row({
    operation: 'createRole',
    call: ({ client, projectId, branchId }) =>
      neon.createRole(client, { projectId, branchId, name: 'app', no_login: true }),
    requests: ['POST /projects/prj/branches/br/roles'],
    body: { role: { name: 'app', no_login: true } },
    answer: { role: { name: 'app', authentication_method: 'no_login' }, operations: [{ action: 'apply_config' }] },
  }),
  row({
    operation: 'resetRolePassword',
    call: ({ client, projectId, branchId }) =>
      neon.resetRolePassword(client, { projectId, branchId, roleName: 'shop_owner' }),
    requests: ['POST /projects/prj/branches/br/roles/shop_owner/reset_password'],
    answer: { role: { name: 'shop_owner', password: expect.any(Secret) }, operations: [{ action: 'apply_config' }] },
  }),
  row({
    operation: 'resetRolePassword of a name that needs to be escaped',
    arrange: async ({ client, projectId, branchId }) => {
      const { operations } = await neon.createRole(client, { projectId, branchId, name: 'my app' })
      await neon.waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) })
      return {}
    },
    call: ({ client, projectId, branchId }) =>
      neon.resetRolePassword(client, { projectId, branchId, roleName: 'my app' }),
    requests: ['POST /projects/prj/branches/br/roles/my%20app/reset_password'],
    answer: { role: { name: expect.any(String) } },
  }),
  row({
    operation: 'getRole',
    call: ({ client, projectId, branchId }) => neon.getRole(client, { projectId, branchId, roleName: 'shop_owner' }),
    requests: ['GET /projects/prj/branches/br/roles/shop_owner'],
    answer: { name: 'shop_owner', authentication_method: 'password' },
  }),
  row({
    operation: 'getRolePassword',
    call: ({ client, projectId, branchId }) =>
      neon.getRolePassword(client, { projectId, branchId, roleName: 'shop_owner' }),
    requests: ['GET /projects/prj/branches/br/roles/shop_owner/reveal_password'],
    answer: expect.any(Secret),
  }),
  row({
    operation: 'deleteRole',
    arrange: async ({ client, projectId, branchId }) => {
      await neon.ensureRole(client, { projectId, branchId, name: 'app' })
      return {}
    },
    call: ({ client, projectId, branchId }) => neon.deleteRole(client, { projectId, branchId, roleName: 'app' }),
    requests: ['DELETE /projects/prj/branches/br/roles/app'],
    answer: { role: { name: expect.any(String) }, operations: [{ action: expect.any(String) }] },
  }),
  row({
    operation: 'deleteRole of one that is gone',
    call: ({ client, projectId, branchId }) => neon.deleteRole(client, { projectId, branchId, roleName: 'nobody' }),
    requests: ['DELETE /projects/prj/branches/br/roles/nobody'],
    answer: undefined,
  }),
]

const place = { projectId: 'quiet-river-0000001f', branchId: 'br-quiet-river-0000001f' }

export const refusals: readonly Refusal[] = [
  {
    operation: 'createRole with a name that PostgreSQL would cut',
    call: (client) => neon.createRole(client, { ...place, name: 'é'.repeat(32) }),
    says: ['name', '63 bytes'],
  },
  {
    operation: 'createRole without a name',
    call: (client) => neon.createRole(client, { ...place, name: '' }),
    says: ['name is missing'],
  },
]
