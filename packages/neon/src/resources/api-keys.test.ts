import { formatError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import * as neon from '../index.js'
import { createFakeNeon } from '../testing/index.js'

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), orgId: 'org-1', apiKey: 'napi_first' })
  const connect = (apiKey: string) =>
    neon.createNeonClient({ apiKey, orgId: 'org-1', clock, random: createRandom(2), fetch: fake.fetch })
  return { fake, connect, client: connect('napi_first') }
}

const kinds = [
  ['of the user', neon.createApiKey, neon.listApiKeys, neon.revokeApiKey, '/api_keys'],
  [
    'of an organization',
    neon.createOrganizationApiKey,
    (client: neon.NeonClient) => neon.listOrganizationApiKeys(client),
    neon.revokeOrganizationApiKey,
    '/organizations/{org_id}/api_keys',
  ],
] as const

describe.each(kinds)('a key %s', (_name, create, list, revoke, path) => {
  test('opens the account until it is revoked', async () => {
    const { client, connect } = start()
    const { id, key } = await create(client, { key_name: 'ci' })
    const other = connect(key.reveal())
    expect(await list(other)).toMatchObject([{ id, name: 'ci', last_used_from_addr: expect.stringMatching(/^\d/) }])
    await revoke(client, { keyId: id })
    expect(await list(client)).toEqual([])
    await expect(list(other)).rejects.toMatchObject({ code: 'auth' })
    await expect(revoke(client, { keyId: id })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is shown nowhere, also not by an error that quotes it', async () => {
    const { client, fake } = start()
    const made = await create(client, { key_name: 'ci' })
    const key = made.key.reveal()
    fake.faults.add({ operation: '*', kind: 'status', status: 400, message: `not with ${key}` })
    const error: unknown = await create(client, { key_name: 'more' }).catch((thrown: unknown) => thrown)
    const shown = [made, error].flatMap((value) => [JSON.stringify(value), inspect(value, { depth: 9 })])
    for (const text of [...shown, formatError(error)]) expect(text).not.toContain(key)
    expect(formatError(error)).toContain('not with')
  })

  test.each(['commit_then_500', 'truncated_json'] as const)(
    'whose answer is lost (%s) is not made twice',
    async (kind) => {
      const { client, fake } = start()
      fake.faults.add({ operation: `POST ${path}`, kind })
      await expect(create(client, { key_name: 'ci' })).rejects.toMatchObject({
        code: 'ambiguous_write',
        hint: expect.stringContaining('Look for a key named "ci" and revoke it'),
      })
      expect(await list(client)).toHaveLength(1)
    },
  )

  test('that is revoked although the answer is lost is revoked', async () => {
    const { client, fake } = start()
    const { id } = await create(client, { key_name: 'ci' })
    fake.faults.add({ operation: `DELETE ${path}/{key_id}`, kind: 'reset_after' })
    expect(await revoke(client, { keyId: id })).toBeUndefined()
    expect(fake.state.apiKeys.get(String(id))).toMatchObject({ isRevoked: true })
  })
})
