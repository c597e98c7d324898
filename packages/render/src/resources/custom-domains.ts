import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { CustomDomain, CustomDomainList, CustomDomainPage } from './custom-domains.schema.js'

/** A domain of a service, by its name or its id. */
export interface CustomDomainParams {
  readonly serviceId: string
  /** `www.example.com`, or `cdm-…` */
  readonly customDomain: string
}

/** Filters of {@link listCustomDomains}; a list means any of its values. */
export interface ListCustomDomainsParams {
  readonly serviceId: string
  readonly name?: string | readonly string[]
  readonly domainType?: 'apex' | 'subdomain'
  readonly verificationStatus?: 'verified' | 'unverified'
  /** ISO 8601. */
  readonly createdAfter?: string
  /** ISO 8601. */
  readonly createdBefore?: string
}

const path = '/services/{serviceId}/custom-domains'
const onePath = '/services/{serviceId}/custom-domains/{customDomainIdOrName}'

/**
 * The domains of a service, those that redirect included. Throws `config` for a value that Render does not know.
 * https://api-docs.render.com/reference/list-custom-domains
 *
 * @example
 * import * as render from '@keelson/render'
 * for await (const { name, verificationStatus } of render.listCustomDomains(client, { serviceId: 'srv-…' })) console.log(name, verificationStatus)
 */
export function listCustomDomains(
  client: RenderClient,
  params: ListCustomDomainsParams,
  options?: CallOptions,
): Pages<CustomDomain> {
  const { serviceId, ...query } = params
  const spec = { method: 'GET', path, params: { serviceId }, query, response: CustomDomainPage } as const
  const check = () =>
    input.check(client, `GET ${path}`, [
      input.word('domainType', query.domainType, ['apex', 'subdomain']),
      input.word('verificationStatus', query.verificationStatus, ['verified', 'unverified']),
    ])
  return listPages(client, spec, (page) => page.customDomain, options, check)
}

/**
 * One domain of a service. https://api-docs.render.com/reference/retrieve-custom-domain
 *
 * @example
 * import * as render from '@keelson/render'
 * const { verificationStatus } = await render.getCustomDomain(client, { serviceId: 'srv-…', customDomain: 'www.example.com' })
 */
export function getCustomDomain(
  client: RenderClient,
  params: CustomDomainParams,
  options?: CallOptions,
): Promise<CustomDomain> {
  return client.send({ method: 'GET', path: onePath, params: idsOf(params), response: CustomDomain }, options)
}

/**
 * Adds a domain to a web service or static site. The answer holds every domain that was made: Render adds the `www` of an
 * apex, and the apex of a `www`, which then redirects. The domain is served when its DNS record is there and verified
 * (`waitForCustomDomain`). Not repeated by itself when it may have been carried out: `ensureCustomDomain` asks and goes on.
 * https://api-docs.render.com/reference/create-custom-domain
 *
 * @example
 * import * as render from '@keelson/render'
 * const domains = await render.createCustomDomain(client, { serviceId: 'srv-…', name: 'www.example.com' })
 */
export async function createCustomDomain(
  client: RenderClient,
  params: { readonly serviceId: string; readonly name: string },
  options?: CallOptions,
): Promise<CustomDomain[]> {
  const { serviceId, name } = params
  checkDomainName(client, name)
  const ambiguousHint = `getCustomDomain with "${name}" tells whether it is there; ensureCustomDomain asks by itself`
  return client.send(
    { method: 'POST', path, params: { serviceId }, body: { name }, response: CustomDomainList, ambiguousHint },
    options,
  )
}

/** Refuses what is no name of a domain. */
export function checkDomainName(client: RenderClient, name: string): void {
  input.check(client, `POST ${path}`, [
    input.required('name', name),
    input.text(
      'name',
      name || undefined,
      /^(\*\.)?([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z\d-]*[a-z\d]$/,
      'a domain is in lower case, without scheme, port and path, in Punycode where it is not ASCII',
    ),
  ])
}

/**
 * Takes a domain away from its service; its DNS record stays. https://api-docs.render.com/reference/delete-custom-domain
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteCustomDomain(client, { serviceId: 'srv-…', customDomain: 'www.example.com' })
 */
export function deleteCustomDomain(
  client: RenderClient,
  params: CustomDomainParams,
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: onePath, params: idsOf(params) }, options)
}

/**
 * Asks Render to look at the DNS record of a domain; the result is in `verificationStatus` some time later
 * (`waitForCustomDomain` asks and looks). https://api-docs.render.com/reference/refresh-custom-domain
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.verifyCustomDomain(client, { serviceId: 'srv-…', customDomain: 'www.example.com' })
 */
export function verifyCustomDomain(
  client: RenderClient,
  params: CustomDomainParams,
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'POST', path: `${onePath}/verify`, params: idsOf(params), idempotent: true }, options)
}

function idsOf({ serviceId, customDomain }: CustomDomainParams) {
  return { serviceId, customDomainIdOrName: customDomain }
}
