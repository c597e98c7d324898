import { KeelsonError, type CallOptions, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { sendPart } from '../send-part.js'
import { settingsProblems, type EndpointSettings } from '../endpoint-settings.js'
import { listPages } from '../pagination.js'
import { connectionSecrets } from './connection.schema.js'
import { pathIds } from './path-ids.js'
import {
  CreatedProject,
  ProjectAnswer,
  ProjectOperations,
  ProjectPage,
  RecoveredProject,
  type Project,
} from './projects.schema.js'

/** Filters of {@link listSharedProjects}. */
export interface ListSharedProjectsParams {
  /** A part of the name or of the id. */
  readonly search?: string
  /** How long Neon may take to collect the list, in milliseconds: 100 to 30000. @default Neon's own */
  readonly timeout?: number
}

/** Filters of {@link listProjects}. */
export interface ListProjectsParams extends ListSharedProjectsParams {
  /** @default the client's orgId */
  readonly orgId?: string
  /** Only deleted projects that can still be recovered. @default false, at Neon's side */
  readonly recoverable?: boolean
}

/** Rules for all computes of a project; an object inside is given whole. */
export interface ProjectSettings {
  /** IP addresses and ranges that may connect; an empty list lets everybody in. */
  readonly allowed_ips?: { readonly ips?: readonly string[]; readonly protected_branches_only?: boolean }
  /** Connections over VPC endpoints only; goes before `allowed_ips`. */
  readonly block_public_connections?: boolean
  /** No connections over VPC endpoints. */
  readonly block_vpc_connections?: boolean
  /** `wal_level=logical`, which suspends all running computes; on for ever once it is. */
  readonly enable_logical_replication?: boolean
  /** When Neon may restart computes: days from 1 (Monday) to 7, times in UTC: `03:00`. */
  readonly maintenance_window?: {
    readonly weekdays: readonly number[]
    readonly start_time: string
    readonly end_time: string
  }
  /** What a project may use in a billing period before its computes are suspended; 0 for no limit. */
  readonly quota?: {
    /** On the clock. */
    readonly active_time_seconds?: number
    /** On the processors: two of them for a second are two. */
    readonly compute_time_seconds?: number
    readonly written_data_bytes?: number
    readonly data_transfer_bytes?: number
    /** Of each branch, not of a billing period; computes go on, writes fail. */
    readonly logical_size_bytes?: number
  }
}

/** What a project is created with and can be changed to. */
interface ProjectFields {
  /** 1 to 256 characters; not unique: Neon makes a second project of the same name. */
  readonly name?: string
  /** How far back branches can be restored: 0 to 2592000 (30 days). @default 86400, at Neon's side */
  readonly history_retention_seconds?: number
  /** For computes that are made from now on. */
  readonly default_endpoint_settings?: EndpointSettings
  readonly settings?: ProjectSettings
}

/** What {@link createProject} sends. */
export interface CreateProjectParams extends ProjectFields {
  /** @default the client's orgId */
  readonly org_id?: string
  /** For ever; Neon adds regions without notice, so any is sent: `listRegions` tells those of today. */
  readonly region_id?:
    | 'aws-us-east-1'
    | 'aws-us-east-2'
    | 'aws-us-west-2'
    | 'aws-eu-central-1'
    | 'aws-eu-west-2'
    | 'aws-ap-southeast-1'
    | 'aws-ap-southeast-2'
    | 'aws-sa-east-1'
    | (string & {})
  /** For ever. @default 17, at Neon's side */
  readonly pg_version?: 14 | 15 | 16 | 17 | 18
  /** For ever. Without it, passwords are shown once and connection strings cannot be asked for. @default true, at Neon's side */
  readonly store_passwords?: boolean
  /** The default branch, `main`, with the database `neondb` of the role `neondb_owner`. */
  readonly branch?: { readonly name?: string; readonly role_name?: string; readonly database_name?: string }
}

/** What {@link updateProject} changes; fields left out stay as they are. */
export interface UpdateProjectParams extends ProjectFields {
  readonly projectId: string
}

/** Which project is meant. */
export interface ProjectParams {
  readonly projectId: string
}

const projects = '/projects'
const onePath = '/projects/{project_id}'

/**
 * The projects of an organization, which a key of one implies and a personal key must name (`orgId`). Throws `server` when
 * Neon could not read all of them in time: a list with holes is no answer to "is it there?".
 * https://api-docs.neon.tech/reference/listprojects
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const shops = await neon.listProjects(client, { search: 'shop' }).toArray()
 */
export function listProjects(
  client: NeonClient,
  { orgId = client.orgId, ...query }: ListProjectsParams = {},
  options?: CallOptions,
): Pages<Project> {
  const spec = { method: 'GET', path: projects, query: { ...query, org_id: orgId }, response: ProjectPage } as const
  return listPages(client, spec, wholePage(`GET ${projects}`), options)
}

/**
 * The projects of others that are shared with the account of the key. Throws `server` as {@link listProjects} does.
 * https://api-docs.neon.tech/reference/listsharedprojects
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const shared = await neon.listSharedProjects(client, { search: 'shop' }).toArray()
 */
export function listSharedProjects(
  client: NeonClient,
  params: ListSharedProjectsParams = {},
  options?: CallOptions,
): Pages<Project> {
  const path = `${projects}/shared`
  return listPages(
    client,
    { method: 'GET', path, query: { ...params }, response: ProjectPage },
    wholePage(`GET ${path}`),
    options,
  )
}

/** Those of a page, if it is whole. */
function wholePage(operation: string) {
  return ({ projects: found, unavailable_project_ids: missing = [] }: ProjectPage) => {
    if (missing.length === 0) return found
    throw new KeelsonError(`${operation} came back without ${missing.join(', ')}`, {
      code: 'server',
      provider: 'neon',
      operation,
      hint: 'Ask again, with a larger timeout',
    })
  }
}

/**
 * One project. https://api-docs.neon.tech/reference/getproject
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { region_id } = await neon.getProject(client, { projectId: 'quiet-river-…' })
 */
export async function getProject(client: NeonClient, params: ProjectParams, options?: CallOptions): Promise<Project> {
  const spec = { method: 'GET', path: onePath, params: pathIds(params), response: ProjectAnswer } as const
  return sendPart(client, spec, 'project', options)
}

/**
 * Creates a project with a branch, a role, a database and a compute; connect when its operations are finished. Never
 * repeated by itself when it may have been carried out (`ambiguous_write`): `ensureProject` asks and goes on.
 * https://api-docs.neon.tech/reference/createproject
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { project, connection_uris } = await neon.createProject(client, { name: 'shop', region_id: 'aws-eu-central-1' })
 */
export async function createProject(
  client: NeonClient,
  { org_id = client.orgId, ...project }: CreateProjectParams = {},
  options?: CallOptions,
): Promise<CreatedProject> {
  checkNewProject(client, project)
  return client.send(
    {
      method: 'POST',
      path: projects,
      body: { project: { ...project, org_id } },
      secrets: connectionSecrets,
      response: CreatedProject,
      ambiguousHint: 'Look for the project by its name before creating it again; ensureProject does that',
    },
    options,
  )
}

/**
 * Changes the name, the history, the rules or the defaults for new computes of a project. Neon does not say whether the
 * fields that are left out of `default_endpoint_settings`, or of an object in `settings`, stay: give them all, as
 * `ensureProject` does. https://api-docs.neon.tech/reference/updateproject
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.updateProject(client, { projectId: 'quiet-river-…', history_retention_seconds: 7 * 86_400 })
 */
export async function updateProject(
  client: NeonClient,
  { projectId, ...project }: UpdateProjectParams,
  options?: CallOptions,
): Promise<ProjectOperations> {
  const { name, history_retention_seconds, default_endpoint_settings, settings } = project
  input.check(client, `PATCH ${onePath}`, [
    ...problemsOf(project),
    input.atLeastOne({ name, history_retention_seconds, default_endpoint_settings, settings }),
  ])
  // Sets fields to given values, so a second time changes nothing.
  const params = pathIds({ projectId })
  const spec = { method: 'PATCH', path: onePath, params, body: { project }, idempotent: true } as const
  return client.send({ ...spec, response: ProjectOperations }, options)
}

/**
 * Deletes a project with all its branches; `recoverProject` brings it back within seven days.
 * https://api-docs.neon.tech/reference/deleteproject
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.deleteProject(client, { projectId: 'quiet-river-…' })
 */
export async function deleteProject(client: NeonClient, params: ProjectParams, options?: CallOptions): Promise<void> {
  // An id is never given twice: what is deleted stays deleted.
  await client.send({ method: 'DELETE', path: onePath, params: pathIds(params), idempotent: true }, options)
}

/**
 * Brings a deleted project back, with its branches, computes and connection strings; seven days after its deletion it is
 * gone. `listProjects` with `recoverable: true` shows those that can be. Never repeated by itself.
 * https://api-docs.neon.tech/reference/recoverproject
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { project, branches } = await neon.recoverProject(client, { projectId: 'quiet-river-…' })
 */
export function recoverProject(
  client: NeonClient,
  params: ProjectParams,
  options?: CallOptions,
): Promise<RecoveredProject> {
  const ambiguousHint = 'getProject finds it when it was recovered'
  const spec = { method: 'POST', path: `${onePath}/recover`, params: pathIds(params), ambiguousHint } as const
  return client.send({ ...spec, response: RecoveredProject }, options)
}

/** Throws `config` for what no project can be created with. */
export function checkNewProject(client: NeonClient, project: CreateProjectParams): void {
  input.check(client, `POST ${projects}`, [
    ...problemsOf(project),
    input.number('pg_version', project.pg_version, { min: 14, max: 18 }),
    nameProblem('branch.name', project.branch?.name),
  ])
}

/** What is wrong with a name of a project or a branch. */
export function nameProblem(field: string, name: string | undefined): input.Problem {
  return input.text(field, name, /^.{1,256}$/su, 'a name has 1 to 256 characters')
}

function problemsOf({
  name,
  history_retention_seconds,
  default_endpoint_settings,
  settings: { maintenance_window: window, quota = {} } = {},
}: ProjectFields): input.Problem[] {
  const time = (field: 'start_time' | 'end_time') =>
    input.text(`settings.maintenance_window.${field}`, window?.[field], /^(?:[01]\d|2[0-3]):[0-5]\d$/, 'give 03:00')
  return [
    nameProblem('name', name),
    input.number('history_retention_seconds', history_retention_seconds, { min: 0, max: 2_592_000 }),
    ...settingsProblems(default_endpoint_settings, 'default_endpoint_settings.'),
    ...(window?.weekdays ?? []).map((day) =>
      input.number('settings.maintenance_window.weekdays', day, { min: 1, max: 7 }),
    ),
    time('start_time'),
    time('end_time'),
    ...Object.entries(quota).map(([field, value]) => input.number(`settings.quota.${field}`, value, { min: 0 })),
  ]
}
