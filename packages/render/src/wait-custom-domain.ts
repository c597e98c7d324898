import { nextLook, type CallOptions, type Check, type Resume, type WaitOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from './client.js'
import { lookUntilDone } from './look.js'
import { getCustomDomain, verifyCustomDomain, type CustomDomainParams } from './resources/custom-domains.js'
import type { CustomDomain } from './resources/custom-domains.schema.js'
import { getService } from './resources/services.js'

/** A record that a domain needs at whoever keeps its DNS. */
export interface DnsRecord {
  readonly type: 'CNAME' | 'A'
  readonly name: string
  readonly value: string
}

/** What a look at a domain saw. */
export interface CustomDomainStatus {
  readonly customDomain: CustomDomain
  /** What must be in the DNS; instead of the A record of an apex, an ALIAS or ANAME to `host` does as well. */
  readonly record: DnsRecord | undefined
  /** The onrender.com host of the service; absent once the domain is verified. */
  readonly host: string | undefined
}

/** Render's load balancer, for a domain that cannot have a CNAME. https://render.com/docs/configure-other-dns */
const apexAddress = '216.24.57.1'

/** 30 an hour: a user has about 50 for all writes to domains. */
const askAgainMs = 120_000
/** Verifying takes seconds once the record can be seen. */
const pauseMs = 10_000

/**
 * One look at a domain, for a function that must return soon; hand `resume` to the next look. Asks Render to verify it at
 * the first look, and again every two minutes. `done` means verified: the certificate follows within minutes.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { done, value, resume } = await render.checkCustomDomain(client, { serviceId, customDomain: 'www.example.com' }, savedResume)
 */
export async function checkCustomDomain(
  client: RenderClient,
  params: CustomDomainParams,
  resume?: Resume,
  options?: CallOptions,
): Promise<Check<CustomDomainStatus>> {
  const { serviceId, customDomain: idOrName } = params
  const look = nextLook({ wait: 'render.custom-domain', serviceId, customDomain: idOrName }, resume)
  const askedAt = resume?.['askedAt']
  // Absent until it was asked for the first time.
  const before = typeof askedAt === 'number' || askedAt === undefined ? askedAt : NaN
  const problem = input.number('askedAt of resume', before, { min: 0, fraction: true })
  input.check(client, 'POST /services/{serviceId}/custom-domains/{customDomainIdOrName}/verify', [problem])
  const customDomain = await getCustomDomain(client, params, options)
  const now = client.clock.date()
  const next = (at: number | undefined): Resume => ({ ...look, ...(at !== undefined && { askedAt: at }) })
  if (customDomain.verificationStatus === 'verified') {
    const value = { customDomain, record: undefined, host: undefined }
    return { done: true, value, resume: next(before), nextCheckMs: pauseMs }
  }
  // A clock that was set back must not keep it from being asked.
  const isDue = before === undefined || now < before || now >= before + askAgainMs
  if (isDue) await verifyCustomDomain(client, params, options)
  const { serviceDetails, slug } = await getService(client, { serviceId }, options)
  const host = hostOf(serviceDetails.url) ?? `${slug}.onrender.com`
  return {
    done: false,
    value: { customDomain, record: recordOf(customDomain, host), host },
    resume: next(isDue ? now : before),
    nextCheckMs: pauseMs,
  }
}

/**
 * Waits until a domain is verified, 30 minutes at most by default; what it waits for is the DNS record that you, or your
 * DNS provider, have to make.
 *
 * Throws `wait_timeout`, whose message names the record, or `aborted`, with the `resume` to go on with, and `not_found` when
 * the service does not have the domain.
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.waitForCustomDomain(client, { serviceId, customDomain: 'www.example.com' }, {
 *   onProgress: ({ record }) => console.log(record),
 * })
 */
export async function waitForCustomDomain(
  client: RenderClient,
  params: CustomDomainParams,
  options: WaitOptions<CustomDomainStatus> = {},
): Promise<CustomDomain> {
  const subject = `domain ${params.customDomain} of ${params.serviceId}`
  const wait = { subject, totalTimeoutMs: 30 * 60_000, describe: describeCustomDomain }
  const { customDomain } = await lookUntilDone(client, checkCustomDomain, params, wait, options)
  return customDomain
}

/** A domain in words: `unverified: its DNS needs CNAME www.example.com -> shop.onrender.com`. */
function describeCustomDomain({ customDomain, record, host }: CustomDomainStatus): string {
  const { name, verificationStatus } = customDomain
  if (!record) return verificationStatus
  const also = record.type === 'A' ? ` (or ALIAS or ANAME -> ${host})` : ''
  const wildcard = name.startsWith('*.')
    ? ', and the CNAMEs _acme-challenge and _cf-custom-hostname that the dashboard shows'
    : ''
  return `${verificationStatus}: its DNS needs ${record.type} ${name} -> ${record.value}${also}${wildcard}, and no AAAA record`
}

function recordOf({ name, domainType }: CustomDomain, host: string): DnsRecord {
  return domainType === 'apex' ? { type: 'A', name, value: apexAddress } : { type: 'CNAME', name, value: host }
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined
}
