import { createOnce, type CallOptions, type Ensured, type EnsureOptions, type FieldChange } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from './client.js'
import { compareSettings } from './compare-settings.js'
import { cannotEnsure, refusal } from './refusal.js'
import { listBranches } from './resources/branches.js'
import type { Branch } from './resources/branches.schema.js'
import type { ConnectionDetails } from './resources/connection.schema.js'
import {
  checkNewProject,
  createProject,
  getProject,
  listProjects,
  updateProject,
  type CreateProjectParams,
} from './resources/projects.js'
import type { Project } from './resources/projects.schema.js'
import { waitUntilDone } from './settle.js'
import { waitForBranch } from './wait-branch.js'

/** What {@link ensureProject} looks for, and creates it with. */
export interface EnsureProjectParams extends CreateProjectParams {
  readonly name: string
}

/** What {@link ensureProject} would do. */
export interface ProjectPlan {
  readonly action: 'create' | 'update' | 'none'
  /** Empty when the project does not exist yet. */
  readonly changes: readonly FieldChange[]
  readonly project: Project | undefined
}

/** What {@link ensureProject} did. */
export interface EnsuredProject extends Ensured<Project> {
  /** The default branch. */
  readonly branch: Branch
  /** Of a project that this call created and whose creation was answered; `getConnectionUris` asks for it at any time. */
  readonly connection?: ConnectionDetails | undefined
}

const fields: Readonly<Record<keyof EnsureProjectParams, true>> = {
  name: true,
  org_id: true,
  region_id: true,
  pg_version: true,
  store_passwords: true,
  branch: true,
  history_retention_seconds: true,
  default_endpoint_settings: true,
  settings: true,
}

/** For ever. */
const fixed = ['region_id', 'pg_version', 'store_passwords'] as const

/**
 * Compares a project with what is desired and changes nothing; found by organization and exact name. `branch` is given to a
 * *new* project only, and `default_endpoint_settings` to computes that are made from then on: `ensureBranch` changes those
 * that are there.
 *
 * Throws `conflict` when two projects have the name, or when a field that is for ever (`region_id`, `pg_version`,
 * `store_passwords`, logical replication once it is on) differs; `config` when a field is out of its limits, or none.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { action, changes } = await neon.planProject(client, { name: 'shop', history_retention_seconds: 7 * 86_400 })
 */
export async function planProject(
  client: NeonClient,
  desired: EnsureProjectParams,
  options: EnsureOptions = {},
): Promise<ProjectPlan> {
  checkFields(client, desired)
  checkNewProject(client, desired)
  return planFor(client, desired, await findProject(client, desired, options), options)
}

/**
 * Makes sure that exactly one project of this name exists in the organization, that it is as desired and ready; running it
 * again is free. Neon does not keep names unique, so a creation whose answer was lost is looked for, several times, before
 * it is sent again.
 *
 * Throws `conflict` as {@link planProject} does.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { resource, branch } = await neon.ensureProject(client, { name: 'shop', region_id: 'aws-eu-central-1', pg_version: 17 })
 */
export async function ensureProject(
  client: NeonClient,
  desired: EnsureProjectParams,
  options: EnsureOptions = {},
): Promise<EnsuredProject> {
  checkFields(client, desired)
  const find = () => findProject(client, desired, options)
  const existing = await find()
  if (existing) return takeExisting(client, desired, existing, options)
  const create = () => createProject(client, desired, options)
  const once = await createOnce({ create, find, clock: client.clock, signal: options.signal })
  // Another run may have created one at the same time, and the first of two sends may arrive after all: told now, not later.
  await find()
  if (once.how === 'created') {
    const { project, branch, connection_uris } = once.value
    const ready = await waitUntilReady(client, branch, options)
    return { resource: project, outcome: 'created', changes: [], branch: ready, connection: connection_uris[0] }
  }
  const taken = await takeExisting(client, desired, once.value, options)
  return once.how === 'existing' ? taken : { ...taken, outcome: 'created', changes: [] }
}

function checkFields(client: NeonClient, desired: EnsureProjectParams): void {
  input.check(client, 'POST /projects', input.unknownFields(desired, fields))
}

async function takeExisting(
  client: NeonClient,
  desired: EnsureProjectParams,
  found: Project,
  options: EnsureOptions,
): Promise<EnsuredProject> {
  const { changes, project = found } = await planFor(client, desired, found, options)
  const resource = changes.length > 0 ? await change(client, desired, project, changes, options) : project
  const branch = await findDefaultBranch(client, project.id, options)
  // Its creator may have gone away half way.
  const ready = await waitUntilReady(client, branch, options)
  return { resource, outcome: changes.length > 0 ? 'updated' : 'existing', changes, branch: ready }
}

