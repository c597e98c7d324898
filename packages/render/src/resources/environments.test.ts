import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from '../index.js'
import * as datastores from '../datastores/index.js'
import { createFakeRender } from '../testing/index.js'

async function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const options = { apiKey: 'rnd_projects', ownerId: 'tea-1', clock, random: createRandom(2), fetch: fake.fetch }
  const client = render.createRenderClient(options)
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  const project = await render.createProject(client, {
    name: 'web',
    environments: [{ name: 'staging' }, { name: 'production', protectedStatus: 'protected' }],
  })
  const [staging = '', production = ''] = project.environmentIds
  return { fake, client, projectId: project.id, staging, production, serviceId: service.id }
}

test('what is put into an environment leaves the one that it was in', async () => {
  const { client, staging, production, serviceId } = await start()
  await render.addToEnvironment(client, { environmentId: staging, resourceIds: [serviceId] })
  const { serviceIds } = await render.addToEnvironment(client, { environmentId: production, resourceIds: [serviceId] })
  expect(serviceIds).toEqual([serviceId])
  expect((await render.getEnvironment(client, { environmentId: staging })).serviceIds).toEqual([])
  expect(await render.listServices(client, { environmentId: production }).toArray()).toMatchObject([{ id: serviceId }])
})

test('databases and Key Value instances can be in an environment, too', async () => {
  const { client, staging } = await start()
  const postgres = await datastores.createPostgres(client, { name: 'db', plan: 'free', version: '18' })
  const keyValue = await datastores.createKeyValue(client, { name: 'cache', plan: 'free' })
  const resourceIds = [postgres.id, keyValue.id]
  const environment = await render.addToEnvironment(client, { environmentId: staging, resourceIds })
  expect(environment).toMatchObject({ databasesIds: [postgres.id], redisIds: [keyValue.id] })
  await render.removeFromEnvironment(client, { environmentId: staging, resourceIds })
  const { databasesIds, redisIds } = await render.getEnvironment(client, { environmentId: staging })
  expect([databasesIds, redisIds]).toEqual([[], []])
})

test('what is not empty cannot be deleted: conflict', async () => {
  const { fake, client, projectId, staging, serviceId } = await start()
  const group = await render.createEnvGroup(client, { name: 'shared', environmentId: staging })
  await render.addToEnvironment(client, { environmentId: staging, resourceIds: [serviceId] })
  const inside = { code: 'conflict', message: expect.stringContaining(`${serviceId}, ${group.id}`) }
  await expect(render.deleteEnvironment(client, { environmentId: staging })).rejects.toMatchObject(inside)
  await expect(render.deleteProject(client, { projectId })).rejects.toMatchObject(inside)
  expect(fake.state.environments.size).toBe(2)
  await render.removeFromEnvironment(client, { environmentId: staging, resourceIds: [serviceId, group.id] })
  await render.deleteProject(client, { projectId })
  expect([fake.state.projects.size, fake.state.environments.size]).toEqual([0, 0])
})

test('a deletion whose answer was lost is done, not not_found', async () => {
  const { fake, client, staging } = await start()
  fake.faults.add({ operation: 'DELETE /environments/{environmentId}', kind: 'reset_after' })
  await render.deleteEnvironment(client, { environmentId: staging })
  expect(fake.state.environments.has(staging)).toBe(false)
})

test('a project or an environment whose creation may have been carried out is not made twice', async () => {
  const { fake, client, projectId } = await start()
  fake.faults.add({ operation: 'POST /projects', kind: 'reset_after' })
  fake.faults.add({ operation: 'POST /environments', kind: 'reset_after' })
  const look = (hint: string) => ({ code: 'ambiguous_write', hint: expect.stringContaining(hint) })
  await expect(render.createProject(client, { name: 'blog', environments: [] })).rejects.toMatchObject(
    look('"blog" with listProjects'),
  )
  await expect(render.createEnvironment(client, { projectId, name: 'test' })).rejects.toMatchObject(
    look('"test" with listEnvironments'),
  )
  expect([fake.state.projects.size, fake.state.environments.size]).toEqual([2, 3])
})
