import {
  type FakeAnswer,
  type FakeFault,
  type FakeFaults,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { blueprintOperations } from './blueprints.js'
import { cronRunOperations } from './cron-runs.js'
import { deployHookOperations } from './deploy-hook.js'
import { customDomainOperations } from './custom-domains.js'
import { cancelDeploy, createDeploy, getDeploy, listDeploys, rollbackDeploy } from './deploys.js'
import { diskOperations } from './disks.js'
import { envGroupOperations } from './env-groups.js'
import { deleteEnvVar, getEnvVar, listEnvVars, replaceEnvVars, setEnvVar } from './env-vars.js'
import { environmentOperations } from './environments.js'
import { keyValueOperations } from './key-value.js'
import { eventOperations } from './events.js'
import { findService } from './find-service.js'
import { jobOperations } from './jobs.js'
import { listLogs, listLogValues } from './logs.js'
import { metricOperations } from './metrics.js'
import { notificationOperations } from './notifications.js'
import { ownerOperations } from './owners.js'
import { postgresOperations } from './postgres.js'
import { projectOperations } from './projects.js'
import { secretFileOperations } from './secret-files.js'
import { createService, deleteService, getService, listServices, updateService } from './services.js'
import type { World } from './world.js'
import { serviceActionOperations } from './service-actions.js'
import type { FakeService } from './store.js'
import { webhookOperations } from './webhooks.js'

/** The operations that the fake has, as the vendor's documents name them. */
export function createOperations(world: World) {
  const { store } = world
  /** An operation on the service that the path names. */
  const onService =
    (
      run: (request: FakeRequest, service: FakeService, world: World) => FakeAnswer | Promise<FakeAnswer>,
    ): FakeOperation =>
    (request) =>
      run(request, findService(store, request), world)
  return {
    ...ownerOperations(world),
    ...projectOperations(world),
    ...environmentOperations(world),
    ...envGroupOperations(world),
    'GET /services': (request) => listServices(request, world),
    'POST /services': (request) => createService(request, world),
    'GET /services/{serviceId}': onService((_request, service) => getService(service)),
    'PATCH /services/{serviceId}': onService(updateService),
    'DELETE /services/{serviceId}': onService((_request, service) => deleteService(service, world)),
    ...serviceActionOperations(world),
    ...customDomainOperations(world),
    ...diskOperations(world),
    'GET /services/{serviceId}/env-vars': onService(listEnvVars),
    'PUT /services/{serviceId}/env-vars': onService((request, service) => replaceEnvVars(request, service, store)),
    'GET /services/{serviceId}/env-vars/{envVarKey}': onService(getEnvVar),
    'PUT /services/{serviceId}/env-vars/{envVarKey}': onService((request, service) =>
      setEnvVar(request, service, store),
    ),
    'DELETE /services/{serviceId}/env-vars/{envVarKey}': onService((request, service) =>
      deleteEnvVar(request, service, store),
    ),
    ...secretFileOperations(world),
    'GET /services/{serviceId}/deploys': onService(listDeploys),
    'POST /services/{serviceId}/deploys': onService(createDeploy),
    'GET /services/{serviceId}/deploys/{deployId}': onService(getDeploy),
    'POST /services/{serviceId}/deploys/{deployId}/cancel': onService(cancelDeploy),
    'POST /services/{serviceId}/rollback': onService(rollbackDeploy),
    'GET /logs': (request) => listLogs(request, store),
    'GET /logs/values': (request) => listLogValues(request, store),
    ...postgresOperations(world),
    ...keyValueOperations(world),
    ...jobOperations(world),
    ...cronRunOperations(world),
    ...eventOperations(world),
    ...webhookOperations(world),
    ...notificationOperations(world),
    ...metricOperations(world),
    ...blueprintOperations(world),
    ...deployHookOperations(world),
  } satisfies Record<string, FakeOperation>
}

/** An operation that the fake has. */
export type FakeRenderOperation = keyof ReturnType<typeof createOperations>

/**
 * Faults of deploys: `build_failed` and `update_failed` are how the deploy that the request starts ends; `empty_202` puts it
 * into the queue although nothing runs, and answers 202 without a body. `job_failed` and `cron_run_failed` are how the
 * one-off job or the run that the request starts ends.
 */
type OwnFault = 'build_failed' | 'update_failed' | 'empty_202' | 'job_failed' | 'cron_run_failed'

/** A fault to inject. */
export type FakeRenderFault = FakeFault<FakeRenderOperation, OwnFault>

/** The faults of a fake. */
export type FakeRenderFaults = FakeFaults<FakeRenderOperation, OwnFault>
