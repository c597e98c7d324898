import type { Client, Secret } from '@keelson/core'
import * as input from '@keelson/core/input'
import {
  paidServicePlans,
  regions,
  runtimes,
  servicePlans,
  serviceTypes,
  type Region,
  type Runtime,
  type ServicePlanName,
} from '../known-values.js'
import { envVarProblems, secretFileProblems } from '../setting-names.js'
import { cacheProfiles, type Autoscaling, type CacheProfile, type ServiceType } from './services.schema.js'

/** A variable for a new service: its value, or `generateValue` to let Render make a random one that is never shown here. */
export type EnvVarInput =
  | { readonly key: string; readonly value: string | Secret }
  | { readonly key: string; readonly generateValue: true }

/** How a service that runs is built and started: the first two for a language, the others for Docker. */
export interface EnvSpecificDetailsParams {
  readonly buildCommand?: string
  readonly startCommand?: string
  readonly dockerCommand?: string
  readonly dockerContext?: string
  /** @default './Dockerfile', at Render's side */
  readonly dockerfilePath?: string
  /** Of the registry of the Dockerfile's base images. */
  readonly registryCredentialId?: string
}

/** Settings that can be changed later as well; each says which types have it. */
export interface ChangeableDetailsParams {
  /** All but static sites. */
  readonly runtime?: Runtime
  /** All but static sites; only web services can be `free` or `custom`. */
  readonly plan?: ServicePlanName
  /** All but static sites. */
  readonly envSpecificDetails?: EnvSpecificDetailsParams
  /** Web services, private services and workers: runs before each deploy goes live. */
  readonly preDeployCommand?: string
  /** Web services, private services and workers: 1 to 300. @default 30, at Render's side */
  readonly maxShutdownDelaySeconds?: number
  /** Web services. */
  readonly healthCheckPath?: string
  /** Web services; an empty `uri` shows Render's own page. */
  readonly maintenanceMode?: { readonly enabled: boolean; readonly uri: string }
  /** Web services and static sites: who may reach it. */
  readonly ipAllowList?: readonly { readonly cidrBlock: string; readonly description: string }[]
  /** Web services and static sites: whether the onrender.com address answers. */
  readonly renderSubdomainPolicy?: 'enabled' | 'disabled'
  /** All but cron jobs: one service a pull request. @default off, at Render's side */
  readonly previews?: { readonly generation: 'off' | 'manual' | 'automatic' }
  /** Cron jobs: five fields, in UTC. */
  readonly schedule?: string
  /** Static sites. */
  readonly buildCommand?: string
  /** Static sites: the folder that is served. @default 'public', at Render's side */
  readonly publishPath?: string
}

/** The details of a new service. */
export interface ServiceDetailsParams extends ChangeableDetailsParams {
  /** All but static sites; for ever. @default 'oregon', at Render's side */
  readonly region?: Region
  /** Web services, private services and workers; `scaleService` changes it. @default 1, at Render's side */
  readonly numInstances?: number
  /** Web services, private services and workers; `setAutoscaling` changes it. */
  readonly autoscaling?: Autoscaling
  /** Web services, private services and workers; `updateDisk` changes it. Without `sizeGB`, 1 GB. */
  readonly disk?: { readonly name: string; readonly mountPath: string; readonly sizeGB?: number }
  /** Static sites. */
  readonly headers?: readonly { readonly path: string; readonly name: string; readonly value: string }[]
  /** Static sites; the first one that matches counts. */
  readonly routes?: readonly {
    readonly type: 'redirect' | 'rewrite'
    readonly source: string
    readonly destination: string
    readonly priority?: number
  }[]
}

/** What a new service and a change of one have in common. */
interface SourceParams {
  /** Without the branch. */
  readonly repo?: string
  /** @default the repository's default branch, for a new service */
  readonly branch?: string
  readonly rootDir?: string
  /** Instead of a repository; `ownerId` is the workspace of the service. */
  readonly image?: { readonly ownerId: string; readonly imagePath: string; readonly registryCredentialId?: string }
  /** @default 'yes', for a new service */
  readonly autoDeploy?: 'yes' | 'no'
  /** Which changed files start a deploy; empty `paths` means all. */
  readonly buildFilter?: { readonly paths: readonly string[]; readonly ignoredPaths: readonly string[] }
}

/** What `createService` sends; exactly one of `repo` and `image`. */
export interface CreateServiceParams extends SourceParams {
  readonly type: ServiceType
  /** Unique in its workspace. */
  readonly name: string
  /** @default the client's ownerId */
  readonly ownerId?: string
  readonly environmentId?: string
  /** Given at creation they are there for the first deploy, which creation starts. */
  readonly envVars?: readonly EnvVarInput[]
  readonly secretFiles?: readonly { readonly name: string; readonly content: string | Secret }[]
  readonly serviceDetails?: ServiceDetailsParams
}

/** What `updateService` changes; fields left out stay as they are. */
export interface UpdateServiceParams extends SourceParams {
  readonly serviceId: string
  readonly name?: string
  readonly serviceDetails?: ChangeableDetailsParams & {
    /** Web services: what the edge keeps. */
    readonly cache?: { readonly profile: CacheProfile }
  }
}

