import { nextLook, WaitError, type CallOptions, type Check, type Resume, type WaitOptions } from '@keelson/core'
import type { RenderClient } from './client.js'
import { endLook, lookUntilDone } from './look.js'
import { getDeploy, listDeploys } from './resources/deploys.js'
import type { Deploy, DeployStatus } from './resources/deploys.schema.js'
import type { Log } from './resources/logs.schema.js'

/** How a deploy that did not become live ended; `superseded`: a newer one took its place. */
export type DeployFailure = 'build_failed' | 'pre_deploy_failed' | 'update_failed' | 'canceled' | 'superseded'

/** A deploy that ended without being live. */
export class DeployError extends WaitError {
  declare readonly outcome: DeployFailure
  declare readonly deploy: Deploy
  /** Its last lines, redacted and shortened, where they were asked for: `deployAndWait` does. */
  declare readonly logs: readonly Log[]

  override get name(): string {
    return 'DeployError'
  }

  constructor(
    message: string,
    details: ConstructorParameters<typeof WaitError>[1] & {
      outcome: DeployFailure
      deploy: Deploy
      logs?: readonly Log[]
    },
  ) {
    super(message, Object.assign({ logs: [] }, details))
  }
}

/** The ends of a deploy; every other state, also one that is added later, is on the way. */
export const ends: Readonly<
  Partial<
    Record<DeployStatus, { readonly outcome: DeployFailure | 'live'; readonly said: string; readonly hint: string }>
  >
> = {
  live: { outcome: 'live', said: '', hint: '' },
  deactivated: {
    outcome: 'superseded',
    said: 'was live and has been replaced by a newer deploy',
    hint: 'Look at the newest deploy of the service: it is the one that answers',
  },
  build_failed: {
    outcome: 'build_failed',
    said: 'failed to build',
    hint: 'The build log says why; what was live before it still is',
  },
  pre_deploy_failed: {
    outcome: 'pre_deploy_failed',
    said: 'failed in its pre-deploy command',
    hint: 'The log of that command says why; what was live before it still is',
  },
  update_failed: {
    outcome: 'update_failed',
    said: 'was built, but its process ended or did not answer the health check',
    hint: 'Look at the log of the service, at PORT and at the health check path; what was live before it still is',
  },
  canceled: { outcome: 'canceled', said: 'was canceled', hint: 'Somebody canceled it, or a newer deploy was started' },
}

/** Whether a deploy will not change any more, as far as it is known today. */
export function hasEnded({ status }: Deploy): boolean {
  return Object.hasOwn(ends, status)
}

/** Which deploy is meant. */
export interface DeployParams {
  readonly serviceId: string
  readonly deployId: string
}

/**
 * One look at a deploy, for a function that must return soon; hand `resume` to the next look.
 *
 * `done` means live; throws {@link DeployError} (`wait_failed`) at any other end.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { done, resume, nextCheckMs } = await render.checkDeploy(client, { serviceId, deployId }, savedResume)
 */
export async function checkDeploy(
  client: RenderClient,
  params: DeployParams,
  resume?: Resume,
  options?: CallOptions,
): Promise<Check<Deploy>> {
  const { serviceId, deployId } = params
  const look = nextLook({ wait: 'render.deploy', serviceId, deployId }, resume)
  const deploy = await getDeploy(client, params, options)
  const end = ends[deploy.status as DeployStatus]
  if (!end || end.outcome === 'live') return endLook(look, deploy, end !== undefined)
  const newer = end.outcome === 'canceled' ? await findNewer(client, serviceId, deploy, options) : undefined
  const said = newer ? `was canceled in favour of the newer deploy ${newer.id}` : end.said
  throw new DeployError(`deploy ${deployId} of ${serviceId} ${said}`, {
    code: 'wait_failed',
    provider: 'render',
    operation: 'GET /services/{serviceId}/deploys/{deployId}',
    outcome: newer ? 'superseded' : (end.outcome satisfies DeployFailure),
    deploy,
    resume: look,
    hint: newer ? 'Wait for that one: it decides what is live' : end.hint,
  })
}

/** Where the wait for a deploy that was just started begins. */
export function deployResume(serviceId: string, { id }: Deploy): Resume {
  return { wait: 'render.deploy', serviceId, deployId: id, checks: 0 }
}

/**
 * Waits until this very deploy is live, 30 minutes at most by default.
 *
 * Throws {@link DeployError} (`wait_failed`) when it ends otherwise, and `wait_timeout` or `aborted` with the `resume` to go on with.
 *
 * @example
 * import * as render from '@keelson/render'
 * const deploy = await render.createDeploy(client, { serviceId })
 * await render.waitForDeploy(client, { serviceId, deployId: deploy.id }, { onProgress: ({ status }) => console.log(status) })
 */
export function waitForDeploy(
  client: RenderClient,
  params: DeployParams,
  options: WaitOptions<Deploy> = {},
): Promise<Deploy> {
  const subject = `deploy ${params.deployId} of ${params.serviceId}`
  // Render's own limits: builds end after 120 minutes, but few take a quarter of that.
  const wait = { subject, totalTimeoutMs: 30 * 60_000, describe: ({ status }: Deploy) => status }
  return lookUntilDone(client, checkDeploy, params, wait, options)
}

/** Canceled by hand, or because another one was started before it ended: only the list tells. */
async function findNewer(
  client: RenderClient,
  serviceId: string,
  deploy: Deploy,
  options?: CallOptions,
): Promise<Deploy | undefined> {
  return findSuccessor(deploy, await listDeploys(client, { serviceId }, options).toArray({ limit: 20 }))
}

/** The deploy in whose favour this one was canceled, if it was not done by hand. */
export function findSuccessor(deploy: Deploy, deploys: readonly Deploy[]): Deploy | undefined {
  const from = Date.parse(deploy.createdAt ?? '')
  const to = Date.parse(deploy.finishedAt ?? deploy.updatedAt ?? '')
  return deploys.find(({ id, createdAt }) => {
    const at = Date.parse(createdAt ?? '')
    return id !== deploy.id && at >= from && at <= to
  })
}
