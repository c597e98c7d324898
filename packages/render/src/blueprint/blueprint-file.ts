import type { BlueprintDatabase } from './blueprint-datastores.js'
import type { BlueprintBuildSource, BlueprintService } from './blueprint-services.js'
import type { BlueprintEnvVarGroup } from './blueprint-variables.js'
import type { previewGenerations, switches } from './words.js'

/** What a render.yaml holds, by the file's own names. https://render.com/docs/blueprint-spec */
export interface BlueprintFile extends BlueprintResources {
  readonly version?: '1' | undefined
  readonly previews?: BlueprintPreviews | undefined
  readonly projects?: readonly BlueprintProject[] | undefined
  /** Taken out of the environment that they are in. */
  readonly ungrouped?: BlueprintUngrouped | undefined
  readonly buildSources?: readonly BlueprintBuildSource[] | undefined
  /** @deprecated `previews.generation: 'automatic'` */
  readonly previewsEnabled?: boolean | undefined
  /** @deprecated `previews.expireAfterDays` */
  readonly previewsExpireAfterDays?: number | undefined
}

/** What stands at the top of a file, and in each environment of a project. */
export interface BlueprintResources {
  /** Everything but PostgreSQL. */
  readonly services?: readonly BlueprintService[] | undefined
  readonly databases?: readonly BlueprintDatabase[] | undefined
  readonly envVarGroups?: readonly BlueprintEnvVarGroup[] | undefined
}

/** Preview environments: a copy of everything for a pull request. https://render.com/docs/preview-environments */
export interface BlueprintPreviews {
  /** @default 'off' */
  readonly generation?: (typeof previewGenerations)[number] | undefined
  /** Days without an update until one is removed. */
  readonly expireAfterDays?: number | undefined
}

/** https://render.com/docs/projects */
export interface BlueprintProject {
  readonly name: string
  readonly environments?: readonly BlueprintEnvironment[] | undefined
  readonly buildSources?: readonly BlueprintBuildSource[] | undefined
}

/** Staging, production, … */
export interface BlueprintEnvironment extends BlueprintResources {
  readonly name: string
  /** Whether other environments are kept from its private network. */
  readonly networking?: { readonly isolation?: Switch | undefined } | undefined
  /** Whether only admins may delete in it. */
  readonly permissions?: { readonly protection?: Switch | undefined } | undefined
}

type Switch = (typeof switches)[number]

export interface BlueprintUngrouped extends BlueprintResources {
  readonly buildSources?: readonly BlueprintBuildSource[] | undefined
}
