import { isRecord, oneOf, optionalObject, optionalText, Refusal, requiredText } from '@keelson/core/testing'
import { paidServicePlans, regions, runtimes, servicePlans } from '../known-values.js'
import { typesWith } from '../resources/service-params.js'
import { cacheProfiles, type ServiceType } from '../resources/services.schema.js'
import { readDisk } from './disks.js'
import type { FakeService } from './store.js'

type Settings = Pick<FakeService, 'details' | 'envSpecificDetails'>

/** What is set at creation only; operations of their own change some of it. */
const fixed: readonly string[] = ['region', 'numInstances', 'autoscaling', 'disk', 'headers', 'routes']

/** `serviceDetails` of a new service; the disk is kept apart, as it is shown with its id. */
export function readNewSettings(
  type: ServiceType,
  body: Record<string, unknown>,
): Settings & { readonly disk: ReturnType<typeof readDisk> | undefined } {
  const { details, envSpecificDetails } = readSettings(type, body)
  if (body['serviceDetails'] !== undefined && type !== 'static_site') requiredText(details, 'runtime')
  if (type === 'cron_job') requiredText(details, 'schedule')
  const { disk, ...rest } = details
  return {
    details: rest,
    envSpecificDetails,
    disk: disk === undefined ? undefined : readDisk(optionalObject(details, 'disk')),
  }
}

/** `serviceDetails` of a change: what cannot be changed that way is passed over, as by the vendor. */
export function readChangedSettings(type: ServiceType, body: Record<string, unknown>): Settings {
  const { details, envSpecificDetails } = readSettings(type, body)
  return {
    details: Object.fromEntries(Object.entries(details).filter(([name]) => !fixed.includes(name))),
    envSpecificDetails,
  }
}

/** In two parts, because they are kept and merged apart; fields of other types are passed over. */
function readSettings(type: ServiceType, body: Record<string, unknown>): Settings {
  const { env, ...sent } = optionalObject(body, 'serviceDetails')
  // `env` is the old name of `runtime`.
  if (sent['runtime'] === undefined && env !== undefined) sent['runtime'] = env
  const typesOf: Readonly<Record<string, readonly ServiceType[]>> = { ...typesWith, cache: ['web_service'] }
  const isKept = ([name]: [string, unknown]) => typesOf[name]?.includes(type)
  const { envSpecificDetails, ...details } = Object.fromEntries(Object.entries(sent).filter(isKept))
  checkDetails(type, details)
  return {
    details,
    envSpecificDetails: envSpecificDetails === undefined ? {} : optionalObject(sent, 'envSpecificDetails'),
  }
}

function checkDetails(type: ServiceType, details: Record<string, unknown>): void {
  checkWord(details, 'runtime', runtimes)
  checkWord(details, 'plan', type === 'web_service' ? servicePlans : paidServicePlans)
  checkWord(details, 'region', regions)
  checkWord(details, 'renderSubdomainPolicy', ['enabled', 'disabled'])
  checkWord(optionalObject(details, 'previews'), 'generation', ['off', 'manual', 'automatic'])
  checkWord(optionalObject(details, 'cache'), 'profile', cacheProfiles)
  checkCount(details, 'numInstances')
  checkCount(details, 'maxShutdownDelaySeconds', 300)
  if (details['autoscaling'] !== undefined) readAutoscaling(optionalObject(details, 'autoscaling'))
  const schedule = optionalText(details, 'schedule')
  if (schedule !== undefined && !/^\S+( +\S+){4}$/.test(schedule.trim()))
    throw new Refusal(400, 'schedule: is not a cron expression')
}

function checkWord(fields: Record<string, unknown>, name: string, words: readonly string[]): void {
  const value = optionalText(fields, name)
  if (value !== undefined) oneOf(name, value, words)
}

function checkCount(fields: Record<string, unknown>, name: string, max = Infinity): void {
  const value = fields[name]
  if (value !== undefined && !(isCount(value) && value <= max))
    throw new Refusal(400, `${name}: must be ${max === Infinity ? '1 or more' : `from 1 to ${max}`}`)
}

/** A whole number from 1 on. */
export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1
}

/** A way to scale, or a 400. */
export function readAutoscaling({ enabled, min, max, criteria }: Record<string, unknown>): Record<string, unknown> {
  if (typeof enabled !== 'boolean') throw new Refusal(400, 'enabled: is required')
  if (!isCount(min) || !isCount(max) || max < min) throw new Refusal(400, 'min, max: must be 1 or more, in this order')
  const targets = isRecord(criteria) ? [criteria['cpu'], criteria['memory']] : []
  const isTarget = (target: unknown) =>
    isRecord(target) && typeof target['enabled'] === 'boolean' && Number.isInteger(target['percentage'])
  if (targets.length !== 2 || !targets.every(isTarget)) throw new Refusal(400, 'criteria: cpu and memory are required')
  return { enabled, min, max, criteria }
}
