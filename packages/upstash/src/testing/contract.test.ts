import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import { closeObjects, readContract } from '../../../../test/contract.ts'
import { createFakeUpstash, type FakeUpstashOperation } from './index.js'

const contract = readContract('upstash', {
  adjust: (schemas) => {
    const { properties } = schemas['Database'] as { properties: Record<string, unknown> }
    // The vendor's document leaves the credentials out; its Terraform provider reads them from the same answers.
    for (const name of ['password', 'rest_token', 'read_only_rest_token']) properties[name] = { type: 'string' }
    for (const schema of Object.values(schemas)) closeObjects(schema)
  },
})

const account = { email: 'me@example.com', apiKey: 'upstash-key-7f3k' }

function start() {
  const clock = createFakeClock()
  const fake = createFakeUpstash({ clock, random: createRandom(1), ...account })
  const seen = new Set<string>()
  const call = async (method: string, path: string, body?: unknown, key = account.apiKey) => {
    const response = await fake.fetch(`https://api.upstash.com/v2${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(`${account.email}:${key}`)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const operation = contract.operationOf(method, path.replace(/\?.*/, ''))
    const text = await response.text()
    seen.add(`${operation} ${response.status}`)
    return { operation, status: response.status, text }
  }
  /** A success, which the contract describes. */
  const succeed = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { operation, status, text } = await call(method, path, body)
    const value: unknown = JSON.parse(text)
    expect(contract.problemsOf(operation, status, value), `${operation} ${status}: ${text}`).toBeUndefined()
    expect(status).toBe(200)
    return value
  }
  /** A refusal, which it does not: the vendor's own tool reads these three forms. */
  const refuse = async (status: number, method: string, path: string, body?: unknown, key?: string) => {
    const answer = await call(method, path, body, key)
    expect(answer).toMatchObject({ status })
    expect(answer.text).toMatch(/^\{"error":"[^"]+"\}$|^Unauthorized$/)
  }
  return { clock, fake, succeed, refuse, seen }
}

test('every answer of every operation is one of the contract', async () => {
  const { clock, succeed, refuse, seen } = start()
  const body = { database_name: 'shop', platform: 'aws', primary_region: 'eu-central-1' }
  const more = { read_regions: ['us-east-1'], plan: 'fixed_1gb', budget: 20, eviction: true, tls: true }
  const { database_id: id } = (await succeed('POST', '/redis/database', { ...body, ...more })) as {
    database_id: string
  }
  await succeed('POST', '/redis/database', { ...body, platform: 'gcp', primary_region: 'us-central1', plan: 'free' })
  await succeed('GET', '/redis/databases')
  await succeed('GET', `/redis/database/${id}`)
  await clock.advance(10_000)
  await succeed('GET', `/redis/database/${id}`)
  await succeed('GET', `/redis/database/${id}?credentials=hide`)
  await succeed('POST', `/redis/rename/${id}`, { name: 'shop-2' })
  await succeed('POST', `/redis/reset-password/${id}`)
  await succeed('POST', `/redis/disable-eviction/${id}`)
  await succeed('POST', `/redis/enable-eviction/${id}`)

  await refuse(400, 'POST', `/redis/enable-eviction/${id}`)
  await refuse(400, 'POST', `/redis/rename/${id}`, {})
  await refuse(400, 'POST', `/redis/rename/${id}`)
  for (const wrong of [
    { database_name: '' },
    { platform: 'azure' },
    { primary_region: 'us-central1' },
    { read_regions: 'us-east-1' },
    { read_regions: ['mars'] },
    { plan: 'huge' },
    { tls: false },
  ])
    await refuse(400, 'POST', '/redis/database', { ...body, ...wrong })
  await refuse(401, 'GET', '/redis/databases', undefined, 'another-key')

  await succeed('DELETE', `/redis/database/${id}`)
  await refuse(404, 'DELETE', `/redis/database/${id}`)
  await refuse(404, 'GET', `/redis/database/${id}`)

  const operations = new Set([...seen].map((entry) => entry.replace(/ \d+$/, '')))
  const known: readonly FakeUpstashOperation[] = [
    'DELETE /redis/database/{id}',
    'GET /redis/database/{id}',
    'GET /redis/databases',
    'POST /redis/database',
    'POST /redis/disable-eviction/{id}',
    'POST /redis/enable-eviction/{id}',
    'POST /redis/rename/{id}',
    'POST /redis/reset-password/{id}',
  ]
  expect([...operations].toSorted()).toEqual(known)
})

test('the check sees an answer that is not of the contract', () => {
  const problem = (body: unknown) => contract.problemsOf('GET /redis/database/{id}', 200, body)
  expect(problem({ database_id: 'x', state: 'done' })).toContain('state')
  expect(problem({ madeUp: 1 })).toContain('additional properties')
  expect(problem({ database_id: 'x', password: 'y' })).toBeUndefined()
})
