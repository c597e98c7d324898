import {
  isKeelsonError,
  nextCheckMs,
  sleep,
  type CallOptions,
  type KeelsonError,
  type Pages,
  type RequestSpec,
} from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { hasCode } from '../has-code.js'
import { listPages } from '../pagination.js'
import { refusal } from '../refusal.js'
import { cancelOnce } from './cancel-once.js'
import { Deploy, DeployPage, deployStatuses, type DeployStatus } from './deploys.schema.js'

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
  /** Not for cron jobs. @default the newest commit of the service's branch */
  readonly commitId?: string
  /** Of the same repository as the image of the service: another tag or digest. @default the service's */
  readonly imageUrl?: string
  /** @default 'do_not_clear', at Render's side */
  readonly clearCache?: (typeof cacheModes)[number]
  /** `deploy_only` takes the last build that succeeded; not with any of the others. @default 'build_and_deploy', at Render's side */
  readonly deployMode?: (typeof deployModes)[number]
}

const path = '/services/{serviceId}/deploys'
const cancelPath = `${path}/{deployId}/cancel`
const cacheModes = ['clear', 'do_not_clear'] as const
const deployModes = ['build_and_deploy', 'deploy_only'] as const

const ambiguousHint = 'Look at listDeploys of the service before starting another one'

/**
 * The deploys of a service, newest first in practice. Throws `config` for a status that does not exist.
 * https://api-docs.render.com/reference/list-deploys
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
  const check = () => input.check(client, `GET ${path}`, [input.word('status', query.status, deployStatuses)])
  return listPages(
    client,
    { method: 'GET', path, params: { serviceId }, query, repeat: ['status'], response: DeployPage },
    (page) => page.deploy,
    options,
    check,
  )
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
  return client.send({ method: 'GET', path: `${path}/{deployId}`, params, response: Deploy }, options)
}

/**
 * Starts a deploy and always answers with it: Render's 202 carries no id, and after a lost answer nobody knows whether there
 * is one, so in both cases the list is asked. Throws `ambiguous_write` when it stays unknown, and `config`, before anything
 * is sent, for values that do not go together.
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
  checkNewDeploy(client, params)
  const spec = { path, params: { serviceId }, body, mayBeEmpty: true }
  return startDeploy(client, 'api', params, spec, options)
}

function checkNewDeploy(client: RenderClient, params: CreateDeployParams): void {
  const { serviceId, commitId, imageUrl, clearCache, deployMode } = params
  input.check(client, `POST ${path}`, [
    input.word('clearCache', clearCache, cacheModes),
    input.word('deployMode', deployMode, deployModes),
    // Render would take the newest commit for it.
    ...Object.entries({ commitId, imageUrl }).map(([name, value]) =>
      value === '' ? `${name} is empty: is its variable set?` : undefined,
    ),
    ...Object.entries({ commitId, imageUrl, clearCache }).map(([name, value]) =>
      input.atMostOne({ deployMode, [name]: value }),
    ),
    commitId && isCronJob(serviceId) ? 'commitId is not for a cron job' : undefined,
  ])
}

/** The ids of cron jobs say that they are. */
function isCronJob(serviceId: string): boolean {
  return serviceId.startsWith('crn-')
}

/**
 * Cancels a deploy that is not finished; those of cron jobs cannot be canceled (`config`). https://api-docs.render.com/reference/cancel-deploy
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
  input.check(client, `POST ${cancelPath}`, [
    isCronJob(params.serviceId) ? 'a deploy of a cron job cannot be canceled' : undefined,
  ])
  return cancelOnce(
    () => client.send({ method: 'POST', path: cancelPath, params, response: Deploy, idempotent: true }, options),
    () => getDeploy(client, params, options),
  )
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
  const spec = { path: '/services/{serviceId}/rollback', params: { serviceId }, body: { deployId } }
  return startDeploy(client, 'rollback', { serviceId }, spec, options)
}

/** Sends what starts a deploy; where the answer was lost, or has no deploy in it, the list tells which one it is. */
async function startDeploy(
  client: RenderClient,
  trigger: 'api' | 'rollback',
  params: CreateDeployParams,
  spec: Pick<RequestSpec<Deploy>, 'path' | 'params' | 'body' | 'mayBeEmpty'>,
  options: CallOptions | undefined,
): Promise<Deploy> {
  const known = await findDeployIds(client, params.serviceId, options)
  let lost: KeelsonError | undefined
  try {
    const post = { ...spec, method: 'POST', response: Deploy, ambiguousHint } as const
    const deploy = await client.send<Deploy | undefined>(post, options)
    if (deploy) return deploy
  } catch (error) {
    if (hasCode(error, 'invalid_request') && /suspended/i.test(error.message))
      throw refusal(client, error.message, Object.assign({ hint: 'Resume it first (resumeService)' }, error))
    if (!hasCode(error, 'ambiguous_write')) throw error
    lost = error
  }
  const deploy = await findStarted(client, trigger, params, known, options).catch((error: unknown) => {
    // A list that cannot be read leaves it unknown, which is what has to be told.
    if (!isKeelsonError(error) || error.code === 'aborted') throw error
    return undefined
  })
  if (deploy) return deploy
  if (lost) throw lost
  throw refusal(
    client,
    `POST /services/${params.serviceId}/deploys was accepted, but no new deploy appeared in the list`,
    {
      code: 'ambiguous_write',
      operation: `POST ${path}`,
      status: 202,
      hint: ambiguousHint,
    },
  )
}

/** What is there already cannot be a deploy that is started now. */
export async function findDeployIds(
  client: RenderClient,
  serviceId: string,
  options: CallOptions | undefined,
): Promise<ReadonlySet<string>> {
  return new Set((await newestDeploys(client, serviceId, options)).map(({ id }) => id))
}

/** As many as can matter to tell a new deploy from those that were there before. */
function newestDeploys(client: RenderClient, serviceId: string, options: CallOptions | undefined): Promise<Deploy[]> {
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
