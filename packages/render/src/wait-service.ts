import {
  nextLook,
  readServing,
  WaitError,
  type CallOptions,
  type Check,
  type ProbeReading,
  type Resume,
  type ServingOptions,
  type WaitOptions,
} from '@keelson/core'
import type { RenderClient } from './client.js'
import { endLook, lookUntilDone } from './look.js'
import { listDeploys } from './resources/deploys.js'
import type { Deploy, DeployStatus } from './resources/deploys.schema.js'
import { getService } from './resources/services.js'
import type { Service } from './resources/services.schema.js'
import { ends, type DeployFailure } from './wait.js'

/** What keeps a service from running: it is suspended, or its newest deploy ended like this. */
export type ServiceFailure = 'suspended' | Exclude<DeployFailure, 'superseded'>

/** A service that no waiting makes run. */
export class ServiceError extends WaitError {
  declare readonly outcome: ServiceFailure
  declare readonly service: Service
  /** The one that failed; absent of a suspended service. */
  declare readonly deploy?: Deploy

  override get name(): string {
    return 'ServiceError'
  }

  constructor(
    message: string,
    details: ConstructorParameters<typeof WaitError>[1] & {
      outcome: ServiceFailure
      service: Service
      deploy?: Deploy | undefined
    },
  ) {
    super(message, details)
  }
}

/** What a look at a service saw. */
export interface ServiceStatus {
  readonly service: Service
  /** The one under way, or else the newest one that counts; absent before the first. */
  readonly deploy: Deploy | undefined
  /** What the `serving` probe found; absent before the control plane says that it runs. */
  readonly reading?: ProbeReading | undefined
}

/** Which service is meant. */
export interface ServiceParams {
  readonly serviceId: string
}

/**
 * One look at a service, for a function that must return soon; hand `resume` to the next look.
 *
 * `done` means: not suspended, no deploy under way, the newest one that ended live, and `serving` passed. A deploy that was
 * canceled changed nothing: the one before it counts. Throws {@link ServiceError} (`wait_failed`) for a service that is
 * suspended, and for one whose newest deploy failed.
 *
 * @example
 * import * as render from '@keelson/render'
 * const { done, value, resume } = await render.checkService(client, { serviceId }, savedResume)
 */
export async function checkService(
  client: RenderClient,
  { serviceId }: ServiceParams,
  resume?: Resume,
  { serving, ...options }: CallOptions & ServingOptions = {},
): Promise<Check<ServiceStatus>> {
  const look = nextLook({ wait: 'render.service', serviceId }, resume)
  const [service, deploys] = await Promise.all([
    getService(client, { serviceId }, options),
    listNewestDeploys(client, serviceId, options),
  ])
  const fail = (outcome: ServiceFailure, said: string, hint: string, deploy?: Deploy) => {
    const { operation, message } = deploy
      ? { operation: 'GET /services/{serviceId}/deploys', message: `the newest deploy ${deploy.id} of ${serviceId}` }
      : { operation: 'GET /services/{serviceId}', message: `service ${serviceId}` }
    return new ServiceError(client.redact(`${message} ${said}`), {
      code: 'wait_failed',
      provider: 'render',
      operation,
      outcome,
      service,
      deploy,
      resume: look,
      hint,
    })
  }
  if (service.suspended === 'suspended') {
    const by = service.suspenders?.join(', ') || 'unknown'
    throw fail('suspended', `is suspended (by: ${by})`, suspensionHint(by))
  }
  const underWay = deploys.find((deploy) => !endOf(deploy))
  const newest = deploys.find((deploy) => endOf(deploy)?.outcome !== 'canceled') ?? deploys[0]
  const end = newest && endOf(newest)
  const isReady = !underWay && end?.outcome === 'live'
  if (!underWay && end && end.outcome !== 'live' && end.outcome !== 'superseded')
    throw fail(end.outcome, end.said, end.hint, newest)
  const reading = await readServing(client, look, isReady, { serving, signal: options.signal })
  const status = { service, deploy: underWay ?? newest, ...(reading && { reading }) }
  return endLook(look, status, isReady && reading?.status !== 'fail')
}

/**
 * Waits until a service runs what was deployed last, 30 minutes at most by default; with `serving`, until it also answers
 * that probe.
 *
 * Throws {@link ServiceError} (`wait_failed`) when it is suspended or its newest deploy failed, and `wait_timeout` or
 * `aborted` with the `resume` to go on with.
 *
 * @example
 * import * as render from '@keelson/render'
 * import { httpProbe } from '@keelson/health/probes/http'
 * await render.resumeService(client, { serviceId })
 * await render.waitForService(client, { serviceId }, { serving: httpProbe('https://shop.onrender.com/healthz') })
 */
export function waitForService(
  client: RenderClient,
  params: ServiceParams,
  options: WaitOptions<ServiceStatus> & ServingOptions = {},
): Promise<ServiceStatus> {
  const wait = { subject: `service ${params.serviceId}`, totalTimeoutMs: 30 * 60_000, describe: describeService }
  return lookUntilDone(client, checkService, params, wait, options)
}

/** A service in words: `deploying (dep-1 build_in_progress)`, `live, but it does not serve: connection refused`. */
function describeService({ deploy, reading }: ServiceStatus): string {
  if (!deploy) return 'without any deploy'
  if (reading?.status === 'fail') return `live, but it does not serve: ${reading.output ?? 'no reason given'}`
  return endOf(deploy)
    ? `without a live deploy (${deploy.id} ${deploy.status})`
    : `deploying (${deploy.id} ${deploy.status})`
}

/** How a deploy ended; nothing while it is on the way. */
export function endOf({ status }: Deploy) {
  return ends[status as DeployStatus]
}

/** One page, the newest first: the order of the list is not documented. */
export async function listNewestDeploys(
  client: RenderClient,
  serviceId: string,
  options: CallOptions,
): Promise<Deploy[]> {
  const time = ({ createdAt }: Deploy) => Date.parse(createdAt ?? '') || 0
  for await (const page of listDeploys(client, { serviceId }, options).pages())
    return page.toSorted((a, b) => time(b) - time(a))
  return []
}

/** What to do about a suspension by these. */
export function suspensionHint(by: string): string {
  if (by === 'user') return 'resumeService brings it back'
  return by.includes('billing')
    ? 'The workspace has to be paid for: https://dashboard.render.com/billing'
    : 'The dashboard says why; resumeService brings back what a user suspended'
}
