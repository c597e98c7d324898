import { defineControlPlaneProbe, type ControlPlaneProbeOptions, type Probe, type ProbeReading } from '@keelson/core'
import type { UpstashClient } from '../client.js'
import { getRedisDatabase } from '../resources/redis.js'
import type { RedisDatabase, RedisDatabaseParams, RedisDatabaseState } from '../resources/redis.schema.js'
import { ends } from '../wait.js'

/**
 * A probe of what Upstash says of a Redis database, without a command to it: passes when it is active, warns while it is being
 * changed. One request, which asks for no credentials.
 *
 * Codes: the state that it is in (`suspended`, `passive`), `modifying`, or those of the call (`not_found`, …).
 * https://upstash.com/docs/devops/developer-api/redis/get_database
 *
 * @example
 * import { databaseProbe } from '@keelson/upstash/probes'
 * const probe = databaseProbe(client, { databaseId })
 */
export function databaseProbe(
  client: UpstashClient,
  { databaseId }: RedisDatabaseParams,
  options?: ControlPlaneProbeOptions,
): Probe {
  return defineControlPlaneProbe(
    client,
    {
      name: 'upstash-redis',
      ask: async (call) => judge(await getRedisDatabase(client, { databaseId, credentials: 'hide' }, call)),
    },
    options,
  )
}

function judge({ database_id: id, state, modifying_state: change }: RedisDatabase): ProbeReading {
  const observed = { observedValue: state, observedUnit: 'state' }
  if (state !== 'active') {
    const end = ends[state as RedisDatabaseState]
    const output = end ? `the database ${id} ${end.said}. ${end.hint}` : `the database ${id} is in state ${state}`
    return { status: 'fail', code: state, output, ...observed }
  }
  if (!change) return { status: 'pass', ...observed }
  return { status: 'warn', code: 'modifying', output: `the database ${id} is being changed (${change})`, ...observed }
}
