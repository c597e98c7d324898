import { Secret } from '@keelson/core'
import * as render from '@keelson/render'
import { expect } from 'vitest'
import { ownerId, row, type Refusal, type RenderWorld } from './world.ts'

/** A group "shared" that the service is linked to. */
const arrange = async ({ client, serviceId }: RenderWorld) => {
  const { id } = await render.createEnvGroup(client, {
    name: 'shared',
    envVars: [{ key: 'LOG_LEVEL', value: 'info' }],
    secretFiles: [{ name: 'key.pem', content: 'first-secret-content' }],
    serviceIds: [serviceId],
  })
  return { envGroupId: id }
}

const summary = {
  id: expect.stringMatching(/^evg-/),
  name: 'shared',
  ownerId,
  serviceLinks: [{ id: expect.stringMatching(/^srv-/), name: 'shop', type: 'web' }],
}
const envVars = [{ key: 'LOG_LEVEL', value: expect.any(Secret) }]
const secretFiles = [{ name: 'key.pem', content: expect.any(Secret) }]

export const rows = [
  row({
    operation: 'listEnvGroups',
    arrange,
    call: ({ client }) => render.listEnvGroups(client).toArray(),
    requests: ['GET /env-groups?limit=100&ownerId=tea-1'],
    answer: [summary],
  }),
  row({
    operation: 'listEnvGroups with every filter',
    arrange,
    call: ({ client }) =>
      render
        .listEnvGroups(client, {
          name: ['shared', 'other'],
          ownerId: ['tea-1', 'tea-2'],
          environmentId: ['evm-1', 'evm-2'],
          createdAfter: '2025-01-01T00:00:00Z',
          createdBefore: '2025-01-02T00:00:00Z',
          updatedAfter: '2025-01-03T00:00:00Z',
          updatedBefore: '2025-01-04T00:00:00Z',
        })
        .toArray(),
    requests: [
      'GET /env-groups?limit=100&name=shared%2Cother&ownerId=tea-1%2Ctea-2&environmentId=evm-1%2Cevm-2' +
        '&createdAfter=2025-01-01T00%3A00%3A00Z&createdBefore=2025-01-02T00%3A00%3A00Z' +
        '&updatedAfter=2025-01-03T00%3A00%3A00Z&updatedBefore=2025-01-04T00%3A00%3A00Z',
    ],
    answer: [],
  }),
  row({
    operation: 'getEnvGroup',
    arrange,
    call: ({ client, envGroupId }) => render.getEnvGroup(client, { envGroupId }),
    requests: ['GET /env-groups/evg-new'],
    answer: { ...summary, envVars, secretFiles },
  }),
  row({
    operation: 'createEnvGroup',
    call: ({ client, serviceId }) =>
      render.createEnvGroup(client, {
        name: 'shared',
        envVars: [
          { key: 'LOG_LEVEL', value: new Secret('debug') },
          { key: 'SEED', generateValue: true },
        ],
        secretFiles: [{ name: 'key.pem', content: new Secret('pem-content') }],
        serviceIds: [serviceId],
        environmentId: 'evm-1',
      }),
    requests: ['POST /env-groups'],
    body: {
      name: 'shared',
      ownerId,
      envVars: [
        { key: 'LOG_LEVEL', value: 'debug' },
        { key: 'SEED', generateValue: true },
      ],
      secretFiles: [{ name: 'key.pem', content: 'pem-content' }],
      serviceIds: ['srv'],
      environmentId: 'evm-1',
    },
    answer: {
      ...summary,
      environmentId: 'evm-1',
      envVars: [...envVars, { key: 'SEED', value: expect.any(Secret) }],
      secretFiles,
    },
  }),
  row({
    operation: 'createEnvGroup of nothing',
    call: ({ client }) => render.createEnvGroup(client, { name: 'empty' }),
    requests: ['POST /env-groups'],
    body: { name: 'empty', ownerId, envVars: [] },
    answer: { name: 'empty', envVars: [], secretFiles: [], serviceLinks: [] },
  }),
  row({
    operation: 'renameEnvGroup',
    arrange,
    call: ({ client, envGroupId }) => render.renameEnvGroup(client, { envGroupId, name: 'settings' }),
    requests: ['PATCH /env-groups/evg-new'],
    body: { name: 'settings' },
    answer: { name: 'settings', envVars, secretFiles },
  }),
  row({
    operation: 'deleteEnvGroup',
    arrange,
    call: ({ client, envGroupId }) => render.deleteEnvGroup(client, { envGroupId }),
    requests: ['DELETE /env-groups/evg-new'],
    answer: undefined,
  }),
  row({
    operation: 'getEnvGroupVar',
    arrange,
    call: ({ client, envGroupId }) => render.getEnvGroupVar(client, { envGroupId, key: 'LOG_LEVEL' }),
    requests: ['GET /env-groups/evg-new/env-vars/LOG_LEVEL'],
    answer: envVars[0],
  }),
  row({
    operation: 'setEnvGroupVar',
    arrange,
    call: ({ client, envGroupId }) =>
      render.setEnvGroupVar(client, { envGroupId, key: 'TOKEN', value: new Secret('token-value') }),
    requests: ['PUT /env-groups/evg-new/env-vars/TOKEN'],
    body: { value: 'token-value' },
    answer: { ...summary, envVars: [...envVars, { key: 'TOKEN', value: expect.any(Secret) }], secretFiles },
  }),
  row({
    operation: 'setEnvGroupVar with a value that Render makes',
    arrange,
    call: ({ client, envGroupId }) => render.setEnvGroupVar(client, { envGroupId, key: 'SEED', generateValue: true }),
    requests: ['PUT /env-groups/evg-new/env-vars/SEED'],
    body: { generateValue: true },
    answer: { envVars: [...envVars, { key: 'SEED', value: expect.any(Secret) }] },
  }),
  row({
    operation: 'deleteEnvGroupVar',
    arrange,
    call: ({ client, envGroupId }) => render.deleteEnvGroupVar(client, { envGroupId, key: 'LOG_LEVEL' }),
    requests: ['DELETE /env-groups/evg-new/env-vars/LOG_LEVEL'],
    answer: undefined,
  }),
  row({
    operation: 'getEnvGroupSecretFile',
    arrange,
    call: ({ client, envGroupId }) => render.getEnvGroupSecretFile(client, { envGroupId, name: 'key.pem' }),
    requests: ['GET /env-groups/evg-new/secret-files/key.pem'],
    answer: secretFiles[0],
  }),
  row({
    operation: 'setEnvGroupSecretFile',
    arrange,
    call: ({ client, envGroupId }) =>
      render.setEnvGroupSecretFile(client, { envGroupId, name: 'key.pem', content: new Secret('new-content') }),
    requests: ['PUT /env-groups/evg-new/secret-files/key.pem'],
    body: { content: 'new-content' },
    answer: { ...summary, envVars, secretFiles },
  }),
  row({
    operation: 'deleteEnvGroupSecretFile',
    arrange,
    call: ({ client, envGroupId }) => render.deleteEnvGroupSecretFile(client, { envGroupId, name: 'key.pem' }),
    requests: ['DELETE /env-groups/evg-new/secret-files/key.pem'],
    answer: undefined,
  }),
  row({
    operation: 'linkEnvGroup',
    arrange: async ({ client }: RenderWorld) => ({ group: await render.createEnvGroup(client, { name: 'shared' }) }),
    call: ({ client, group, serviceId }) => render.linkEnvGroup(client, { envGroupId: group.id, serviceId }),
    requests: ['POST /env-groups/evg-new/services/srv'],
    answer: summary,
  }),
  row({
    operation: 'unlinkEnvGroup',
    arrange,
    call: ({ client, envGroupId, serviceId }) => render.unlinkEnvGroup(client, { envGroupId, serviceId }),
    requests: ['DELETE /env-groups/evg-new/services/srv'],
    answer: undefined,
  }),
]

