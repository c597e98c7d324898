import { formatError, runTransaction, Secret, TransactionError } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

const apiKey = 'napi_k3y-nobody-may-see'

function start() {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1) })
  const events: unknown[] = []
  const record = (event: unknown) => void events.push(event)
  const client = neon.createNeonClient({
    apiKey,
    clock,
    random: createRandom(2),
    fetch: fake.fetch,
    onRequest: record,
    onResponse: record,
    onRetry: record,
    onSchemaDrift: record,
  })
  /** Everything that must not be shown, also in other spellings. */
  const hidden = () => {
    const passwords = [...fake.state.branches.values()].flatMap(({ roles }) =>
      Array.from(roles.values(), ({ password }) => password),
    )
    return [apiKey, ...passwords]
  }
  const expectHidden = (...shown: unknown[]) => {
    const text = shown
      .flatMap((each) => [String(each), JSON.stringify(each) ?? '', inspect(each, { depth: 20, showHidden: true })])
      .join('\n')
    const secrets = hidden()
    expect(secrets.length).toBeGreaterThan(1)
    for (const secret of secrets) expect(text).not.toContain(secret)
    return text
  }
  return { clock, fake, client, events, expectHidden }
}

test('what was created shows nothing, and its secrets can be had', async () => {
  const { client, events, expectHidden } = start()
  const created = await neon.createProject(client, { name: 'shop' })
  const [connection] = created.connection_uris
  expect(connection?.connection_uri.reveal()).toContain(connection?.connection_parameters.password.reveal())
  expect(created.roles[0]?.password?.reveal()).toMatch(/^npg_/)
  const projectId = created.project.id
  const branchId = created.branch.id
  await neon.waitForBranch(client, { projectId, branchId })
  const branch = await neon.createBranch(client, { projectId, name: 'a', endpoints: [{ type: 'read_write' }] })
  expect(branch.connection_uris?.[0]?.connection_uri).toBeInstanceOf(Secret)
  const role = await neon.createRole(client, { projectId, branchId, name: 'app' })
  const reset = await neon.resetRolePassword(client, { projectId, branchId, roleName: 'app' })
  expect(reset.role.password?.reveal()).not.toBe(role.role.password?.reveal())
  const place = { projectId, branchId, databaseName: 'neondb', roleName: 'app' }
  const uris = await neon.getConnectionUris(client, place)
  const roles = await neon.listRoles(client, { projectId, branchId })
  const password = await neon.getRolePassword(client, { projectId, branchId, roleName: 'app' })
  expect(password.reveal()).toBe(reset.role.password?.reveal())
  expectHidden(created, branch, role, reset, uris, roles, password, events, client)
  expect(expectHidden(created)).toContain('[secret]')
})

test('no operation error and no journal shows them', async () => {
  const { clock, client, fake, expectHidden } = start()
  const { resource, branch, connection } = await neon.ensureProject(client, { name: 'shop' })
  const params = { projectId: resource.id, branchId: branch.id }
  fake.faults.add({ operation: 'POST /projects/{project_id}/branches/{branch_id}/roles', kind: 'operation_error' })
  const { operations } = await neon.createRole(client, { ...params, name: 'app' })
  const [id = ''] = operations.map((operation) => operation.id)
  await clock.advance(10_000)
  fake.state.operations.get(id)!.error = `could not use ${connection?.connection_uri.reveal()}`
  const step = {
    name: 'wait',
    run: () => neon.waitForOperations(client, { projectId: params.projectId, operationIds: [id] }),
  }
  const error: unknown = await runTransaction({ name: 'release', clock }, (run) => run(step)).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TransactionError)
  expect((error as TransactionError).message).toContain('could not use')
  expectHidden(error, (error as TransactionError).journal, formatError(error))
})
