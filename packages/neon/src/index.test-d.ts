import type { Ensured, Pages, Probe, Resume, Secret, ServingOptions, Step } from '@keelson/core'
import { describe, expectTypeOf, test } from 'vitest'
import * as neon from './index.js'

const client = neon.createNeonClient()
const place = { projectId: 'p', branchId: 'b' }

describe('answers', () => {
  test('have the documented fields and no others', () => {
    expectTypeOf(neon.getProject(client, { projectId: 'p' })).resolves.toEqualTypeOf<neon.Project>()
    expectTypeOf(neon.listProjects(client)).toEqualTypeOf<Pages<neon.Project>>()
    expectTypeOf(neon.listBranches(client, { projectId: 'p' })).toEqualTypeOf<Pages<neon.Branch>>()
    expectTypeOf<neon.Project['pg_version']>().toEqualTypeOf<number>()
    expectTypeOf<neon.Branch['expires_at']>().toEqualTypeOf<string | undefined>()
    // @ts-expect-error misspelt
    expectTypeOf<neon.Project['nmae']>()
    // @ts-expect-error ours, not the API's spelling
    expectTypeOf<neon.Branch['expiresAt']>()
    // @ts-expect-error misspelt
    expectTypeOf<neon.Endpoint['hots']>()
    // @ts-expect-error misspelt, deeper
    expectTypeOf<neon.ConnectionDetails['connection_parameters']['pasword']>()
  })

  test('have no index signature', () => {
    expectTypeOf<string extends keyof neon.Project ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof neon.Branch ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof neon.Endpoint ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof neon.Operation ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof neon.Role ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<string extends keyof neon.CreatedProject ? true : false>().toEqualTypeOf<false>()
    type Others =
      | keyof neon.ApiKey
      | keyof neon.CreatedApiKey
      | keyof neon.Organization
      | keyof neon.Region
      | keyof neon.User
      | keyof neon.Snapshot
      | keyof neon.SnapshotRule
      | keyof neon.RestoredSnapshot
      | keyof neon.RecoveredProject
      | keyof neon.ProjectConsumption
      | keyof neon.BranchConsumption
      | keyof NonNullable<neon.Project['settings']>
      | keyof NonNullable<neon.Branch['recovery']>
    expectTypeOf<string extends Others ? true : false>().toEqualTypeOf<false>()
  })

  test('states are those that are known, and any that is added', () => {
    expectTypeOf<'finished'>().toExtend<neon.Operation['status']>()
    expectTypeOf<'paused'>().toExtend<neon.Operation['status']>()
    expectTypeOf<'paused'>().not.toExtend<neon.OperationStatus>()
    expectTypeOf<'ready'>().toExtend<neon.Branch['current_state']>()
    expectTypeOf<neon.EndpointState>().toEqualTypeOf<'init' | 'active' | 'idle'>()
  })

  test('hold connection strings and passwords as Secret', () => {
    expectTypeOf<neon.ConnectionDetails['connection_uri']>().toEqualTypeOf<Secret>()
    expectTypeOf<neon.ConnectionDetails['connection_parameters']['password']>().toEqualTypeOf<Secret>()
    expectTypeOf<neon.Role['password']>().toEqualTypeOf<Secret | undefined>()
    expectTypeOf(neon.getRolePassword(client, { ...place, roleName: 'r' })).resolves.toEqualTypeOf<Secret>()
    expectTypeOf<neon.CreatedApiKey['key']>().toEqualTypeOf<Secret>()
    expectTypeOf<'key' extends keyof neon.ApiKey ? true : false>().toEqualTypeOf<false>()
    const uri = { projectId: 'p', databaseName: 'd', roleName: 'r' }
    expectTypeOf(neon.getConnectionUri(client, uri)).resolves.toEqualTypeOf<Secret>()
    expectTypeOf(neon.getConnectionUris(client, uri)).resolves.toEqualTypeOf<{
      readonly pooled: Secret
      readonly direct: Secret
    }>()
  })
})

