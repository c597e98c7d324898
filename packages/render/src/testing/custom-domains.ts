import {
  bodyObject,
  createTable,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { findService } from './find-service.js'
import { joinedFilter, listPage, timeFilter } from './list.js'
import { isoTime } from './service-record.js'
import type { World } from './world.js'
import type { FakeService, Store } from './store.js'

/** A domain as the fake keeps it. */
export interface FakeCustomDomain {
  readonly id: string
  readonly sequence: number
  readonly serviceId: string
  readonly name: string
  readonly createdAt: number
  /** The domain that it leads to; empty when it is served itself. */
  readonly redirectForName: string
  /** From when on its DNS record can be seen, by the clock's `now`; set it to `Infinity` for never, or to 0. */
  dnsAt: number
  /** When it is verified, by the clock's `now`: 2 seconds after it was asked for with the record in place. */
  verifiedAt: number | undefined
}

/** All domains of a fake, by id. */
export const customDomainsOf = createTable<FakeCustomDomain>()

const verificationMs = 2000

/** The domains of services. */
export function customDomainOperations(world: World) {
  const path = '/services/{serviceId}/custom-domains'
  const one = `${path}/{customDomainIdOrName}` as const
  return {
    [`GET ${path}` as const]: (request) => listCustomDomains(request, findService(world.store, request), world),
    [`POST ${path}` as const]: (request) => createCustomDomain(request, findService(world.store, request), world),
    [`GET ${one}` as const]: (request) => {
      const { domain, service } = find(request, world)
      return { status: 200, body: show(domain, service, world.store) }
    },
    [`DELETE ${one}` as const]: (request) => {
      customDomainsOf(world.store).delete(find(request, world).domain.id)
      return { status: 204 }
    },
    [`POST ${one}/verify` as const]: (request) => {
      const { domain } = find(request, world)
      const now = world.store.clock.now()
      if (domain.dnsAt <= now) domain.verifiedAt ??= now + verificationMs
      return { status: 202 }
    },
  } satisfies Record<string, FakeOperation>
}

function listCustomDomains(request: FakeRequest, service: FakeService, { store }: World): FakeAnswer {
  const named = joinedFilter(request, 'name')
  const typed = joinedFilter(request, 'domainType')
  const inStatus = joinedFilter(request, 'verificationStatus')
  const inTime = timeFilter(request, ['createdAt'])
  const items = [...customDomainsOf(store).values()].filter(
    (domain) =>
      domain.serviceId === service.id &&
      named(domain.name) &&
      typed(typeOf(domain)) &&
      inStatus(statusOf(domain, store)) &&
      inTime(domain),
  )
  return listPage(request, items, {
    name: 'customDomain',
    position: (domain) => -domain.sequence,
    show: (domain) => show(domain, service, store),
  })
}

/** Adds the domain, and its `www` or its apex as a redirect. */
function createCustomDomain(request: FakeRequest, service: FakeService, { store, dnsDelayMs }: World): FakeAnswer {
  const name = requiredText(bodyObject(request), 'name').toLowerCase()
  if (service.type !== 'web_service' && service.type !== 'static_site') {
    throw new Refusal(400, `a ${service.type} has no custom domains`)
  }
  if (!/^(?:\*\.)?(?:[a-z\d-]+\.)+[a-z\d-]+$/.test(name)) throw new Refusal(400, 'name: is not a domain')
  const isTaken = (wanted: string) => [...customDomainsOf(store).values()].some((domain) => domain.name === wanted)
  if (isTaken(name)) throw new Refusal(409, 'name: already in use')
  const add = (added: string, redirectForName: string) => {
    const domain: FakeCustomDomain = {
      id: store.newId('cdm'),
      sequence: store.nextSequence(),
      serviceId: service.id,
      name: added,
      createdAt: store.clock.date(),
      redirectForName,
      dnsAt: store.clock.now() + dnsDelayMs,
      verifiedAt: undefined,
    }
    customDomainsOf(store).set(domain.id, domain)
    return domain
  }
  const added = [add(name, '')]
  const other = name.startsWith('www.') ? name.slice(4) : `www.${name}`
  if ([name, other].some((given) => given.split('.').length === 2) && !isTaken(other)) added.push(add(other, name))
  return { status: 201, body: added.map((domain) => show(domain, service, store)) }
}

function find(request: FakeRequest, world: World): { domain: FakeCustomDomain; service: FakeService } {
  const service = findService(world.store, request)
  const wanted = request.path['customDomainIdOrName']
  const domain = [...customDomainsOf(world.store).values()].find(
    ({ id, name, serviceId }) => serviceId === service.id && (id === wanted || name === wanted),
  )
  if (!domain) throw new Refusal(404, `not found: custom domain ${wanted}`)
  return { domain, service }
}

/** What a health check asks for. https://render.com/docs/health-checks#health-check-protocol */
export function healthCheckHost({ id, url }: FakeService, store: Store): string {
  const own = [...customDomainsOf(store).values()].find(
    (domain) => domain.serviceId === id && !domain.redirectForName && statusOf(domain, store) === 'verified',
  )
  return own?.name ?? new URL(url).host
}

/** Two labels are an apex: this fake knows no public suffixes of two, like co.uk. */
function typeOf({ name }: FakeCustomDomain): 'apex' | 'subdomain' {
  return name.split('.').length === 2 ? 'apex' : 'subdomain'
}

function statusOf({ verifiedAt = Infinity }: FakeCustomDomain, { clock }: Store): 'verified' | 'unverified' {
  return verifiedAt <= clock.now() ? 'verified' : 'unverified'
}

function show(domain: FakeCustomDomain, service: FakeService, store: Store): unknown {
  return {
    id: domain.id,
    name: domain.name,
    domainType: typeOf(domain),
    publicSuffix: domain.name.split('.').at(-1),
    redirectForName: domain.redirectForName,
    verificationStatus: statusOf(domain, store),
    createdAt: isoTime(domain.createdAt),
    server: { id: service.id, name: service.name },
  }
}
