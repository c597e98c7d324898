import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type Refusal, type RenderWorld } from './world.ts'

async function addDomain({ client, serviceId }: RenderWorld) {
  await render.createCustomDomain(client, { serviceId, name: 'shop.example.com' })
  return {}
}

export const rows = [
  row({
    operation: 'createCustomDomain',
    call: ({ client, serviceId }) => render.createCustomDomain(client, { serviceId, name: 'example.com' }),
    requests: ['POST /services/srv/custom-domains'],
    body: { name: 'example.com' },
    answer: [
      { name: 'example.com', domainType: 'apex', redirectForName: '', verificationStatus: 'unverified' },
      { name: 'www.example.com', domainType: 'subdomain', redirectForName: 'example.com' },
    ],
  }),
  row({
    operation: 'listCustomDomains',
    arrange: addDomain,
    call: ({ client, serviceId }) => render.listCustomDomains(client, { serviceId }).toArray({ limit: 1 }),
    requests: ['GET /services/srv/custom-domains?limit=100'],
    answer: [{ id: expect.stringMatching(/^cdm-/), name: 'shop.example.com', publicSuffix: 'com' }],
  }),
  row({
    operation: 'listCustomDomains with every filter',
    arrange: addDomain,
    call: ({ client, serviceId }) =>
      render
        .listCustomDomains(client, {
          serviceId,
          name: ['shop.example.com', 'example.com'],
          domainType: 'subdomain',
          verificationStatus: 'verified',
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2027-01-01T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /services/srv/custom-domains?limit=100&name=shop.example.com%2Cexample.com&domainType=subdomain' +
        '&verificationStatus=verified&createdAfter=2025-01-01T00%3A00%3A00Z&createdBefore=2027-01-01T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getCustomDomain',
    arrange: addDomain,
    call: ({ client, serviceId }) => render.getCustomDomain(client, { serviceId, customDomain: 'shop.example.com' }),
    requests: ['GET /services/srv/custom-domains/shop.example.com'],
    answer: { name: 'shop.example.com', verificationStatus: 'unverified', server: { name: 'shop' } },
  }),
  row({
    operation: 'verifyCustomDomain',
    arrange: addDomain,
    call: ({ client, serviceId }) => render.verifyCustomDomain(client, { serviceId, customDomain: 'shop.example.com' }),
    requests: ['POST /services/srv/custom-domains/shop.example.com/verify'],
    answer: undefined,
  }),
  row({
    operation: 'deleteCustomDomain',
    arrange: addDomain,
    call: ({ client, serviceId }) => render.deleteCustomDomain(client, { serviceId, customDomain: 'shop.example.com' }),
    requests: ['DELETE /services/srv/custom-domains/shop.example.com'],
    answer: undefined,
  }),
]

export const refusals: Refusal[] = [
  ...[
    'https://example.com',
    'example.com/shop',
    'example.com:443',
    'example',
    'Example.com',
    'ëxample.com',
    '-a.com',
  ].map((name): Refusal => ({
    operation: `createCustomDomain with ${name}`,
    call: (client) => render.createCustomDomain(client, { serviceId: 'srv-1', name }),
    says: ['POST /services/{serviceId}/custom-domains', `name cannot be "${name}": a domain is in lower case`],
  })),
  {
    operation: 'createCustomDomain without a name',
    call: (client) => render.createCustomDomain(client, { serviceId: 'srv-1', name: '' }),
    says: ['name is missing'],
  },
  {
    operation: 'planCustomDomain with a URL',
    call: (client) => render.planCustomDomain(client, { serviceId: 'srv-1', name: 'https://example.com' }),
    says: ['name cannot be "https://example.com"'],
  },
]
