import * as neon from '@keelson/neon'
import { row, type Refusal } from './world.ts'

export const rows = [
  row({
    operation: 'listOrganizations',
    call: ({ client }) => neon.listOrganizations(client),
    requests: ['GET /users/me/organizations'],
    answer: [{ id: 'org-1', plan: 'scale' }],
  }),
  row({
    operation: 'getOrganization',
    call: ({ client }) => neon.getOrganization(client),
    requests: ['GET /organizations/org-1'],
    answer: { id: 'org-1', plan: 'scale', managed_by: 'console' },
  }),
  row({
    operation: 'getOrganization of another one',
    arrange: async ({ client }) => ({ made: await neon.createProject(client, { name: 'theirs', org_id: 'org-2' }) }),
    call: ({ client }) => neon.getOrganization(client, { orgId: 'org-2' }),
    requests: ['GET /organizations/org-2'],
    answer: { id: 'org-2' },
  }),
  row({
    operation: 'getCurrentUser',
    call: ({ client }) => neon.getCurrentUser(client),
    requests: ['GET /users/me'],
    answer: { email: 'ada@example.com', plan: 'scale', projects_limit: 100 },
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'getOrganization of none',
    call: (client) => neon.getOrganization(client, { orgId: '' }),
    says: ['orgId is missing', 'listOrganizations'],
  },
]
