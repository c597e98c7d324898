import { requireList, type CallOptions, type Pages } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { envVarNameProblem, envVarProblems } from '../setting-names.js'
import type { EnvVarInput } from './service-params.js'
import { EnvVar, EnvVarPage } from './env-vars.schema.js'

const listPath = '/services/{serviceId}/env-vars'
const path = `${listPath}/{envVarKey}`

/** Which variable of which service. */
interface EnvVarParams {
  readonly serviceId: string
  readonly key: string
}

/**
 * The environment variables that a service has of its own, values wrapped; those of linked groups are not among them.
 * https://api-docs.render.com/reference/get-env-vars-for-service
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
  return listPages(
    client,
    { method: 'GET', path: listPath, params, secrets: ['*.envVar.value'], response: EnvVarPage },
    (page) => page.envVar,
    options,
  )
}

/**
 * One variable that a service has of its own, its value wrapped; throws `not_found` when only a linked group has it.
 * https://api-docs.render.com/reference/retrieve-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * const { value } = await render.getEnvVar(client, { serviceId: 'srv-…', key: 'SECRET_KEY' })
 * console.log(value.reveal().length)
 */
export async function getEnvVar(client: RenderClient, params: EnvVarParams, options?: CallOptions): Promise<EnvVar> {
  return client.send(
    { method: 'GET', path, params: pathOf(client, 'GET', params), secrets: ['value'], response: EnvVar },
    options,
  )
}

/**
 * Sets one variable, or lets Render make its value, and leaves the others alone; takes effect with the next deploy.
 *
 * Throws `config`, before anything is sent, for a name that cannot be one and a value that is no text.
 * https://api-docs.render.com/reference/update-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.setEnvVar(client, { serviceId: 'srv-…', key: 'DATABASE_URL', value: new Secret('postgresql://…') })
 * await render.setEnvVar(client, { serviceId: 'srv-…', key: 'SECRET_KEY', generateValue: true })
 */
export async function setEnvVar(
  client: RenderClient,
  params: { readonly serviceId: string } & EnvVarInput,
  options?: CallOptions,
): Promise<EnvVar> {
  input.check(client, `PUT ${path}`, envVarProblems([params]))
  const { serviceId, key, ...body } = params
  return client.send(
    {
      method: 'PUT',
      path,
      params: pathOf(client, 'PUT', { serviceId, key }),
      body,
      secrets: ['value'],
      response: EnvVar,
    },
    options,
  )
}

/**
 * Removes one variable; throws `not_found` when the service has none of that name of its own.
 * https://api-docs.render.com/reference/delete-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteEnvVar(client, { serviceId: 'srv-…', key: 'OLD_FLAG' })
 */
export async function deleteEnvVar(client: RenderClient, params: EnvVarParams, options?: CallOptions): Promise<void> {
  return client.send({ method: 'DELETE', path, params: pathOf(client, 'DELETE', params) }, options)
}

/**
 * Replaces the whole environment: variables that are not listed are gone afterwards. To change some, use `ensureEnvVars`.
 *
 * Throws `config`, before anything is sent, for a name that cannot be one or comes twice, and a value that is no text.
 * https://api-docs.render.com/reference/update-env-vars-for-service
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
  const { serviceId, envVars: body } = params
  input.check(client, `PUT ${listPath}`, envVarProblems(body))
  const page = await client.send(
    { method: 'PUT', path: listPath, params: { serviceId }, body, secrets: ['*.envVar.value'], response: EnvVarPage },
    options,
  )
  return requireList(page, `PUT ${listPath}`).map(({ envVar }) => envVar)
}

function pathOf(client: RenderClient, method: string, { serviceId, key }: EnvVarParams) {
  input.check(client, `${method} ${path}`, [envVarNameProblem(key)])
  return { serviceId, envVarKey: key }
}
