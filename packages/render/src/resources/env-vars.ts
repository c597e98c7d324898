import type { CallOptions, Pages, Secret } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import type { EnvVarInput } from './services.js'
import { EnvVar, EnvVarPage } from './env-vars.schema.js'

/**
 * All environment variables of a service, values wrapped. https://api-docs.render.com/reference/get-env-vars-for-service
 *
 * @example
 * import * as render from '@keelson/render'
 * for await (const { key, value } of render.listEnvVars(client, { serviceId: 'srv-…' })) console.log(key, value.reveal().length)
 */
export function listEnvVars(
  client: RenderClient,
  params: { readonly serviceId: string },
  options?: CallOptions,
): Pages<EnvVar> {
  const spec = { method: 'GET', path: '/services/{serviceId}/env-vars', params, secrets: ['*.envVar.value'] } as const
  return listPages(client, { ...spec, response: EnvVarPage }, (page) => page.envVar, options)
}

/**
 * Sets one variable and leaves the others alone; takes effect with the next deploy.
 * https://api-docs.render.com/reference/update-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.setEnvVar(client, { serviceId: 'srv-…', key: 'DATABASE_URL', value: new Secret('postgresql://…') })
 */
export function setEnvVar(
  client: RenderClient,
  params: { readonly serviceId: string; readonly key: string; readonly value: string | Secret },
  options?: CallOptions,
): Promise<EnvVar> {
  const { serviceId, key, value } = params
  const path = '/services/{serviceId}/env-vars/{envVarKey}'
  const spec = {
    method: 'PUT',
    path,
    params: { serviceId, envVarKey: key },
    body: { value },
    secrets: ['value'],
  } as const
  return client.send({ ...spec, response: EnvVar }, options)
}

/**
 * Removes one variable. https://api-docs.render.com/reference/delete-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteEnvVar(client, { serviceId: 'srv-…', key: 'OLD_FLAG' })
 */
export function deleteEnvVar(
  client: RenderClient,
  params: { readonly serviceId: string; readonly key: string },
  options?: CallOptions,
): Promise<void> {
  const path = '/services/{serviceId}/env-vars/{envVarKey}'
  return client.send(
    { method: 'DELETE', path, params: { serviceId: params.serviceId, envVarKey: params.key } },
    options,
  )
}

/**
 * Replaces the whole environment: variables that are not listed are gone afterwards. To change some, use `planEnvVars` and
 * `applyEnvVars`. https://api-docs.render.com/reference/update-env-vars-for-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.replaceAllEnvVars(client, { serviceId: 'srv-…', envVars: [{ key: 'DEBUG', value: 'false' }] })
 */
export async function replaceAllEnvVars(
  client: RenderClient,
  params: { readonly serviceId: string; readonly envVars: readonly EnvVarInput[] },
  options?: CallOptions,
): Promise<EnvVar[]> {
  const { serviceId, envVars } = params
  const path = '/services/{serviceId}/env-vars'
  const spec = { method: 'PUT', path, params: { serviceId }, body: envVars, secrets: ['*.envVar.value'] } as const
  const page = await client.send({ ...spec, response: EnvVarPage }, options)
  return page.map(({ envVar }) => envVar)
}
