import { createClient, sendOperation, KeelsonError, type Client, type ClientOptions } from '@keelson/core'
import { errorMessage } from './error.js'
import type { UpstashArgs, UpstashOperations } from './operations.gen.js'

/** Options of {@link createUpstashClient}. */
export interface UpstashOptions extends ClientOptions {
  /** The account's address, which the key belongs to. @default UPSTASH_EMAIL, read at the first call */
  readonly email?: string | undefined
}

/** Access to Upstash's Developer API; make one with {@link createUpstashClient}. */
export type UpstashClient = Client<'upstash'>

/**
 * A client for Upstash's Developer API; nothing is read or sent before the first call. Without `email` and `apiKey`,
 * UPSTASH_EMAIL and UPSTASH_API_KEY are read then. Accounts that were made through Vercel or Fly have no such key.
 *
 * Throws `config` for a `baseUrl` that would send the key in the clear. https://upstash.com/docs/devops/developer-api/authentication
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * const client = upstash.createUpstashClient({ email: 'me@example.com', apiKey })
 * for await (const database of upstash.listRedisDatabases(client)) console.log(database.database_name)
 */
export function createUpstashClient(options: UpstashOptions = {}): UpstashClient {
  const client: UpstashClient = createClient(
    {
      provider: 'upstash',
      baseUrl: 'https://api.upstash.com/v2',
      apiKeyVariable: 'UPSTASH_API_KEY',
      apiKeyUrl: 'https://console.upstash.com/account/api',
      authorize: (apiKey) => {
        const credentials = btoa(`${findEmail(options.email)}:${apiKey}`)
        client.redact.add(credentials)
        return { authorization: `Basic ${credentials}` }
      },
      errorMessage,
      requestIdHeaders: ['x-request-id'],
      // What is deleted is named by an id that is never given again: twice is once.
      retry: { repeatableMethods: ['GET', 'DELETE'] },
    },
    options,
  )
  return client
}

function findEmail(given: string | undefined): string {
  const email = given ?? globalThis.process?.env['UPSTASH_EMAIL']
  // Everything up to the first colon is the user of HTTP Basic, and only visible ASCII means the same to everybody.
  if (email && /^[!-9;-~]+$/.test(email)) return email
  throw new KeelsonError('the upstash email is missing or malformed', {
    code: 'config',
    provider: 'upstash',
    hint: 'Set UPSTASH_EMAIL or pass email, in ASCII',
  })
}

/**
 * Any documented operation of the Developer API, typed by its name, with the same retries, limits and errors. The answer
 * comes back as it is: its type is what Upstash documents, it is not checked, and secrets in it are plain text. What is not
 * documented goes through `sendOperation` of `@keelson/core`. `GET /auditlogs` is the only one outside of `/v2`: it wants a
 * client with `baseUrl: 'https://api.upstash.com'`. https://upstash.com/docs/devops/developer-api/introduction
 *
 * @example
 * import * as upstash from '@keelson/upstash'
 * await upstash.request(client, 'PATCH /redis/update-budget/{id}', { path: { id: databaseId }, body: { budget: 20 } })
 */
export function request<Name extends keyof UpstashOperations>(
  client: UpstashClient,
  operation: Name,
  ...[params, options]: UpstashArgs<Name>
): Promise<UpstashOperations[Name]['response']> {
  // What comes back is what the contract says; nothing checks it.
  return sendOperation(client, operation, params, options) as Promise<UpstashOperations[Name]['response']>
}
