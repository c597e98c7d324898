import { systemClock, type Clock } from './clock.js'
import type { ClientContext } from './context.js'
import { KeelsonError } from './errors.js'
import type { CallOptions, ClientOptions } from './options.js'
import type { ProviderDefinition } from './provider.js'
import { createRateLimit } from './rate-limit.js'
import { createRedactor, type Redactor } from './redact.js'
import { sendRequest } from './request.js'
import type { RequestSpec } from './request-spec.js'
import { createRetryBudget, standardRetryPolicy, withRetryOption } from './retry.js'
import { reveal } from './secret.js'
import { checkBaseUrl } from './url.js'

/** A configured access to one vendor's API. Operations are functions that take it: `listServices(client, …)`. */
export interface Client<Provider extends string = string> {
  readonly provider: Provider
  readonly baseUrl: string
  readonly clock: Clock
  /** Knows the key and every secret value that this client sent or received. */
  readonly redact: Redactor
  /** The headers that carry the key, for what is no request: a WebSocket. Throws `config` without a key. */
  authorize(): Readonly<Record<string, string>>
  /** Sends one described request with the client's whole retry, rate-limit and redaction policy. */
  send<T>(spec: RequestSpec<T>, options?: CallOptions): Promise<T>
}

/**
 * A client for the vendor that `definition` describes; nothing is read or sent before the first call.
 *
 * Throws `config` for a base URL that would send the key in the clear.
 */
export function createClient<Provider extends string>(
  definition: ProviderDefinition<Provider>,
  options: ClientOptions = {},
): Client<Provider> {
  const { clock = systemClock, random = Math.random, rateLimit = createRateLimit({ clock }) } = options
  // A key that was passed is known before anything can go wrong with it.
  const redact = createRedactor([options.apiKey])
  const baseUrl = checkBaseUrl(options.baseUrl ?? definition.baseUrl)
  let apiKey: string | undefined
  const context: ClientContext = {
    definition,
    options,
    baseUrl,
    host: new URL(baseUrl).host,
    clock,
    random,
    rateLimit,
    budget: createRetryBudget(),
    policy: withRetryOption({ ...standardRetryPolicy, ...definition.retry }, options.retry),
    redact,
    authorize: () => definition.authorize((apiKey ??= findApiKey(definition, options, redact))),
  }
  return {
    provider: definition.provider,
    baseUrl,
    clock,
    redact,
    authorize: context.authorize,
    send: (spec, callOptions) => sendRequest(context, spec, callOptions),
  }
}

function findApiKey(
  { provider, apiKeyVariable, apiKeyUrl }: ProviderDefinition<string>,
  options: ClientOptions,
  redact: Redactor,
): string {
  const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env
  const key = options.apiKey === undefined ? environment?.[apiKeyVariable] : reveal(options.apiKey)
  // Anything but visible ASCII cannot be sent in a header, and the runtime's own error would show the key. Quotation marks around it
  // are of the file that it was read from.
  if (key && /^(?!(["']).*\1$)[!-~]+$/.test(key)) {
    redact.add(key)
    return key
  }
  const said = key ? 'has a blank, a line end, a quotation mark or the like in it' : 'is missing'
  throw new KeelsonError(`the ${provider} API key ${said}`, {
    code: 'config',
    provider,
    hint: `Set ${apiKeyVariable} or pass apiKey: ${apiKeyUrl}`,
  })
}
