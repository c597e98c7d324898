import { inspect } from 'node:util'
import { isKeelsonError, Secret } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as render from './index.js'
import { createFakeRender } from './testing/index.js'

const there = { KEEP: 'keep-value', CHANGE: 'old-value', DROP: 'drop-value', OTHER: 'other-value' }
const wanted = { set: { KEEP: 'keep-value', CHANGE: new Secret('new-value'), ADD: 'added-value' }, unset: ['DROP'] }
const after = { KEEP: 'keep-value', CHANGE: 'new-value', OTHER: 'other-value', ADD: 'added-value' }

/** A service with this environment, whose first deploy is live. */
async function start(environment: Readonly<Record<string, string>> = there, seed = 1) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(seed), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_ensure_env',
    ownerId: 'tea-1',
    clock,
    random: createRandom(seed + 1),
    fetch: fake.fetch,
  })
  const { service, deployId = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    envVars: Object.entries(environment).map(([key, value]) => ({ key, value })),
    serviceDetails: { runtime: 'node' },
  })
  const serviceId = service.id
  await clock.advance(60_000)
  const before = fake.state.calls.length
  const writes = () =>
    fake.state.calls
      .slice(before)
      .map(({ operation, path }) => `${operation.split(' ')[0]} ${path.split('/').at(-1)}`)
      .filter((call) => !call.startsWith('GET'))
  const deploys = () => [...fake.state.deploys.values()].filter(({ id }) => id !== deployId)
  const environmentNow = () => Object.fromEntries(fake.state.services.get(serviceId)?.envVars ?? [])
  return { clock, fake, client, serviceId, writes, deploys, environmentNow }
}

async function failed(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isKeelsonError(error)) throw new Error('it did not fail as expected', { cause: error })
  return error
}

describe('ensureEnvVars', () => {
  test('writes what differs, one by one, then starts one deploy that has it', async () => {
    const { fake, client, serviceId, writes, environmentNow } = await start()
    const { plan, deploy } = await render.ensureEnvVars(client, { serviceId, ...wanted })
    expect(writes()).toEqual(['PUT CHANGE', 'PUT ADD', 'DELETE DROP', 'POST deploys'])
    expect(environmentNow()).toEqual(after)
    expect(plan).toMatchObject({ unchanged: ['KEEP'], unmanaged: ['OTHER'] })
    await render.waitForDeploy(client, { serviceId, deployId: deploy?.id ?? '' })
    expect(fake.state.deploys.get(deploy?.id ?? '')?.release.envVars).toEqual(new Map(Object.entries(after)))
    expect(inspect({ plan, deploy }, { depth: Infinity }) + JSON.stringify(plan)).not.toMatch(/(old|new|added)-value/)
  })

  test('running it again makes no write and no deploy', async () => {
    const { client, serviceId, writes, deploys } = await start()
    await render.ensureEnvVars(client, { serviceId, ...wanted })
    const before = writes().length
    const again = await render.ensureEnvVars(client, { serviceId, ...wanted })
    expect(again.deploy).toBeUndefined()
    expect(again.plan.changes).toEqual([])
    expect(writes()).toHaveLength(before)
    expect(deploys()).toHaveLength(1)
  })

  test("deploy: 'none' leaves the deploy to the caller", async () => {
    const { client, serviceId, writes, environmentNow } = await start()
    const { plan, deploy } = await render.ensureEnvVars(client, { serviceId, ...wanted, deploy: 'none' })
    expect(plan.changes).toHaveLength(3)
    expect(deploy).toBeUndefined()
    expect(writes()).not.toContain('POST deploys')
    expect(environmentNow()).toEqual(after)
  })

  test('prune leaves what keep names: a value that Render made would be gone for ever', async () => {
    const { client, serviceId, environmentNow } = await start({ GENERATED: 'made-by-render', OLD: '1', DEBUG: 'true' })
    await render.ensureEnvVars(client, { serviceId, set: { DEBUG: 'false' }, prune: true, keep: ['GENERATED'] })
    expect(environmentNow()).toEqual({ GENERATED: 'made-by-render', DEBUG: 'false' })
  })

  test('variables of a linked group are not ours: neither pruned nor unset', async () => {
    const { fake, client, serviceId, writes } = await start({ DEBUG: 'true' })
    const group = await render.createEnvGroup(client, {
      name: 'shared',
      envVars: [
        { key: 'DEBUG', value: 'group' },
        { key: 'LOG_LEVEL', value: 'info' },
      ],
      serviceIds: [serviceId],
    })
    const before = writes().length
    const desired = { serviceId, set: {}, unset: ['LOG_LEVEL', 'DEBUG'], prune: true }
    const { deploy } = await render.ensureEnvVars(client, desired)
    expect(writes().slice(before)).toEqual(['DELETE DEBUG', 'POST deploys'])
    // The group's own comes to light.
    expect(fake.state.deploys.get(deploy?.id ?? '')?.release.envVars).toEqual(
      new Map([
        ['DEBUG', 'group'],
        ['LOG_LEVEL', 'info'],
      ]),
    )
    expect(fake.state.envGroups.get(group.id)?.envVars.size).toBe(2)
  })

  test.each([
    [{ set: { 'A B': 'x' } }, 'key cannot be "A B"'],
    [{ set: { A: 'x' }, unset: ['A'] }, 'A is both set and unset'],
    [{ set: { A: 'x' }, deploy: 'wait' as 'start' }, 'deploy cannot be "wait", only start, none'],
  ])('%j is refused before anything is sent', async (desired, said) => {
    const { fake, client, serviceId } = await start()
    const before = fake.state.calls.length
    const error = await failed(render.ensureEnvVars(client, { serviceId, ...desired }))
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(said) })
    expect(fake.state.calls).toHaveLength(before)
  })
})

