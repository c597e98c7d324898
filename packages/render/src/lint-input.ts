/** A service, as far as it is judged; what `listServices` answers fits. */
export interface LintService {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly suspended?: string | undefined
  readonly autoDeploy?: string | undefined
  readonly serviceDetails?:
    | {
        readonly region?: string | undefined
        readonly plan?: string | undefined
        readonly healthCheckPath?: string | undefined
        readonly envSpecificDetails?:
          | { readonly startCommand?: string | undefined; readonly dockerCommand?: string | undefined }
          | undefined
      }
    | undefined
  /** Its recent deploys. */
  readonly deploys?:
    | readonly {
        readonly trigger?: string | undefined
        readonly commit?: { readonly id?: string | undefined } | undefined
        /** ISO 8601. */
        readonly createdAt?: string | undefined
      }[]
    | undefined
  /** The host in the URL that each variable holds, by the variable's name; no values. */
  readonly hosts?: Readonly<Record<string, string>> | undefined
  readonly customDomains?: readonly string[] | undefined
}

/** A database of Render: Postgres or Key Value. */
export interface LintDatabase {
  readonly id: string
  readonly name: string
  readonly region: string
  readonly plan?: string | undefined
  /** ISO 8601. */
  readonly expiresAt?: string | undefined
}

/** What `lintServices` judges; what is left out is not judged. */
export interface LintInput {
  readonly services: readonly LintService[]
  /** All of the workspace: a service that names another one is told so. */
  readonly postgres?: readonly LintDatabase[] | undefined
  readonly keyValue?: readonly LintDatabase[] | undefined
  /** The region of a host whose name does not tell, as AWS or Render writes it: `{ 'x-1.upstash.io': 'eu-central-1' }`. */
  readonly hostRegions?: Readonly<Record<string, string>> | undefined
}
