import type { BlueprintIpAllow, BlueprintKeyValue } from './blueprint-datastores.js'
import type { BlueprintEnvVar } from './blueprint-variables.js'
import type {
  autoDeployTriggers,
  BlueprintServicePlan,
  buildSourceRuntimes,
  cronPlans,
  previewGenerations,
  regions,
  runtimes,
  switches,
} from './words.js'

/** Anything under `services`. https://render.com/docs/blueprint-spec#service-fields */
export type BlueprintService =
  | BlueprintServer
  | BlueprintStaticSite
  | BlueprintCronJob
  | BlueprintWorkflow
  | BlueprintKeyValue

/** Where code comes from, and when it is built. */
interface Source {
  /** @default the repository that the file is in */
  readonly repo?: string | undefined
  /** Previews build it, too, instead of the branch of their pull request. @default the repository's own */
  readonly branch?: string | undefined
  /** What is outside of it is there neither when building nor when running. @default the repository */
  readonly rootDir?: string | undefined
  readonly buildCommand?: string | undefined
  /** Relative to the repository. */
  readonly buildFilter?: BlueprintBuildFilter | undefined
  /** @default 'commit', for a new service */
  readonly autoDeployTrigger?: (typeof autoDeployTriggers)[number] | undefined
  readonly envVars?: readonly BlueprintEnvVar[] | undefined
}

/** An image that is built from a Dockerfile, or pulled. */
interface Container {
  readonly image?: BlueprintImage | undefined
  readonly dockerCommand?: string | undefined
  /** Relative to `rootDir`. @default './Dockerfile' */
  readonly dockerfilePath?: string | undefined
  /** Relative to `rootDir`. */
  readonly dockerContext?: string | undefined
  readonly registryCredential?: BlueprintRegistryCredential | undefined
}

/** A web service, a private service or a background worker. */
export interface BlueprintServer extends Source, Container {
  readonly type: 'web' | 'pserv' | 'worker'
  readonly name: string
  /** Needed, unless there is a `buildSource`. Cannot be changed later. */
  readonly runtime?: (typeof runtimes)[number] | undefined
  /** @default 'starter', for a new service */
  readonly plan?: BlueprintServicePlan | undefined
  /** Cannot be changed later. @default 'oregon' */
  readonly region?: (typeof regions)[number] | undefined
  /** The name of an entry of `buildSources`, instead of everything that says how to build. */
  readonly buildSource?: string | undefined
  readonly startCommand?: string | undefined
  /** Between build and start; paid plans only. */
  readonly preDeployCommand?: string | undefined
  /** Once, after the first deploy. */
  readonly initialDeployHook?: string | undefined
  /** Web services only. */
  readonly healthCheckPath?: string | undefined
  /** 1 to 300. @default 30 */
  readonly maxShutdownDelaySeconds?: number | undefined
  readonly numInstances?: number | undefined
  readonly scaling?: BlueprintScaling | undefined
  readonly disk?: BlueprintDisk | undefined
  /** Web services only. */
  readonly domains?: readonly string[] | undefined
  readonly domain?: string | undefined
  /** Whether `*.onrender.com` answers, too. */
  readonly renderSubdomainPolicy?: (typeof switches)[number] | undefined
  readonly ipAllowList?: readonly BlueprintIpAllow[] | undefined
  readonly maintenanceMode?: BlueprintMaintenanceMode | undefined
  readonly previews?: BlueprintServicePreviews | undefined
  /** @deprecated `autoDeployTrigger` */
  readonly autoDeploy?: boolean | undefined
  /** @deprecated `previews.generation` */
  readonly pullRequestPreviewsEnabled?: boolean | undefined
  /** @deprecated `previews.plan` */
  readonly previewPlan?: BlueprintServicePlan | undefined
}