describe('a run that breaks off', () => {
  const put = 'PUT /services/{serviceId}/env-vars/{envVarKey}'

  test('says what is done; the next one goes on and deploys', async () => {
    const { fake, client, serviceId, writes, environmentNow } = await start()
    fake.faults.add({ operation: put, kind: 'slow', delayMs: 1 })
    fake.faults.add({ operation: put, kind: 'status', status: 403, message: 'no more' })
    const error = await failed(render.ensureEnvVars(client, { serviceId, ...wanted }))
    expect(error).toMatchObject({ code: 'forbidden', status: 403, operation: put, cause: { code: 'forbidden' } })
    expect(error.message).toContain(`the environment of ${serviceId} is half changed (CHANGE set): PUT`)
    expect(error.message).toContain('Running it again goes on')
    expect(inspect(error) + JSON.stringify(error)).not.toMatch(/(old|new|added)-value/)
    expect(environmentNow()).toEqual({ ...there, CHANGE: 'new-value' })
    const before = writes().length
    const { deploy } = await render.ensureEnvVars(client, { serviceId, ...wanted })
    expect(writes().slice(before)).toEqual(['PUT ADD', 'DELETE DROP', 'POST deploys'])
    expect(deploy).toBeDefined()
    expect(environmentNow()).toEqual(after)
  })

  test('at the first write says nothing more than the refusal', async () => {
    const { fake, client, serviceId, writes } = await start()
    fake.faults.add({ operation: put, kind: 'status', status: 403, message: 'not yours' })
    const error = await failed(render.ensureEnvVars(client, { serviceId, ...wanted }))
    expect(error.message).toMatch(/^PUT .* failed: 403 not yours/)
    expect(error.message).not.toContain('createDeploy')
    expect(writes()).toEqual(['PUT CHANGE'])
  })

  test('at the last write, which was carried out, deploys all the same', async () => {
    const { fake, client, serviceId, writes } = await start({})
    fake.faults.add({ operation: put, kind: 'commit_then_500', times: 20 })
    const once = { ...client, ...render.createRenderClient({ apiKey: 'rnd_once', fetch: fake.fetch, retry: false }) }
    const { deploy } = await render.ensureEnvVars(once, { serviceId, set: { A: 'x' } })
    expect(writes()).toEqual(['PUT A', 'POST deploys'])
    expect(deploy?.trigger).toBe('api')
  })

  test('at the last write, of which nothing can be learned, says to start the deploy', async () => {
    const { fake, client, serviceId, writes } = await start({})
    fake.faults.add({ operation: put, kind: 'commit_then_500', times: 20 })
    fake.faults.add({ operation: 'GET /services/{serviceId}/env-vars', kind: 'slow', delayMs: 1, times: 2 })
    fake.faults.add({ operation: 'GET /services/{serviceId}/env-vars', kind: 'status', status: 500, times: 20 })
    const error = await failed(render.ensureEnvVars(client, { serviceId, set: { A: 'x' } }))
    expect(error.message).toContain('When running it again finds nothing to change, start the deploy with createDeploy')
    expect(writes()).not.toContain('POST deploys')
  })

  test('at the deploy says that everything is set, and that running it again starts none', async () => {
    const { fake, client, serviceId, environmentNow } = await start()
    await render.request(client, 'POST /services/{serviceId}/suspend', { path: { serviceId } })
    const error = await failed(render.ensureEnvVars(client, { serviceId, ...wanted }))
    expect(error).toMatchObject({ code: 'invalid_request', operation: 'POST /services/{serviceId}/deploys' })
    expect(error.message).toContain(`CHANGE, ADD, DROP of ${serviceId} changed, but no deploy is known to have been`)
    expect(error.message).toContain('start the deploy with createDeploy')
    expect(environmentNow()).toEqual(after)
    expect(fake.state.deploys.size).toBe(1)
  })

  test('a variable that somebody else removed meanwhile is removed; a service that is gone is an error', async () => {
    const { fake, client, serviceId } = await start()
    const plan = await render.planEnvVars(client, { serviceId, set: {}, unset: ['DROP'] })
    await render.deleteEnvVar(client, { serviceId, key: 'DROP' })
    await render.applyEnvVars(client, plan, { set: {} })
    fake.state.services.delete(serviceId)
    expect(await failed(render.applyEnvVars(client, plan, { set: {} }))).toMatchObject({ code: 'not_found' })
  })
})

