import {
  defineControlPlaneProbe,
  KeelsonError,
  type ControlPlaneProbeOptions,
  type Probe,
  type ProbeReading,
} from '@keelson/core'
import type { RenderClient } from '../client.js'
import { getPostgres, type PostgresParams } from '../datastores/postgres.js'
import type { Postgres } from '../datastores/postgres.schema.js'
import { findEnd } from '../datastores/wait-postgres.js'
import { readDatabase } from './database-reading.js'

/** Options of {@link postgresStateProbe}. */
export interface PostgresStateProbeOptions extends ControlPlaneProbeOptions {
  /** Fewer days left of a free database warn. @default 7 */
  readonly warnDays?: number | undefined
}

/**
 * A probe of what Render says of a Postgres database, without a connection to it: passes when it is available, warns before
 * announced maintenance and before a free one expires. One request.
 *
 * Codes: `suspended`, `expires_soon`, the state that it is in (`unavailable`, `recovery_failed`, `maintenance_scheduled`, …),
 * or those of the call (`not_found`, …). https://api-docs.render.com/reference/retrieve-postgres
 *
 * @example
 * import { postgresStateProbe } from '@keelson/render/probes'
 * const probe = postgresStateProbe(client, { postgresId: 'dpg-…' }, { warnDays: 14 })
 */
export function postgresStateProbe(
  client: RenderClient,
  { postgresId }: PostgresParams,
  { warnDays = 7, ...options }: PostgresStateProbeOptions = {},
): Probe {
  if (!(warnDays >= 0)) {
    throw new KeelsonError(`warnDays cannot be ${warnDays}, only 0 or more`, { code: 'config', provider: 'render' })
  }
  const judge = (postgres: Postgres): ProbeReading => {
    const now = client.clock.date()
    const subject = `the database ${postgresId}`
    const reading = readDatabase(subject, postgres, findEnd(postgres, now))
    const daysLeft = (Date.parse(postgres.expiresAt ?? '') - now) / 86_400_000
    if (reading.status === 'fail' || !(daysLeft < warnDays)) return reading
    const output = `${subject} is free, and expires at ${postgres.expiresAt}. Another plan keeps it: updatePostgres`
    return { status: 'warn', code: 'expires_soon', output, observedValue: Math.floor(daysLeft), observedUnit: 'days' }
  }
  return defineControlPlaneProbe(
    client,
    { name: 'render-postgres', ask: async (call) => judge(await getPostgres(client, { postgresId }, call)) },
    options,
  )
}
