import type { CallOptions, Resume, ServingOptions, WaitOptions } from '@keelson/core'
import type { RenderClient } from '../client.js'
import type { DatabaseStatus } from './database.schema.js'
import { getKeyValue, type KeyValueParams } from './key-value.js'
import type { KeyValue } from './key-value.schema.js'
import {
  lookAtDatabase,
  pollDatabase,
  type DatabaseCheck,
  type DatabaseEnd,
  type DatabaseWait,
} from './wait-database.js'

/** Every other state, also one that is added later, is on the way or there. */
export const ends: Readonly<Partial<Record<DatabaseStatus, DatabaseEnd>>> = {
  suspended: {
    // Unlike for Postgres, Render does not tell by whom.
    said: 'is suspended',
    hint: 'resumeKeyValue switches it on again, unless Render did it: the dashboard says so',
  },
  recovery_failed: {
    said: 'could not be recovered',
    hint: 'Ask the support of Render, or create another one: a cache fills itself again',
  },
}

/**
 * One look at a Key Value instance, for a function that must return soon; hand `resume` to the next look. `done` means
 * `available` (or `maintenance_scheduled`: still in use), and answering the probe `serving` when there is one.
 *
 * Throws `wait_failed` for an instance that is suspended or whose recovery failed.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { done, resume, nextCheckMs } = await datastores.checkKeyValue(client, { keyValueId }, savedResume)
 */
export async function checkKeyValue(
  client: RenderClient,
  params: KeyValueParams,
  resume?: Resume,
  options: CallOptions & ServingOptions = {},
): Promise<DatabaseCheck<KeyValue>> {
  return lookAtDatabase(client, waitOf(client, params), resume, options)
}

/**
 * Waits until a Key Value instance is available, 15 minutes at most by default; with `serving` until it answers as well.
 *
 * Throws `wait_failed` when it is suspended or its recovery failed, `not_found` when it is deleted meanwhile, and
 * `wait_timeout` or `aborted` with the `resume` to go on with.
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { id } = await datastores.createKeyValue(client, { name: 'shop-queue', plan: 'starter' })
 * await datastores.waitForKeyValue(client, { keyValueId: id }, { onProgress: ({ status }) => console.log(status) })
 */
export function waitForKeyValue(
  client: RenderClient,
  params: KeyValueParams,
  options: WaitOptions<KeyValue> & ServingOptions = {},
): Promise<KeyValue> {
  return pollDatabase(client, waitOf(client, params), options)
}

function waitOf(client: RenderClient, { keyValueId }: KeyValueParams): DatabaseWait<KeyValue> {
  return {
    subject: `the Key Value instance ${keyValueId}`,
    identity: { wait: 'render.key-value', keyValueId },
    operation: 'GET /key-value/{keyValueId}',
    get: (options) => getKeyValue(client, { keyValueId }, options),
    findEnd: ({ status }) => ends[status as DatabaseStatus],
  }
}
