import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { servicePlans, type ServicePlanName } from '../known-values.js'
import { ServiceInstanceList, type ServiceInstance } from './service-actions.schema.js'
import { autoscalingProblems, planProblem } from './service-params.js'
import { getService } from './services.js'
import { Autoscaling, CreatedService, type Service } from './services.schema.js'
import { suspendOrResume } from './suspension.js'

interface ServiceParams {
  readonly serviceId: string
}

/**
 * Stops a service until it is resumed; its address, disk and environment stay. One that is suspended already is a success.
 * https://api-docs.render.com/reference/suspend-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.suspendService(client, { serviceId: 'srv-…' })
 */
export function suspendService(client: RenderClient, params: ServiceParams, options?: CallOptions): Promise<void> {
  return switchTo(client, params, 'suspended', options)
}

/**
 * Brings a suspended service back, with a deploy of its own (`waitForService`); one that is not suspended is a success.
 * https://api-docs.render.com/reference/resume-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.resumeService(client, { serviceId: 'srv-…' })
 */
export function resumeService(client: RenderClient, params: ServiceParams, options?: CallOptions): Promise<void> {
  return switchTo(client, params, 'not_suspended', options)
}

async function switchTo(
  client: RenderClient,
  { serviceId }: ServiceParams,
  wanted: Service['suspended'],
  options?: CallOptions,
): Promise<void> {
  const path = `/services/{serviceId}/${wanted === 'suspended' ? 'suspend' : 'resume'}`
  return suspendOrResume(
    () => client.send({ method: 'POST', path, params: { serviceId }, idempotent: true }, options),
    async () => (await getService(client, { serviceId }, options)).suspended === wanted,
  )
}

/**
 * Starts all instances of a service anew, with the build that is live. Cron jobs cannot be restarted (`config`). Not repeated
 * by itself when it may have been carried out. https://api-docs.render.com/reference/restart-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.restartService(client, { serviceId: 'srv-…' })
 */
export async function restartService(
  client: RenderClient,
  { serviceId }: ServiceParams,
  options?: CallOptions,
): Promise<void> {
  const path = '/services/{serviceId}/restart'
  checkIsNoCronJob(client, `POST ${path}`, serviceId)
  const ambiguousHint = 'listInstances tells since when each instance is there'
  await client.send({ method: 'POST', path, params: { serviceId }, ambiguousHint }, options)
}

/**
 * Sets the number of instances, 1 or more; Render ignores it while autoscaling is on.
 * https://api-docs.render.com/reference/scale-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.scaleService(client, { serviceId: 'srv-…', numInstances: 3 })
 */
export async function scaleService(
  client: RenderClient,
  { serviceId, numInstances }: ServiceParams & { readonly numInstances: number },
  options?: CallOptions,
): Promise<void> {
  const path = '/services/{serviceId}/scale'
  checkIsNoCronJob(client, `POST ${path}`, serviceId, [input.number('numInstances', numInstances, { min: 1 })])
  await client.send({ method: 'POST', path, params: { serviceId }, body: { numInstances }, idempotent: true }, options)
}

/**
 * Lets Render choose the number of instances between `min` and `max`, by processor and memory in percent (1 to 100).
 * https://api-docs.render.com/reference/autoscale-service
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.setAutoscaling(client, {
 *   serviceId: 'srv-…', enabled: true, min: 1, max: 3,
 *   criteria: { cpu: { enabled: true, percentage: 60 }, memory: { enabled: false, percentage: 80 } },
 * })
 */
export async function setAutoscaling(
  client: RenderClient,
  params: ServiceParams & Autoscaling,
  options?: CallOptions,
): Promise<Autoscaling> {
  const { serviceId, ...body } = params
  const path = '/services/{serviceId}/autoscaling'
  checkIsNoCronJob(client, `PUT ${path}`, serviceId, autoscalingProblems(body))
  return client.send({ method: 'PUT', path, params: { serviceId }, body, response: Autoscaling }, options)
}

/**
 * Removes the way a service scales by itself: it keeps the number of instances that was set by hand.
 * https://api-docs.render.com/reference/delete-autoscaling-config
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.deleteAutoscaling(client, { serviceId: 'srv-…' })
 */
export function deleteAutoscaling(
  client: RenderClient,
  { serviceId }: ServiceParams,
  options?: CallOptions,
): Promise<void> {
  return client.send({ method: 'DELETE', path: '/services/{serviceId}/autoscaling', params: { serviceId } }, options)
}

/**
 * Makes a preview of a service that is based on an image, with another tag or digest of the same image and otherwise the
 * settings of the service. Not repeated by itself when it may have been carried out.
 * https://api-docs.render.com/reference/preview-service
 *
 * @example
 * import * as render from '@keelson/render'
 * const { service, deployId } = await render.createPreview(client, {
 *   serviceId: 'srv-…', imagePath: 'docker.io/me/shop:pr-12', name: 'shop-pr-12', plan: 'starter',
 * })
 */
export async function createPreview(
  client: RenderClient,
  params: ServiceParams & {
    /** Whole, or relative to that of the service; only the tag or digest may differ. */
    readonly imagePath: string
    /** @default made by Render of the service's name and the tag */
    readonly name?: string
    /** `free` only of a service that is free itself. @default that of the service */
    readonly plan?: ServicePlanName
  },
  options?: CallOptions,
): Promise<CreatedService> {
  const { serviceId, ...body } = params
  const path = '/services/{serviceId}/preview'
  input.check(client, `POST ${path}`, [
    input.required('imagePath', body.imagePath),
    planProblem('plan', body.plan, servicePlans),
  ])
  const ambiguousHint = `Look among listServices for one whose parentServer is ${serviceId} before making it again`
  return client.send(
    { method: 'POST', path, params: { serviceId }, body, response: CreatedService, ambiguousHint },
    options,
  )
}

/**
 * Empties the edge cache of a web service that has one; done some time after the answer.
 * https://api-docs.render.com/reference/purge-cache
 *
 * @example
 * import * as render from '@keelson/render'
 * await render.purgeCache(client, { serviceId: 'srv-…' })
 */
export function purgeCache(client: RenderClient, { serviceId }: ServiceParams, options?: CallOptions): Promise<void> {
  return client.send(
    { method: 'POST', path: '/services/{serviceId}/cache/purge', params: { serviceId }, idempotent: true },
    options,
  )
}

/**
 * The instances of a service that run now. https://api-docs.render.com/reference/list-instances
 *
 * @example
 * import * as render from '@keelson/render'
 * const instances = await render.listInstances(client, { serviceId: 'srv-…' })
 */
export function listInstances(
  client: RenderClient,
  { serviceId }: ServiceParams,
  options?: CallOptions,
): Promise<ServiceInstance[]> {
  const path = '/services/{serviceId}/instances'
  return client.send({ method: 'GET', path, params: { serviceId }, response: ServiceInstanceList }, options)
}

/** The ids of cron jobs say that they are: they run at times and have no instances to start anew or to count. */
function checkIsNoCronJob(
  client: RenderClient,
  operation: string,
  serviceId: string,
  more: readonly input.Problem[] = [],
): void {
  const problem = serviceId.startsWith('crn-')
    ? `serviceId cannot be the cron job "${serviceId}", which runs at times and has no instances`
    : undefined
  input.check(client, operation, [problem, ...more])
}
