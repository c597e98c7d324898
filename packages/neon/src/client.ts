import {
  createClient,
  sendOperation,
  type CallOptions,
  type Client,
  type ClientOptions,
  type Method,
  type OperationParams,
} from '@keelson/core'
import { errorMessage } from './error.js'

/** Options of {@link createNeonClient}. */
export interface NeonOptions extends ClientOptions {
  /** The organization that projects are created in and looked up in: `org-…`. A key of an organization implies its own. */
  readonly orgId?: string | undefined
}

/** Access to Neon's API; make one with {@link createNeonClient}. */
export interface NeonClient extends Client<'neon'> {
  readonly orgId: string | undefined
}

/**
 * A client for Neon's API; nothing is read or sent before the first call. Without `apiKey`, NEON_API_KEY is read then.
 *
 * Throws `config` for a `baseUrl` that would send the key in the clear. https://neon.com/docs/manage/api-keys
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const client = neon.createNeonClient({ orgId: 'org-…' })
 * for await (const project of neon.listProjects(client)) console.log(project.name)
 */
export function createNeonClient(options: NeonOptions = {}): NeonClient {
  const client = createClient(
    {
      provider: 'neon',
      baseUrl: 'https://console.neon.tech/api/v2',
      apiKeyVariable: 'NEON_API_KEY',
      apiKeyUrl: 'https://console.neon.tech/app/settings/api-keys',
      authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
      errorMessage,
      requestIdHeaders: ['x-request-id'],
      retry: {
        // Neon promises that 423 (another operation of the project runs) and 503 were not carried out.
        refusedStatuses: [423, 429, 503],
        // A project may be locked for half a minute, and full jitter takes this many sends to be sure to outlast it.
        maxAttempts: 20,
      },
    },
    options,
  )
  return { ...client, orgId: options.orgId }
}

/**
 * Any operation of Neon's API that has no function of its own here, with the same retries, limits and errors; the
 * answer comes back as it is.
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.request(client, 'POST /projects/{project_id}/branches/{branch_id}/snapshot', {
 *   path: { project_id: 'quiet-river-…', branch_id: 'br-…' },
 * })
 */
export function request(
  client: NeonClient,
  operation: `${Method} /${string}`,
  params?: OperationParams,
  options?: CallOptions,
): Promise<unknown> {
  return sendOperation(client, operation, params, options)
}
