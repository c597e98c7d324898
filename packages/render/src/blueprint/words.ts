// The words that render.yaml takes; each list is compared with blueprint.schema.json by shape.test.ts.
// https://render.com/docs/blueprint-spec

export const regions = ['oregon', 'ohio', 'frankfurt', 'singapore', 'virginia'] as const

export const runtimes = ['docker', 'elixir', 'go', 'image', 'node', 'python', 'ruby', 'rust', 'static'] as const

export const buildSourceRuntimes = ['docker', 'elixir', 'go', 'node', 'python', 'ruby', 'rust'] as const

export const serverPlans = [
  'free',
  'starter',
  'standard',
  'pro',
  'pro plus',
  'pro max',
  'pro ultra',
  '0.5c-512mb',
  '1c-2g',
  '2c-4g',
  '2c-8g',
  '2c-16g',
  '4c-8g',
  '4c-16g',
  '4c-32g',
  '8c-16g',
  '8c-32g',
  '8c-64g',
  '12c-24g',
  '12c-48g',
  '12c-96g',
] as const
/** The size of a service's instances; with spaces, where Render's API has underscores. */
export type BlueprintServicePlan = (typeof serverPlans)[number]

export const cronPlans = [
  'starter',
  'standard',
  'pro',
  'pro plus',
  '0.5c-512mb',
  '1c-2g',
  '2c-4g',
  '2c-8g',
  '2c-16g',
  '4c-8g',
  '4c-16g',
  '4c-32g',
  '8c-16g',
  '8c-32g',
  '8c-64g',
] as const

export const keyValuePlans = [
  'free',
  'starter',
  'standard',
  'pro',
  'pro plus',
  'pro max',
  'pro ultra',
  '256mb',
  '1g',
  '3g',
  '5g',
  '10g',
  '20g',
  '40g',
  '50g',
] as const
/** The size of a Key Value. */
export type BlueprintKeyValuePlan = (typeof keyValuePlans)[number]

/** Databases of these sizes are there, but no new ones. https://render.com/docs/postgresql-legacy-instance-types */
export const legacyPostgresPlans: readonly string[] = ['starter', 'standard', 'pro', 'pro plus']

export const postgresPlans = [
  'free',
  'starter',
  'standard',
  'pro',
  'pro plus',
  'basic-256mb',
  'basic-1gb',
  'basic-4gb',
  'pro-4gb',
  'pro-8gb',
  'pro-16gb',
  'pro-32gb',
  'pro-64gb',
  'pro-128gb',
  'pro-192gb',
  'pro-256gb',
  'pro-384gb',
  'pro-512gb',
  'accelerated-16gb',
  'accelerated-32gb',
  'accelerated-64gb',
  'accelerated-128gb',
  'accelerated-256gb',
  'accelerated-384gb',
  'accelerated-512gb',
  'accelerated-768gb',
  'accelerated-1024gb',
  '0.1c-256mb',
  '0.5c-1g',
  '1c-2g',
  '1c-4g',
  '2c-4g',
  '2c-8g',
  '2c-16g',
  '4c-16g',
  '4c-32g',
  '8c-32g',
  '8c-64g',
  '16c-64g',
  '16c-128g',
  '32c-128g',
  '32c-256g',
  '48c-192g',
  '48c-384g',
  '64c-256g',
  '64c-512g',
  '96c-384g',
  '96c-768g',
  '128c-512g',
  '128c-1024g',
] as const
/** The size of a database: processor and memory. */
export type BlueprintPostgresPlan = (typeof postgresPlans)[number]

export const postgresVersions = ['10', '11', '12', '13', '14', '15', '16', '17', '18'] as const

export const maxmemoryPolicies = [
  'allkeys-lru',
  'volatile-lru',
  'allkeys-lfu',
  'volatile-lfu',
  'allkeys-random',
  'volatile-random',
  'volatile-ttl',
  'noeviction',
] as const

export const persistenceModes = ['journal-snapshot', 'snapshot', 'off'] as const
export const autoDeployTriggers = ['off', 'commit', 'checksPass'] as const
export const previewGenerations = ['automatic', 'manual', 'off'] as const
export const connectionPools = ['pgbouncer', 'none'] as const
export const switches = ['enabled', 'disabled'] as const

/** What `fromService` calls a service. */
export const referencedTypes = [
  'web',
  'cron',
  'worker',
  'pserv',
  'workflow',
  'static',
  'dpg',
  'job',
  'redis',
  'keyvalue',
] as const

export const serviceProperties = ['host', 'port', 'hostport', 'slug', 'connectionString'] as const

export const databaseProperties = [
  'connectionString',
  'connectionPoolString',
  'host',
  'port',
  'user',
  'password',
  'database',
] as const
