import { Secret } from '@keelson/core'
import * as neon from '@keelson/neon'
import { expect } from 'vitest'
import { orgId, row, type Refusal } from './world.ts'

export const rows = [
  row({
    operation: 'listApiKeys',
    arrange: async ({ client }) => ({ made: await neon.createApiKey(client, { key_name: 'laptop' }) }),
    call: ({ client }) => neon.listApiKeys(client),
    requests: ['GET /api_keys'],
    answer: [{ name: 'laptop', last_used_at: null, created_by: { name: 'Ada' } }],
  }),
  row({
    operation: 'createApiKey',
    call: ({ client }) => neon.createApiKey(client, { key_name: 'laptop' }),
    requests: ['POST /api_keys'],
    body: { key_name: 'laptop' },
    answer: { id: expect.any(Number), name: 'laptop', key: expect.any(Secret) },
  }),
  row({
    operation: 'revokeApiKey',
    arrange: async ({ client }) => ({ made: await neon.createApiKey(client, { key_name: 'laptop' }) }),
    call: ({ client, made }) => neon.revokeApiKey(client, { keyId: made.id }),
    requests: [expect.stringMatching(/^DELETE \/api_keys\/\d+$/)],
    answer: undefined,
  }),
  row({
    operation: 'listOrganizationApiKeys',
    arrange: async ({ client }) => ({ made: await neon.createOrganizationApiKey(client, { key_name: 'ci' }) }),
    call: ({ client }) => neon.listOrganizationApiKeys(client),
    requests: ['GET /organizations/org-1/api_keys'],
    answer: [{ name: 'ci', last_used_from_addr: '' }],
  }),
  row({
    operation: 'createOrganizationApiKey',
    call: ({ client }) => neon.createOrganizationApiKey(client, { orgId, key_name: 'ci' }),
    requests: ['POST /organizations/org-1/api_keys'],
    body: { key_name: 'ci' },
    answer: { name: 'ci', key: expect.any(Secret) },
  }),
  row({
    operation: 'createOrganizationApiKey for one project',
    call: ({ client, projectId }) =>
      neon.createOrganizationApiKey(client, { key_name: 'previews', project_id: projectId }),
    requests: ['POST /organizations/org-1/api_keys'],
    body: { key_name: 'previews', project_id: 'prj' },
    answer: { name: 'previews', project_id: expect.any(String) },
  }),
  row({
    operation: 'revokeOrganizationApiKey',
    arrange: async ({ client }) => ({ made: await neon.createOrganizationApiKey(client, { key_name: 'ci' }) }),
    call: ({ client, made }) => neon.revokeOrganizationApiKey(client, { keyId: made.id }),
    requests: [expect.stringMatching(/^DELETE \/organizations\/org-1\/api_keys\/\d+$/)],
    answer: undefined,
  }),
]

const nowhere = { orgId: '' }

export const refusals: readonly Refusal[] = [
  {
    operation: 'createApiKey without a name',
    call: (client) => neon.createApiKey(client, { key_name: '' }),
    says: ['key_name', '1 to 64 characters'],
  },
  {
    operation: 'createOrganizationApiKey with a name that is too long, and nowhere',
    call: (client) => neon.createOrganizationApiKey(client, { ...nowhere, key_name: 'k'.repeat(65) }),
    says: ['orgId is missing', 'key_name', '1 to 64 characters'],
  },
  {
    operation: 'listOrganizationApiKeys of no organization',
    call: (client) => neon.listOrganizationApiKeys(client, nowhere),
    says: ['orgId is missing'],
  },
  {
    operation: 'revokeOrganizationApiKey of no organization',
    call: (client) => neon.revokeOrganizationApiKey(client, { ...nowhere, keyId: 1 }),
    says: ['orgId is missing'],
  },
]
