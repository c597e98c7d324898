import {
  createOnce,
  isKeelsonError,
  type CallOptions,
  type Ensured,
  type EnsureOptions,
  type KeelsonError,
} from '@keelson/core'
import type { RenderClient } from './client.js'
import { hasCode } from './has-code.js'
import { cannotEnsure } from './refusal.js'
import { removeFound } from './remove-found.js'
import { checkDomainName, createCustomDomain, deleteCustomDomain, getCustomDomain } from './resources/custom-domains.js'
import type { CustomDomain } from './resources/custom-domains.schema.js'

/** A domain that a service shall have. */
export interface EnsureCustomDomainParams {
  readonly serviceId: string
  readonly name: string
}

/** What {@link ensureCustomDomain} would do. */
export interface CustomDomainPlan {
  readonly action: 'create' | 'none'
  readonly customDomain: CustomDomain | undefined
}

/**
 * Looks whether a service has a domain, and changes nothing. That the domain belongs to another service shows only when it
 * is added.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { action } = await render.planCustomDomain(client, { serviceId, name: 'www.example.com' })
 */
export async function planCustomDomain(
  client: RenderClient,
  desired: EnsureCustomDomainParams,
  options: CallOptions = {},
): Promise<CustomDomainPlan> {
  checkDomainName(client, desired.name)
  const customDomain = await findCustomDomain(client, desired, options)
  return { action: customDomain ? 'none' : 'create', customDomain }
}

/**
 * Makes sure that a service has a domain; running it again is free. Being verified is another matter:
 * `waitForCustomDomain`. A domain that is there as the redirect of another one (`redirectForName`) is taken as it is.
 *
 * Throws `conflict` when the domain belongs to another service.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { resource, outcome } = await render.ensureCustomDomain(client, { serviceId, name: 'www.example.com' })
 */
export async function ensureCustomDomain(
  client: RenderClient,
  desired: EnsureCustomDomainParams,
  options: EnsureOptions = {},
): Promise<Ensured<CustomDomain>> {
  const { customDomain } = await planCustomDomain(client, desired, options)
  if (customDomain) return { resource: customDomain, outcome: 'existing', changes: [] }
  const once = await createOnce({
    create: () => createCustomDomain(client, desired, options),
    find: () => findCustomDomain(client, desired, options),
    clock: client.clock,
    signal: options.signal,
  }).catch((error: unknown) => {
    throw isKeelsonError(error) && error.status === 409 ? elsewhere(client, desired, error) : error
  })
  const outcome = once.how === 'existing' ? 'existing' : 'created'
  const resource = once.how === 'created' ? once.value.find(({ name }) => name === desired.name) : once.value
  // An answer without the domain that was asked for leaves only a look.
  return {
    resource: resource ?? (await getCustomDomain(client, idsOf(desired), options)),
    outcome,
    changes: [],
  }
}

/**
 * Makes sure that a service does not have a domain; `'absent'` when it had not. Its redirect stays, and so does the DNS.
 *
 * @example
 * import * as render from '@keelson/render'
 * const outcome = await render.removeCustomDomain(client, { serviceId, name: 'www.example.com' })
 */
export async function removeCustomDomain(
  client: RenderClient,
  params: EnsureCustomDomainParams,
  options: CallOptions = {},
): Promise<'removed' | 'absent'> {
  const customDomain = await findCustomDomain(client, params, options)
  return removeFound(customDomain, ({ id }) =>
    deleteCustomDomain(client, { serviceId: params.serviceId, customDomain: id }, options),
  )
}

async function findCustomDomain(
  client: RenderClient,
  desired: EnsureCustomDomainParams,
  options: CallOptions,
): Promise<CustomDomain | undefined> {
  let customDomain: CustomDomain
  try {
    customDomain = await getCustomDomain(client, idsOf(desired), options)
  } catch (error) {
    if (hasCode(error, 'not_found')) return undefined
    throw error
  }
  const { id } = customDomain.server ?? {}
  if (id === undefined || id === desired.serviceId) return customDomain
  throw elsewhere(client, desired, undefined, id)
}

function elsewhere(client: RenderClient, desired: EnsureCustomDomainParams, cause?: KeelsonError, owner?: string) {
  const { serviceId, name } = desired
  const operation = 'POST /services/{serviceId}/custom-domains'
  const where = owner ?? 'another service, or to another workspace'
  return cannotEnsure(client, { subject: `the domain ${name} of ${serviceId}`, operation }, `it belongs to ${where}`, {
    hint: 'Take it away there (removeCustomDomain), or use another name',
    cause,
  })
}

function idsOf({ serviceId, name }: EnsureCustomDomainParams) {
  return { serviceId, customDomain: name }
}
