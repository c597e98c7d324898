import {
  Refusal,
  type FakeAnswer,
  type FakeFault,
  type FakeFaults,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { cancelDeploy, createDeploy, getDeploy, listDeploys, rollbackDeploy } from './deploys.js'
import { deleteEnvVar, getEnvVar, listEnvVars, replaceEnvVars, setEnvVar } from './env-vars.js'
import { listLogs } from './logs.js'
import { getOwner, listOwners } from './owners.js'
import {
  createService,
  deleteService,
  getService,
  listServices,
  resumeService,
  suspendService,
  updateService,
  type World,
} from './services.js'
import type { FakeService } from './store.js'

/** The operations that the fake has, as the vendor's documents name them. */
export function createOperations(world: World) {
  const { store } = world
  /** An operation on the service that the path names. */
  const onService =
    (
      run: (request: FakeRequest, service: FakeService, world: World) => FakeAnswer | Promise<FakeAnswer>,
    ): FakeOperation =>
    (request) => {
      const service = store.services.get(request.path['serviceId'] ?? '')
      if (!service) throw new Refusal(404, `not found: service ${request.path['serviceId']}`)
      return run(request, service, world)
    }
  return {
    'GET /owners': (request) => listOwners(request, store),
    'GET /owners/{ownerId}': (request) => getOwner(request, store),
    'GET /services': (request) => listServices(request, world),
    'POST /services': (request) => createService(request, world),
    'GET /services/{serviceId}': onService((_request, service) => getService(service)),
    'PATCH /services/{serviceId}': onService(updateService),
    'DELETE /services/{serviceId}': onService((_request, service) => deleteService(service, world)),
    'POST /services/{serviceId}/suspend': onService((_request, service) => suspendService(service, world)),
    'POST /services/{serviceId}/resume': onService(resumeService),
    'GET /services/{serviceId}/env-vars': onService(listEnvVars),
    'PUT /services/{serviceId}/env-vars': onService((request, service) => replaceEnvVars(request, service, store)),
    'GET /services/{serviceId}/env-vars/{envVarKey}': onService(getEnvVar),
    'PUT /services/{serviceId}/env-vars/{envVarKey}': onService((request, service) =>
      setEnvVar(request, service, store),
    ),
    'DELETE /services/{serviceId}/env-vars/{envVarKey}': onService((request, service) =>
      deleteEnvVar(request, service, store),
    ),
    'GET /services/{serviceId}/deploys': onService(listDeploys),
    'POST /services/{serviceId}/deploys': onService(createDeploy),
    'GET /services/{serviceId}/deploys/{deployId}': onService(getDeploy),
    'POST /services/{serviceId}/deploys/{deployId}/cancel': onService(cancelDeploy),
    'POST /services/{serviceId}/rollback': onService(rollbackDeploy),
    'GET /logs': (request) => listLogs(request, store),
  } satisfies Record<string, FakeOperation>
}

/** An operation that the fake has. */
export type FakeRenderOperation = keyof ReturnType<typeof createOperations>

/**
 * Faults of deploys: `build_failed` and `update_failed` are how the deploy that the request starts ends; `empty_202` puts it
 * into the queue although nothing runs, and answers 202 without a body.
 */
type OwnFault = 'build_failed' | 'update_failed' | 'empty_202'

/** A fault to inject. */
export type FakeRenderFault = FakeFault<FakeRenderOperation, OwnFault>

/** The faults of a fake. */
export type FakeRenderFaults = FakeFaults<FakeRenderOperation, OwnFault>