/** Files, served by Render's network. */
export interface BlueprintStaticSite extends Source {
  readonly type: 'web'
  readonly name: string
  readonly runtime: 'static'
  /** Relative to `rootDir`. */
  readonly staticPublishPath?: string | undefined
  readonly headers?: readonly { readonly path: string; readonly name: string; readonly value: string }[] | undefined
  readonly routes?: readonly BlueprintRoute[] | undefined
  readonly preDeployCommand?: string | undefined
  readonly domains?: readonly string[] | undefined
  readonly domain?: string | undefined
  readonly renderSubdomainPolicy?: (typeof switches)[number] | undefined
  readonly ipAllowList?: readonly BlueprintIpAllow[] | undefined
  readonly previews?: Pick<BlueprintServicePreviews, 'generation'> | undefined
  /** @deprecated `autoDeployTrigger` */
  readonly autoDeploy?: boolean | undefined
  /** @deprecated `previews.generation` */
  readonly pullRequestPreviewsEnabled?: boolean | undefined
}

/** A command that runs at its times. */
export interface BlueprintCronJob extends Source, Container {
  readonly type: 'cron'
  readonly name: string
  readonly runtime: (typeof runtimes)[number]
  /** In UTC: `0 4 * * *`. */
  readonly schedule: string
  /** @default 'starter', for a new one */
  readonly plan?: (typeof cronPlans)[number] | undefined
  /** Cannot be changed later. @default 'oregon' */
  readonly region?: (typeof regions)[number] | undefined
  readonly startCommand?: string | undefined
  readonly preDeployCommand?: string | undefined
  /** @deprecated `autoDeployTrigger` */
  readonly autoDeploy?: boolean | undefined
}

/** Tasks that other services start. */
export interface BlueprintWorkflow extends Source {
  readonly type: 'workflow'
  readonly name: string
  readonly runtime: 'node' | 'python'
  readonly region: (typeof regions)[number]
  readonly startCommand: string
}

/** How to build what several services run. */
export interface BlueprintBuildSource {
  readonly name: string
  readonly git?: BlueprintBuildSourceGit | undefined
  /** Instead of `git`. */
  readonly image?: BlueprintImage | undefined
}

export interface BlueprintBuildSourceGit extends Omit<Source, 'repo' | 'autoDeployTrigger'> {
  readonly repo: string
  readonly runtime: (typeof buildSourceRuntimes)[number]
  /** @default 'oregon' */
  readonly region?: (typeof regions)[number] | undefined
  /** With `runtime: 'docker'` only, as the next two. @default '.' */
  readonly baseDir?: string | undefined
  /** @default './Dockerfile' */
  readonly dockerfilePath?: string | undefined
  readonly registryCredential?: BlueprintRegistryCredential | undefined
}

/** Globs; at least one of the lists. */
export interface BlueprintBuildFilter {
  readonly paths?: readonly string[] | undefined
  readonly ignoredPaths?: readonly string[] | undefined
}

export interface BlueprintImage {
  readonly url: string
  readonly creds?: BlueprintRegistryCredential | undefined
}

export interface BlueprintRegistryCredential {
  readonly fromRegistryCreds: { readonly name: string }
}

/** Keeps the service from having more than one instance. */
export interface BlueprintDisk {
  readonly name: string
  readonly mountPath: string
  /** Can only grow. @default 10 */
  readonly sizeGB?: number | undefined
}

/** Both counts, and at least one target. https://render.com/docs/scaling */
export interface BlueprintScaling {
  readonly minInstances?: number | undefined
  readonly maxInstances?: number | undefined
  /** 1 to 90. */
  readonly targetMemoryPercent?: number | undefined
  /** 1 to 90. */
  readonly targetCPUPercent?: number | undefined
}

export interface BlueprintMaintenanceMode {
  readonly enabled?: boolean | undefined
  /** The page that is shown; Render has one of its own. */
  readonly uri?: string | undefined
}

/** Copies of the service for a pull request. https://render.com/docs/service-previews */
export interface BlueprintServicePreviews {
  readonly generation?: (typeof previewGenerations)[number] | undefined
  readonly plan?: BlueprintServicePlan | undefined
  readonly numInstances?: number | undefined
}

export interface BlueprintRoute {
  readonly type: 'redirect' | 'rewrite'
  readonly source: string
  readonly destination: string
}