test('1,000 runs over lost answers: as wanted in the end, and one deploy', { timeout: 60_000 }, async () => {
  let broken = 0
  for (let seed = 1; seed <= 1000; seed++) {
    const { fake, client, serviceId, deploys, environmentNow, writes } = await start(there, seed)
    for (const kind of ['reset_before', 'reset_after', 'commit_then_500', 'truncated_json'] as const)
      fake.faults.add({ operation: '*', kind, probability: 0.12 })
    let advised = false
    let done = false
    for (let run = 1; run <= 50 && !done; run++) {
      try {
        await render.ensureEnvVars(client, { serviceId, ...wanted })
        done = true
      } catch (error) {
        broken++
        if (!isKeelsonError(error)) throw error
        advised ||= error.message.includes('createDeploy')
      }
    }
    expect({ seed, done, environment: environmentNow() }).toEqual({ seed, done: true, environment: after })
    // createDeploy itself sends again only what it has looked for.
    expect(deploys().length, `seed ${seed}`).toBeLessThanOrEqual(1)
    // None is missing without a word.
    expect(advised || deploys().length === 1, `seed ${seed}`).toBe(true)
    fake.faults.clear()
    const before = writes().length
    expect(await render.ensureEnvVars(client, { serviceId, ...wanted })).toMatchObject({ plan: { changes: [] } })
    expect(writes()).toHaveLength(before)
  }
  // Or the faults proved nothing.
  expect(broken).toBeGreaterThan(50)
})
