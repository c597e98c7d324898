import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { envVarNameProblem, envVarProblems, secretFileNameProblem, secretFileProblems } from '../setting-names.js'
import { sendForGroup } from './env-groups.js'
import type { EnvGroup } from './env-groups.schema.js'
import { EnvVar } from './env-vars.schema.js'
import type { SecretFileInput } from './secret-files.js'
import { SecretFile } from './secret-files.schema.js'
import type { EnvVarInput } from './service-params.js'

/** Which variable of which group. */
interface GroupVarParams {
  readonly envGroupId: string
  readonly key: string
}

/** Which file of which group. */
interface GroupFileParams {
  readonly envGroupId: string
  readonly name: string
}

const varPath = '/env-groups/{envGroupId}/env-vars/{envVarKey}'
const filePath = '/env-groups/{envGroupId}/secret-files/{secretFileName}'

/**
 * One variable of a group, its value wrapped. https://api-docs.render.com/reference/retrieve-env-group-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * const { value } = await render.getEnvGroupVar(client, { envGroupId: 'evg-…', key: 'API_TOKEN' })
 * console.log(value.reveal().length)
 */
export async function getEnvGroupVar(
  client: RenderClient,
  params: GroupVarParams,
  options?: CallOptions,
): Promise<EnvVar> {
  return client.send(
    { method: 'GET', path: varPath, params: varOf(client, 'GET', params), secrets: ['value'], response: EnvVar },
    options,
  )
}

/**
 * Sets one variable of a group, or lets Render make its value, and leaves the others alone; each linked service has it from
 * its next deploy on. Throws `config`, before anything is sent, for a name that cannot be one.
 * https://api-docs.render.com/reference/update-env-group-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.setEnvGroupVar(client, { envGroupId: 'evg-…', key: 'LOG_LEVEL', value: 'debug' })
 */
export async function setEnvGroupVar(
  client: RenderClient,
  params: { readonly envGroupId: string } & EnvVarInput,
  options?: CallOptions,
): Promise<EnvGroup> {
  input.check(client, `PUT ${varPath}`, envVarProblems([params]))
  const { envGroupId, key, ...body } = params
  return sendForGroup(
    client,
    { method: 'PUT', path: varPath, params: varOf(client, 'PUT', { envGroupId, key }), body },
    options,
  )
}

/**
 * Removes one variable of a group. https://api-docs.render.com/reference/delete-env-group-env-var
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteEnvGroupVar(client, { envGroupId: 'evg-…', key: 'OLD_FLAG' })
 */
export async function deleteEnvGroupVar(
  client: RenderClient,
  params: GroupVarParams,
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: varPath, params: varOf(client, 'DELETE', params) }, options)
}

/**
 * One secret file of a group, its content wrapped. https://api-docs.render.com/reference/retrieve-env-group-secret-file
 *
 * @example
 * import * as render from '@keelson/render'
 * const { content } = await render.getEnvGroupSecretFile(client, { envGroupId: 'evg-…', name: 'key.pem' })
 * console.log(content.reveal().length)
 */
export async function getEnvGroupSecretFile(
  client: RenderClient,
  params: GroupFileParams,
  options?: CallOptions,
): Promise<SecretFile> {
  return client.send(
    {
      method: 'GET',
      path: filePath,
      params: fileOf(client, 'GET', params),
      secrets: ['content'],
      response: SecretFile,
    },
    options,
  )
}

/**
 * Writes one secret file of a group and leaves the others alone. Throws `config`, before anything is sent, for a name that is
 * not one of a file. https://api-docs.render.com/reference/update-env-group-secret-file
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.setEnvGroupSecretFile(client, { envGroupId: 'evg-…', name: 'key.pem', content: new Secret('-----BEGIN …') })
 */
export async function setEnvGroupSecretFile(
  client: RenderClient,
  params: { readonly envGroupId: string } & SecretFileInput,
  options?: CallOptions,
): Promise<EnvGroup> {
  input.check(client, `PUT ${filePath}`, secretFileProblems([params]))
  const { content } = params
  return sendForGroup(
    client,
    { method: 'PUT', path: filePath, params: fileOf(client, 'PUT', params), body: { content } },
    options,
  )
}

/**
 * Removes one secret file of a group. https://api-docs.render.com/reference/delete-env-group-secret-file
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteEnvGroupSecretFile(client, { envGroupId: 'evg-…', name: 'old-key.pem' })
 */
export async function deleteEnvGroupSecretFile(
  client: RenderClient,
  params: GroupFileParams,
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: filePath, params: fileOf(client, 'DELETE', params) }, options)
}

function varOf(client: RenderClient, method: string, { envGroupId, key }: GroupVarParams) {
  input.check(client, `${method} ${varPath}`, [envVarNameProblem(key)])
  return { envGroupId, envVarKey: key }
}

function fileOf(client: RenderClient, method: string, { envGroupId, name }: GroupFileParams) {
  input.check(client, `${method} ${filePath}`, [secretFileNameProblem(name)])
  return { envGroupId, secretFileName: name }
}
