import * as render from '@keelson/render'
import * as datastores from '@keelson/render/datastores'
import { createRandom, type FakeClock } from '@keelson/core/testing'
import {
  createFakeRender,
  type FakeRender,
  type FakeRenderFault,
  type FakeRenderOptions,
} from '@keelson/render/testing'
import { expect } from 'vitest'
import { describeWaits, type Ending } from './describe-waits.ts'
import { basePath, connect, key, waiters } from './render.ts'

type Begin = Ending['begin']
type Work = (client: render.RenderClient, fake: FakeRender, clock: FakeClock) => Promise<BegunAt>
interface BegunAt {
  readonly params: object
  readonly afterLook?: (look: number) => void
}

/** A workspace, and what was begun in it; `fault` strikes the first request that it fits. */
const begin =
  (work: Work, fault?: FakeRenderFault): Begin =>
  async (clock) => {
    const durations = { created: 100, build: 800, update: 500 }
    const options: FakeRenderOptions = { clock, random: createRandom(7), ownerId: 'tea-1', apiKey: key, durations }
    const fake = createFakeRender(options)
    if (fault) fake.faults.add(fault)
    const begun = await work(connect({ clock, fetch: fake.fetch }), fake, clock)
    return { fetch: fake.fetch, calls: fake.state.calls, ...begun }
  }

const createService = async (client: render.RenderClient) => {
  const { service } = await render.createService(client, {
    type: 'web_service',
    name: 'shop',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node' },
  })
  return service.id
}

const service: Work = async (client) => ({ params: { serviceId: await createService(client) } })

const suspendedService: Work = async (client, fake) => {
  const serviceId = await createService(client)
  const afterLook = (look: number) => {
    if (look === 2) fake.state.services.get(serviceId)!.suspended = true
  }
  return { params: { serviceId }, afterLook }
}

const deploy: Work = async (client) => {
  const serviceId = await createService(client)
  await render.waitForService(client, { serviceId })
  return { params: { serviceId, deployId: (await render.createDeploy(client, { serviceId })).id } }
}

const job: Work = async (client, fake, clock) => {
  const serviceId = await createService(client)
  const { id: jobId } = await render.createJob(client, { serviceId, startCommand: 'npm run migrate' })
  // Running at the second look, ended at the fourth.
  fake.state.jobs.get(jobId)!.dueAt = clock.now() - 1000
  return { params: { serviceId, jobId } }
}

const cronRun: Work = async (client, fake, clock) => {
  const { service: cronJob } = await render.createService(client, {
    type: 'cron_job',
    name: 'nightly',
    repo: 'https://github.com/me/shop',
    serviceDetails: { runtime: 'node', schedule: '0 3 * * *' },
  })
  const cronJobId = cronJob.id
  const { id: runId } = await render.runCronJob(client, { cronJobId })
  const run = fake.state.cronRuns.get(runId)!
  run.dueAt = undefined
  // Told late, and dated less than an hour before the first look but more than an hour before the third.
  const endedAt = clock.now() - 3_599_000
  const afterLook = (look: number) => {
    if (look === 2) run.dueAt = endedAt
  }
  return { params: { cronJobId, runId }, afterLook }
}

const customDomain =
  (afterLook?: (look: number, fake: FakeRender) => void): Work =>
  async (client, fake) => {
    const serviceId = await createService(client)
    await render.createCustomDomain(client, { serviceId, name: 'www.example.com' })
    for (const domain of fake.state.customDomains.values()) domain.dnsAt = Infinity
    return { params: { serviceId, customDomain: 'www.example.com' }, afterLook: (look) => afterLook?.(look, fake) }
  }

const postgres = async (client: render.RenderClient, fake: FakeRender, clock: FakeClock) => {
  const { id } = await datastores.createPostgres(client, { name: 'shop', plan: 'basic_256mb', version: '17' })
  const database = fake.state.postgres.get(id)!
  database.next = { status: 'available', dueAt: clock.now() + 2000 }
  return { params: { postgresId: id }, database }
}

