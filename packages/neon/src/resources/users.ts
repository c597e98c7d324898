import type { CallOptions } from '@keelson/core'
import type { NeonClient } from '../client.js'
import { User } from './users.schema.js'

/**
 * The user whose key is used. https://api-docs.neon.tech/reference/getcurrentuserinfo
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const { plan, projects_limit } = await neon.getCurrentUser(client)
 */
export function getCurrentUser(client: NeonClient, options?: CallOptions): Promise<User> {
  return client.send({ method: 'GET', path: '/users/me', response: User }, options)
}
