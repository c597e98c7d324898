import * as neon from '@keelson/neon'
import * as probes from '@keelson/neon/probes'
import { table } from '../operations/neon/index.ts'
import { orgId } from '../operations/neon/world.ts'
import { readingOf } from './reading-of.ts'
import { describeSearch } from './search-rows.ts'

const replica = { name: 'reader' }

describeSearch({
  table,
  connect: (options) => neon.createNeonClient({ ...options, orgId }),
  exported: probes,
  others: {
    branchProbe: ({ client, projectId, branchId }) =>
      readingOf(probes.branchProbe(client, { projectId, branchId }, { warnDays: 0 })),
    computeProbe: ({ client, projectId, endpointId }) =>
      readingOf(probes.computeProbe(client, { projectId, endpointId })),
    quotaProbe: ({ client, projectId }) => readingOf(probes.quotaProbe(client, { projectId, plan: 'free' })),
    checkBranch: ({ client, projectId, branchId }) => neon.checkBranch(client, { projectId, branchId }),
    checkEndpoint: ({ client, projectId, endpointId }) => neon.checkEndpoint(client, { projectId, endpointId }),
    checkOperations: ({ client, projectId, fake }) =>
      neon.checkOperations(client, { projectId, operationIds: [...fake.state.operations.keys()].slice(0, 2) }),
    ensureBranch: ({ client, projectId }) => neon.ensureBranch(client, { projectId, name: 'preview' }),
    ensureDatabase: ({ client, projectId, branchId }) =>
      neon.ensureDatabase(client, { projectId, branchId, name: 'stock', owner_name: 'shop_owner' }),
    ensureProject: ({ client }) =>
      neon.ensureProject(client, { name: 'shop', pg_version: 14, region_id: 'aws-us-east-1' }),
    ensureReadReplica: ({ client, projectId, branchId }) =>
      neon.ensureReadReplica(client, { projectId, branchId, ...replica }),
    ensureRole: ({ client, projectId, branchId }) => neon.ensureRole(client, { projectId, branchId, name: 'app' }),
    findProject: ({ client }) => neon.findProject(client, { name: 'shop' }),
    listExpiredBranches: ({ client, projectId }) => neon.listExpiredBranches(client, { projectId, prefix: 'p' }),
    planBranch: ({ client, projectId }) => neon.planBranch(client, { projectId, name: 'main', protected: true }),
    planDatabase: ({ client, projectId, branchId }) =>
      neon.planDatabase(client, { projectId, branchId, name: 'shop', owner_name: 'other' }),
    planProject: ({ client }) => neon.planProject(client, { name: 'shop', region_id: 'aws-us-east-1' }),
    planReadReplica: ({ client, projectId, branchId }) =>
      neon.planReadReplica(client, { projectId, branchId, ...replica }),
    planRole: ({ client, projectId, branchId }) => neon.planRole(client, { projectId, branchId, name: 'shop_owner' }),
    removeBranch: ({ client, projectId }) => neon.removeBranch(client, { projectId, name: 'main' }),
    removeDatabase: ({ client, projectId, branchId }) =>
      neon.removeDatabase(client, { projectId, branchId, name: 'shop', deleteData: true }),
    removeReadReplica: ({ client, projectId, branchId }) =>
      neon.removeReadReplica(client, { projectId, branchId, ...replica }),
    removeRole: ({ client, projectId, branchId }) =>
      neon.removeRole(client, { projectId, branchId, name: 'shop_owner' }),
    waitForBranch: ({ client, projectId, branchId }) => neon.waitForBranch(client, { projectId, branchId }),
    waitForEndpoint: ({ client, projectId, endpointId }) =>
      neon.waitForEndpoint(client, { projectId, endpointId, until: 'awake' }),
    waitForOperations: ({ client, projectId, fake }) =>
      neon.waitForOperations(client, { projectId, operationIds: [...fake.state.operations.keys()].slice(0, 2) }),
  },
  exempt: {
    createNeonClient: 'sends nothing',
    directHost: 'sends nothing',
    isPoolerHost: 'sends nothing',
    poolerHost: 'sends nothing',
    OperationError: 'sends nothing',
    branchReadyStep: 'in releases.test.ts',
    ensureBranchStep: 'in releases.test.ts',
    ensureProjectStep: 'in releases.test.ts',
    restorePointStep: 'in releases.test.ts',
  },
  runs: 30,
  failures: 2200,
})
