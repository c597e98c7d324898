import type { databaseProperties, referencedTypes, serviceProperties } from './words.js'

/** A variable of a service, or all of a group. https://render.com/docs/blueprint-spec#setting-environment-variables */
export type BlueprintEnvVar =
  | BlueprintPlainEnvVar
  | BlueprintEnvVarFromDatabase
  | BlueprintEnvVarFromService
  | BlueprintEnvVarFromGroup

/** A variable with a value of its own. Secrets have none here: `sync: false`, or `generateValue: true`. */
export interface BlueprintPlainEnvVar {
  readonly key: string
  /** In plain sight of everybody who reads the repository. */
  readonly value?: string | number | undefined
  /** Render makes 32 random bytes in base64, unless a value is there. */
  readonly generateValue?: boolean | undefined
  /** `false`: the dashboard asks for the value, once, when the blueprint is created. */
  readonly sync?: boolean | undefined
  /** Instead of `value` in preview environments. */
  readonly previewValue?: string | number | undefined
}

/** A fact of a PostgreSQL. */
export interface BlueprintEnvVarFromDatabase {
  readonly key: string
  readonly fromDatabase: {
    /** Of the file, or of the workspace; a read replica's, too. */
    readonly name: string
    readonly property: (typeof databaseProperties)[number]
  }
}

/** A fact, or a variable, of another service or of a Key Value. */
export interface BlueprintEnvVarFromService {
  readonly key: string
  readonly fromService: {
    readonly type: (typeof referencedTypes)[number]
    readonly name: string
    readonly property?: (typeof serviceProperties)[number] | undefined
    /** Instead of `property`. */
    readonly envVarKey?: string | undefined
  }
}

/** Every variable of a group. */
export interface BlueprintEnvVarFromGroup {
  readonly fromGroup: string
}

/** Variables that several services have. https://render.com/docs/blueprint-spec#environment-groups */
export interface BlueprintEnvVarGroup {
  readonly name: string
  readonly envVars: readonly BlueprintPlainEnvVar[]
}
