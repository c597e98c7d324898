import { Refusal, type Answer, type Call } from './answer.js'
import type { DeployStart } from './deploy-timeline.js'
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

/** What faults ask of a deploy that the request starts. */
export type DeployOutcome = Pick<DeployStart, 'failAs' | 'forceQueue'>

type Operation = (call: Call, world: World, outcome: DeployOutcome) => Answer | Promise<Answer>

/** An operation on the service that the path names. */
function onService(
  run: (call: Call, service: FakeService, world: World, outcome: DeployOutcome) => Answer | Promise<Answer>,
): Operation {
  return (call, world, outcome) => {
    const service = world.store.services.get(call.path['serviceId'] ?? '')
    if (!service) throw new Refusal(404, `not found: service ${call.path['serviceId']}`)
    return run(call, service, world, outcome)
  }
}

const operations = {
  'GET /owners': (call, { store }) => listOwners(call, store),
  'GET /owners/{ownerId}': (call, { store }) => getOwner(call, store),
  'GET /services': listServices,
  'POST /services': (call, world, { failAs }) => createService(call, world, { failAs }),
  'GET /services/{serviceId}': onService((_call, service) => getService(service)),
  'PATCH /services/{serviceId}': onService(updateService),
  'DELETE /services/{serviceId}': onService((_call, service, world) => deleteService(service, world)),
  'POST /services/{serviceId}/suspend': onService((_call, service, world) => suspendService(service, world)),
  'POST /services/{serviceId}/resume': onService((_call, service, world) => resumeService(service, world)),
  'GET /services/{serviceId}/env-vars': onService(listEnvVars),
  'PUT /services/{serviceId}/env-vars': onService((call, service, { store }) => replaceEnvVars(call, service, store)),
  'GET /services/{serviceId}/env-vars/{envVarKey}': onService(getEnvVar),
  'PUT /services/{serviceId}/env-vars/{envVarKey}': onService((call, service, { store }) =>
    setEnvVar(call, service, store),
  ),
  'DELETE /services/{serviceId}/env-vars/{envVarKey}': onService((call, service, { store }) =>
    deleteEnvVar(call, service, store),
  ),
  'GET /services/{serviceId}/deploys': onService(listDeploys),
  'POST /services/{serviceId}/deploys': onService(createDeploy),
  'GET /services/{serviceId}/deploys/{deployId}': onService(getDeploy),
  'POST /services/{serviceId}/deploys/{deployId}/cancel': onService(cancelDeploy),
  'POST /services/{serviceId}/rollback': onService((call, service, world, { failAs }) =>
    rollbackDeploy(call, service, world, { failAs }),
  ),
  'GET /logs': (call, { store }) => listLogs(call, store),
} satisfies Record<string, Operation>

/** An operation that the fake has, as the vendor's documents name it. */
export type FakeRenderOperation = keyof typeof operations

/** All operations that the fake has. */
export const operationNames: readonly string[] = Object.keys(operations)

/** A request's operation, and the ids of its path. */
export interface Route {
  readonly name: FakeRenderOperation
  readonly path: Readonly<Record<string, string>>
  readonly run: Operation
}

/** The operation of a request; `undefined` when the fake does not have it. */
export function findRoute(method: string, path: string): Route | undefined {
  const parts = path.split('/')
  for (const [key, run] of Object.entries(operations)) {
    // Object.entries widens the names that `satisfies` has kept.
    const name = key as FakeRenderOperation
    const [verb, template = ''] = name.split(' ')
    const ids = verb === method ? matchPath(template.split('/'), parts) : undefined
    if (ids) return { name, path: ids, run }
  }
  return undefined
}

function matchPath(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (template.length !== parts.length) return undefined
  const ids: Record<string, string> = {}
  for (const [index, expected] of template.entries()) {
    const part = parts[index] ?? ''
    if (expected.startsWith('{')) ids[expected.slice(1, -1)] = decodeURIComponent(part)
    else if (expected !== part) return undefined
  }
  return ids
}

/** Whether the operation starts a deploy, and whether that deploy builds. */
export function startsDeploy(name: string): 'builds' | 'starts' | undefined {
  if (name === 'POST /services' || name === 'POST /services/{serviceId}/deploys') return 'builds'
  if (name === 'POST /services/{serviceId}/rollback' || name === 'POST /services/{serviceId}/resume') return 'starts'
  return undefined
}