describe('parameters', () => {
  test('that are misspelt, missing or of another kind do not compile', () => {
    // Never run: only that it does not compile counts.
    const never = () => {
      // @ts-expect-error misspelt
      neon.listProjects(client, { serach: 'shop' })
      // @ts-expect-error the API's spelling: what addresses something is ours
      void neon.getProject(client, { project_id: 'p' })
      // @ts-expect-error missing
      void neon.getBranch(client, { projectId: 'p' })
      // @ts-expect-error our spelling: what is sent is the API's
      void neon.createBranch(client, { projectId: 'p', expiresAt: '2026-01-01T00:00:00Z' })
      // @ts-expect-error no such type
      void neon.createBranch(client, { projectId: 'p', endpoints: [{ type: 'write' }] })
      // @ts-expect-error no such version
      void neon.createProject(client, { pg_version: 13 })
      // @ts-expect-error the owner is missing
      void neon.createDatabase(client, { ...place, name: 'shop' })
      // @ts-expect-error without saying that its data may go
      void neon.removeDatabase(client, { ...place, name: 'shop' })
      const day = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', granularity: 'daily' } as const
      // @ts-expect-error no such metric
      neon.listProjectConsumption(client, { ...day, metrics: ['cpu'] })
      // @ts-expect-error not one of branches
      neon.listBranchConsumption(client, { ...day, projectIds: ['p'], metrics: ['extra_branches_month'] })
      // @ts-expect-error no such granularity
      neon.listProjectConsumption(client, { ...day, granularity: 'weekly', metrics: ['compute_unit_seconds'] })
      // @ts-expect-error the source is missing
      void neon.restoreBranch(client, { ...place })
      // @ts-expect-error a name is what it is found by
      void neon.ensureProject(client, { region_id: 'aws-eu-central-1' })
      // @ts-expect-error a name or an id
      void neon.removeBranch(client, { projectId: 'p' })
      // @ts-expect-error the branch is missing
      void neon.ensureReadReplica(client, { projectId: 'p', name: 'reports' })
      // @ts-expect-error the branch is missing
      void neon.resetBranch(client, { projectId: 'p' })
      // @ts-expect-error the role is missing
      void neon.getRolePassword(client, { ...place })
      // @ts-expect-error the compute is missing
      void neon.restartEndpoint(client, { projectId: 'p' })
      // @ts-expect-error the snapshot is missing
      void neon.restoreSnapshot(client, { projectId: 'p' })
      // @ts-expect-error an id is a number
      void neon.revokeApiKey(client, { keyId: 'key' })
      // @ts-expect-error no such field to sort by
      neon.listBranches(client, { projectId: 'p', sortBy: 'size' })
      // @ts-expect-error no such source
      void neon.createBranch(client, { projectId: 'p', init_source: 'nothing' })
      // @ts-expect-error no such frequency
      void neon.setSnapshotSchedule(client, { ...place, schedule: [{ frequency: 'minutely' }] })
      // @ts-expect-error no such goal
      void neon.waitForEndpoint(client, { projectId: 'p', endpointId: 'ep', until: 'asleep' })
      // @ts-expect-error nothing of a database is for ever
      void neon.ensureDatabase(client, { ...place, name: 'shop', owner_name: 'app' }, { adopt: true })
      // @ts-expect-error misspelt option of a call
      void neon.getBranch(client, place, { timeout: 1000 })
      // @ts-expect-error misspelt option of a client
      neon.createNeonClient({ apikey: 'napi_x' })
    }
    expectTypeOf(never).toBeFunction()
  })

  test('name any region, but complete the known ones', () => {
    expectTypeOf<'aws-eu-central-1'>().toExtend<NonNullable<neon.CreateProjectParams['region_id']>>()
    expectTypeOf<'azure-eastus2'>().toExtend<NonNullable<neon.CreateProjectParams['region_id']>>()
  })
})

