import { createFakeClock, createRandom } from '@keelson/core/testing'
import { expect, test } from 'vitest'
import type { ContractNode } from '../../../../test/contract.ts'
import { contract } from '../../../../test/operations/neon/contract.ts'
import { createFakeNeon } from './fake-neon.js'

function start() {
  const clock = createFakeClock()
  const fake = createFakeNeon({ clock, random: createRandom(1), apiKey: 'napi_test', orgId: 'org-1' })
  const refused = new Set<string>()
  const call = async <Body = ContractNode>(method: string, path: string, body?: unknown, key = 'napi_test') => {
    const response = await fake.fetch(`https://console.neon.tech/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const operation = contract.operationOf(method, new URL(`http://x${path}`).pathname)
    const text = await response.text()
    const value = (text === '' ? undefined : JSON.parse(text)) as Body
    const problems = contract.problemsOf(operation, response.status, value)
    expect(problems, `${operation} ${response.status}: ${text}`).toBeUndefined()
    if (!response.ok) refused.add(`${response.status} ${operation}`)
    return { status: response.status, body: value }
  }
  return { clock, call, refused }
}

interface Made {
  readonly project: { readonly id: string }
  readonly branch: { readonly id: string }
  readonly endpoints: readonly { readonly id: string }[]
}

/** The rows of test/operations have the successes. */
test('every refusal is one of the contract', async () => {
  const { clock, call, refused } = start()
  const { body } = await call<Made>('POST', '/projects', {
    project: { name: 'shop', branch: { database_name: 'shop' } },
  })
  const project = `/projects/${body.project.id}`
  const main = `${project}/branches/${body.branch.id}`
  await call('POST', `${main}/roles`, { role: { name: 'early' } })
  await clock.advance(5000)
  const child = await call<Made>('POST', `${project}/branches`, {
    branch: { name: 'preview', parent_id: body.branch.id },
  })
  const preview = `${project}/branches/${child.body.branch.id}`
  await clock.advance(5000)
  await call('POST', '/projects', { project: { pg_version: 9 } })
  await call('POST', '/projects', { project: { region_id: 'mars' } })
  await call('POST', '/projects', { project: {} }, 'napi_other')
  await call('GET', '/projects?limit=0')
  await call('GET', '/projects/none')
  await call('PATCH', project, { project: { history_retention_seconds: -1 } })
  await call('DELETE', '/projects/none')
  await call('POST', '/projects/none/recover')
  await call('GET', `${project}/operations?cursor=x`)
  await call('GET', `${project}/operations/none`)
  await call('GET', `${project}/connection_uri?database_name=shop&role_name=nobody`)
  await call('GET', `${project}/branches/none`)
  await call('POST', `${project}/branches`, { branch: { name: 'preview' } })
  await call('PATCH', main, { branch: { expires_at: '2026-01-02T00:00:00Z' } })
  await call('DELETE', main)
  await call('POST', `${main}/restore`, { source_branch_id: child.body.branch.id })
  await call('POST', `${preview}/finalize_restore`)
  await call('POST', `${project}/endpoints`, { endpoint: { branch_id: body.branch.id, type: 'read_write' } })
  await call('GET', `${project}/endpoints/none`)
  await call('DELETE', `${project}/endpoints/none`)
  for (const role of [{ name: 'shop_owner' }, {}]) await call('POST', `${main}/roles`, { role })
  for (const path of ['nobody', 'nobody/reveal_password']) await call('GET', `${main}/roles/${path}`)
  await call('POST', `${main}/roles/nobody/reset_password`)
  await call('DELETE', `${main}/roles/shop_owner`)
  await call('GET', `${main}/databases/none`)
  await call('PATCH', `${main}/databases/shop`, { database: { owner_name: 'nobody' } })
  for (const owner_name of ['shop_owner', 'nobody'])
    await call('POST', `${main}/databases`, { database: { name: 'shop', owner_name } })
  await call('GET', `${preview}/compare_schema?db_name=none`)
  await call('PUT', `${main}/backup_schedule`, { schedule: [{ frequency: 'often' }] })
  await call('DELETE', `${project}/snapshots/none`)
  await call('GET', '/regions?org_id=org-9')
  await call('GET', '/organizations/org-9')
  for (const path of ['/api_keys', '/organizations/org-1/api_keys']) {
    await call('POST', path, { key_name: '' })
    await call('DELETE', `${path}/7`)
  }
  await call('POST', '/organizations/org-1/api_keys', { key_name: 'one', project_id: 'none' })
  const time = 'from=2025-12-30T00:00:00Z&to=2026-01-02T00:00:00Z&granularity=daily&metrics=compute_unit_seconds'
  for (const kind of ['projects', 'branches']) {
    const path = `/consumption_history/v2/${kind}?project_ids=${body.project.id}&org_id`
    await call('GET', `${path}=org-9&${time}`)
    await call('GET', `${path}=org-1&${time.replace('2025', '2020')}`)
    await call('GET', `${path}=org-1&${time},cpu`)
  }
  expect([...refused].toSorted()).toMatchInlineSnapshot(`
    [
      "400 DELETE /projects/{project_id}/branches/{branch_id}",
      "400 DELETE /projects/{project_id}/branches/{branch_id}/roles/{role_name}",
      "400 GET /consumption_history/v2/branches",
      "400 GET /consumption_history/v2/projects",
      "400 GET /projects",
      "400 GET /projects/{project_id}/operations",
      "400 PATCH /projects/{project_id}",
      "400 PATCH /projects/{project_id}/branches/{branch_id}",
      "400 POST /api_keys",
      "400 POST /organizations/{org_id}/api_keys",
      "400 POST /projects",
      "400 POST /projects/{project_id}/branches/{branch_id}/finalize_restore",
      "400 POST /projects/{project_id}/branches/{branch_id}/restore",
      "400 POST /projects/{project_id}/branches/{branch_id}/roles",
      "400 PUT /projects/{project_id}/branches/{branch_id}/backup_schedule",
      "401 POST /projects",
      "404 DELETE /api_keys/{key_id}",
      "404 DELETE /organizations/{org_id}/api_keys/{key_id}",
      "404 DELETE /projects/{project_id}",
      "404 DELETE /projects/{project_id}/snapshots/{snapshot_id}",
      "404 GET /consumption_history/v2/branches",
      "404 GET /consumption_history/v2/projects",
      "404 GET /organizations/{org_id}",
      "404 GET /projects/{project_id}",
      "404 GET /projects/{project_id}/branches/{branch_id}",
      "404 GET /projects/{project_id}/branches/{branch_id}/compare_schema",
      "404 GET /projects/{project_id}/branches/{branch_id}/databases/{database_name}",
      "404 GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}",
      "404 GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reveal_password",
      "404 GET /projects/{project_id}/connection_uri",
      "404 GET /projects/{project_id}/endpoints/{endpoint_id}",
      "404 GET /projects/{project_id}/operations/{operation_id}",
      "404 GET /regions",
      "404 PATCH /projects/{project_id}/branches/{branch_id}/databases/{database_name}",
      "404 POST /organizations/{org_id}/api_keys",
      "404 POST /projects/{project_id}/branches/{branch_id}/databases",
      "404 POST /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reset_password",
      "404 POST /projects/{project_id}/recover",
      "406 GET /consumption_history/v2/branches",
      "406 GET /consumption_history/v2/projects",
      "409 POST /projects/{project_id}/branches",
      "409 POST /projects/{project_id}/branches/{branch_id}/databases",
      "409 POST /projects/{project_id}/branches/{branch_id}/roles",
      "409 POST /projects/{project_id}/endpoints",
      "423 POST /projects/{project_id}/branches/{branch_id}/roles",
    ]
  `)
})

test('the check sees an answer that is not of the contract', () => {
  const uri = (body: unknown) => contract.problemsOf('GET /projects/{project_id}/connection_uri', 200, body)
  expect(uri({ uri: 1 })).toContain('must be string')
  expect(uri({ uri: 'postgresql://…', made_up: 1 })).toContain('additional properties')
  expect(uri({ uri: 'postgresql://…' })).toBeUndefined()
  const branches = (body: unknown) => contract.problemsOf('GET /projects/{project_id}/branches', 200, body)
  expect(branches({ branches: [], annotations: {}, pagination: {} })).toBeUndefined()
  expect(branches({ branches: [], annotations: {}, made_up: {} })).toContain('unevaluated properties')
  expect(branches({ branches: [{ id: 'br-1' }], annotations: {} })).toContain('required')
  expect(() => contract.problemsOf('GET /projects', 299, {})).toThrow('answers 299')
})
