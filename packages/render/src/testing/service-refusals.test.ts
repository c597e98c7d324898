import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { contract } from '../../../../test/operations/render/contract.ts'
import { createFakeRender } from './fake-render.js'

const autoscaling = { enabled: true, min: 2, max: 1, criteria: {} }
/** A change of details that has only this wrong. */
const details = (serviceDetails: object) => ({ serviceDetails })
const newWorker = (serviceDetails: object) => ({
  type: 'background_worker',
  name: 'new',
  ownerId: 'tea-1',
  serviceDetails: { runtime: 'node', ...serviceDetails },
})
const previewOf = (imagePath: string, more: object = {}) => ({ imagePath, ...more })

/** `ID`: a web service of an image; `CRON`: a cron job and `DEPLOY` its deploy; `SITE`: a static site; `DISK`: the disk of the web service. */
test.each<[status: number, request: string, body?: unknown]>([
  [201, 'POST /services', newWorker({ plan: 'starter', numInstances: 2, maxShutdownDelaySeconds: 300 })],
  [400, 'POST /services', newWorker({ plan: 'free' })],
  [400, 'POST /services', newWorker({ plan: '0.5c-512mb' })],
  [400, 'POST /services', newWorker({ region: 'mars' })],
  [400, 'POST /services', newWorker({ numInstances: 0 })],
  [400, 'POST /services', newWorker({ autoscaling })],
  [400, 'PATCH /services/ID', details({ runtime: 'php' })],
  [400, 'PATCH /services/ID', details({ maxShutdownDelaySeconds: 301 })],
  [400, 'PATCH /services/ID', details({ previews: { generation: 'sometimes' } })],
  [400, 'PATCH /services/ID', details({ cache: { profile: 'all' } })],
  [400, 'PATCH /services/SITE', details({ renderSubdomainPolicy: 'off' })],
  [400, 'PATCH /services/CRON', details({ schedule: '@daily' })],
  [400, 'POST /services/ID/deploys', { imageUrl: 'docker.io/me/pay:2' }],
  [400, 'POST /services/SITE/deploys', { imageUrl: 'docker.io/me/shop:2' }],
  [400, 'POST /services/CRON/deploys', { commitId: '4f2a' }],
  [400, 'POST /services/ID/deploys', { deployMode: 'deploy_only', clearCache: 'clear' }],
  [400, 'POST /services/CRON/deploys/DEPLOY/cancel'],
  [400, 'POST /services/SITE/jobs', { startCommand: 'true' }],
  [404, 'POST /services/srv-none/suspend'],
  [400, 'POST /services/ID/resume'],
  [404, 'POST /services/srv-none/restart'],
  [400, 'POST /services/CRON/restart'],
  [400, 'POST /services/CRON/scale', { numInstances: 2 }],
  [400, 'POST /services/ID/scale', { numInstances: 0 }],
  [400, 'POST /services/ID/scale', { numInstances: 2 }],
  [400, 'PUT /services/ID/autoscaling', autoscaling],
  [400, 'PUT /services/ID/autoscaling', { ...autoscaling, max: 3 }],
  [400, 'PUT /services/SITE/autoscaling', autoscaling],
  [400, 'POST /services/SITE/preview', previewOf('me/shop:2')],
  [400, 'POST /services/ID/preview', previewOf('me/pay:2')],
  [400, 'POST /services/ID/preview', previewOf('me/shop:2', { plan: 'free' })],
  [400, 'POST /services/ID/preview', previewOf('me/shop:2', { name: 'site' })],
  [400, 'POST /services/SITE/cache/purge'],
  [200, 'GET /services/SITE/instances'],
  [400, 'POST /services/CRON/custom-domains', { name: 'example.com' }],
  [400, 'POST /services/ID/custom-domains', { name: 'https://example.com' }],
  [409, 'POST /services/ID/custom-domains', { name: 'taken.example.com' }],
  [404, 'GET /services/ID/custom-domains/none.example.com'],
  [404, 'DELETE /services/ID/custom-domains/taken.example.com'],
  [404, 'POST /services/ID/custom-domains/none.example.com/verify'],
  [400, 'GET /services/ID/custom-domains?limit=0'],
  [400, 'POST /disks', { serviceId: 'CRON', name: 'd', mountPath: '/d', sizeGB: 1 }],
  [400, 'POST /disks', { serviceId: 'ID', name: 'd', mountPath: '/d', sizeGB: 1 }],
  [404, 'POST /disks', { serviceId: 'srv-none', name: 'd', mountPath: '/d', sizeGB: 1 }],
  [400, 'PATCH /disks/DISK', { sizeGB: 1 }],
  [404, 'GET /disks/dsk-none'],
  [404, 'DELETE /disks/dsk-none'],
  [404, 'GET /disks/dsk-none/snapshots'],
  [400, 'POST /disks/DISK/snapshots/restore', { snapshotKey: 'none' }],
])('%d %s: as the contract says', async (status, request, sent) => {
  const fake = createFakeRender({ clock: createFakeClock(), random: createRandom(1), ownerId: 'tea-1' })
  const call = async (line: string, body?: unknown) => {
    const [method = '', path = ''] = line.split(' ')
    const response = await fake.fetch(`https://api.render.com/v1${path}`, {
      method,
      headers: { authorization: 'Bearer rnd_test', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const value: unknown = text === '' ? undefined : JSON.parse(text)
    const operation = contract.operationOf(method, path.replace(/\?.*/, ''))
    expect(contract.problemsOf(operation, response.status, value), `${line} ${response.status} ${text}`).toBeUndefined()
    return { status: response.status, value }
  }
  const create = async (type: string, more: object) => {
    const { value } = await call('POST /services', { type, name: type.slice(-4), ownerId: 'tea-1', ...more })
    const { service, deployId } = value as {
      deployId: string
      service: { id: string; serviceDetails: { disk?: { id: string } } }
    }
    return { ...service, deployId }
  }
  const image = { imagePath: 'docker.io/me/shop:1', ownerId: 'tea-1' }
  const disk = { name: 'd', mountPath: '/d' }
  const web = await create('web_service', { image, serviceDetails: { runtime: 'image', disk } })
  const cron = await create('cron_job', { serviceDetails: { runtime: 'node', schedule: '0 * * * *' } })
  const site = await create('static_site', {})
  await call(`POST /services/${site.id}/custom-domains`, { name: 'taken.example.com' })
  const ids = {
    ID: web.id,
    CRON: cron.id,
    DEPLOY: cron.deployId,
    SITE: site.id,
    DISK: web.serviceDetails.disk?.id ?? '',
  }
  const fill = (text: string) =>
    text.replaceAll(/\b(?:ID|CRON|DEPLOY|SITE|DISK)\b/g, (word) => ids[word as keyof typeof ids])
  const body: unknown = sent === undefined ? undefined : JSON.parse(fill(JSON.stringify(sent)))
  expect((await call(fill(request), body)).status).toBe(status)
})

test('a change passes over what is set at creation only, and what the type does not have', async () => {
  const fake = createFakeRender({ clock: createFakeClock(), random: createRandom(1), ownerId: 'tea-1' })
  const send = async (method: string, path: string, body: unknown) => {
    const headers = { authorization: 'Bearer rnd_test' }
    const response = await fake.fetch(`https://api.render.com/v1${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    const { service, ...rest } = (await response.json()) as { service?: object }
    return (service ?? rest) as { id: string; serviceDetails: object }
  }
  const { id, serviceDetails } = await send(
    'POST',
    '/services',
    newWorker({ region: 'ohio', healthCheckPath: '/healthz' }),
  )
  expect(serviceDetails).not.toHaveProperty('healthCheckPath')
  const change = details({ region: 'oregon', numInstances: 5, schedule: '* * * * *', plan: 'pro' })
  expect(await send('PATCH', `/services/${id}`, change)).toMatchObject({
    serviceDetails: { region: 'ohio', numInstances: 1, plan: 'pro' },
  })
})
