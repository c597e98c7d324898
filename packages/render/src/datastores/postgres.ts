import type { CallOptions, Pages, Secret } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import {
  postgresPlans,
  postgresVersions,
  regions,
  type PostgresPlanName,
  type PostgresVersion,
  type Region,
} from '../known-values.js'
import { listPages } from '../pagination.js'
import type { IpAllowListEntry } from '../ip-allow-list.js'
import { Postgres, PostgresPage } from './postgres.schema.js'
import { requireOwnerId } from '../resources/services.js'
import { suspendOrResume } from '../resources/suspension.js'

/** Which database is meant. */
export type PostgresParams = {
  /** `dpg-…-a` */
  readonly postgresId: string
}

/** Filters of {@link listPostgres}; a list means any of its values. */
export interface ListPostgresParams {
  readonly name?: string | readonly string[]
  /** @default the client's ownerId */
  readonly ownerId?: string | readonly string[]
  readonly environmentId?: string | readonly string[]
  readonly region?: Region | readonly Region[]
  readonly suspended?: 'suspended' | 'not_suspended'
  /** @default true, at Render's side */
  readonly includeReplicas?: boolean
  /** ISO 8601, as the following three. */
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly updatedAfter?: string
  readonly updatedBefore?: string
}

/** The settings of a database that can be changed later. */
interface PostgresSettings {
  /** In gigabytes: 1, or a multiple of 5; it never shrinks. */
  readonly diskSizeGB?: number
  /** Lets Render enlarge the disk when it is nearly full. @default false */
  readonly enableDiskAutoscaling?: boolean
  /** A standby that takes over; not with every plan. @default false */
  readonly enableHighAvailability?: boolean
  /** Who may connect from outside of Render. */
  readonly ipAllowList?: readonly IpAllowListEntry[]
  /** Names of PostgreSQL's settings and their values: `{ max_connections: '200' }`. */
  readonly parameterOverrides?: Readonly<Record<string, string>>
  readonly readReplicas?: readonly {
    readonly name: string
    readonly parameterOverrides?: Readonly<Record<string, string>>
  }[]
  readonly datadogAPIKey?: string | Secret
  /** @default 'US1' */
  readonly datadogSite?: string
}

/** What {@link createPostgres} sends. */
export interface CreatePostgresParams extends PostgresSettings {
  /** As the dashboard shows it. */
  readonly name: string
  /** `free` (one a workspace, expires 30 days after its creation), `basic_256mb`, `pro_4gb`, … */
  readonly plan: PostgresPlanName
  /** For ever, as region and the names below. */
  readonly version: PostgresVersion
  /** @default the client's ownerId */
  readonly ownerId?: string
  /** @default 'oregon' */
  readonly region?: Region
  /** Lower-case letters, digits and `_`; Render may add a suffix: the answer has the real one. @default random */
  readonly databaseName?: string
  /** Lower-case letters, digits and `_`. @default random */
  readonly databaseUser?: string
  readonly environmentId?: string
}

/** What {@link updatePostgres} changes; fields left out stay as they are. */
export interface UpdatePostgresParams extends PostgresSettings, PostgresParams {
  readonly name?: string
  readonly plan?: PostgresPlanName
}

const one = '/postgres/{postgresId}'

/**
 * The Postgres databases that the key can see. Throws `config` for an unknown region.
 * https://api-docs.render.com/reference/list-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * for await (const { name, status } of datastores.listPostgres(client, { region: 'frankfurt' })) console.log(name, status)
 */
export function listPostgres(
  client: RenderClient,
  params: ListPostgresParams = {},
  options?: CallOptions,
): Pages<Postgres> {
  const query = { ...params, ownerId: params.ownerId ?? client.ownerId }
  return listPages(
    client,
    { method: 'GET', path: '/postgres', query, response: PostgresPage },
    ({ postgres }) => postgres,
    options,
    () =>
      input.check(client, 'GET /postgres', [
        input.word('region', params.region, regions),
        input.word('suspended', params.suspended, ['suspended', 'not_suspended']),
      ]),
  )
}

/**
 * One database. https://api-docs.render.com/reference/retrieve-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { status, expiresAt } = await datastores.getPostgres(client, { postgresId: 'dpg-…-a' })
 */
export function getPostgres(client: RenderClient, params: PostgresParams, options?: CallOptions): Promise<Postgres> {
  return client.send({ method: 'GET', path: one, params, response: Postgres }, options)
}

/**
 * Creates a database, which takes minutes: `waitForPostgres`. Never repeated by itself when it may have been carried out
 * (`ambiguous_write`): `ensurePostgres` asks and goes on. Throws `config` for what Render does not know.
 * https://api-docs.render.com/reference/create-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { id } = await datastores.createPostgres(client, { name: 'shop', plan: 'basic_256mb', version: '17', region: 'frankfurt' })
 * await datastores.waitForPostgres(client, { postgresId: id })
 */
