import { isRecord, oneOf, optionalText, Refusal, requiredText } from '@keelson/core/testing'
import type { Clock } from '@keelson/core'
import { regions, type Region } from '../known-values.js'
import type { DatabaseStatus } from '../datastores/database.schema.js'
import type { IpAllowListEntry } from '../ip-allow-list.js'
import { isoTime } from './service-record.js'
import type { Store } from './store.js'

/** What a Postgres database and a Key Value instance have in common, as the fake keeps them. */
export interface FakeDatabase {
  readonly id: string
  readonly sequence: number
  readonly ownerId: string
  readonly createdAt: number
  readonly region: Region
  readonly environmentId: string | undefined
  name: string
  updatedAt: number
  plan: string
  /** As it was when somebody last looked; set it to test what follows, with `next` undefined to let it last. */
  status: DatabaseStatus
  /** The state that comes by itself, and when, by the clock's `now`. */
  next: { readonly status: DatabaseStatus; readonly dueAt: number } | undefined
  password: string
  ipAllowList: readonly IpAllowListEntry[]
}

/** Moves databases on to the present. */
export function settleDatabases<Item extends FakeDatabase>(items: Map<string, Item>, clock: Clock): Map<string, Item> {
  for (const item of items.values()) {
    if (!item.next || clock.now() < item.next.dueAt) continue
    item.status = item.next.status
    item.next = undefined
  }
  return items
}

/** Puts a database into a state that ends after a while. */
export function passThrough(
  item: Pick<FakeDatabase, 'status' | 'next' | 'updatedAt'>,
  status: DatabaseStatus,
  ms: number,
  clock: Clock,
): void {
  item.status = status
  item.next = { status: 'available', dueAt: clock.now() + ms }
  item.updatedAt = clock.date()
}

/** What a body says of a new database, or a 400. */
export function readDatabase(
  body: Record<string, unknown>,
  plans: readonly string[],
  store: Store,
): Omit<FakeDatabase, 'id' | 'status' | 'next'> {
  const { owners, clock } = store
  const name = requiredText(body, 'name')
  const ownerId = requiredText(body, 'ownerId')
  if (!owners.has(ownerId)) throw new Refusal(400, `ownerId: no workspace ${ownerId}`)
  return {
    sequence: store.nextSequence(),
    name,
    ownerId,
    createdAt: clock.date(),
    updatedAt: clock.date(),
    region: oneOf('region', optionalText(body, 'region') ?? 'oregon', regions),
    environmentId: optionalText(body, 'environmentId'),
    plan: oneOf('plan', requiredText(body, 'plan'), plans),
    password: store.newHex(32),
    ipAllowList: readAddresses(body['ipAllowList'] ?? []),
  }
}

/** A list of addresses of a body, or a 400. */
export function readAddresses(sent: unknown): IpAllowListEntry[] {
  if (!Array.isArray(sent)) throw new Refusal(400, 'ipAllowList: must be an array')
  return sent.map((entry: unknown) => {
    if (!isRecord(entry)) throw new Refusal(400, 'ipAllowList: each must be an object')
    return {
      cidrBlock: requiredText(entry, 'cidrBlock'),
      description: optionalText(entry, 'description') ?? '',
    }
  })
}

/** Refuses what cannot be changed: the vendor may pass over it in silence, and a client's mistake would go unseen. */
export function onlyFields(body: Record<string, unknown>, names: readonly string[]): void {
  const other = Object.keys(body).find((name) => !names.includes(name))
  if (other !== undefined) throw new Refusal(400, `${other}: cannot be changed`)
}

/** The common part of a database as the API shows it. */
export function showDatabase(item: FakeDatabase, { owners }: Store): Record<string, unknown> {
  const owner = owners.get(item.ownerId)
  return {
    id: item.id,
    name: item.name,
    owner: { id: item.ownerId, name: owner?.name ?? '', email: owner?.email ?? '', type: owner?.type ?? 'team' },
    status: item.status,
    plan: item.plan,
    region: item.region,
    environmentId: item.environmentId,
    ipAllowList: item.ipAllowList,
    createdAt: isoTime(item.createdAt),
    updatedAt: isoTime(item.updatedAt),
  }
}
