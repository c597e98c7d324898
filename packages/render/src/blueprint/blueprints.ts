import type { CallOptions, Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import {
  Blueprint,
  BlueprintPage,
  BlueprintSyncPage,
  BlueprintValidation,
  BlueprintWithResources,
  type BlueprintSync,
} from './blueprints.schema.js'
import { requireOwnerId } from '../resources/services.js'

/** Which blueprint is meant. */
export interface BlueprintParams {
  /** `exs-…` */
  readonly blueprintId: string
}

/** What {@link updateBlueprint} changes; fields left out stay as they are. */
export interface UpdateBlueprintParams extends BlueprintParams {
  readonly name?: string
  readonly autoSync?: boolean
  /** Of the file in the repository. */
  readonly path?: string
}

const path = '/blueprints'
const onePath = `${path}/{blueprintId}`

/**
 * The blueprints of the client's workspace, or of those in `ownerId`.
 * https://api-docs.render.com/reference/list-blueprints
 *
 * @example
 * import * as blueprint from '@keelson/render/blueprint'
 * for await (const { name, status } of blueprint.listBlueprints(client)) console.log(name, status)
 */
export function listBlueprints(
  client: RenderClient,
  params: { readonly ownerId?: string | readonly string[] } = {},
  options?: CallOptions,
): Pages<Blueprint> {
  const query = { ownerId: params.ownerId ?? client.ownerId }
  return listPages(client, { method: 'GET', path, query, response: BlueprintPage }, (page) => page.blueprint, options)
}

/**
 * One blueprint, with what it manages. https://api-docs.render.com/reference/retrieve-blueprint
 *
 * @example
 * import * as blueprint from '@keelson/render/blueprint'
 * const { resources } = await blueprint.getBlueprint(client, { blueprintId: 'exs-…' })
 */
export function getBlueprint(
  client: RenderClient,
  params: BlueprintParams,
  options?: CallOptions,
): Promise<BlueprintWithResources> {
  return client.send({ method: 'GET', path: onePath, params: { ...params }, response: BlueprintWithResources }, options)
}

/**
 * Changes a blueprint; with `autoSync` off a push to its repository changes nothing any more.
 * https://api-docs.render.com/reference/update-blueprint
 *
 * @example
 * import * as blueprint from '@keelson/render/blueprint'
 * await blueprint.updateBlueprint(client, { blueprintId: 'exs-…', autoSync: false })
 */
export function updateBlueprint(
  client: RenderClient,
  { blueprintId, ...body }: UpdateBlueprintParams,
  options?: CallOptions,
): Promise<Blueprint> {
  // Sets fields to given values, so a second time changes nothing.
  const spec = { method: 'PATCH', path: onePath, params: { blueprintId }, body, idempotent: true } as const
  return client.send({ ...spec, response: Blueprint }, options)
}

/**
 * Ends the syncing; what the blueprint made stays. https://api-docs.render.com/reference/disconnect-blueprint
 *
 * @example
 * import * as blueprint from '@keelson/render/blueprint'
 * await blueprint.disconnectBlueprint(client, { blueprintId: 'exs-…' })
 */
export function disconnectBlueprint(
  client: RenderClient,
  params: BlueprintParams,
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: onePath, params: { ...params } }, options)
}

/**
 * When a blueprint was carried out, and how that ended. https://api-docs.render.com/reference/list-blueprint-syncs
 *
 * @example
 * import * as blueprint from '@keelson/render/blueprint'
 * const last = await blueprint.listBlueprintSyncs(client, { blueprintId: 'exs-…' }).first()
 */
export function listBlueprintSyncs(
  client: RenderClient,
  params: BlueprintParams,
  options?: CallOptions,
): Pages<BlueprintSync> {
  const spec = { method: 'GET', path: `${onePath}/syncs`, params: { ...params }, response: BlueprintSyncPage } as const
  return listPages(client, spec, (page) => page.sync, options)
}

/**
 * Asks Render whether it would take a render.yaml, and what it would make of it; nothing is made. A file with mistakes is
 * an answer (`valid: false`, with `errors`), not an exception. Throws `config` for one that is empty or above 10 MB.
 * https://api-docs.render.com/reference/validate-blueprint
 *
 * @example
 * import * as blueprint from '@keelson/render/blueprint'
 * import { readFile } from 'node:fs/promises'
 * const { valid, errors = [] } = await blueprint.validateBlueprint(client, { content: await readFile('render.yaml', 'utf8') })
 * if (!valid) for (const { line, error } of errors) console.error(`render.yaml:${line ?? 1} ${error}`)
 */
export async function validateBlueprint(
  client: RenderClient,
  params: { readonly ownerId?: string; readonly content: string },
  options?: CallOptions,
): Promise<BlueprintValidation> {
  const operation = `POST ${path}/validate`
  const file = new Blob([params.content], { type: 'application/yaml' })
  input.check(client, operation, [
    input.required('content', params.content),
    file.size > 10_000_000 ? `content is ${file.size} bytes long, and 10 MB is the most` : undefined,
  ])
  const body = new FormData()
  body.set('ownerId', requireOwnerId(client, params.ownerId, operation))
  body.set('file', file, 'render.yaml')
  // A question: asking it twice changes nothing.
  const spec = { method: 'POST', path: `${path}/validate`, body, idempotent: true } as const
  return client.send({ ...spec, response: BlueprintValidation }, options)
}
