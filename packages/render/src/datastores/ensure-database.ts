import { createOnce, type Ensured, type EnsureOptions, type FieldChange, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { cannotEnsure, checkFixed, type Subject } from '../refusal.js'
import { removeFound } from '../remove-found.js'
import type { IpAllowListEntry } from '../ip-allow-list.js'

/** What both kinds of databases have. */
interface Database {
  readonly id: string
  readonly name: string
  readonly owner: { readonly id: string }
}

/** A database that is to be there. */
export interface DesiredDatabase<T> extends Subject {
  readonly find: () => Promise<T | undefined>
  readonly create: () => Promise<T>
  readonly update: (id: string, values: Readonly<Record<string, unknown>>) => Promise<T>
  /** What differs: what an update can set, and what it cannot. */
  readonly compare: (found: T) => Promise<DatabaseDifferences>
}

/** What differs between a database and what is desired. */
export interface DatabaseDifferences {
  readonly changes: readonly FieldChange[]
  readonly fixed: readonly FieldChange[]
}

/** What ensuring would do. */
export interface DatabasePlan<T> {
  readonly action: 'create' | 'update' | 'none'
  readonly changes: readonly FieldChange[]
  readonly found: T | undefined
}

/** Compares, and changes nothing; throws `conflict` for what cannot be changed. */
export async function planDatabase<T extends Database>(
  client: RenderClient,
  desired: DesiredDatabase<T>,
  options: EnsureOptions,
): Promise<DatabasePlan<T>> {
  const found = await desired.find()
  if (!found) return { action: 'create', changes: [], found }
  const { changes, fixed } = await desired.compare(found)
  checkFixed(client, desired, found.id, fixed, options)
  return { action: changes.length > 0 ? 'update' : 'none', changes, found }
}

/** Creates or updates; a creation whose answer was lost is looked for, not repeated. */
export async function ensureDatabase<T extends Database>(
  client: RenderClient,
  desired: DesiredDatabase<T>,
  options: EnsureOptions,
): Promise<Ensured<T>> {
  const { found, changes } = await planDatabase(client, desired, options)
  if (!found) {
    const { create, find } = desired
    const once = await createOnce({ create, find, clock: client.clock, signal: options.signal })
    // Made by somebody else, it need not be as desired.
    if (once.how === 'existing') return ensureDatabase(client, desired, options)
    return { resource: once.value, outcome: 'created', changes: [] }
  }
  if (changes.length === 0) return { resource: found, outcome: 'existing', changes }
  const values = Object.fromEntries(changes.map(({ path, to }) => [path, to]))
  return { resource: await desired.update(found.id, values), outcome: 'updated', changes }
}

/** What names a database for its removal. */
export interface RemoveDatabaseParams {
  readonly name: string
  /** @default the client's ownerId */
  readonly ownerId?: string
  /** All data goes with it, for good: nothing is sent without this. */
  readonly dataLossAccepted: true
}

/** Deletes the database of a name, if there is one. */
export async function removeDatabase<T extends Database>(
  client: RenderClient,
  operation: string,
  { name, dataLossAccepted }: RemoveDatabaseParams,
  { find, remove }: { readonly find: () => Promise<T | undefined>; readonly remove: (id: string) => Promise<void> },
): Promise<'removed' | 'absent'> {
  input.check(client, operation, [
    input.required('name', name),
    // A caller without types may leave it out.
    (dataLossAccepted as boolean) === true ? undefined : 'dataLossAccepted must be true: all data would be lost',
  ])
  return removeFound(await find(), ({ id }) => remove(id))
}

/** The one of exactly this name in a workspace; Render does not promise that names are unique: two are a `conflict`. */
export async function findByName<T extends Database>(
  client: RenderClient,
  subject: Subject,
  { name, ownerId }: { readonly name: string; readonly ownerId: string },
  candidates: Pages<T>,
): Promise<T | undefined> {
  const found: T[] = []
  for await (const one of candidates) if (one.name === name && one.owner.id === ownerId) found.push(one)
  if (found.length > 1) {
    const happened = `the name belongs to ${found.map(({ id }) => id).join(' and ')}`
    throw cannotEnsure(client, subject, happened, { hint: 'Rename one of them, or work with their ids' })
  }
  return found[0]
}

/** The filter for a name; a comma would make two of it. */
export function nameFilter(name: string): { readonly name?: string } {
  return name.includes(',') ? {} : { name }
}

/** The difference between two lists of addresses, whose order means nothing. */
export function addressChanges(
  to: readonly IpAllowListEntry[] | undefined,
  from: readonly IpAllowListEntry[] | null,
): FieldChange[] {
  const text = (entries: readonly IpAllowListEntry[]) =>
    JSON.stringify(entries.map(({ cidrBlock, description }) => `${cidrBlock} ${description}`).toSorted())
  return !to || text(to) === text(from ?? []) ? [] : [{ path: 'ipAllowList', from: from ?? [], to }]
}
