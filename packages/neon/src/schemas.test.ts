import type { SchemaDriftEvent } from '@keelson/core'
import { createFakeClock, createRandom } from '@keelson/core/testing'
import { describe, expect, test } from 'vitest'
import * as neon from './index.js'
import { createFakeNeon } from './testing/index.js'

test('a client that is strict takes every answer that the contract allows', async () => {
  const clock = createFakeClock({ auto: true })
  const fake = createFakeNeon({ clock, random: createRandom(1), orgId: 'org-1' })
  const client = neon.createNeonClient({ apiKey: 'napi_test', clock, strict: true, fetch: fake.fetch })
  const { resource, branch } = await neon.ensureProject(client, { name: 'shop' })
  const projectId = resource.id
  const params = { projectId, branchId: branch.id }
  const settle = () => neon.waitForBranch(client, params)
  expect(await neon.getProject(client, { projectId })).toMatchObject({ name: 'shop', org_id: 'org-1' })
  expect(await neon.listProjects(client).toArray()).toHaveLength(1)
  expect(await neon.getBranch(client, params)).toMatchObject({ name: 'main' })
  await neon.ensureRole(client, { ...params, name: 'app' })
  await neon.ensureDatabase(client, { ...params, name: 'stock', owner_name: 'app' })
  await neon.resetRolePassword(client, { ...params, roleName: 'app' })
  await settle()
  const preview = await neon.ensureBranch(client, { projectId, name: 'a', expires_at: '2026-01-15T00:00:00Z' })
  await neon.ensureBranch(client, { projectId, name: 'a', expires_at: null })
  const [endpoint] = await neon.listEndpoints(client, { projectId, branchId: preview.resource.id })
  const compute = { projectId, endpointId: endpoint!.id }
  for (const change of [neon.suspendEndpoint, neon.startEndpoint]) {
    const { operations } = await change(client, compute)
    await neon.waitForOperations(client, { projectId, operationIds: operations.map(({ id }) => id) })
  }
  expect(await neon.getEndpoint(client, compute)).toMatchObject({ current_state: 'active' })
  await neon.restoreBranch(client, { ...params, source_branch_id: preview.resource.id, preserve_under_name: 'before' })
  await settle()
  const place = { projectId, databaseName: 'neondb', roleName: 'neondb_owner' }
  expect((await neon.getConnectionUris(client, place)).direct.reveal()).toContain('neon.tech')
  expect((await neon.listOperations(client, { projectId }).toArray()).length).toBeGreaterThan(8)
  await neon.deleteProject(client, { projectId })
})

const pathsOf = ([drift]: SchemaDriftEvent[]) => drift?.issues.map(({ path }) => path?.map(String).join('.'))

describe('an answer that is not as documented', () => {
  const start = (body: unknown, strict: boolean) => {
    const drifts: SchemaDriftEvent[] = []
    const client = neon.createNeonClient({
      apiKey: 'napi_test',
      strict,
      onSchemaDrift: (event) => void drifts.push(event),
      fetch: async () => Response.json(body),
    })
    return { client, drifts }
  }
  const project = {
    id: 'p',
    name: 7,
    region_id: 'r',
    pg_version: '17',
    store_passwords: true,
    created_at: '',
    updated_at: '',
  }

  test('is told and still given; strict throws', async () => {
    const { client, drifts } = start({ project }, false)
    expect(await neon.getProject(client, { projectId: 'p' })).toEqual(project)
    expect(pathsOf(drifts)).toEqual(['project.name', 'project.pg_version'])
    const strict = start({ project }, true)
    await expect(neon.getProject(strict.client, { projectId: 'p' })).rejects.toMatchObject({ code: 'schema' })
  })

  test('in a list, too', async () => {
    const { client, drifts } = start({ projects: [project] }, false)
    expect(await neon.listProjects(client).toArray()).toEqual([project])
    expect(pathsOf(drifts)).toEqual(['projects.0.name'])
  })

  test('a state or a field that is new is none', async () => {
    const branch = {
      id: 'b',
      project_id: 'p',
      name: 'n',
      current_state: 'dreaming',
      state_changed_at: '',
      default: true,
      protected: false,
      created_at: '',
      updated_at: '',
      flavour: 'mint',
    }
    const { client } = start({ branch }, true)
    expect(await neon.getBranch(client, { projectId: 'p', branchId: 'b' })).toEqual(branch)
  })
})
