import * as blueprint from '@keelson/render/blueprint'
import { expect } from 'vitest'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

const content = `services:
  - type: web
    name: shop
    plan: free
    envVars:
      - key: A
        value: b
  - type: keyvalue
    name: cache
databases:
  - name: main
`
const withBlueprint = async ({ fake }: RenderWorld) => {
  const resources = [{ id: 'srv-1', name: 'shop', type: 'web_service' }]
  return { blueprintId: fake.state.addBlueprint({ name: 'shop', resources }).id }
}

export const rows = [
  row({
    operation: 'listBlueprints',
    arrange: withBlueprint,
    call: ({ client }) => blueprint.listBlueprints(client, { ownerId: [ownerId, 'tea-2'] }).toArray({ limit: 1 }),
    requests: ['GET /blueprints?limit=100&ownerId=tea-1%2Ctea-2'],
    answer: [{ name: 'shop', status: 'in_sync', autoSync: true, path: 'render.yaml' }],
  }),
  row({
    operation: 'getBlueprint',
    arrange: withBlueprint,
    call: ({ client, blueprintId }) => blueprint.getBlueprint(client, { blueprintId }),
    requests: ['GET /blueprints/exs-new'],
    answer: { name: 'shop', resources: [{ name: 'shop', type: 'web_service' }] },
  }),
  row({
    operation: 'updateBlueprint',
    arrange: withBlueprint,
    call: ({ client, blueprintId }) =>
      blueprint.updateBlueprint(client, { blueprintId, name: 'store', autoSync: false, path: 'infra/render.yaml' }),
    requests: ['PATCH /blueprints/exs-new'],
    body: { name: 'store', autoSync: false, path: 'infra/render.yaml' },
    answer: { name: 'store', autoSync: false, path: 'infra/render.yaml' },
  }),
  row({
    operation: 'disconnectBlueprint',
    arrange: withBlueprint,
    call: ({ client, blueprintId }) => blueprint.disconnectBlueprint(client, { blueprintId }),
    requests: ['DELETE /blueprints/exs-new'],
    answer: undefined,
  }),
  row({
    operation: 'listBlueprintSyncs',
    arrange: withBlueprint,
    call: ({ client, blueprintId }) => blueprint.listBlueprintSyncs(client, { blueprintId }).toArray({ limit: 1 }),
    requests: ['GET /blueprints/exs-new/syncs?limit=100'],
    answer: [{ state: 'success', commit: { id: expect.stringMatching(/^[\da-f]{40}$/) } }],
  }),
  row({
    operation: 'validateBlueprint',
    call: ({ client }) => blueprint.validateBlueprint(client, { content }),
    requests: ['POST /blueprints/validate'],
    body: { ownerId, file: content },
    bodyType: 'multipart/form-data',
    answer: {
      valid: true,
      plan: { services: ['shop'], keyValue: ['cache'], databases: ['main'], envGroups: [], totalActions: 3 },
    },
  }),
]

export const refusals: readonly Refusal[] = [
  {
    operation: 'validateBlueprint of nothing',
    call: (client) => blueprint.validateBlueprint(client, { content: '' }),
    says: ['content is missing'],
  },
  {
    operation: 'validateBlueprint of a file that is too large',
    call: (client) => blueprint.validateBlueprint(client, { content: '#'.repeat(10_000_001) }),
    says: ['10000001 bytes', '10 MB'],
  },
]