const web = 'web_service'
const site = 'static_site'
const scaled: readonly ServiceType[] = [web, 'private_service', 'background_worker']
const running: readonly ServiceType[] = [...scaled, 'cron_job']

/** The types that have a field; a setting of another type would be dropped without a word. */
export const typesWith: Readonly<Record<keyof ServiceDetailsParams, readonly ServiceType[]>> = {
  runtime: running,
  plan: running,
  region: running,
  envSpecificDetails: running,
  preDeployCommand: scaled,
  maxShutdownDelaySeconds: scaled,
  numInstances: scaled,
  autoscaling: scaled,
  disk: scaled,
  previews: [...scaled, site],
  ipAllowList: [web, site],
  renderSubdomainPolicy: [web, site],
  healthCheckPath: [web],
  maintenanceMode: [web],
  schedule: ['cron_job'],
  buildCommand: [site],
  publishPath: [site],
  headers: [site],
  routes: [site],
}

/** Refuses a new service that Render would refuse, or would silently make otherwise. */
export function checkNewService(client: Pick<Client, 'provider' | 'redact'>, params: CreateServiceParams): void {
  const { type, name, repo, image, serviceDetails, envVars = [], secretFiles = [] } = params
  const details: ServiceDetailsParams = serviceDetails ?? {}
  const foreign = (Object.keys(details) as (keyof ServiceDetailsParams)[]).filter(
    (field) => details[field] !== undefined && !typesWith[field]?.includes(type),
  )
  const usesImage = details.runtime === 'image'
  input.check(client, 'POST /services', [
    input.word('type', type, serviceTypes),
    input.required('name', name),
    input.exactlyOne({ repo, image }),
    type === site && image ? `image is not for a ${site}` : undefined,
    details.runtime && usesImage === (image === undefined)
      ? `runtime "image" and image go together, and serviceDetails.runtime is "${details.runtime}"`
      : undefined,
    ...(serviceTypes.includes(type) ? foreign.map((field) => `serviceDetails.${field} is not for a ${type}`) : []),
    (serviceDetails && type !== site) || type === 'cron_job'
      ? input.required('serviceDetails.runtime', details.runtime)
      : undefined,
    type === 'cron_job' ? input.required('serviceDetails.schedule', details.schedule) : undefined,
    ...detailProblems(details, type === web ? servicePlans : paidServicePlans),
    input.word('serviceDetails.region', details.region, regions),
    input.number('serviceDetails.numInstances', details.numInstances, { min: 1 }),
    input.number('serviceDetails.disk.sizeGB', details.disk?.sizeGB, { min: 1 }),
    ...(details.autoscaling ? autoscalingProblems(details.autoscaling, 'serviceDetails.autoscaling.') : []),
    ...sourceProblems(params),
    ...envVarProblems(envVars),
    ...secretFileProblems(secretFiles),
  ])
}

/** Refuses a change with values that Render does not have; the type is not known here. */
export function checkServiceChange(client: Pick<Client, 'provider' | 'redact'>, params: UpdateServiceParams): void {
  const { repo, image, serviceDetails = {} } = params
  input.check(client, 'PATCH /services/{serviceId}', [
    input.atMostOne({ repo, image }),
    ...detailProblems(serviceDetails, servicePlans),
    input.word('serviceDetails.cache.profile', serviceDetails.cache?.profile, cacheProfiles),
    ...sourceProblems(params),
  ])
}

/** What is wrong with a way to scale. */
export function autoscalingProblems({ min, max, criteria }: Autoscaling, prefix = ''): input.Problem[] {
  const targets = ['cpu', 'memory'] as const
  return [
    input.number(`${prefix}min`, min, { min: 1 }),
    input.number(`${prefix}max`, max, { min }),
    ...targets.map((name) => {
      const { enabled, percentage } = criteria[name]
      // What does not count may be 0, and must be sent.
      return input.number(`${prefix}criteria.${name}.percentage`, percentage, { min: enabled ? 1 : 0, max: 100 })
    }),
  ]
}

/** Render sells plans that its API does not document, and new ones come: the way out is said. */
export function planProblem(field: string, plan: string | undefined, plans: readonly string[]): input.Problem {
  const problem = input.word(field, plan, plans)
  return problem && `${problem}; another one that Render has can be sent with request()`
}

function sourceProblems({ autoDeploy }: SourceParams): input.Problem[] {
  return [input.word('autoDeploy', autoDeploy, ['yes', 'no'])]
}

function detailProblems(details: ChangeableDetailsParams, plans: readonly string[]): input.Problem[] {
  const { runtime, plan, maxShutdownDelaySeconds, previews, renderSubdomainPolicy, schedule } = details
  return [
    input.word('serviceDetails.runtime', runtime, runtimes),
    planProblem('serviceDetails.plan', plan, plans),
    input.number('serviceDetails.maxShutdownDelaySeconds', maxShutdownDelaySeconds, { min: 1, max: 300 }),
    input.word('serviceDetails.previews.generation', previews?.generation, ['off', 'manual', 'automatic']),
    input.word('serviceDetails.renderSubdomainPolicy', renderSubdomainPolicy, ['enabled', 'disabled']),
    input.text('serviceDetails.schedule', schedule, /^\s*\S+(\s+\S+){4}\s*$/, 'cron has five fields'),
  ]
}
