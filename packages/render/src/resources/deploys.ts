import { isKeelsonError, KeelsonError, nextCheckMs, sleep, type CallOptions, type Pages } from '@keelson/core'
import type { RenderClient } from '../client.js'
import { listPages } from '../pagination.js'
import { Deploy, DeployPage, type DeployStatus } from './deploys.schema.js'

/** Filters of {@link listDeploys}. */
export interface ListDeploysParams {
  readonly serviceId: string
  /** Any of these. */
  readonly status?: readonly DeployStatus[]
  /** ISO 8601, as the others. */
  readonly createdAfter?: string
  readonly createdBefore?: string
  readonly updatedAfter?: string
  readonly updatedBefore?: string
  readonly finishedAfter?: string
  readonly finishedBefore?: string
}

/** What {@link createDeploy} sends. */
export interface CreateDeployParams {
  readonly serviceId: string
  /** @default the newest commit of the service's branch */
  readonly commitId?: string
  readonly imageUrl?: string
  /** @default 'do_not_clear', at Render's side */
  readonly clearCache?: 'clear' | 'do_not_clear'
}

/**
 * The deploys of a service, newest first in practice. https://api-docs.render.com/reference/list-deploys
 *
 * @example
 * import * as render from '@keelson/render'
 * const live = await render.listDeploys(client, { serviceId: 'srv-…', status: ['live'] }).first()
 */
export function listDeploys(
  client: RenderClient,
  { serviceId, ...query }: ListDeploysParams,
  options?: CallOptions,
): Pages<Deploy> {
  const spec = {
    method: 'GET',
    path: '/services/{serviceId}/deploys',
    params: { serviceId },
    query,
    repeat: ['status'],
  } as const
  return listPages(client, { ...spec, response: DeployPage }, (page) => page.deploy, options)
}

/**
 * One deploy. https://api-docs.render.com/reference/retrieve-deploy
 *
 * @example
 * import * as render from '@keelson/render'
 * const { status } = await render.getDeploy(client, { serviceId: 'srv-…', deployId: 'dep-…' })
 */
export function getDeploy(
  client: RenderClient,
  params: { readonly serviceId: string; readonly deployId: string },
  options?: CallOptions,
): Promise<Deploy> {
  return client.send(
    { method: 'GET', path: '/services/{serviceId}/deploys/{deployId}', params, response: Deploy },
    options,
  )
}

/**
 * Starts a deploy and always answers with it: Render's 202 carries no id, and after a lost answer nobody knows whether there
 * is one, so in both cases the list is asked. Throws `ambiguous_write` when it stays unknown.
 * https://api-docs.render.com/reference/create-deploy
 *
 * @example
 * import * as render from '@keelson/render'
 * const deploy = await render.createDeploy(client, { serviceId: 'srv-…', commitId: '4f2a…' })
 */
export async function createDeploy(
  client: RenderClient,
  params: CreateDeployParams,
  options?: CallOptions,
): Promise<Deploy> {
  const { serviceId, ...body } = params
  // What is there already cannot be the one that this call starts.
  const known = new Set((await newestDeploys(client, serviceId, options)).map((deploy) => deploy.id))
  const spec = { method: 'POST', path: '/services/{serviceId}/deploys', params: { serviceId }, body } as const
  try {
    const deploy = await client.send<Deploy | undefined>({ ...spec, response: Deploy, mayBeEmpty: true }, options)
    if (deploy) return deploy
  } catch (error) {
    if (!isKeelsonError(error) || error.code !== 'ambiguous_write') throw error
    const deploy = await findStarted(client, 'api', params, known, options)
    if (deploy) return deploy
    throw error
  }
  const deploy = await findStarted(client, 'api', params, known, options)
  if (deploy) return deploy
  throw new KeelsonError(`POST /services/${serviceId}/deploys was accepted, but no new deploy appeared in the list`, {
    code: 'ambiguous_write',
    provider: 'render',
    operation: 'POST /services/{serviceId}/deploys',
    status: 202,
    hint: 'List the deploys of the service before starting another one',
  })
}

/**
 * Cancels a deploy that is not finished. https://api-docs.render.com/reference/cancel-deploy
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.cancelDeploy(client, { serviceId: 'srv-…', deployId: 'dep-…' })
 */
export async function cancelDeploy(
  client: RenderClient,
  params: { readonly serviceId: string; readonly deployId: string },
  options?: CallOptions,
): Promise<Deploy> {
  const path = '/services/{serviceId}/deploys/{deployId}/cancel'
  try {
    return await client.send({ method: 'POST', path, params, response: Deploy, idempotent: true }, options)
  } catch (error) {
    if (!isKeelsonError(error) || error.code !== 'invalid_request' || error.attempts === 1) throw error
    // Refused at a repetition: the send before it, whose answer was lost, has done it already.
    const deploy = await getDeploy(client, params, options)
    if (deploy.status === 'canceled') return deploy
    throw error
  }
}

/**
 * Starts a deploy of an earlier deploy's build; the service's settings stay as they are, and so does autodeploy: the next
 * push deploys again. https://render.com/docs/rollbacks
 *
 * @example
 * import * as render from '@keelson/render'
 * const deploy = await render.rollbackDeploy(client, { serviceId: 'srv-…', deployId: 'dep-…' })
 * await render.waitForDeploy(client, { serviceId: 'srv-…', deployId: deploy.id })
 */
export async function rollbackDeploy(
  client: RenderClient,
  params: { readonly serviceId: string; readonly deployId: string },
  options?: CallOptions,
): Promise<Deploy> {
  const { serviceId, deployId } = params
  const known = new Set((await newestDeploys(client, serviceId, options)).map((deploy) => deploy.id))
  const spec = {
    method: 'POST',
    path: '/services/{serviceId}/rollback',
    params: { serviceId },
    body: { deployId },
  } as const
  try {
    return await client.send({ ...spec, response: Deploy }, options)
  } catch (error) {
    if (!isKeelsonError(error) || error.code !== 'ambiguous_write') throw error
    const deploy = await findStarted(client, 'rollback', { serviceId }, known, options)
    if (deploy) return deploy
    throw error
  }
}

/** As many as can matter to tell a new deploy from those that were there before. */
export function newestDeploys(
  client: RenderClient,
  serviceId: string,
  options: CallOptions | undefined,
): Promise<Deploy[]> {
  return listDeploys(client, { serviceId }, options).toArray({ limit: 20 })
}

/** The deploy that appeared since; several looks, as the list may lag behind the write. */
export async function findStarted(
  client: RenderClient,
  trigger: 'api' | 'rollback',
  { serviceId, commitId }: CreateDeployParams,
  known: ReadonlySet<string>,
  options: CallOptions | undefined,
): Promise<Deploy | undefined> {
  for (let look = 1; look <= 5; look++) {
    const fresh = (await newestDeploys(client, serviceId, options)).filter((deploy) => {
      const sameCommit = commitId === undefined || (deploy.commit?.id ?? commitId).startsWith(commitId)
      return !known.has(deploy.id) && sameCommit
    })
    // The deploy of a push, started at the same moment, is another one: waiting for it would be waiting for the wrong code.
    const started = fresh.find((deploy) => (deploy.trigger ?? trigger) === trigger)
    if (started) return started
    if (look < 5) await sleep(client.clock, nextCheckMs(look), options?.signal)
  }
  return undefined
}
