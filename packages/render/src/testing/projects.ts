import {
  bodyObject,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { addEnvironment, checkEmpty, readEnvironment } from './environments.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import { showOwner } from './owners.js'
import { environmentsOf, projectsOf, type FakeProject } from './project-store.js'
import type { World } from './world.js'
import type { Store } from './store.js'

/** The operations on projects. */
export function projectOperations({ store }: World) {
  const onProject =
    (run: (request: FakeRequest, project: FakeProject) => FakeAnswer): FakeOperation =>
    (request) => {
      const project = projectsOf(store).get(request.path['projectId'] ?? '')
      if (!project) throw new Refusal(404, `not found: project ${request.path['projectId']}`)
      return run(request, project)
    }
  return {
    'GET /projects': (request) => {
      const named = joinedFilter(request, 'name')
      const owned = joinedFilter(request, 'ownerId')
      const inTime = timeFilter(request, ['createdAt', 'updatedAt'])
      const items = [...projectsOf(store).values()].filter(
        (project) => named(project.name) && owned(project.ownerId) && inTime(project),
      )
      const show = (project: FakeProject) => showProject(project, store)
      return listPage(request, items, { name: 'project', position: ({ sequence }) => -sequence, show })
    },
    'POST /projects': (request) => createProject(request, store),
    'GET /projects/{projectId}': onProject((_request, project) => ({
      status: 200,
      body: showProject(project, store),
    })),
    'PATCH /projects/{projectId}': onProject((request, project) => {
      project.name = optionalText(bodyObject(request), 'name') ?? project.name
      project.updatedAt = store.clock.date()
      return { status: 200, body: showProject(project, store) }
    }),
    'DELETE /projects/{projectId}': onProject((_request, project) => {
      const environments = environmentsIn(project, store)
      for (const environment of environments) checkEmpty(environment, store)
      for (const { id } of environments) environmentsOf(store).delete(id)
      projectsOf(store).delete(project.id)
      return { status: 204 }
    }),
  } satisfies Record<string, FakeOperation>
}

function createProject(request: FakeRequest, store: Store): FakeAnswer {
  const body = bodyObject(request)
  const ownerId = requiredText(body, 'ownerId')
  if (!store.owners.has(ownerId)) throw new Refusal(400, `ownerId: no workspace ${ownerId}`)
  const { environments } = body
  if (!Array.isArray(environments)) throw new Refusal(400, 'environments: must be an array')
  // All of them are read before anything is made.
  const read = environments.map(readEnvironment)
  const now = store.clock.date()
  const project: FakeProject = {
    id: store.newId('prj'),
    sequence: store.nextSequence(),
    ownerId,
    createdAt: now,
    name: requiredText(body, 'name'),
    updatedAt: now,
  }
  for (const settings of read) addEnvironment(settings, project.id, store)
  projectsOf(store).set(project.id, project)
  return { status: 201, body: showProject(project, store) }
}

function environmentsIn(project: FakeProject, store: Store) {
  return [...environmentsOf(store).values()].filter(({ projectId }) => projectId === project.id)
}

function showProject(project: FakeProject, store: Store): Record<string, unknown> {
  const { id, name, ownerId, createdAt, updatedAt } = project
  const owner = store.owners.get(ownerId)
  return {
    id,
    name,
    owner: owner && showOwner(owner),
    environmentIds: environmentsIn(project, store).map((environment) => environment.id),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  }
}
