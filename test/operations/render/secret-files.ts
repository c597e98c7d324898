import { Secret } from '@keelson/core'
import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type Refusal } from './world.ts'

const arrange = async ({ client, serviceId }: { client: render.RenderClient; serviceId: string }) => {
  await render.setSecretFile(client, { serviceId, name: 'key.pem', content: 'first-secret-content' })
  return {}
}

export const rows = [
  row({
    operation: 'listSecretFiles',
    arrange,
    call: ({ client, serviceId }) => render.listSecretFiles(client, { serviceId }).toArray(),
    requests: ['GET /services/srv/secret-files?limit=100', 'GET /services/srv/secret-files?limit=100&cursor=*'],
    answer: [{ name: 'key.pem', content: expect.any(Secret) }],
  }),
  row({
    operation: 'getSecretFile',
    arrange,
    call: ({ client, serviceId }) => render.getSecretFile(client, { serviceId, name: 'key.pem' }),
    requests: ['GET /services/srv/secret-files/key.pem'],
    answer: { name: 'key.pem', content: expect.any(Secret) },
  }),
  row({
    operation: 'setSecretFile',
    call: ({ client, serviceId }) =>
      render.setSecretFile(client, { serviceId, name: '.env prod', content: new Secret('A=1\nB=2') }),
    requests: ['PUT /services/srv/secret-files/.env%20prod'],
    body: { content: 'A=1\nB=2' },
    answer: { name: '.env prod', content: expect.any(Secret) },
  }),
  row({
    operation: 'deleteSecretFile',
    arrange,
    call: ({ client, serviceId }) => render.deleteSecretFile(client, { serviceId, name: 'key.pem' }),
    requests: ['DELETE /services/srv/secret-files/key.pem'],
    answer: undefined,
  }),
  row({
    operation: 'replaceAllSecretFiles',
    arrange,
    call: ({ client, serviceId }) =>
      render.replaceAllSecretFiles(client, { serviceId, secretFiles: [{ name: 'a.json', content: new Secret('{}') }] }),
    requests: ['PUT /services/srv/secret-files'],
    body: [{ name: 'a.json', content: '{}' }],
    answer: [{ name: 'a.json', content: expect.any(Secret) }],
  }),
]

const serviceId = 'srv-1'
const content = 'x'

export const refusals: readonly Refusal[] = [
  {
    operation: 'getSecretFile in a folder',
    call: (client) => render.getSecretFile(client, { serviceId, name: 'keys/a.pem' }),
    says: ['name cannot be "keys/a.pem"', 'without folders'],
  },
  {
    operation: 'setSecretFile without a name',
    call: (client) => render.setSecretFile(client, { serviceId, name: '', content }),
    says: ['name cannot be ""'],
  },
  {
    operation: 'deleteSecretFile of a folder',
    call: (client) => render.deleteSecretFile(client, { serviceId, name: '..' }),
    says: ['name cannot be ".."'],
  },
  {
    operation: 'replaceAllSecretFiles with a name that comes twice',
    call: (client) =>
      render.replaceAllSecretFiles(client, {
        serviceId,
        secretFiles: [
          { name: 'a', content },
          { name: 'a', content },
          { name: 'b\\c', content },
        ],
      }),
    says: ['"a" is given twice', 'name cannot be "b\\\\c"'],
  },
]
