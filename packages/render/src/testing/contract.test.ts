import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { contract } from '../../../../test/operations/render/contract.ts'
import { createFakeRender } from './fake-render.js'

function start() {
  const clock = createFakeClock()
  const fake = createFakeRender({ clock, random: createRandom(1), apiKey: 'rnd_test', ownerId: 'tea-1' })
  const refused = new Set<string>()
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
    if (!response.ok) refused.add(`${response.status} ${operation}`)
    return { status: response.status, body: value }
  }
  return { clock, call, refused }
}

/** The rows of test/operations have the successes. */
test('every refusal is one of the contract', async () => {
  const { clock, call, refused } = start()
  const web = { type: 'web_service', name: 'shop', ownerId: 'tea-1', repo: 'https://github.com/example/shop' }
  const { body } = await call('POST', '/services', web)
  const { service, deployId } = body as { service: { id: string }; deployId: string }
  const { id } = service
  await call('POST', '/services', { ...web, name: 'other' })
  await call('POST', '/services', { type: 'web_service' })
  await call('POST', '/services', web)
  await call('GET', '/services?limit=0')
  await call('GET', '/services', undefined, 'rnd_other')
  await call('GET', '/services/srv-none')
  await call('PATCH', `/services/${id}`, { name: 'other' })
  await call('PATCH', `/services/${id}`)
  await call('PUT', `/services/${id}/env-vars/C`, {})
  await call('PUT', `/services/${id}/env-vars`, { A: '2' })
  await call('GET', `/services/${id}/env-vars/D`)
  await call('DELETE', `/services/${id}/env-vars/D`)
  await call('GET', `/services/${id}/deploys/dep-none`)
  await call('POST', `/services/${id}/rollback`, { deployId: 'dep-none' })
  await call('POST', `/services/${id}/rollback`, { deployId })
  await clock.advance(60_000)
  await call('POST', `/services/${id}/deploys/${deployId}/cancel`)
  await call('GET', '/logs?ownerId=tea-1')
  await call('GET', '/logs?ownerId=tea-1&resource=srv-none')
  await call('POST', `/services/${id}/suspend`)
  await call('POST', `/services/${id}/deploys`, {})
  await call('POST', `/services/${id}/resume`)
  await call('POST', `/services/${id}/resume`)
  await call('DELETE', '/services/srv-none')
  await call('GET', '/owners/tea-none')
  expect([...refused].toSorted()).toMatchInlineSnapshot(`
    [
      "400 GET /logs",
      "400 GET /services",
      "400 PATCH /services/{serviceId}",
      "400 POST /services",
      "400 POST /services/{serviceId}/deploys",
      "400 POST /services/{serviceId}/deploys/{deployId}/cancel",
      "400 POST /services/{serviceId}/resume",
      "400 POST /services/{serviceId}/rollback",
      "400 PUT /services/{serviceId}/env-vars",
      "400 PUT /services/{serviceId}/env-vars/{envVarKey}",
      "401 GET /services",
      "404 DELETE /services/{serviceId}",
      "404 DELETE /services/{serviceId}/env-vars/{envVarKey}",
      "404 GET /logs",
      "404 GET /owners/{ownerId}",
      "404 GET /services/{serviceId}",
      "404 GET /services/{serviceId}/deploys/{deployId}",
      "404 GET /services/{serviceId}/env-vars/{envVarKey}",
      "404 POST /services/{serviceId}/rollback",
      "409 PATCH /services/{serviceId}",
      "409 POST /services",
    ]
  `)
})

test('the check sees an answer that is not of the contract', () => {
  const problems = (body: unknown) => contract.problemsOf('GET /services/{serviceId}/deploys/{deployId}', 200, body)
  expect(problems({ id: 'dep-1', status: 'done' })).toContain('status')
  expect(problems({ id: 'dep-1', madeUp: 1 })).toContain('additional properties')
  expect(problems({ id: 'dep-1', status: 'live' })).toBeUndefined()
  expect(() => contract.problemsOf('GET /owners', 418, {})).toThrow('answers 418')
})
