import { requireList, type CallOptions, type Pages, type Secret } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { secretFileNameProblem, secretFileProblems } from '../setting-names.js'
import { SecretFile, SecretFilePage } from './secret-files.schema.js'

/** A secret file for a service or an environment group. */
export interface SecretFileInput {
  /** `key.pem`; no folders. */
  readonly name: string
  readonly content: string | Secret
}

/** Which file of which service. */
interface SecretFileParams {
  readonly serviceId: string
  readonly name: string
}

const listPath = '/services/{serviceId}/secret-files'
const path = `${listPath}/{secretFileName}`

/**
 * The secret files that a service has of its own, contents wrapped; those of linked groups are not among them.
 * https://api-docs.render.com/reference/list-secret-files-for-service
 *
 * @example
 * import * as render from '@keelson/render'
 * for await (const { name } of render.listSecretFiles(client, { serviceId: 'srv-…' })) console.log(name)
 */
export function listSecretFiles(
  client: RenderClient,
  params: { readonly serviceId: string },
  options?: CallOptions,
): Pages<SecretFile> {
  return listPages(
    client,
    { method: 'GET', path: listPath, params, secrets: ['*.secretFile.content'], response: SecretFilePage },
    (page) => page.secretFile,
    options,
  )
}

/**
 * One secret file that a service has of its own, its content wrapped; throws `not_found` when only a linked group has it.
 * https://api-docs.render.com/reference/retrieve-secret-file
 *
 * @example
 * import * as render from '@keelson/render'
 * const { content } = await render.getSecretFile(client, { serviceId: 'srv-…', name: 'key.pem' })
 * console.log(content.reveal().length)
 */
export async function getSecretFile(
  client: RenderClient,
  params: SecretFileParams,
  options?: CallOptions,
): Promise<SecretFile> {
  return client.send(
    { method: 'GET', path, params: pathOf(client, 'GET', params), secrets: ['content'], response: SecretFile },
    options,
  )
}

/**
 * Writes one secret file and leaves the others alone; takes effect with the next deploy.
 *
 * Throws `config`, before anything is sent, for a name that is not one of a file and a content that is no text.
 * https://api-docs.render.com/reference/add-or-update-secret-file
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.setSecretFile(client, { serviceId: 'srv-…', name: 'key.pem', content: new Secret('-----BEGIN …') })
 */
export async function setSecretFile(
  client: RenderClient,
  params: SecretFileInput & { readonly serviceId: string },
  options?: CallOptions,
): Promise<SecretFile> {
  input.check(client, `PUT ${path}`, secretFileProblems([params]))
  const { content } = params
  return client.send(
    {
      method: 'PUT',
      path,
      params: pathOf(client, 'PUT', params),
      body: { content },
      secrets: ['content'],
      response: SecretFile,
    },
    options,
  )
}

/**
 * Removes one secret file; throws `not_found` when the service has none of that name of its own.
 * https://api-docs.render.com/reference/delete-secret-file
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteSecretFile(client, { serviceId: 'srv-…', name: 'old-key.pem' })
 */
export async function deleteSecretFile(
  client: RenderClient,
  params: SecretFileParams,
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path, params: pathOf(client, 'DELETE', params) }, options)
}

/**
 * Replaces all secret files of a service: those that are not listed are gone afterwards.
 *
 * Throws `config`, before anything is sent, for a name that is not one of a file or comes twice.
 * https://api-docs.render.com/reference/update-secret-files-for-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.replaceAllSecretFiles(client, { serviceId: 'srv-…', secretFiles: [{ name: 'key.pem', content }] })
 */
export async function replaceAllSecretFiles(
  client: RenderClient,
  params: { readonly serviceId: string; readonly secretFiles: readonly SecretFileInput[] },
  options?: CallOptions,
): Promise<SecretFile[]> {
  const { serviceId, secretFiles: body } = params
  input.check(client, `PUT ${listPath}`, secretFileProblems(body))
  const page = await client.send(
    {
      method: 'PUT',
      path: listPath,
      params: { serviceId },
      body,
      secrets: ['*.secretFile.content'],
      response: SecretFilePage,
    },
    options,
  )
  return requireList(page, `PUT ${listPath}`).map(({ secretFile }) => secretFile)
}

function pathOf(client: RenderClient, method: string, { serviceId, name }: SecretFileParams) {
  input.check(client, `${method} ${path}`, [secretFileNameProblem(name)])
  return { serviceId, secretFileName: name }
}