async function planFor(
  client: NeonClient,
  desired: EnsureProjectParams,
  found: Project | undefined,
  options: EnsureOptions,
): Promise<ProjectPlan> {
  if (!found) return { action: 'create', changes: [], project: found }
  const { history_retention_seconds, default_endpoint_settings, settings } = desired
  const isComparable = [history_retention_seconds, default_endpoint_settings, settings].some((one) => one !== undefined)
  // Lists may show less than the project alone does.
  const project = isComparable ? await getProject(client, { projectId: found.id }, options) : found
  if (!options.adopt) checkFixed(client, desired, project)
  const changes = [
    ...compareSettings({ history_retention_seconds }, project),
    ...compareSettings(default_endpoint_settings, project.default_endpoint_settings, 'default_endpoint_settings.'),
    ...compareSettings(settings, project.settings, 'settings.').filter((one) => !isForEver(one)),
  ]
  return { action: changes.length > 0 ? 'update' : 'none', changes, project }
}

function checkFixed(client: NeonClient, desired: EnsureProjectParams, project: Project): void {
  const differing = fixed.find((name) => desired[name] !== undefined && desired[name] !== project[name])
  const [isOn] = compareSettings(desired.settings, project.settings, 'settings.').filter(isForEver)
  const difference = differing ? { path: differing as string, from: project[differing], to: desired[differing] } : isOn
  if (!difference) return
  const { path, from, to } = difference
  const happened = `${project.id} has ${path} ${String(from)}, not ${String(to)}`
  throw cannotEnsure(client, 'POST /projects', `the project "${desired.name}"`, happened)
}

/** Neon never turns it off again. */
function isForEver({ path, from }: FieldChange): boolean {
  return path === 'settings.enable_logical_replication' && from === true
}

async function change(
  client: NeonClient,
  { history_retention_seconds }: EnsureProjectParams,
  { id: projectId, default_endpoint_settings: defaults }: Project,
  changes: readonly FieldChange[],
  options: EnsureOptions,
): Promise<Project> {
  const settings = valuesAt('settings.', changes)
  const changedDefaults = valuesAt('default_endpoint_settings.', changes)
  const fields = {
    ...(history_retention_seconds !== undefined && { history_retention_seconds }),
    ...(settings && { settings }),
    ...(changedDefaults && { default_endpoint_settings: { ...(defaults as object), ...changedDefaults } }),
  }
  const { project, operations } = await updateProject(client, { projectId, ...fields }, options)
  await waitUntilDone(client, projectId, operations, options)
  return project
}

/** What is to be set at a place; objects are whole, so that it does not matter whether Neon replaces or merges them. */
function valuesAt(place: string, changes: readonly FieldChange[]): Record<string, unknown> | undefined {
  const inside = changes.filter(({ path }) => path.startsWith(place))
  if (inside.length === 0) return undefined
  return Object.fromEntries(
    inside.map(({ path, from, to }) => {
      const isObject = typeof to === 'object' && !Array.isArray(to)
      return [path.slice(place.length), isObject ? { ...(from as object), ...to } : to]
    }),
  )
}

async function waitUntilReady(client: NeonClient, branch: Branch, { signal }: EnsureOptions): Promise<Branch> {
  const { id: branchId, project_id: projectId } = branch
  return (await waitForBranch(client, { projectId, branchId }, { signal })).branch
}

/**
 * The project of this name in the organization; `undefined` when there is none. Throws `conflict` when there are several.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const project = await neon.findProject(client, { name: 'shop' })
 */
export async function findProject(
  client: NeonClient,
  { name, org_id = client.orgId }: Pick<EnsureProjectParams, 'name' | 'org_id'>,
  options?: CallOptions,
): Promise<Project | undefined> {
  input.check(client, 'GET /projects', [input.required('name', name)])
  const found: Project[] = []
  const filters = { search: name, ...(org_id !== undefined && { orgId: org_id }) }
  for await (const project of listProjects(client, filters, options)) {
    if (project.name === name && (org_id === undefined || project.org_id === org_id)) found.push(project)
  }
  if (found.length < 2) return found[0]
  throw refusal(client, `${found.length} projects have the name "${name}": ${found.map(({ id }) => id).join(', ')}`, {
    code: 'conflict',
    operation: 'GET /projects',
    hint: 'Neon allows that; rename or delete all but one, the newer ones may be empty',
  })
}

async function findDefaultBranch(client: NeonClient, projectId: string, options: CallOptions): Promise<Branch> {
  for await (const branch of listBranches(client, { projectId }, options)) if (branch.default) return branch
  throw refusal(client, `project ${projectId} has no default branch`, {
    code: 'not_found',
    operation: 'GET /projects/{project_id}/branches',
    hint: 'Make one the default: setDefaultBranch',
  })
}
