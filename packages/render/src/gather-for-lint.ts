import type { CallOptions } from '@keelson/core'
import type { RenderClient } from './client.js'
import type { LintInput } from './lint-input.js'
import { listCustomDomains } from './resources/custom-domains.js'
import { listDeploys } from './resources/deploys.js'
import { listEnvVars } from './resources/env-vars.js'
import { listKeyValue } from './datastores/key-value.js'
import { listPostgres } from './datastores/postgres.js'
import { listServices } from './resources/services.js'

/** What {@link gatherForLint} reads. */
export interface GatherForLintParams {
  /** @default the client's ownerId, or all that the key can see */
  readonly ownerId?: string | undefined
}

/**
 * Reads what `lintServices` judges: services with their last deploys and domains, databases, and of the variables the hosts of
 * those that hold a URL. Two or three requests a service, one service after the other.
 *
 * @example
 * import * as render from '@keelson/render'
 * import { gatherForLint, lintServices } from '@keelson/render/lint'
 * const findings = lintServices(await gatherForLint(render.createRenderClient({ ownerId: 'tea-…' })))
 */
export async function gatherForLint(
  client: RenderClient,
  { ownerId = client.ownerId }: GatherForLintParams = {},
  options?: CallOptions,
): Promise<LintInput> {
  const owner = ownerId === undefined ? {} : { ownerId }
  const services = []
  for await (const service of listServices(client, owner, options)) {
    const of = { serviceId: service.id }
    const deploys = await listDeploys(client, of, options).toArray({ limit: 20 })
    const hosts: Record<string, string> = {}
    for await (const { key, value } of listEnvVars(client, of, options)) {
      const host = hostOf(value.reveal())
      if (host) hosts[key] = host
    }
    const takesDomains = service.type === 'web_service' || service.type === 'static_site'
    const domains = takesDomains ? await listCustomDomains(client, of, options).toArray() : []
    services.push({ ...service, deploys, hosts, customDomains: domains.map(({ name }) => name) })
  }
  const postgres = await listPostgres(client, owner, options).toArray()
  const keyValue = await listKeyValue(client, owner, options).toArray()
  return { services, postgres, keyValue }
}

/** The host of a URL, without anything else of it; `undefined` for what is none. */
function hostOf(value: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#:@,]+)/i.exec(value.trim())?.[1]
}
