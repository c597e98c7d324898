import { inspect } from 'node:util'
import { Secret } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const options = { apiKey: 'rnd_groups', ownerId: 'tea-1', clock, random: createRandom(2), fetch: fake.fetch }
  const client = render.createRenderClient(options)
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    envVars: [{ key: 'DEBUG', value: 'own' }],
    secretFiles: [{ name: 'own.pem', content: 'own-content' }],
    serviceDetails: { runtime: 'node' },
  })
  return { clock, fake, client, serviceId: service.id }
}

describe('a linked group', () => {
  test('gives its variables to the next deploy, under those of the service, until it is unlinked', async () => {
    const { clock, fake, client, serviceId } = await start()
    const deployed = async () => {
      await clock.advance(60_000)
      const { id } = await render.createDeploy(client, { serviceId })
      return Object.fromEntries(fake.state.deploys.get(id)?.release.envVars ?? [])
    }
    const envVars = [
      { key: 'DEBUG', value: 'group' },
      { key: 'LOG_LEVEL', value: 'info' },
    ]
    const { id: envGroupId } = await render.createEnvGroup(client, { name: 'shared', envVars })
    expect(await deployed()).toEqual({ DEBUG: 'own' })
    await render.linkEnvGroup(client, { envGroupId, serviceId })
    expect(await deployed()).toEqual({ DEBUG: 'own', LOG_LEVEL: 'info' })
    await render.setEnvGroupVar(client, { envGroupId, key: 'LOG_LEVEL', value: 'debug' })
    expect(await deployed()).toEqual({ DEBUG: 'own', LOG_LEVEL: 'debug' })
    // Not among the service's own.
    const own = await render.listEnvVars(client, { serviceId }).toArray()
    expect(own.map(({ key }) => key)).toEqual(['DEBUG'])
    await expect(render.getEnvVar(client, { serviceId, key: 'LOG_LEVEL' })).rejects.toMatchObject({ code: 'not_found' })
    await render.unlinkEnvGroup(client, { envGroupId, serviceId })
    expect(await deployed()).toEqual({ DEBUG: 'own' })
  })

  test('linking twice is linking once, also when the first answer is lost', async () => {
    const { fake, client, serviceId } = await start()
    const { id: envGroupId } = await render.createEnvGroup(client, { name: 'shared' })
    fake.faults.add({ operation: 'POST /env-groups/{envGroupId}/services/{serviceId}', kind: 'reset_after' })
    const { serviceLinks } = await render.linkEnvGroup(client, { envGroupId, serviceId })
    expect(serviceLinks).toEqual([{ id: serviceId, name: 'shop', type: 'web' }])
  })
})

test('a group whose creation may have been carried out is not made twice', async () => {
  const { fake, client } = await start()
  fake.faults.add({ operation: 'POST /env-groups', kind: 'commit_then_500' })
  await expect(render.createEnvGroup(client, { name: 'shared' })).rejects.toMatchObject({
    code: 'ambiguous_write',
    hint: 'Look for a group named "shared" with listEnvGroups before creating it again',
  })
  expect(fake.state.envGroups.size).toBe(1)
})

describe('listEnvGroups', () => {
  test('a list of 100 may be longer than it shows: the rest is asked for in vain, and aloud', async () => {
    const { fake, client } = await start()
    for (let index = 0; index < 100; index++) await render.createEnvGroup(client, { name: `group-${index}` })
    const before = fake.state.calls.length
    expect(await render.listEnvGroups(client).toArray({ limit: 100 })).toHaveLength(100)
    expect((await render.listEnvGroups(client).first())?.name).toBe('group-99')
    expect(fake.state.calls).toHaveLength(before + 2)
    await expect(render.listEnvGroups(client).toArray()).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('gave 100 groups, and no cursor'),
    })
    expect(await render.listEnvGroups(client, { name: 'group-7' }).toArray()).toMatchObject([{ name: 'group-7' }])
  })
})

test('values and contents show themselves nowhere', async () => {
  const { client, serviceId } = await start()
  const group = await render.createEnvGroup(client, {
    name: 'shared',
    envVars: [{ key: 'TOKEN', value: new Secret('token-value') }],
    secretFiles: [{ name: 'a.pem', content: new Secret('group-content') }],
  })
  const params = { envGroupId: group.id, key: 'TOKEN' }
  const answers = [
    group,
    await render.getEnvGroup(client, params),
    await render.getEnvGroupVar(client, params),
    await render.setEnvGroupVar(client, { ...params, value: 'other-value' }),
    await render.getEnvGroupSecretFile(client, { ...params, name: 'a.pem' }),
    await render.setEnvGroupSecretFile(client, { ...params, name: 'a.pem', content: 'other-content' }),
    await render.renameEnvGroup(client, { ...params, name: 'renamed' }),
    await render.linkEnvGroup(client, { ...params, serviceId }),
    await render.listSecretFiles(client, { serviceId }).toArray(),
    await render.getSecretFile(client, { serviceId, name: 'own.pem' }),
    await render.setSecretFile(client, { serviceId, name: 'own.pem', content: 'next-content' }),
    await render.replaceAllSecretFiles(client, { serviceId, secretFiles: [{ name: 'b', content: 'last-content' }] }),
  ]
  for (const answer of answers)
    expect(inspect(answer, { depth: Infinity, showHidden: true }) + JSON.stringify(answer)).not.toMatch(
      /(token|other)-value|-content/,
    )
  expect(group.envVars[0]?.value.reveal()).toBe('token-value')
  expect(group.secretFiles[0]?.content.reveal()).toBe('group-content')
})
