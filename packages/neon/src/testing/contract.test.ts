import { readFileSync } from 'node:fs'
import { findRoute, createFakeClock, createRandom } from '@keelson/core/testing'
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import { expect, test } from 'vitest'
import { createFakeNeon } from './fake-neon.js'
import { operations, type FakeNeonOperation } from './operations.js'

interface Node {
  [key: string]: unknown
}

const names = Object.keys(operations) as FakeNeonOperation[]
const contract = loadContract()
const ajv = new Ajv2019({
  strict: false,
  allErrors: true,
  formats: {
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
    uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
    email: true,
    int32: true,
    int64: true,
  },
})
ajv.addSchema(contract, 'contract')

/** The contract with its objects closed: what the fake makes up would mislead. */
function loadContract(): Node {
  const document = JSON.parse(readFileSync(new URL('../../contract.json', import.meta.url), 'utf8')) as Node
  const { schemas } = document['components'] as { schemas: Record<string, Node> }
  const parts = new Set<unknown>()
  markParts(document, schemas, parts)
  closeObjects(document, parts)
  return document
}

/** What comes together in an `allOf` is closed there, and not part by part. */
function markParts(node: unknown, schemas: Record<string, Node>, parts: Set<unknown>): void {
  if (typeof node !== 'object' || node === null) return
  for (const part of ((node as Node)['allOf'] ?? []) as Node[]) {
    const reference = part['$ref'] as string | undefined
    parts.add(reference ? schemas[reference.split('/').at(-1)!] : part)
  }
  for (const child of Object.values(node)) markParts(child, schemas, parts)
}

function closeObjects(node: unknown, parts: ReadonlySet<unknown>): void {
  if (typeof node !== 'object' || node === null) return
  for (const child of Object.values(node)) closeObjects(child, parts)
  const schema = node as Node
  if (parts.has(schema)) return
  if (Array.isArray(schema['allOf'])) schema['unevaluatedProperties'] = false
  else if (schema['type'] === 'object' && schema['properties']) schema['additionalProperties'] ??= false
}

function pointer(...parts: string[]): string {
  return parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
}

/** The validator of an answer's body; `undefined` when the contract has no body for it. */
function validatorOf(operation: string, status: number): ValidateFunction | undefined {
  const [method = '', path = ''] = operation.split(' ')
  const paths = contract['paths'] as Record<string, Record<string, { responses: Record<string, Node> }>>
  const responses = paths[path]?.[method.toLowerCase()]?.responses
  if (!responses) throw new Error(`the contract has no ${operation}`)
  const key = String(status) in responses || status < 400 ? String(status) : 'default'
  const response = responses[key]
  if (!response)
    throw new Error(`${operation} answers ${status}, the contract only ${Object.keys(responses).join(', ')}`)
  const reference = response['$ref'] as string | undefined
  const place = reference ?? `#/${pointer('paths', path, method.toLowerCase(), 'responses', key)}`
  const named = (contract['components'] as { responses: Record<string, Node> }).responses
  const content = (reference ? named[reference.split('/').at(-1) ?? ''] : response)?.['content']
  return content ? ajv.compile({ $ref: `contract${place}/content/application~1json/schema` }) : undefined
}

