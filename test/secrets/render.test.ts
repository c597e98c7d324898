import * as render from '@keelson/render'
import * as datastores from '@keelson/render/datastores'
import * as deployHook from '@keelson/render/deploy-hook'
import * as diagnose from '@keelson/render/diagnose'
import * as lint from '@keelson/render/lint'
import * as logs from '@keelson/render/logs'
import * as probes from '@keelson/render/probes'
import { table } from '../operations/render/index.ts'
import { connect, ownerId, type RenderWorld } from '../operations/render/world.ts'
import { readingOf } from './reading-of.ts'
import { describeSearch } from './search-rows.ts'

const site = { type: 'web_service', name: 'shop', repo: 'https://github.com/me/shop' } as const
const domain = { name: 'shop.example.com' }
const database = { name: 'shop', plan: 'free', version: '17' } as const
const cache = { name: 'queue', plan: 'free', maxmemoryPolicy: 'noeviction' } as const
const set = { SECRET_KEY: 'second-secret-value', TOKEN: 'a-token-of-this-release' }

/** A client that nothing disturbs. */
const calm = (world: RenderWorld) => connect(world.fake.fetch, world)

const startJob = async (world: RenderWorld) =>
  render.createJob(calm(world), { serviceId: world.serviceId, startCommand: 'python tidy.py' })

const startRun = async (world: RenderWorld) => {
  const { service } = await render.createService(calm(world), {
    ...site,
    name: 'nightly',
    type: 'cron_job',
    serviceDetails: { runtime: 'node', schedule: '0 3 * * *' },
  })
  const { id } = await render.runCronJob(calm(world), { cronJobId: service.id })
  return { cronJobId: service.id, runId: id }
}

