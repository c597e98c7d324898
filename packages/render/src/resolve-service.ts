import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from './client.js'
import { refusal } from './refusal.js'
import { serviceTypes } from './known-values.js'
import { getService, listServices } from './resources/services.js'
import type { Service, ServiceType } from './resources/services.schema.js'

/** What {@link resolveService} looks for. */
export interface ResolveServiceParams {
  /** Its name as it is written, or its id: `srv-…`, `crn-…`. */
  readonly service: string
  /** What it must be. @default any type */
  readonly type?: ServiceType
  /** The workspace to look in. @default the client's ownerId, or all that the key can see */
  readonly ownerId?: string
}

/** As many as are worth reading in an error. */
const mostNamed = 5

/**
 * The service that a person means by an id or a name: an id is fetched, a name is looked for as it is written.
 *
 * Throws `not_found`, with the names that are close, when there is none, and `conflict`, with ids and types, when there are
 * several or when the service of that id is of another type or workspace. https://api-docs.render.com/reference/list-services
 *
 * @example
 * import * as render from '@keelson/render'
 * const { id } = await render.resolveService(client, { service: process.argv[2] ?? '' })
 */
export async function resolveService(
  client: RenderClient,
  params: ResolveServiceParams,
  options?: CallOptions,
): Promise<Service> {
  const { service: asked, type, ownerId = client.ownerId } = params
  const operation = 'GET /services'
  input.check(client, operation, [input.required('service', asked), input.word('type', type, serviceTypes)])
  const fail = (code: 'not_found' | 'conflict', said: string, hint: string): never => {
    throw refusal(client, said, { code, operation, hint })
  }

  if (/^(srv|crn)-[\da-z]{20}$/.test(asked)) {
    const found = await getService(client, { serviceId: asked }, options)
    const isOther = (type ?? found.type) !== found.type || (params.ownerId ?? found.ownerId) !== found.ownerId
    return isOther ? fail('conflict', `${describe(found)} is not the one that is meant`, 'Check the id') : found
  }

  const filter = ownerId === undefined ? {} : { ownerId }
  const named: Service[] = []
  for await (const one of listServices(client, { ...filter, name: asked }, options))
    if (one.name === asked) named.push(one)
  const [found, ...others] = named.filter((one) => (type ?? one.type) === one.type)
  if (found && others.length === 0) return found
  if (found) {
    const list = [found, ...others].map(describe).join(', ')
    return fail('conflict', `several services are named "${asked}": ${list}`, 'Ask by id, or name the workspace')
  }
  // Of the right name and another type; else every name of the workspace is looked at.
  const close = named.length > 0 ? named : await findClose(client, asked, filter, options)
  const what = type ? `${type} "${asked}"` : `service "${asked}"`
  const hint =
    close.length > 0 ? `There is ${close.slice(0, mostNamed).map(describe).join(', ')}` : 'No name is close to it'
  return fail('not_found', `there is no ${what}${ownerId === undefined ? '' : ` in ${ownerId}`}`, hint)
}

function describe({ id, name, type, ownerId }: Service): string {
  return `"${name}" (${type} ${id} of ${ownerId})`
}

/** Names with the same letters and digits, and those of which one is part of the other. */
async function findClose(
  client: RenderClient,
  asked: string,
  filter: { readonly ownerId?: string },
  options: CallOptions | undefined,
): Promise<Service[]> {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  const wanted = plain(asked)
  const all = await listServices(client, filter, options).toArray()
  const isClose = (name: string) => name !== '' && wanted !== '' && (name.includes(wanted) || wanted.includes(name))
  const close = all.filter(({ name }) => isClose(plain(name)))
  // The same name in other letters first.
  return close.toSorted((a, b) => Number(plain(b.name) === wanted) - Number(plain(a.name) === wanted))
}