const keyValue = async (client: render.RenderClient, fake: FakeRender, clock: FakeClock) => {
  const { id } = await datastores.createKeyValue(client, { name: 'shop', plan: 'starter' })
  const database = fake.state.keyValues.get(id)!
  database.next = { status: 'available', dueAt: clock.now() + 2000 }
  return { params: { keyValueId: id }, database }
}

const verify = 'POST /services/{serviceId}/custom-domains/{customDomainIdOrName}/verify 202'

describeWaits(
  { vendor: 'render', basePath, waiters },
  {
    deploy: {
      'becomes live': { begin: begin(deploy), looks: 3, result: { status: 'live' } },
      'fails to build': {
        begin: begin(deploy, { operation: 'POST /services/{serviceId}/deploys', kind: 'build_failed' }),
        looks: 2,
        error: { name: 'DeployError', code: 'wait_failed', outcome: 'build_failed' },
      },
    },
    service: {
      'runs its first deploy': { begin: begin(service), looks: 3, result: { deploy: { status: 'live' } } },
      'serves two looks after that': {
        begin: begin(service),
        servesAt: 5,
        looks: 5,
        result: { deploy: { status: 'live' }, reading: { status: 'pass' } },
      },
      'is suspended meanwhile': {
        begin: begin(suspendedService),
        looks: 3,
        error: { name: 'ServiceError', code: 'wait_failed', outcome: 'suspended' },
      },
    },
    job: {
      succeeds: { begin: begin(job), looks: 4, result: { status: 'succeeded' } },
      fails: {
        begin: begin(job, { operation: 'POST /services/{serviceId}/jobs', kind: 'job_failed' }),
        looks: 4,
        error: { name: 'RunError', code: 'wait_failed', outcome: 'failed', reason: { nonZeroExit: 1 } },
      },
    },
    cronRun: {
      'was successful': { begin: begin(cronRun), looks: 3, result: { status: 'successful' } },
      fails: {
        begin: begin(cronRun, { operation: 'POST /cron-jobs/{cronJobId}/runs', kind: 'cron_run_failed' }),
        looks: 3,
        error: { name: 'RunError', code: 'wait_failed', outcome: 'failed', reason: { nonZeroExit: 1 } },
      },
    },
    customDomain: {
      // The vendor is asked once, however many looks there are in two minutes.
      'is verified': {
        begin: begin(
          customDomain((look, fake) => {
            for (const domain of fake.state.customDomains.values()) if (look === 3) domain.verifiedAt = 0
          }),
        ),
        looks: 4,
        writes: [verify],
        result: { name: 'www.example.com', verificationStatus: 'verified' },
      },
      'is deleted meanwhile': {
        begin: begin(customDomain((look, fake) => void (look === 2 && fake.state.customDomains.clear()))),
        looks: 3,
        writes: [verify],
        error: { code: 'not_found' },
      },
    },
    postgres: {
      'becomes available': { begin: begin(postgres), looks: 3, result: { status: 'available' } },
      'serves two looks after that': { begin: begin(postgres), servesAt: 5, looks: 5, result: { status: 'available' } },
      'is suspended meanwhile': {
        begin: begin(async (client, fake, clock) => {
          const { params, database } = await postgres(client, fake, clock)
          return { params, afterLook: (look) => void (look === 2 && (database.suspenders = ['billing'])) }
        }),
        looks: 3,
        error: { name: 'WaitError', code: 'wait_failed', message: expect.stringContaining('is suspended (billing)') },
      },
    },
    keyValue: {
      'becomes available': { begin: begin(keyValue), looks: 3, result: { status: 'available' } },
      'cannot be recovered': {
        begin: begin(async (client, fake, clock) => {
          const { params, database } = await keyValue(client, fake, clock)
          database.next = { status: 'recovery_failed', dueAt: clock.now() + 2000 }
          return { params }
        }),
        looks: 3,
        error: { name: 'WaitError', code: 'wait_failed', message: expect.stringContaining('could not be recovered') },
      },
    },
  },
)
