import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { identifier, type PostgresParams } from './postgres.js'
import { PostgresConnectionInfo, PostgresUsers, type PostgresUser } from './postgres.schema.js'

const users = '/postgres/{postgresId}/credentials'

/**
 * How to connect, as secrets: the internal address from services of the same region and workspace, the external one (TLS
 * only) from elsewhere. https://api-docs.render.com/reference/retrieve-postgres-connection-info
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const { internalConnectionString } = await datastores.getPostgresConnectionInfo(client, { postgresId: 'dpg-…-a' })
 * await datastores.setEnvVar(client, { serviceId: 'srv-…', key: 'DATABASE_URL', value: internalConnectionString })
 */
export function getPostgresConnectionInfo(
  client: RenderClient,
  params: PostgresParams,
  options?: CallOptions,
): Promise<PostgresConnectionInfo> {
  const secrets = ['password', 'internalConnectionString', 'externalConnectionString', 'psqlCommand']
  const path = '/postgres/{postgresId}/connection-info'
  return client.send({ method: 'GET', path, params, response: PostgresConnectionInfo, secrets }, options)
}

/**
 * The users of a database, without their passwords. https://api-docs.render.com/reference/list-postgres-users
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * const users = await datastores.listPostgresUsers(client, { postgresId: 'dpg-…-a' })
 */
export function listPostgresUsers(
  client: RenderClient,
  params: PostgresParams,
  options?: CallOptions,
): Promise<PostgresUser[]> {
  return client.send({ method: 'GET', path: users, params, response: PostgresUsers }, options)
}

/**
 * Adds a user, which becomes the default one: from then on the connection strings are its own. Never repeated by itself
 * when it may have been carried out (`ambiguous_write`). https://api-docs.render.com/reference/create-postgres-user
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.createPostgresUser(client, { postgresId: 'dpg-…-a', username: 'shop_2026' })
 */
export async function createPostgresUser(
  client: RenderClient,
  params: PostgresParams & { readonly username: string },
  options?: CallOptions,
): Promise<void> {
  const { postgresId, username } = params
  input.check(client, `POST ${users}`, [identifier('username', username)])
  const ambiguousHint = `Look for "${username}" with listPostgresUsers before adding it again`
  return client.send(
    { method: 'POST', path: users, params: { postgresId }, body: { username }, ambiguousHint },
    options,
  )
}

/**
 * Removes a user: the last step of changing the password, when nothing connects with the old one any more.
 * https://api-docs.render.com/reference/delete-postgres-user
 *
 * @example
 * import * as datastores from '@keelson/render/datastores'
 * await datastores.deletePostgresUser(client, { postgresId: 'dpg-…-a', username: 'shop_2025' })
 */
export function deletePostgresUser(
  client: RenderClient,
  params: PostgresParams & { readonly username: string },
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: `${users}/{username}`, params }, options)
}
