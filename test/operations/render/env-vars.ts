import { Secret } from '@keelson/core'
import * as render from '@keelson/render'
import { expect } from 'vitest'
import { row, type Refusal } from './world.ts'

export const rows = [
  row({
    operation: 'listEnvVars',
    call: ({ client, serviceId }) => render.listEnvVars(client, { serviceId }).toArray(),
    requests: ['GET /services/srv/env-vars?limit=100', 'GET /services/srv/env-vars?limit=100&cursor=*'],
    answer: [{ key: 'SECRET_KEY', value: expect.any(Secret) }],
  }),
  row({
    operation: 'getEnvVar',
    call: ({ client, serviceId }) => render.getEnvVar(client, { serviceId, key: 'SECRET_KEY' }),
    requests: ['GET /services/srv/env-vars/SECRET_KEY'],
    answer: { key: 'SECRET_KEY', value: expect.any(Secret) },
  }),
  row({
    operation: 'setEnvVar with a value that Render makes',
    call: ({ client, serviceId }) => render.setEnvVar(client, { serviceId, key: 'SECRET_KEY', generateValue: true }),
    requests: ['PUT /services/srv/env-vars/SECRET_KEY'],
    body: { generateValue: true },
    answer: { key: 'SECRET_KEY', value: expect.any(Secret) },
  }),
  row({
    operation: 'setEnvVar',
    call: ({ client, serviceId }) =>
      render.setEnvVar(client, { serviceId, key: 'DATABASE_URL', value: new Secret('postgresql://a:b@c/d') }),
    requests: ['PUT /services/srv/env-vars/DATABASE_URL'],
    body: { value: 'postgresql://a:b@c/d' },
    answer: { key: 'DATABASE_URL', value: expect.any(Secret) },
  }),
  row({
    operation: 'deleteEnvVar',
    call: ({ client, serviceId }) => render.deleteEnvVar(client, { serviceId, key: 'SECRET_KEY' }),
    requests: ['DELETE /services/srv/env-vars/SECRET_KEY'],
    answer: undefined,
  }),
  row({
    operation: 'replaceAllEnvVars',
    call: ({ client, serviceId }) =>
      render.replaceAllEnvVars(client, { serviceId, envVars: [{ key: 'DEBUG', value: 'false' }] }),
    requests: ['PUT /services/srv/env-vars'],
    body: [{ key: 'DEBUG', value: 'false' }],
    answer: [{ key: 'DEBUG', value: expect.any(Secret) }],
  }),
]

const serviceId = 'srv-1'
const form = 'begins with a letter or _'

export const refusals: readonly Refusal[] = [
  {
    operation: 'getEnvVar with a name that cannot be one',
    call: (client) => render.getEnvVar(client, { serviceId, key: 'A B' }),
    says: ['key cannot be "A B"', form],
  },
  {
    operation: 'setEnvVar with a name that cannot be one',
    call: (client) => render.setEnvVar(client, { serviceId, key: '1A', value: 'x' }),
    says: ['key cannot be "1A"', form],
  },
  {
    operation: 'setEnvVar with a value that is not set',
    call: (client) => render.setEnvVar(client, { serviceId, key: 'A', value: undefined as unknown as string }),
    says: ['PUT /services/{serviceId}/env-vars/{envVarKey}', 'the value of "A" must be a text, not undefined'],
  },
  {
    operation: 'deleteEnvVar with a name that cannot be one',
    call: (client) => render.deleteEnvVar(client, { serviceId, key: 'A=B' }),
    says: ['key cannot be "A=B"', form],
  },
  {
    operation: 'replaceAllEnvVars with names that cannot be, or come twice',
    call: (client) =>
      render.replaceAllEnvVars(client, {
        serviceId,
        envVars: [
          { key: 'A', value: '1' },
          { key: '', value: '2' },
          { key: 'A', generateValue: true },
        ],
      }),
    says: ['key cannot be ""', '"A" is given twice'],
  },
]
