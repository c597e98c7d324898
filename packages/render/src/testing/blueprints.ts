import {
  bodyObject,
  createTable,
  optionalText,
  Refusal,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { joinedFilter, listPage } from './list.js'
import type { Store } from './store.js'

/** A blueprint as the fake keeps it. */
export interface FakeBlueprint {
  /** `exs-…` */
  readonly id: string
  readonly ownerId: string
  readonly repo: string
  readonly branch: string
  name: string
  autoSync: boolean
  path: string
  status: 'created' | 'paused' | 'in_sync' | 'syncing' | 'error'
  readonly resources: { readonly id: string; readonly name: string; readonly type: string }[]
  /** The newest first. */
  readonly syncs: {
    readonly id: string
    readonly commitId: string
    readonly state: 'created' | 'pending' | 'running' | 'error' | 'success'
    /** ISO 8601. */
    readonly startedAt?: string
    readonly completedAt?: string
  }[]
}

export const blueprintsOf = createTable<FakeBlueprint>()

/** Makes a blueprint, as connecting a repository in the dashboard does. */
export function addBlueprint(
  store: Store,
  given: Partial<FakeBlueprint> & Pick<FakeBlueprint, 'name' | 'ownerId'>,
): FakeBlueprint {
  const blueprint: FakeBlueprint = {
    id: store.newId('exs'),
    repo: 'https://github.com/me/shop',
    branch: 'main',
    autoSync: true,
    path: 'render.yaml',
    status: 'in_sync',
    resources: [],
    syncs: [{ id: store.newId('exe'), commitId: store.newHex(40), state: 'success' }],
    ...given,
  }
  blueprintsOf(store).set(blueprint.id, blueprint)
  return blueprint
}

/** The operations of blueprints. */
export function blueprintOperations({ store }: { readonly store: Store }) {
  const find = ({ path }: FakeRequest): FakeBlueprint => {
    const blueprint = blueprintsOf(store).get(path['blueprintId'] ?? '')
    if (!blueprint) throw new Refusal(404, `not found: blueprint ${path['blueprintId']}`)
    return blueprint
  }
  return {
    'GET /blueprints': (request) => {
      const owned = joinedFilter(request, 'ownerId')
      const items = [...blueprintsOf(store).values()].filter(({ ownerId }) => owned(ownerId))
      return listPage(request, items, { name: 'blueprint', position: ({ id }) => id, show: showBlueprint })
    },
    'POST /blueprints/validate': (request) => validate(request, store),
    'GET /blueprints/{blueprintId}': (request) => {
      const blueprint = find(request)
      return { status: 200, body: { ...showBlueprint(blueprint), resources: blueprint.resources } }
    },
    'PATCH /blueprints/{blueprintId}': (request) => {
      const blueprint = find(request)
      const body = bodyObject(request)
      const { autoSync = blueprint.autoSync } = body
      if (typeof autoSync !== 'boolean') throw new Refusal(400, 'autoSync: must be a boolean')
      blueprint.autoSync = autoSync
      blueprint.name = optionalText(body, 'name') ?? blueprint.name
      blueprint.path = optionalText(body, 'path') ?? blueprint.path
      return { status: 200, body: showBlueprint(blueprint) }
    },
    'DELETE /blueprints/{blueprintId}': (request) => {
      blueprintsOf(store).delete(find(request).id)
      return { status: 204 }
    },
    'GET /blueprints/{blueprintId}/syncs': (request) => {
      const items = find(request).syncs.map((sync, index) => ({ ...sync, index }))
      return listPage(request, items, { name: 'sync', position: ({ index }) => index, show: showSync })
    },
  } satisfies Record<string, FakeOperation>
}

/**
 * 200 for a bad file, too. It is read line by line and not as YAML: enough to tell a file with sections of named things
 * from one that has none of them, a tab, or a thing without a name.
 */
async function validate({ body }: FakeRequest, store: Store) {
  const file = body instanceof FormData ? body.get('file') : undefined
  const ownerId = body instanceof FormData ? body.get('ownerId') : undefined
  if (!(file instanceof Blob)) throw new Refusal(400, 'file: is required, as multipart/form-data')
  if (typeof ownerId !== 'string' || !store.owners.has(ownerId)) throw new Refusal(400, 'ownerId: no such workspace')
  const plan = {
    services: [] as string[],
    databases: [] as string[],
    keyValue: [] as string[],
    envGroups: [] as string[],
  }
  const errors: object[] = []
  let section = ''
  let isKeyValue = false
  for (const [index, line] of (await file.text()).split('\n').entries()) {
    const at = { line: index + 1, column: line.search(/\S/) + 1 }
    if (/^ *\t/.test(line)) errors.push({ error: 'found a tab where indentation is due', ...at })
    section = /^(\w+):/.exec(line)?.[1] ?? section
    const [, item, key, value = ''] = /^ {0,4}(- )? *(\w+): *(.*?) *$/.exec(line) ?? []
    if (item) isKeyValue = false
    if (key === 'type') isKeyValue = /^(?:keyvalue|redis)$/.test(value)
    if (key !== 'name' || /^\s{5,}/.test(line)) continue
    if (value === '') errors.push({ error: 'name is required', path: section, ...at })
    else if (section === 'services') (isKeyValue ? plan.keyValue : plan.services).push(value)
    else if (section === 'databases') plan.databases.push(value)
    else if (section === 'envVarGroups') plan.envGroups.push(value)
  }
  const totalActions = Object.values(plan).flat().length
  if (totalActions === 0 && errors.length === 0) errors.push({ error: 'no services, databases or groups', line: 1 })
  if (errors.length > 0) return { status: 200, body: { valid: false, errors } }
  return { status: 200, body: { valid: true, plan: { ...plan, totalActions } } }
}

function showBlueprint({ id, name, status, autoSync, repo, branch, path }: FakeBlueprint): object {
  return { id, name, status, autoSync, repo, branch, path }
}

function showSync({ id, commitId, state, startedAt, completedAt }: FakeBlueprint['syncs'][number]): object {
  return { id, commit: { id: commitId }, state, startedAt, completedAt }
}
