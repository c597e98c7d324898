import type { CallOptions, Secret } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { postgresPlans, type PostgresPlanName } from '../known-values.js'
import type { PostgresParams } from './postgres.js'
import { Postgres, PostgresExports, PostgresRecoveryInfo, type PostgresExport } from './postgres.schema.js'

/** What {@link recoverPostgres} sends; what is left out is that of the original. */
export interface RecoverPostgresParams extends PostgresParams {
  /** ISO 8601, not before `startsAt` of {@link getPostgresRecoveryInfo}. */
  readonly restoreTime: string
  /** The name of the new database. */
  readonly restoreName?: string
  /** Not smaller than that of the original. */
  readonly plan?: PostgresPlanName
  readonly environmentId?: string
  /** Empty for none. */
  readonly datadogApiKey?: string | Secret
  /** Empty for none. */
  readonly datadogSite?: string
}

const recovery = '/postgres/{postgresId}/recovery'
const exports = '/postgres/{postgresId}/export'

/**
 * Whether a point in time can be gone back to, and from when on.
 * https://api-docs.render.com/reference/retrieve-postgres-recovery-info
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { recoveryStatus, startsAt } = await datastores.getPostgresRecoveryInfo(client, { postgresId: 'dpg-…-a' })
 */
export function getPostgresRecoveryInfo(
  client: RenderClient,
  params: PostgresParams,
  options?: CallOptions,
): Promise<PostgresRecoveryInfo> {
  return client.send({ method: 'GET', path: recovery, params, response: PostgresRecoveryInfo }, options)
}

/**
 * Makes a new database with the data of a point in time, and leaves the original as it is; `waitForPostgres` with the new
 * id. Never repeated by itself when it may have been carried out (`ambiguous_write`).
 * https://api-docs.render.com/reference/recover-postgres
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { id } = await datastores.recoverPostgres(client, {
 *   postgresId: 'dpg-…-a', restoreTime: '2026-11-20T18:00:00Z', restoreName: 'shop-before-the-mistake',
 * })
 */
export async function recoverPostgres(
  client: RenderClient,
  params: RecoverPostgresParams,
  options?: CallOptions,
): Promise<Postgres> {
  const { postgresId, ...body } = params
  const isTime = !Number.isNaN(Date.parse(params.restoreTime))
  input.check(client, `POST ${recovery}`, [
    isTime ? undefined : `restoreTime cannot be ${JSON.stringify(params.restoreTime)}: only an ISO 8601 time`,
    input.word('plan', params.plan, postgresPlans),
  ])
  const name = params.restoreName ? `named "${params.restoreName}"` : 'that is new'
  const ambiguousHint = `Look with listPostgres for a database ${name} before recovering again`
  return client.send(
    { method: 'POST', path: recovery, params: { postgresId }, body, response: Postgres, ambiguousHint },
    options,
  )
}

/**
 * The logical backups of a database; one without a `url` is not done yet.
 * https://api-docs.render.com/reference/list-postgres-export
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * for (const { createdAt, url } of await datastores.listPostgresExports(client, { postgresId: 'dpg-…-a' })) {
 *   console.log(createdAt, url ? 'done' : 'under way')
 * }
 */
export function listPostgresExports(
  client: RenderClient,
  params: PostgresParams,
  options?: CallOptions,
): Promise<PostgresExport[]> {
  const spec = { method: 'GET', path: exports, params, secrets: ['*.url'] } as const
  return client.send({ ...spec, response: PostgresExports }, options)
}

/**
 * Starts a logical backup, to be found with {@link listPostgresExports}. Never repeated by itself when it may have been
 * carried out (`ambiguous_write`). https://api-docs.render.com/reference/create-postgres-export
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.createPostgresExport(client, { postgresId: 'dpg-…-a' })
 */
export function createPostgresExport(
  client: RenderClient,
  params: PostgresParams,
  options?: CallOptions,
): Promise<void> {
  const ambiguousHint = 'Look for it with listPostgresExports before starting another one'
  return client.send({ method: 'POST', path: exports, params, ambiguousHint }, options)
}