const envGroupId = 'evg-1'

export const refusals: readonly Refusal[] = [
  {
    operation: 'createEnvGroup with names that cannot be, or come twice',
    call: (client) =>
      render.createEnvGroup(client, {
        name: '',
        envVars: [
          { key: 'A B', value: 'x' },
          { key: 'C', value: 'x' },
          { key: 'C', value: 'y' },
        ],
        secretFiles: [{ name: 'a/b', content: 'x' }],
      }),
    says: ['name is missing', 'key cannot be "A B"', '"C" is given twice', 'name cannot be "a/b"'],
  },
  {
    operation: 'renameEnvGroup to nothing',
    call: (client) => render.renameEnvGroup(client, { envGroupId, name: '' }),
    says: ['name is missing'],
  },
  {
    operation: 'getEnvGroupVar with a name that cannot be one',
    call: (client) => render.getEnvGroupVar(client, { envGroupId, key: '' }),
    says: ['key cannot be ""'],
  },
  {
    operation: 'setEnvGroupVar with a name that cannot be one',
    call: (client) => render.setEnvGroupVar(client, { envGroupId, key: 'A\n', value: 'x' }),
    says: ['key cannot be "A\\n"'],
  },
  {
    operation: 'deleteEnvGroupVar with a name that cannot be one',
    call: (client) => render.deleteEnvGroupVar(client, { envGroupId, key: '-A' }),
    says: ['key cannot be "-A"'],
  },
  {
    operation: 'getEnvGroupSecretFile in a folder',
    call: (client) => render.getEnvGroupSecretFile(client, { envGroupId, name: 'a/b' }),
    says: ['name cannot be "a/b"'],
  },
  {
    operation: 'setEnvGroupSecretFile in a folder',
    call: (client) => render.setEnvGroupSecretFile(client, { envGroupId, name: 'a/b', content: 'x' }),
    says: ['name cannot be "a/b"'],
  },
  {
    operation: 'deleteEnvGroupSecretFile in a folder',
    call: (client) => render.deleteEnvGroupSecretFile(client, { envGroupId, name: '.' }),
    says: ['name cannot be "."'],
  },
]
