import {
  bodyObject,
  createTable,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { findEnvVar, putEnvVar, readEnvVars, showEnvVar } from './env-vars.js'
import { joinedFilter, pageLimit, timeFilter } from './list.js'
import { findSecretFile, putSecretFile, readSecretFiles, showSecretFile } from './secret-files.js'
import type { World } from './world.js'
import type { Store } from './store.js'

/** An environment group as the fake keeps it; values and contents are plain text in here. */
export interface FakeEnvGroup {
  readonly id: string
  readonly sequence: number
  readonly ownerId: string
  readonly createdAt: number
  name: string
  updatedAt: number
  environmentId: string | undefined
  readonly envVars: Map<string, string>
  readonly secretFiles: Map<string, string>
  readonly serviceIds: Set<string>
}

export const envGroupsOf = createTable<FakeEnvGroup>()

/** The vendor's short names of the types. */
const shortTypes: Readonly<Record<string, string>> = {
  static_site: 'static',
  web_service: 'web',
  private_service: 'pserv',
  background_worker: 'worker',
  cron_job: 'cron',
}

/**
 * The variables that a service has from groups, under its own. Of two groups with the same name in them the one that was made
 * later counts; the vendor's text does not say which.
 */
export function linkedEnvVars(store: Store, serviceId: string): [string, string][] {
  return [...envGroupsOf(store).values()]
    .filter(({ serviceIds }) => serviceIds.has(serviceId))
    .flatMap(({ envVars }) => [...envVars])
}

/** The operations on environment groups. */
export function envGroupOperations({ store }: World) {
  const onGroup =
    (run: (request: FakeRequest, group: FakeEnvGroup) => FakeAnswer): FakeOperation =>
    (request) => {
      const group = envGroupsOf(store).get(request.path['envGroupId'] ?? '')
      if (!group) throw new Refusal(404, `not found: environment group ${request.path['envGroupId']}`)
      return run(request, group)
    }
  const changed = (group: FakeEnvGroup): FakeAnswer => {
    group.updatedAt = store.clock.date()
    return { status: 200, body: showGroup(group, store) }
  }
  const removed = (group: FakeEnvGroup): FakeAnswer => {
    group.updatedAt = store.clock.date()
    return { status: 204 }
  }
  const serviceIdOf = ({ path }: FakeRequest) => checkService(path['serviceId'] ?? '', store)
  return {
    'GET /env-groups': (request) => listEnvGroups(request, store),
    'POST /env-groups': (request) => createEnvGroup(request, store),
    'GET /env-groups/{envGroupId}': onGroup((_request, group) => ({ status: 200, body: showGroup(group, store) })),
    'PATCH /env-groups/{envGroupId}': onGroup((request, group) => {
      group.name = requiredText(bodyObject(request), 'name')
      return changed(group)
    }),
    'DELETE /env-groups/{envGroupId}': onGroup((_request, group) => {
      envGroupsOf(store).delete(group.id)
      return { status: 204 }
    }),
    'GET /env-groups/{envGroupId}/env-vars/{envVarKey}': onGroup(({ path }, { envVars }) => ({
      status: 200,
      body: showEnvVar(findEnvVar(path['envVarKey'], envVars)),
    })),
    'PUT /env-groups/{envGroupId}/env-vars/{envVarKey}': onGroup((request, group) => {
      putEnvVar(request, group.envVars, store)
      return changed(group)
    }),
    'DELETE /env-groups/{envGroupId}/env-vars/{envVarKey}': onGroup(({ path }, group) => {
      group.envVars.delete(findEnvVar(path['envVarKey'], group.envVars)[0])
      return removed(group)
    }),
    'GET /env-groups/{envGroupId}/secret-files/{secretFileName}': onGroup(({ path }, { secretFiles }) => ({
      status: 200,
      body: showSecretFile(findSecretFile(path['secretFileName'], secretFiles)),
    })),
    'PUT /env-groups/{envGroupId}/secret-files/{secretFileName}': onGroup((request, group) => {
      putSecretFile(request, group.secretFiles)
      return changed(group)
    }),
    'DELETE /env-groups/{envGroupId}/secret-files/{secretFileName}': onGroup(({ path }, group) => {
      group.secretFiles.delete(findSecretFile(path['secretFileName'], group.secretFiles)[0])
      return removed(group)
    }),
    'POST /env-groups/{envGroupId}/services/{serviceId}': onGroup((request, group) => {
      group.serviceIds.add(serviceIdOf(request))
      return changed(group)
    }),
    'DELETE /env-groups/{envGroupId}/services/{serviceId}': onGroup((request, group) => {
      const serviceId = serviceIdOf(request)
      if (!group.serviceIds.delete(serviceId)) throw new Refusal(404, `not found: a link to ${serviceId}`)
      return removed(group)
    }),
  } satisfies Record<string, FakeOperation>
}

function listEnvGroups(request: FakeRequest, store: Store): FakeAnswer {
  const named = joinedFilter(request, 'name')
  const owned = joinedFilter(request, 'ownerId')
  const inEnvironment = joinedFilter(request, 'environmentId')
  const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
  const items = [...envGroupsOf(store).values()]
    .filter((group) => named(group.name) && owned(group.ownerId) && inEnvironment(group.environmentId) && inTime(group))
    .toSorted((a, b) => b.sequence - a.sequence)
  // As documented: no wrappers, and so no cursors.
  return { status: 200, body: items.slice(0, pageLimit(request)).map((group) => showSummary(group, store)) }
}

function createEnvGroup(request: FakeRequest, store: Store): FakeAnswer {
  const body = bodyObject(request)
  const ownerId = requiredText(body, 'ownerId')
  if (!store.owners.has(ownerId)) throw new Refusal(400, `ownerId: no workspace ${ownerId}`)
  const { serviceIds = [] } = body
  if (!Array.isArray(serviceIds)) throw new Refusal(400, 'serviceIds: must be an array')
  const now = store.clock.date()
  const group: FakeEnvGroup = {
    id: store.newId('evg'),
    sequence: store.nextSequence(),
    name: requiredText(body, 'name'),
    ownerId,
    createdAt: now,
    updatedAt: now,
    environmentId: optionalText(body, 'environmentId'),
    envVars: readEnvVars(body['envVars'], store),
    secretFiles: readSecretFiles(body['secretFiles'] ?? []),
    serviceIds: new Set(serviceIds.map((id) => checkService(String(id), store))),
  }
  envGroupsOf(store).set(group.id, group)
  return { status: 201, body: showGroup(group, store) }
}

function checkService(serviceId: string, { services }: Store): string {
  if (services.has(serviceId)) return serviceId
  throw new Refusal(404, `not found: service ${serviceId}`)
}

function showSummary(group: FakeEnvGroup, { services }: Store): Record<string, unknown> {
  const { id, name, ownerId, environmentId, createdAt, updatedAt, serviceIds } = group
  return {
    id,
    name,
    ownerId,
    environmentId,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    serviceLinks: [...serviceIds].flatMap((serviceId) => {
      const service = services.get(serviceId)
      return service ? [{ id: serviceId, name: service.name, type: shortTypes[service.type] }] : []
    }),
  }
}

function showGroup(group: FakeEnvGroup, store: Store): Record<string, unknown> {
  return {
    ...showSummary(group, store),
    envVars: [...group.envVars].map(showEnvVar),
    secretFiles: [...group.secretFiles].map(showSecretFile),
  }
}
