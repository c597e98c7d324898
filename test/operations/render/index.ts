import * as render from '@keelson/render'
import * as datastores from '@keelson/render/datastores'
import * as monitoring from '@keelson/render/monitoring'
import * as webhookOperations from '@keelson/render/webhooks'
// The other exports of this subpath write and read a file, and ask nobody.
import * as blueprintOperations from '../../../packages/render/src/blueprint/blueprints.ts'
import { createOperations } from '../../../packages/render/src/testing/operations.ts'
import { contract } from './contract.ts'
import * as blueprints from './blueprints.ts'
import * as cronRuns from './cron-runs.ts'
import * as deploys from './deploys.ts'
import * as envGroups from './env-groups.ts'
import * as environments from './environments.ts'
import * as envVars from './env-vars.ts'
import * as keyValue from './key-value.ts'
import * as events from './events.ts'
import * as jobs from './jobs.ts'
import * as logs from './logs.ts'
import * as metrics from './metrics.ts'
import * as notifications from './notifications.ts'
import * as owners from './owners.ts'
import * as projects from './projects.ts'
import * as secretFiles from './secret-files.ts'
import * as postgres from './postgres.ts'
import * as request from './request.ts'
import * as services from './services.ts'
import * as serviceActions from './service-actions.ts'
import * as disks from './disks.ts'
import * as customDomains from './custom-domains.ts'
import * as webhooks from './webhooks.ts'
import { connect, shorten, start, type Refusal, type RenderWorld } from './world.ts'
import type { OperationTable, Row } from '../table.ts'

/** One file a noun. */
const parts: readonly { readonly rows: readonly Row<RenderWorld>[]; readonly refusals?: readonly Refusal[] }[] = [
  services,
  serviceActions,
  disks,
  customDomains,
  deploys,
  envVars,
  secretFiles,
  envGroups,
  projects,
  environments,
  owners,
  keyValue,
  logs,
  postgres,
  request,
  jobs,
  cronRuns,
  events,
  webhooks,
  notifications,
  metrics,
  blueprints,
]

/** The table of Render. */
export const table: OperationTable<render.RenderClient, RenderWorld> = {
  provider: 'render',
  basePath: '/v1',
  contract,
  exported: { ...render, ...blueprintOperations, ...datastores, ...monitoring, ...webhookOperations },
  resources: Object.values(
    import.meta.glob(
      [
        '../../../packages/render/src/{resources,datastores,monitoring,webhooks}/*.ts',
        '../../../packages/render/src/blueprint/blueprints*.ts',
        '!**/*.test.ts',
        '!**/{index,ensure-*,wait-*,verify-webhook}.ts',
      ],
      { eager: true },
    ),
  ),
  fakeOperations: Object.keys(createOperations({} as never)),
  uncalled: {
    'GET /deploy/{serviceId}': 'no operation of the API: a deploy hook is called without a client',
    'POST /deploy/{serviceId}': 'as the other one; triggerDeployHook has its own tests',
  },
  start,
  fetchOf: ({ fake }) => fake.fetch,
  connect,
  shorten,
  rows: parts.flatMap(({ rows }) => rows),
  refusals: parts.flatMap(({ refusals = [] }) => refusals),
}