export async function createPostgres(
  client: RenderClient,
  params: CreatePostgresParams,
  options?: CallOptions,
): Promise<Postgres> {
  checkNewPostgres(client, params)
  const body = { ...params, ownerId: requireOwnerId(client, params.ownerId, 'POST /postgres') }
  const ambiguousHint = `Look for a database named "${params.name}" before creating it again; ensurePostgres does that`
  return client.send({ method: 'POST', path: '/postgres', body, response: Postgres, ambiguousHint }, options)
}

/**
 * Changes a database; some changes restart it. Throws `config` for what Render does not know.
 * https://api-docs.render.com/reference/update-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.updatePostgres(client, { postgresId: 'dpg-…-a', diskSizeGB: 20 })
 */
export async function updatePostgres(
  client: RenderClient,
  params: UpdatePostgresParams,
  options?: CallOptions,
): Promise<Postgres> {
  const { postgresId, ...body } = params
  const given = Object.values(body).some((value) => value !== undefined)
  input.check(client, `PATCH ${one}`, [
    given ? undefined : 'nothing is to be changed',
    params.name === '' ? input.required('name', params.name) : undefined,
    ...settingProblems(params),
  ])
  // Sets fields to given values, so a second time changes nothing.
  const spec = { method: 'PATCH', path: one, params: { postgresId }, body, idempotent: true } as const
  return client.send({ ...spec, response: Postgres }, options)
}

/**
 * Deletes a database with all its data, for good. https://api-docs.render.com/reference/delete-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.deletePostgres(client, { postgresId: 'dpg-…-a' })
 */
export function deletePostgres(client: RenderClient, params: PostgresParams, options?: CallOptions): Promise<void> {
  return client.send({ method: 'DELETE', path: one, params }, options)
}

/**
 * Switches a database off and keeps its data; nothing happens to one that is off. https://api-docs.render.com/reference/suspend-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.suspendPostgres(client, { postgresId: 'dpg-…-a' })
 */
export function suspendPostgres(client: RenderClient, params: PostgresParams, options?: CallOptions): Promise<void> {
  return turn(client, 'suspend', params, options)
}

/**
 * Switches a suspended database on again: `waitForPostgres`; nothing happens to one that is on.
 * https://api-docs.render.com/reference/resume-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.resumePostgres(client, { postgresId: 'dpg-…-a' })
 */
export function resumePostgres(client: RenderClient, params: PostgresParams, options?: CallOptions): Promise<void> {
  return turn(client, 'resume', params, options)
}

/**
 * Restarts a database, which cuts its connections. Never repeated by itself when it may have been carried out
 * (`ambiguous_write`). https://api-docs.render.com/reference/restart-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.restartPostgres(client, { postgresId: 'dpg-…-a' })
 */
export function restartPostgres(client: RenderClient, params: PostgresParams, options?: CallOptions): Promise<void> {
  const ambiguousHint = 'Wait until it is available before restarting it again; waitForPostgres does that'
  return client.send({ method: 'POST', path: `${one}/restart`, params, ambiguousHint }, options)
}

function turn(
  client: RenderClient,
  verb: 'suspend' | 'resume',
  params: PostgresParams,
  options?: CallOptions,
): Promise<void> {
  const spec = { method: 'POST', path: `${one}/${verb}`, params, idempotent: true } as const
  const wanted = verb === 'suspend' ? 'suspended' : 'not_suspended'
  return suspendOrResume(
    () => client.send<void>(spec, options),
    async () => (await getPostgres(client, params, options)).suspended === wanted,
  )
}

/** Refuses what Render would, and what it would misread. */
export function checkNewPostgres(client: RenderClient, params: CreatePostgresParams): void {
  input.check(client, 'POST /postgres', [
    input.required('name', params.name),
    input.required('plan', params.plan),
    input.required('version', params.version),
    input.word('version', params.version, postgresVersions),
    input.word('region', params.region, regions),
    identifier('databaseName', params.databaseName),
    identifier('databaseUser', params.databaseUser),
    ...settingProblems(params),
  ])
}

function settingProblems({ plan, diskSizeGB }: { readonly plan?: string; readonly diskSizeGB?: number }) {
  const fits = diskSizeGB === undefined || diskSizeGB === 1 || (diskSizeGB > 0 && diskSizeGB % 5 === 0)
  return [
    input.word('plan', plan, postgresPlans),
    fits ? undefined : `diskSizeGB cannot be ${diskSizeGB}, only 1 or a multiple of 5`,
  ]
}

/** What Render takes as a name of a database or a user. */
export function identifier(field: string, value: string | undefined): input.Problem {
  return input.text(
    field,
    value,
    /^[a-z_][a-z_\d]*$/,
    'only lower-case letters, digits and _, not beginning with a digit',
  )
}