function start() {
  const clock = createFakeClock()
  const fake = createFakeNeon({ clock, random: createRandom(1), apiKey: 'napi_test', orgId: 'org-1' })
  const seen = new Set<string>()
  const call = async <Body = Node>(method: string, path: string, body?: unknown, key = 'napi_test') => {
    const response = await fake.fetch(`https://console.neon.tech/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { operation } = findRoute(names, method, new URL(`http://x${path}`).pathname)!
    const text = await response.text()
    const value = (text === '' ? undefined : JSON.parse(text)) as Body
    const validate = validatorOf(operation, response.status)
    const problems = validate ? !validate(value) && ajv.errorsText(validate.errors) : text !== '' && 'a body is not due'
    expect(problems, `${operation} ${response.status}: ${text}`).toBe(false)
    seen.add(`${operation} ${response.status}`)
    return { status: response.status, body: value }
  }
  return { clock, fake, call, seen }
}

interface Made {
  project: { id: string }
  branch: { id: string }
  endpoints: { id: string }[]
  endpoint: { id: string }
  operations: { id: string }[]
}

test('every answer of every operation is one of the contract', async () => {
  const { clock, fake, call, seen } = start()
  const made = await call<Made>('POST', '/projects', {
    project: {
      name: 'shop',
      region_id: 'aws-us-east-2',
      pg_version: 18,
      branch: { name: 'prod', database_name: 'shop' },
    },
  })
  await call('POST', '/projects', { project: { pg_version: 9 } })
  await call('POST', '/projects', { project: { region_id: 'mars' } })
  await call('POST', '/projects', { project: {} }, 'napi_other')
  const project = `/projects/${made.body.project.id}`
  const main = `${project}/branches/${made.body.branch.id}`
  const endpoint = `${project}/endpoints/${made.body.endpoints[0]!.id}`
  await call('POST', `${main}/roles`, { role: { name: 'early' } })
  await call('GET', `${project}/operations?limit=1`)
  await call('GET', endpoint)
  await clock.advance(5000)
  for (const path of [
    '',
    '/operations',
    '/branches',
    '/connection_uri?database_name=shop&role_name=shop_owner&pooled=true',
  ])
    await call('GET', project + path)
  await call('GET', `${project}/operations?cursor=x`)
  await call('GET', `${project}/operations/${made.body.operations[0]!.id}`)
  await call('GET', `${project}/operations/none`)
  await call('GET', `${project}/connection_uri?database_name=shop&role_name=nobody`)
  await call('GET', '/projects?search=sho&limit=1')
  await call('GET', '/projects?limit=0')
  await call('GET', '/projects/none')
  for (const path of ['', '/endpoints', '/roles', '/databases']) await call('GET', main + path)
  await call('GET', `${project}/branches/none`)
  await call('POST', `${main}/roles`, { role: { name: 'app' } })
  await call('POST', `${main}/roles`, { role: { name: 'app' } })
  await clock.advance(5000)
  await call('POST', `${main}/roles/app/reset_password`)
  await call('POST', `${main}/roles/nobody/reset_password`)
  await clock.advance(5000)
  await call('POST', `${main}/databases`, { database: { name: 'stock', owner_name: 'app' } })
  await call('POST', `${main}/databases`, { database: { name: 'stock', owner_name: 'app' } })
  await call('POST', `${main}/databases`, { database: { name: 'other', owner_name: 'nobody' } })
  await clock.advance(5000)

  await call('POST', `${project}/branches`)
  await clock.advance(5000)
  const child = await call<Made>('POST', `${project}/branches`, {
    branch: { name: 'preview', parent_id: made.body.branch.id, expires_at: '2026-01-02T00:00:00Z' },
  })
  await clock.advance(5000)
  const preview = `${project}/branches/${child.body.branch.id}`
  await call('POST', `${project}/branches`, { branch: { name: 'preview' } })
  await call('PATCH', preview, { branch: { name: 'preview/1', expires_at: null } })
  await call('PATCH', main, { branch: { expires_at: '2026-01-02T00:00:00Z' } })
  const second = await call<Made>('POST', `${project}/endpoints`, {
    endpoint: { branch_id: child.body.branch.id, type: 'read_write', autoscaling_limit_max_cu: 4 },
  })
  await call('POST', `${project}/endpoints`, { endpoint: { branch_id: child.body.branch.id, type: 'read_write' } })
  await clock.advance(5000)
  await call('POST', `${project}/endpoints/${second.body.endpoint.id}/suspend`)
  await clock.advance(5000)
  await call('POST', `${project}/endpoints/${second.body.endpoint.id}/start`)
  await call('POST', `${endpoint}/start`)
  await clock.advance(5000)
  await call('POST', `${main}/restore`, { source_branch_id: child.body.branch.id })
  await call('POST', `${main}/restore`, { source_branch_id: child.body.branch.id, preserve_under_name: 'before' })
  await clock.advance(5000)
  await call('GET', `${project}/branches?sort_by=name&sort_order=asc&limit=1`)
  await call('DELETE', main)
  const last = await call<Made>('POST', `${project}/branches`, {
    branch: { name: 'short', parent_id: child.body.branch.id },
    endpoints: [{ type: 'read_write' }],
  })
  await clock.advance(5000)
  await call('DELETE', `${project}/branches/${last.body.branch.id}`)
  await call('DELETE', `${project}/branches/${last.body.branch.id}`)
  fake.faults.add({ operation: 'POST /projects/{project_id}/branches/{branch_id}/roles', kind: 'operation_error' })
  await clock.advance(5000)
  await call('POST', `${main}/roles`, { role: { name: 'unlucky' } })
  await clock.advance(5000)
  await call('GET', `${project}/operations`)
  await call('DELETE', project)
  await call('DELETE', project)

  const called = new Set([...seen].map((entry) => entry.replace(/ \d+$/, '')))
  expect([...called].toSorted()).toEqual(names.toSorted())
  expect(seen).toContain('POST /projects/{project_id}/branches/{branch_id}/roles 423')
  expect(seen.size).toBeGreaterThan(40)
})

test('the check sees an answer that is not of the contract', () => {
  const validate = validatorOf('GET /projects/{project_id}/connection_uri', 200)!
  expect(validate({ uri: 1 })).toBe(false)
  expect(validate({ uri: 'postgresql://…', made_up: 1 })).toBe(false)
  expect(validate({ uri: 'postgresql://…' })).toBe(true)
  const branches = validatorOf('GET /projects/{project_id}/branches', 200)!
  expect(branches({ branches: [], annotations: {}, pagination: {} })).toBe(true)
  expect(branches({ branches: [], annotations: {}, made_up: {} })).toBe(false)
  expect(branches({ branches: [{ id: 'br-1' }], annotations: {} })).toBe(false)
  expect(() => validatorOf('GET /projects', 299)).toThrow('answers 299')
})
