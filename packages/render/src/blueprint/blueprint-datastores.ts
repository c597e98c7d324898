import type {
  BlueprintKeyValuePlan,
  BlueprintPostgresPlan,
  connectionPools,
  maxmemoryPolicies,
  persistenceModes,
  postgresVersions,
  regions,
} from './words.js'

/** Who may connect over the public internet; an empty list: nobody. */
export interface BlueprintIpAllow {
  /** CIDR: `203.0.113.4/30`. */
  readonly source: string
  readonly description?: string | undefined
}

/** A PostgreSQL. https://render.com/docs/blueprint-spec#database-fields */
export interface BlueprintDatabase {
  readonly name: string
  /** @default 'basic-256mb', for a new one */
  readonly plan?: BlueprintPostgresPlan | undefined
  /** Cannot be changed later. @default 'oregon' */
  readonly region?: (typeof regions)[number] | undefined
  /** Cannot be changed later. @default the newest */
  readonly postgresMajorVersion?: (typeof postgresVersions)[number] | undefined
  /** Cannot be changed later. */
  readonly databaseName?: string | undefined
  /** Cannot be changed later. */
  readonly user?: string | undefined
  /** 1 or a multiple of 5; can only grow. */
  readonly diskSizeGB?: number | undefined
  readonly storageAutoscalingEnabled?: boolean | undefined
  readonly connectionPool?: (typeof connectionPools)[number] | undefined
  /** Left out: the whole world, for a new one. */
  readonly ipAllowList?: readonly BlueprintIpAllow[] | undefined
  readonly highAvailability?: { readonly enabled: boolean } | undefined
  /** Those that are left out are destroyed; without the list all stay. */
  readonly readReplicas?: readonly { readonly name: string }[] | undefined
  readonly previewPlan?: BlueprintPostgresPlan | undefined
  readonly previewDiskSizeGB?: number | undefined
}

/** A Redis that Render runs. https://render.com/docs/blueprint-spec#render-key-value */
export interface BlueprintKeyValue {
  /** `redis` is its old name. */
  readonly type: 'keyvalue' | 'redis'
  readonly name: string
  readonly ipAllowList: readonly BlueprintIpAllow[]
  /** @default 'starter', for a new one */
  readonly plan?: BlueprintKeyValuePlan | undefined
  /** Cannot be changed later. @default 'oregon' */
  readonly region?: (typeof regions)[number] | undefined
  /** What goes when it is full; a queue wants `noeviction`. @default 'allkeys-lru' */
  readonly maxmemoryPolicy?: (typeof maxmemoryPolicies)[number] | undefined
  readonly persistenceMode?: (typeof persistenceModes)[number] | undefined
  readonly previewPlan?: BlueprintKeyValuePlan | undefined
}
