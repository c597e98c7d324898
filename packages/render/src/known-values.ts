// What Render's API documents as the values of a request; each list is compared with contract.json by known-values.test.ts.

export const regions = ['frankfurt', 'oregon', 'ohio', 'singapore', 'virginia'] as const
/** Where something runs. */
export type Region = (typeof regions)[number]

export const serviceTypes = ['static_site', 'web_service', 'private_service', 'background_worker', 'cron_job'] as const

export const runtimes = ['docker', 'elixir', 'go', 'node', 'python', 'ruby', 'rust', 'image'] as const
/** What builds and runs a service. */
export type Runtime = (typeof runtimes)[number]

export const servicePlans = [
  'free',
  'starter',
  'starter_plus',
  'standard',
  'standard_plus',
  'pro',
  'pro_plus',
  'pro_max',
  'pro_ultra',
  'custom',
] as const
/** The size of a service's instances; with underscores, where render.yaml has spaces. */
export type ServicePlanName = (typeof servicePlans)[number]

/** Those of private services, background workers and cron jobs. */
export const paidServicePlans = ['starter', 'standard', 'pro', 'pro_plus', 'pro_max', 'pro_ultra'] as const

export const postgresPlans = [
  'free',
  'starter',
  'standard',
  'pro',
  'pro_plus',
  'custom',
  'basic_256mb',
  'basic_1gb',
  'basic_4gb',
  'pro_4gb',
  'pro_8gb',
  'pro_16gb',
  'pro_32gb',
  'pro_64gb',
  'pro_128gb',
  'pro_192gb',
  'pro_256gb',
  'pro_384gb',
  'pro_512gb',
  'accelerated_16gb',
  'accelerated_32gb',
  'accelerated_64gb',
  'accelerated_128gb',
  'accelerated_256gb',
  'accelerated_384gb',
  'accelerated_512gb',
  'accelerated_768gb',
  'accelerated_1024gb',
] as const
/** The size of a Postgres database: processor and memory; its disk is chosen apart. */
export type PostgresPlanName = (typeof postgresPlans)[number]

export const postgresVersions = ['11', '12', '13', '14', '15', '16', '17', '18'] as const
/** A major version of PostgreSQL. */
export type PostgresVersion = (typeof postgresVersions)[number]

export const keyValuePlans = ['free', 'starter', 'standard', 'pro', 'pro_plus', 'custom'] as const
/** The size of a Key Value instance. */
export type KeyValuePlanName = (typeof keyValuePlans)[number]

export const maxmemoryPolicies = [
  'noeviction',
  'allkeys_lfu',
  'allkeys_lru',
  'allkeys_random',
  'volatile_lfu',
  'volatile_lru',
  'volatile_random',
  'volatile_ttl',
] as const
/** What a full Key Value instance drops; with underscores, where render.yaml has hyphens. */
export type MaxmemoryPolicy = (typeof maxmemoryPolicies)[number]

/** Whether all developers of a workspace may change what is in an environment, or only its admins. */
export const protectedStatuses = ['unprotected', 'protected'] as const
