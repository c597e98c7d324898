import { createClient, sendOperation, type Client, type ClientOptions } from '@keelson/core'
import { errorMessage } from './error.js'
import type { NeonArgs, NeonOperations } from './operations.gen.js'

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
 * Any documented operation of Neon's API, typed by its name, with the same retries, limits and errors. The answer comes
 * back as it is: its type is what Neon documents, it is not checked, and secrets in it are plain text. A list whose name
 * is repeated in the query (`project_ids=a&project_ids=b`) is named in `repeat`. What is not documented goes through
 * `sendOperation` of `@keelson/core`. https://api-docs.neon.tech/reference/getting-started-with-neon-api
 *
 * @example
 * import * as neon from '@keelson/neon'
 * await neon.request(client, 'POST /projects/{project_id}/branches/{branch_id}/snapshot', {
 *   path: { project_id: 'quiet-river-…', branch_id: 'br-…' },
 * })
 */
export function request<Name extends keyof NeonOperations>(
  client: NeonClient,
  operation: Name,
  ...[params, options]: NeonArgs<Name>
): Promise<NeonOperations[Name]['response']> {
  // What comes back is what the contract says; nothing checks it.
  return sendOperation(client, operation, params, options) as Promise<NeonOperations[Name]['response']>
}
