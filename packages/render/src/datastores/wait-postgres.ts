import type { CallOptions, Resume, ServingOptions, WaitOptions } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { getPostgres, type PostgresParams } from './postgres.js'
import type { Postgres } from './postgres.schema.js'
import type { Suspender } from '../resources/services.schema.js'
import {
  lookAtDatabase,
  pollDatabase,
  type DatabaseCheck,
  type DatabaseEnd,
  type DatabaseWait,
} from './wait-database.js'

/** What ends a suspension, by who made it. */
const remedies: Readonly<Partial<Record<Suspender, string>>> = {
  user: 'resumePostgres switches it on again',
  billing: 'Look for a payment that is due: https://dashboard.render.com/billing',
  admin: 'Render itself did it: ask its support',
  hipaa_enablement: 'The workspace is being moved to hosts for HIPAA: ask the support of Render when it ends',
}

/**
 * One look at a database, for a function that must return soon; hand `resume` to the next look. `done` means `available`
 * (or `maintenance_scheduled`: still in use), and answering the probe `serving` when there is one.
 *
 * Throws `wait_failed` for a database that is suspended, by whom is said, and for one whose recovery failed.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { done, resume, nextCheckMs } = await datastores.checkPostgres(client, { postgresId }, savedResume)
 */
export async function checkPostgres(
  client: RenderClient,
  params: PostgresParams,
  resume?: Resume,
  options: CallOptions & ServingOptions = {},
): Promise<DatabaseCheck<Postgres>> {
  return lookAtDatabase(client, waitOf(client, params), resume, options)
}

/**
 * Waits until a database is available, 15 minutes at most by default; with `serving` until it answers as well.
 *
 * Throws `wait_failed` when it is suspended or its recovery failed, `not_found` when it is deleted meanwhile, and
 * `wait_timeout` or `aborted` with the `resume` to go on with.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { id } = await datastores.createPostgres(client, { name: 'shop', plan: 'basic_256mb', version: '17' })
 * await datastores.waitForPostgres(client, { postgresId: id }, { serving: probe, onProgress: ({ status }) => console.log(status) })
 */
export function waitForPostgres(
  client: RenderClient,
  params: PostgresParams,
  options: WaitOptions<Postgres> & ServingOptions = {},
): Promise<Postgres> {
  return pollDatabase(client, waitOf(client, params), options)
}

function waitOf(client: RenderClient, { postgresId }: PostgresParams): DatabaseWait<Postgres> {
  return {
    subject: `the database ${postgresId}`,
    identity: { wait: 'render.postgres', postgresId },
    operation: 'GET /postgres/{postgresId}',
    get: (options) => getPostgres(client, { postgresId }, options),
    findEnd: (postgres) => findEnd(postgres, client.clock.date()),
  }
}

/** Every state that is not an end here, also one that is added later, is on the way. */
export function findEnd({ status, suspended, suspenders, expiresAt }: Postgres, now: number): DatabaseEnd | undefined {
  if (status === 'recovery_failed') {
    return {
      said: 'could not be recovered',
      hint: 'Look with getPostgresRecoveryInfo of the original which times can be gone back to, and recover it again',
    }
  }
  // The state follows the field: after a resumption it may lag behind.
  if (suspended !== 'suspended') return undefined
  if (Date.parse(expiresAt ?? '') <= now) {
    return {
      said: `is suspended: it was free, and expired at ${expiresAt}`,
      hint: 'Another plan brings it back as long as it is not deleted: updatePostgres',
    }
  }
  const known = suspenders.flatMap((suspender) => remedies[suspender as Suspender] ?? [])
  return {
    said: `is suspended (${suspenders.join(', ') || 'nobody says why'})`,
    hint: known.join('. ') || 'The dashboard says why: https://dashboard.render.com',
  }
}
