import {
  bodyObject,
  isRecord,
  oneOf,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { envGroupsOf } from './env-groups.js'
import { keyValuesOf } from './key-value.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import { postgresOf } from './postgres-store.js'
import { environmentsOf, projectsOf, type FakeEnvironment } from './project-store.js'
import type { World } from './world.js'
import type { Store } from './store.js'

/** The operations on environments. */
export function environmentOperations({ store }: World) {
  const onEnvironment =
    (run: (request: FakeRequest, environment: FakeEnvironment) => FakeAnswer): FakeOperation =>
    (request) => {
      const environment = environmentsOf(store).get(request.path['environmentId'] ?? '')
      if (!environment) throw new Refusal(404, `not found: environment ${request.path['environmentId']}`)
      return run(request, environment)
    }
  const shown = (environment: FakeEnvironment): FakeAnswer => ({
    status: 200,
    body: showEnvironment(environment, store),
  })
  return {
    'GET /environments': (request) => listEnvironments(request, store),
    'POST /environments': (request) => {
      const body = bodyObject(request)
      const projectId = requiredText(body, 'projectId')
      if (!projectsOf(store).has(projectId)) throw new Refusal(404, `not found: project ${projectId}`)
      return { status: 201, body: showEnvironment(addEnvironment(readEnvironment(body), projectId, store), store) }
    },
    'GET /environments/{environmentId}': onEnvironment((_request, environment) => shown(environment)),
    'PATCH /environments/{environmentId}': onEnvironment((request, environment) => {
      const settings = readSettings(bodyObject(request), environment)
      return shown(Object.assign(environment, settings, { updatedAt: store.clock.date() }))
    }),
    'DELETE /environments/{environmentId}': onEnvironment((_request, environment) => {
      checkEmpty(environment, store)
      environmentsOf(store).delete(environment.id)
      return { status: 204 }
    }),
    'POST /environments/{environmentId}/resources': onEnvironment((request, environment) => {
      const { resourceIds } = bodyObject(request)
      if (!Array.isArray(resourceIds)) throw new Refusal(400, 'resourceIds: must be an array')
      for (const id of resourceIds.map(String)) moveResource(id, environment, store)
      return shown(environment)
    }),
    'DELETE /environments/{environmentId}/resources': onEnvironment(({ query }, environment) => {
      const ids = query.getAll('resourceIds')
      if (ids.length === 0) throw new Refusal(400, 'resourceIds: is required')
      const inside = new Set(resourcesOf(environment, store).flat())
      const stranger = ids.find((id) => !inside.has(id))
      if (stranger !== undefined) throw new Refusal(404, `not found: ${stranger} in ${environment.id}`)
      for (const id of ids) moveResource(id, undefined, store)
      return { status: 204 }
    }),
  } satisfies Record<string, FakeOperation>
}

/** The settings of the new environment that a body describes, or a 400. */
export function readEnvironment(sent: unknown): Settings {
  const body = bodyObject({ body: sent })
  const settings = { protectedStatus: 'unprotected', networkIsolationEnabled: false, ipAllowList: undefined } as const
  return readSettings(body, { name: requiredText(body, 'name'), ...settings })
}

/** Makes an environment. */
export function addEnvironment(settings: Settings, projectId: string, store: Store): FakeEnvironment {
  const now = store.clock.date()
  const environment: FakeEnvironment = {
    id: store.newId('evm'),
    sequence: store.nextSequence(),
    projectId,
    createdAt: now,
    updatedAt: now,
    ...settings,
  }
  environmentsOf(store).set(environment.id, environment)
  return environment
}

/** Only what is empty can be deleted: a 409, as the vendor's text says and its list of answers does not. */
export function checkEmpty(environment: FakeEnvironment, store: Store): void {
  const inside = resourcesOf(environment, store).flat()
  if (inside.length > 0) throw new Refusal(409, `${environment.id} is not empty: ${inside.join(', ')}`)
}

type Settings = Pick<FakeEnvironment, 'name' | 'protectedStatus' | 'networkIsolationEnabled' | 'ipAllowList'>

function readSettings(body: Record<string, unknown>, before: Settings): Settings {
  const { networkIsolationEnabled = before.networkIsolationEnabled, ipAllowList = before.ipAllowList } = body
  if (typeof networkIsolationEnabled !== 'boolean')
    throw new Refusal(400, 'networkIsolationEnabled: must be true or false')
  if (ipAllowList !== undefined && !(Array.isArray(ipAllowList) && ipAllowList.every(isRecord)))
    throw new Refusal(400, 'ipAllowList: must be an array of objects')
  const status = optionalText(body, 'protectedStatus') ?? before.protectedStatus
  return {
    name: optionalText(body, 'name') ?? before.name,
    protectedStatus: oneOf('protectedStatus', status, ['protected', 'unprotected']),
    networkIsolationEnabled,
    ipAllowList,
  }
}

function listEnvironments(request: FakeRequest, store: Store): FakeAnswer {
  if (!request.query.get('projectId')) throw new Refusal(400, 'projectId: is required')
  const inProject = joinedFilter(request, 'projectId')
  const named = joinedFilter(request, 'name')
  const owned = joinedFilter(request, 'ownerId')
  const known = joinedFilter(request, 'environmentId')
  const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
  const items = [...environmentsOf(store).values()].filter(
    (one) =>
      inProject(one.projectId) &&
      named(one.name) &&
      owned(projectsOf(store).get(one.projectId)?.ownerId) &&
      known(one.id) &&
      inTime(one),
  )
  const show = (environment: FakeEnvironment) => showEnvironment(environment, store)
  return listPage(request, items, { name: 'environment', position: ({ sequence }) => sequence, show })
}

/** Puts something into an environment, or into none, and takes it from the one that it was in. */
function moveResource(id: string, environment: FakeEnvironment | undefined, store: Store): void {
  const resource = resourceTables(store)
    .map((table) => table.get(id))
    .find(Boolean)
  if (!resource) throw new Refusal(404, `not found: resource ${id}`)
  resource.environmentId = environment?.id
}

/** All that can be in an environment; each knows itself in which one it is. */
function resourceTables(store: Store): readonly Map<string, { environmentId: string | undefined }>[] {
  return [store.services, postgresOf(store), keyValuesOf(store), envGroupsOf(store)]
}

/** The ids of what is in an environment, a list for each kind. */
function resourcesOf(environment: FakeEnvironment, store: Store): string[][] {
  return resourceTables(store).map((table) =>
    [...table].flatMap(([id, { environmentId }]) => (environmentId === environment.id ? [id] : [])),
  )
}

function showEnvironment(environment: FakeEnvironment, store: Store): Record<string, unknown> {
  const { id, name, projectId, protectedStatus, networkIsolationEnabled, ipAllowList } = environment
  const [serviceIds, databasesIds, redisIds, envGroupIds] = resourcesOf(environment, store)
  return {
    id,
    name,
    projectId,
    protectedStatus,
    networkIsolationEnabled,
    ipAllowList,
    serviceIds,
    databasesIds,
    redisIds,
    envGroupIds,
  }
}