describeSearch({
  table,
  connect: (options) => render.createRenderClient({ ...options, ownerId }),
  exported: { ...deployHook, ...diagnose, ...lint, ...logs, ...probes },
  others: {
    applyEnvVars: async (world) => {
      const { serviceId } = world
      const plan = await render.planEnvVars(calm(world), { serviceId, set })
      return render.applyEnvVars(world.client, plan, { set })
    },
    checkCronRun: async (world) => render.checkCronRun(world.client, await startRun(world)),
    checkCustomDomain: ({ client, serviceId }) =>
      render.checkCustomDomain(client, { serviceId, customDomain: domain.name }),
    checkDeploy: ({ client, serviceId, deployId }) => render.checkDeploy(client, { serviceId, deployId }),
    checkJob: async (world) =>
      render.checkJob(world.client, { serviceId: world.serviceId, jobId: (await startJob(world)).id }),
    checkKeyValue: async (world) => {
      const { id } = await datastores.createKeyValue(calm(world), cache)
      return datastores.checkKeyValue(world.client, { keyValueId: id })
    },
    checkPostgres: async (world) => {
      const { id } = await datastores.createPostgres(calm(world), database)
      return datastores.checkPostgres(world.client, { postgresId: id })
    },
    checkService: ({ client, serviceId }) => render.checkService(client, { serviceId }),
    deployAndWait: ({ client, serviceId, fake }) => {
      fake.faults.add({ operation: 'POST /services/{serviceId}/deploys', kind: 'build_failed' })
      return render.deployAndWait(client, { serviceId })
    },
    diagnoseDeploy: async ({ client, serviceId }) =>
      diagnose.formatDiagnosis(await diagnose.diagnoseDeploy(client, { serviceId })),
    deployLiveProbe: ({ client, serviceId }) => readingOf(probes.deployLiveProbe(client, { serviceId })),
    ensureCustomDomain: ({ client, serviceId }) => render.ensureCustomDomain(client, { serviceId, ...domain }),
    ensureEnvVars: ({ client, serviceId }) => render.ensureEnvVars(client, { serviceId, set }),
    ensureKeyValue: ({ client }) => datastores.ensureKeyValue(client, cache),
    ensurePostgres: ({ client }) => datastores.ensurePostgres(client, database),
    ensureService: ({ client }) => render.ensureService(client, { ...site, branch: 'next' }),
    followLogs: async ({ client, serviceId, deployId }) => {
      const until = logs.untilDeployEnds(client, { serviceId, deployId })
      const lines: unknown[] = []
      for await (const line of logs.followLogs(client, { resource: [serviceId] }, { until, gapTimeoutMs: 5000 }))
        lines.push(line)
    },
    gatherForLint: async ({ client }) => lint.lintServices(await lint.gatherForLint(client)),
    keyValueStateProbe: async (world) => {
      const { id } = await datastores.createKeyValue(calm(world), cache)
      return readingOf(probes.keyValueStateProbe(world.client, { keyValueId: id }))
    },
    planCustomDomain: ({ client, serviceId }) => render.planCustomDomain(client, { serviceId, ...domain }),
    planEnvVars: ({ client, serviceId }) => render.planEnvVars(client, { serviceId, set }),
    planKeyValue: ({ client }) => datastores.planKeyValue(client, cache),
    planPostgres: ({ client }) => datastores.planPostgres(client, database),
    planService: ({ client }) => render.planService(client, { ...site, branch: 'next' }),
    postgresStateProbe: async (world) => {
      const { id } = await datastores.createPostgres(calm(world), database)
      return readingOf(probes.postgresStateProbe(world.client, { postgresId: id }))
    },
    removeCustomDomain: ({ client, serviceId }) => render.removeCustomDomain(client, { serviceId, ...domain }),
    removeKeyValue: ({ client }) => datastores.removeKeyValue(client, { name: 'queue', dataLossAccepted: true }),
    removePostgres: ({ client }) => datastores.removePostgres(client, { name: 'shop', dataLossAccepted: true }),
    removeService: ({ client }) => render.removeService(client, site),
    resolveService: ({ client }) => render.resolveService(client, { service: 'shop' }),
    serviceProbe: ({ client, serviceId }) => readingOf(probes.serviceProbe(client, { serviceId })),
    untilJobEnds: async (world) => {
      const { id } = await startJob(world)
      return logs.untilJobEnds(world.client, { serviceId: world.serviceId, jobId: id })()
    },
    waitForCronRun: async (world) => render.waitForCronRun(world.client, await startRun(world)),
    waitForCustomDomain: ({ client, serviceId }) =>
      render.waitForCustomDomain(client, { serviceId, customDomain: domain.name }, { totalTimeoutMs: 20_000 }),
    waitForDeploy: ({ client, serviceId, deployId }) => render.waitForDeploy(client, { serviceId, deployId }),
    waitForJob: async (world) =>
      render.waitForJob(world.client, { serviceId: world.serviceId, jobId: (await startJob(world)).id }),
    waitForKeyValue: async (world) => {
      const { id } = await datastores.createKeyValue(calm(world), cache)
      return datastores.waitForKeyValue(world.client, { keyValueId: id })
    },
    waitForPostgres: async (world) => {
      const { id } = await datastores.createPostgres(calm(world), database)
      return datastores.waitForPostgres(world.client, { postgresId: id })
    },
    waitForService: ({ client, serviceId }) => render.waitForService(client, { serviceId }),
  },
  exempt: {
    createRenderClient: 'sends nothing',
    describeFailure: 'sends nothing',
    diffEnvVars: 'sends nothing',
    findCauses: 'sends nothing',
    formatDeployFailure: 'sends nothing',
    formatDiagnosis: 'with diagnoseDeploy',
    formatEnvVarPlan: 'sends nothing',
    lintServices: 'with gatherForLint',
    untilDeployEnds: 'with followLogs',
    verifyWebhook: 'sends nothing',
    DeployError: 'sends nothing',
    RunError: 'sends nothing',
    ServiceError: 'sends nothing',
    triggerDeployHook: 'knows no key but its own: in secrets.test.ts of the package',
    streamLogs: 'a WebSocket: in log-stream.test.ts of the package',
    deployStep: 'in secrets.test.ts of the package',
    ensureServiceStep: 'in secrets.test.ts of the package',
    envVarsStep: 'in secrets.test.ts of the package',
    rollbackPointStep: 'in secrets.test.ts of the package',
  },
  runs: 30,
  failures: 3900,
})
