import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { closeObjects, readContract, type ContractNode } from '../../../../test/contract.ts'
import { createFakeRender } from './fake-render.js'
import { createOperations } from './operations.js'

const contract = readContract('render', {
  adjust(schemas) {
    // The details of a service are a oneOf without a discriminator, and those of a web service satisfy three of its
    // branches: here the type decides, as the vendor's text says.
    const service = schemas['service']!
    const properties = service['properties'] as Record<string, ContractNode>
    const branches = properties['serviceDetails']!['oneOf'] as ContractNode[]
    const types = ['static_site', 'web_service', 'private_service', 'background_worker', 'cron_job']
    properties['serviceDetails'] = { type: 'object' }
    service['oneOf'] = types.map((type, index) => ({
      properties: { type: { const: type }, serviceDetails: branches[index] },
    }))
    // None of the schemas that the fake uses is composed by allOf.
    for (const schema of Object.values(schemas)) closeObjects(schema)
  },
  // It lists no 400 for reads, as if no query could be wrong; the other operations say what it looks like.
  unlisted: (operation, status) => (operation.startsWith('GET ') && status === 400 ? '400BadRequest' : undefined),
})

function start() {
  const clock = createFakeClock()
  const fake = createFakeRender({ clock, random: createRandom(1), apiKey: 'rnd_test', ownerId: 'tea-1' })
  const seen = new Set<string>()
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    key = 'rnd_test',
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fake.fetch(`https://api.render.com/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const operation = contract.operationOf(method, new URL(`http://x${path}`).pathname)
    const text = await response.text()
    const value: unknown = text === '' ? undefined : JSON.parse(text)
    const problems = contract.problemsOf(operation, response.status, value)
    expect(problems, `${operation} ${response.status}: ${text}`).toBeUndefined()
    seen.add(`${operation} ${response.status}`)
    return { status: response.status, body: value }
  }
  return { clock, fake, call, seen }
}

const runtimeDetails = { runtime: 'node', envSpecificDetails: { buildCommand: 'npm ci', startCommand: 'node .' } }
const detailsByType: Record<string, ContractNode> = {
  static_site: { buildCommand: 'npm run build', publishPath: 'dist' },
  web_service: {
    ...runtimeDetails,
    preDeployCommand: 'npm run migrate',
    healthCheckPath: '/healthz',
    disk: { name: 'd', mountPath: '/d' },
  },
  private_service: { ...runtimeDetails, plan: 'pro_plus', region: 'frankfurt' },
  background_worker: { runtime: 'docker', envSpecificDetails: { dockerCommand: 'work' } },
  cron_job: { ...runtimeDetails, schedule: '0 * * * *' },
}

test('every answer of every operation is one of the contract', async () => {
  const { clock, call, seen } = start()
  const ids: string[] = []
  for (const [type, serviceDetails] of Object.entries(detailsByType)) {
    const created = await call('POST', '/services', {
      type,
      name: `the-${type}`,
      ownerId: 'tea-1',
      repo: 'https://github.com/example/shop',
      envVars: [
        { key: 'A', value: '1' },
        { key: 'B', generateValue: true },
      ],
      serviceDetails,
    })
    expect(created.status).toBe(201)
    ids.push((created.body as { service: { id: string } }).service.id)
  }
  const id = ids[1]!
  await call('POST', '/services', {
    type: 'web_service',
    name: 'image',
    ownerId: 'tea-1',
    image: { imagePath: 'redis:8', ownerId: 'tea-1' },
  })
  await call('POST', '/services', { type: 'web_service' })
  await call('POST', '/services', { type: 'web_service', name: 'image', ownerId: 'tea-1' })
  await call('GET', '/services?limit=2')
  await call('GET', '/services?limit=0')
  await call('GET', '/services', undefined, 'rnd_other')
  for (const service of ids) await call('GET', `/services/${service}`)
  await call('GET', '/services/srv-none')
  await call('PATCH', `/services/${id}`, {
    serviceDetails: { plan: 'pro', envSpecificDetails: { startCommand: 'node server' } },
  })
  await call('PATCH', `/services/${id}`, { name: 'image' })
  await call('PATCH', `/services/${id}`)

  await call('GET', `/services/${id}/env-vars`)
  await call('PUT', `/services/${id}/env-vars/C`, { value: '3' })
  await call('PUT', `/services/${id}/env-vars/C`, {})
  await call('GET', `/services/${id}/env-vars/C`)
  await call('GET', `/services/${id}/env-vars/D`)
  await call('DELETE', `/services/${id}/env-vars/C`)
  await call('DELETE', `/services/${id}/env-vars/C`)
  await call('PUT', `/services/${id}/env-vars`, [{ key: 'A', value: '2' }])
  await call('PUT', `/services/${id}/env-vars`, { A: '2' })

  await call('POST', `/services/${id}/deploys`, {})
  await call('POST', `/services/${id}/deploys`)
  await clock.advance(60_000)
  const deploy = await call('POST', `/services/${id}/deploys`, { commitId: 'abc' })
  const { id: deployId } = deploy.body as { id: string }
  await call('GET', `/services/${id}/deploys/${deployId}`)
  await call('GET', `/services/${id}/deploys/dep-none`)
  await call('POST', `/services/${id}/deploys/${deployId}/cancel`)
  await call('POST', `/services/${id}/deploys/${deployId}/cancel`)
  const list = await call('GET', `/services/${id}/deploys?status=live&status=canceled`)
  const live = (list.body as { deploy: { id: string; status: string } }[]).find((item) => item.deploy.status === 'live')
  await call('POST', `/services/${id}/rollback`, { deployId: live!.deploy.id })
  await call('POST', `/services/${id}/rollback`, { deployId })
  await call('POST', `/services/${id}/rollback`, { deployId: 'dep-none' })
  await clock.advance(60_000)
  await call('GET', `/services/${id}/deploys`)
  await call('GET', `/logs?ownerId=tea-1&resource=${id}&limit=2`)
  await call('GET', `/logs?ownerId=tea-1&resource=${id}&direction=forward`)
  await call('GET', '/logs?ownerId=tea-1')
  await call('GET', '/logs?ownerId=tea-1&resource=srv-none')

  await call('POST', `/services/${id}/suspend`)
  await call('GET', `/services/${id}`)
  await call('POST', `/services/${id}/resume`)
  await call('POST', `/services/${id}/resume`)
  await call('DELETE', `/services/${id}`)
  await call('DELETE', `/services/${id}`)
  await call('GET', '/owners')
  await call('GET', '/owners/tea-1')
  await call('GET', '/owners/tea-none')

  const operations = new Set([...seen].map((entry) => entry.replace(/ \d+$/, '')))
  expect([...operations].toSorted()).toEqual(Object.keys(createOperations({} as never)).toSorted())
  expect(seen.size).toBeGreaterThan(40)
})

test('the check sees an answer that is not of the contract', () => {
  const problems = (body: unknown) => contract.problemsOf('GET /services/{serviceId}/deploys/{deployId}', 200, body)
  expect(problems({ id: 'dep-1', status: 'done' })).toContain('status')
  expect(problems({ id: 'dep-1', madeUp: 1 })).toContain('additional properties')
  expect(problems({ id: 'dep-1', status: 'live' })).toBeUndefined()
  expect(() => contract.problemsOf('GET /owners', 418, {})).toThrow('answers 418')
})
