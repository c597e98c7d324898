import { defineProbe } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import * as render from '../index.js'
import { createFakeRender } from '../testing/index.js'
import { diagnoseDeploy, formatDiagnosis } from './index.js'

const secret = 'value-of-the-key-7f3k'

/** A service whose second deploy fails; `answer` replaces answers of single paths. */
async function start(answer: (path: string) => Response | undefined = () => undefined) {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeRender({ clock, random: createRandom(1), ownerId: 'tea-1' })
  const client = render.createRenderClient({
    apiKey: 'rnd_diagnose',
    clock,
    random: createRandom(2),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      return answer(new URL(request.url).pathname) ?? fake.fetch(request)
    },
  })
  const { service, deployId: first = '' } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    ownerId: 'tea-1',
    repo: 'https://github.com/me/shop',
    envVars: [{ key: 'SESSION_KEY', value: secret }],
    serviceDetails: { runtime: 'python' },
  })
  const serviceId = service.id
  await render.waitForDeploy(client, { serviceId, deployId: first })
  fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'update_failed' })
  const { id: deployId } = await render.createDeploy(client, { serviceId })
  await render.waitForDeploy(client, { serviceId, deployId }).catch(() => undefined)
  const log = (message: string) => fake.state.log({ message, resource: serviceId })
  return { clock, fake, client, serviceId, deployId, log }
}

const json = (body: unknown) => Response.json(body)

test('names the cause with its evidence, from log, events, memory and probes, without secrets', async () => {
  const { client, serviceId, deployId, log } = await start((path) => {
    if (path.endsWith('/metrics/memory'))
      return json([{ labels: [], unit: 'bytes', values: [{ timestamp: '', value: 500 }] }])
    if (path.endsWith('/metrics/memory-limit'))
      return json([{ labels: [], unit: 'bytes', values: [{ timestamp: '', value: 512 }] }])
    if (!path.endsWith('/events')) return undefined
    const details = { instanceID: 'srv-1-x', reason: { evicted: false, oomKilled: { memoryLimit: '512Mi' } } }
    return json(
      [
        {
          cursor: 'c',
          event: { id: 'evt-1', serviceId: 's', timestamp: '2026-01-01T00:00:00Z', type: 'server_failed', details },
        },
      ].slice(path.includes('cursor') ? 1 : 0),
    )
  })
  log(`\u001b[31mconnecting with ${secret}\u001b[0m`)
  log(`FATAL: password authentication failed for user "${secret}"`)
  const database = defineProbe({ name: 'database', kind: 'postgres', run: () => false })
  const diagnosis = await diagnoseDeploy(client, { serviceId, deployId, probes: [database] })
  expect(diagnosis.deploy?.id).toBe(deployId)
  expect(diagnosis.causes.map(({ code }) => code)).toEqual([
    'out-of-memory',
    'database-password',
    'probe-failed',
    'update-failed',
  ])
  expect(diagnosis.causes[0]?.evidence).toEqual(['server_failed oomKilled=512Mi', 'memory 98% of its limit'])
  expect(diagnosis.gathered.every(({ ok }) => ok)).toBe(true)
  const text = formatDiagnosis(diagnosis)
  expect(text).toContain('1. The process took more memory than its plan has [high]')
  expect(text + JSON.stringify(diagnosis)).not.toContain(secret)
})

test('every source may fail alone, and the others still tell', async () => {
  for (const broken of ['/env-vars', '/events', '/logs', '/metrics/memory', '/deploys/', '']) {
    const { client, serviceId, deployId, log, fake } = await start()
    log(`KeyError: 'STRIPE_KEY'`)
    const service = `/v1/services/${serviceId}`
    const isBroken = (path: string) => (broken === '' ? path === service : path.includes(broken))
    const limping = render.createRenderClient({
      apiKey: 'rnd_diagnose',
      ownerId: 'tea-1',
      clock: client.clock,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        return isBroken(new URL(request.url).pathname) ? new Response('no', { status: 403 }) : fake.fetch(request)
      },
    })
    const { causes, gathered } = await diagnoseDeploy(limping, { serviceId, deployId })
    expect({ broken, all: gathered.every(({ ok }) => ok) }).toEqual({ broken, all: false })
    const expected = broken === '/logs' ? 'exit-code' : 'missing-variable'
    expect({ broken, code: causes[0]?.code }).toEqual({ broken, code: expected })
  }
})

test('what a linked group holds is known, too: its names, and its values to the redactor', async () => {
  const { client, fake, serviceId, deployId, log } = await start()
  const hidden = 'value-of-the-group-9q2x'
  const envVars = [{ key: 'MAIL_TOKEN', value: hidden }]
  const { id } = await render.createEnvGroup(client, { name: 'shared', ownerId: 'tea-1', envVars })
  await render.linkEnvGroup(client, { envGroupId: id, serviceId })
  log(`KeyError: 'MAIL_TOKEN' beside ${hidden}`)
  // A program that has never seen the value.
  const other = render.createRenderClient({ apiKey: 'rnd_diagnose', clock: client.clock, fetch: fake.fetch })
  const { causes, gathered } = await diagnoseDeploy(other, { serviceId, deployId })
  expect(causes[0]).toMatchObject({
    code: 'missing-variable',
    confidence: 'medium',
    evidence: [`KeyError: 'MAIL_TOKEN' beside [secret]`, expect.stringContaining('is set on the service')],
  })
  expect(gathered.find(({ source }) => source === 'environment')?.detail).toBe('2 names; 1 linked groups')
  fake.faults.add({ operation: 'GET /env-groups', kind: 'status', status: 403 })
  const without = await diagnoseDeploy(client, { serviceId, deployId })
  expect(without.gathered.find(({ source }) => source === 'environment')).toMatchObject({
    ok: true,
    detail: '1 names; linked groups could not be read',
  })
})

test('takes the newest deploy when none is named, and says that nothing was found', async () => {
  const { client, serviceId } = await start()
  const { deploy, causes } = await diagnoseDeploy(client, { serviceId })
  expect(deploy?.status).toBe('update_failed')
  expect(causes.map(({ code }) => code)).toEqual(['exit-code', 'update-failed'])
  const next = await render.createDeploy(client, { serviceId })
  await render.waitForDeploy(client, { serviceId, deployId: next.id })
  const live = await diagnoseDeploy(client, { serviceId })
  expect(live).toMatchObject({ deploy: { id: next.id }, causes: [] })
  expect(formatDiagnosis(live)).toContain('nothing that is known')
})

test('says so when nothing could be read', async () => {
  const { fake, serviceId } = await start()
  const client = render.createRenderClient({ apiKey: '', clock: createFakeClock({ auto: true }), fetch: fake.fetch })
  const text = formatDiagnosis(await diagnoseDeploy(client, { serviceId }))
  expect(text).toContain('nothing could be read')
  expect(text).toContain('the render API key is missing')
  expect(text).not.toContain('was found')
})

test('an abort ends it', async () => {
  const { client, serviceId } = await start()
  const signal = AbortSignal.abort()
  await expect(diagnoseDeploy(client, { serviceId }, { signal })).rejects.toMatchObject({ code: 'aborted' })
})
