import * as render from '@keelson/render'
import { ownerId, row } from './world.ts'

const owner = { id: ownerId, name: 'Test workspace', email: 'owner@example.com', type: 'team' }

export const rows = [
  row({
    operation: 'listOwners',
    call: ({ client }) => render.listOwners(client).toArray({ limit: 1 }),
    requests: ['GET /owners?limit=100'],
    answer: [owner],
  }),
  row({
    operation: 'listOwners with every filter',
    call: ({ client }) =>
      render
        .listOwners(client, { name: ['Test workspace', 'a, b'], email: ['a@example.com', 'b@example.com'] })
        .toArray(),
    requests: ['GET /owners?limit=100&name=Test+workspace&name=a%2C+b&email=a%40example.com&email=b%40example.com'],
    answer: [],
  }),
  row({
    operation: 'getOwner',
    call: ({ client }) => render.getOwner(client, { ownerId }),
    requests: ['GET /owners/tea-1'],
    answer: owner,
  }),
  row({
    operation: "getOwner of the client's workspace",
    call: ({ client }) => render.getOwner(client),
    requests: ['GET /owners/tea-1'],
    answer: owner,
  }),
  row({
    operation: 'listOwnerMembers',
    call: ({ client }) => render.listOwnerMembers(client),
    requests: ['GET /owners/tea-1/members'],
    answer: [{ userId: 'usr-1', email: 'owner@example.com', role: 'ADMIN', status: 'active', mfaEnabled: true }],
  }),
]