describe('waiting, ensuring and steps', () => {
  test('a check has a value, a resume and a time', () => {
    expectTypeOf(neon.checkBranch(client, place)).resolves.toEqualTypeOf<{
      readonly done: boolean
      readonly value: neon.BranchStatus
      readonly resume: Resume
      readonly nextCheckMs: number
    }>()
    expectTypeOf<ServingOptions['serving']>().toEqualTypeOf<Probe | undefined>()
    expectTypeOf<neon.OperationError['failed']>().toEqualTypeOf<neon.Operation>()
  })

  test('outcomes are words to switch on', () => {
    expectTypeOf<Ensured<neon.Branch>['outcome']>().toEqualTypeOf<'created' | 'existing' | 'updated'>()
    expectTypeOf(neon.removeBranch(client, place)).resolves.toEqualTypeOf<'removed' | 'absent'>()
    type Plan = neon.ProjectPlan | neon.BranchPlan | neon.DatabasePlan | neon.ReadReplicaPlan
    expectTypeOf<Plan['action']>().toEqualTypeOf<'create' | 'update' | 'none'>()
    expectTypeOf<neon.RolePlan['action']>().toEqualTypeOf<'create' | 'none'>()
    expectTypeOf<neon.ProjectPlan['project']>().toEqualTypeOf<neon.Project | undefined>()
    expectTypeOf(neon.ensureReadReplica(client, place)).resolves.toEqualTypeOf<Ensured<neon.Endpoint>>()
    expectTypeOf(neon.ensureProject(client, { name: 'a' })).resolves.toEqualTypeOf<neon.EnsuredProject>()
  })

  test('the value of a step is that of what it runs', () => {
    expectTypeOf(neon.ensureProjectStep(client, { name: 'a' })).toEqualTypeOf<Step<neon.EnsuredProject>>()
    expectTypeOf(neon.branchReadyStep(client, place)).toEqualTypeOf<Step<neon.BranchStatus>>()
    expectTypeOf(neon.restorePointStep(client, { ...place, name: 'a', expiresInMs: 1 })).toEqualTypeOf<
      Step<neon.Branch>
    >()
  })
})

describe('request', () => {
  const path = { project_id: 'p', branch_id: 'b' }

  test('answers what is documented for the operation', () => {
    const made = neon.request(client, 'POST /projects/{project_id}/branches/{branch_id}/snapshot', { path })
    expectTypeOf(made).resolves.toHaveProperty('snapshot').toHaveProperty('id').toEqualTypeOf<string>()
    // 200 with what was deleted, or 204 with nothing when it was gone already.
    type Deleted = neon.NeonOperations['DELETE /projects/{project_id}/branches/{branch_id}']['response']
    expectTypeOf<undefined>().toExtend<Deleted>()
    expectTypeOf<NonNullable<Deleted>['branch']['name']>().toEqualTypeOf<string>()
    expectTypeOf(neon.request(client, 'GET /regions')).resolves.toHaveProperty('regions')
  })

  test('what is misspelt, missing or of another kind does not compile', () => {
    const never = () => {
      // @ts-expect-error no such method
      void neon.request(client, 'PUT /projects')
      // @ts-expect-error misspelt
      void neon.request(client, 'GET /project')
      // @ts-expect-error without the path
      void neon.request(client, 'GET /projects/{project_id}')
      // @ts-expect-error half of the path
      void neon.request(client, 'GET /projects/{project_id}/branches/{branch_id}', { path: { project_id: 'p' } })
      // @ts-expect-error misspelt parameter of the query
      void neon.request(client, 'GET /projects', { query: { serach: 'shop' } })
      // @ts-expect-error without the body
      void neon.request(client, 'POST /projects')
      // @ts-expect-error the body is wrapped
      void neon.request(client, 'POST /projects', { body: { name: 'shop' } })
    }
    expectTypeOf(never).toBeFunction()
  })
})
