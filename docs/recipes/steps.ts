import { fileURLToPath } from 'node:url'
import { Secret, type RunStep } from '@keelson/core'
import { migrateStep, type Migration } from '@keelson/core/postgres'
import { healthGateStep } from '@keelson/health'
import { httpProbe } from '@keelson/health/probes/http'
import { postgresProbe } from '@keelson/health/probes/postgres'
import { redisProbe } from '@keelson/health/probes/redis'
import * as neon from '@keelson/neon'
import { connect, createPool } from '@keelson/neon/pg'
import * as render from '@keelson/render'
import { ensureBucketStep, syncStep } from '@keelson/storage'
import * as upstash from '@keelson/upstash'
import { createRedis } from '@keelson/upstash/ioredis'
import { migrations } from './migrations.ts'
import type { Settings } from './settings.ts'
import type { Target } from './target.ts'
import type { Vendors } from './vendors.ts'

/** One release, and what it needs. */
export interface Release {
  readonly settings: Settings
  readonly vendors: Vendors
  readonly target: Target
  readonly commit: string
  readonly migrations: readonly Migration[]
  readonly staticFolder: string
  readonly variables: Readonly<Record<string, string | Secret>>
  readonly gateMs: number
}

/** A release of what this checkout holds. */
export function prepareRelease(settings: Settings, vendors: Vendors, target: Target, commit: string): Release {
  // Without an account, any key will do: it lives as long as the stand-in.
  const sessionKey = settings.SESSION_KEY ?? new Secret(crypto.randomUUID())
  const expiry = new Date(Date.now() + settings.PREVIEW_HOURS * 3_600_000).toISOString()
  return {
    settings,
    vendors,
    target,
    commit,
    migrations,
    staticFolder: fileURLToPath(new URL('app/static', import.meta.url)),
    variables: {
      GREETING: settings.GREETING,
      SESSION_KEY: sessionKey,
      SAMPLE_KEYS: 'DATABASE_URL,GREETING,REDIS_URL,SESSION_KEY,STATIC_URL',
      KEY_PREFIX: target.keyPrefix,
      ...vendors.variables,
      ...(target.preview !== undefined && { PREVIEW_EXPIRES_AT: expiry }),
    },
    gateMs: settings.GATE_SECONDS * 1000,
  }
}

/** A name in lower case that tells the release, for things that are kept of it. */
const short = (commit: string) => commit.slice(0, 8)

/** Project, branch, restore point, role, database and schema; answers the variables of the application. */
export async function prepareDatabase(release: Release, run: RunStep): Promise<{ DATABASE_URL: Secret }> {
  const { settings, target, commit, vendors } = release
  const { neon: client, ca } = vendors
  const desired = { name: settings.SERVICE_NAME, region_id: settings.NEON_REGION, pg_version: 18 } as const
  const { resource: project, branch: main } = await run(neon.ensureProjectStep(client, desired))
  const projectId = project.id
  let branchId = main.id
  if (target.databaseBranch === undefined) {
    const expiresInMs = settings.RESTORE_POINT_DAYS * 86_400_000
    await run(neon.restorePointStep(client, { projectId, branchId, name: `restore/${short(commit)}`, expiresInMs }))
  } else {
    const expires_at = String(release.variables['PREVIEW_EXPIRES_AT'])
    const preview = { projectId, name: target.databaseBranch, parent_id: main.id, expires_at, withCompute: true }
    branchId = (await run(neon.ensureBranchStep(client, preview))).resource.id
  }
  const uris = await run({
    name: 'role and database',
    async run({ signal, note }) {
      const names = { roleName: settings.DATABASE_ROLE, databaseName: settings.DATABASE_NAME }
      const role = await neon.ensureRole(client, { projectId, branchId, name: names.roleName }, { signal })
      const owner = { projectId, branchId, name: names.databaseName, owner_name: names.roleName }
      const database = await neon.ensureDatabase(client, owner, { signal })
      note(`role ${names.roleName}: ${role.outcome}, database ${names.databaseName}: ${database.outcome}`)
      return neon.getConnectionUris(client, { projectId, branchId, ...names }, { signal })
    },
  })
  // Ready means: it answers a query on the way that the application takes.
  const pool = createPool({ connectionString: uris.pooled, ca, max: 1 })
  try {
    await run(neon.branchReadyStep(client, { projectId, branchId, serving: postgresProbe(pool) }))
  } finally {
    await pool.end()
  }
  await run(migrateStep(() => connect({ connectionString: uris.direct, ca }), { migrations: release.migrations }))
  return { DATABASE_URL: uris.pooled }
}

/** The Redis database, when there is one. */
export async function prepareCache(release: Release, run: RunStep): Promise<Partial<Record<'REDIS_URL', Secret>>> {
  const { settings, vendors } = release
  const { upstash: client, ca } = vendors
  if (!client) return {}
  const { resource } = await run(upstash.ensureRedisStep(client, desiredCache(settings)))
  const url = upstash.redisUrl(resource)
  const redis = createRedis({ url, ca })
  try {
    await run(upstash.redisReadyStep(client, { databaseId: resource.database_id, serving: redisProbe(redis) }))
  } finally {
    redis.disconnect()
  }
  return { REDIS_URL: url }
}

/** The Redis database as it should be; previews share it. */
export function desiredCache({ SERVICE_NAME, UPSTASH_REGION }: Settings): upstash.CreateRedisDatabaseParams {
  return { database_name: SERVICE_NAME, platform: 'aws', primary_region: UPSTASH_REGION }
}

/** The static files under hashed names, where visitors get them. */
export async function publishFiles(release: Release, run: RunStep): Promise<Record<string, string>> {
  const { vendors, target, commit } = release
  const { files } = vendors
  if (!files) return {}
  await run(ensureBucketStep(files.store))
  // One for each release: the application finds its own by its commit, also an old version that starts later.
  const manifest = { release: short(commit) }
  await run(syncStep(files.store, { folder: release.staticFolder, prefix: target.filesPrefix, manifest }))
  return files.variables(target.filesPrefix)
}

/** Service, environment, deploy and gate. */
export async function deployService(
  release: Release,
  data: Readonly<Record<string, string | Secret>>,
  run: RunStep,
): Promise<void> {
  const { settings, vendors, target, commit, gateMs } = release
  const client = vendors.render
  const variables = { ...release.variables, ...data }
  const desired = desiredService(settings, target, variables)
  const { resource, deployId } = await run(render.ensureServiceStep(client, desired))
  const serviceId = resource.id
  // Before the environment: undo goes backwards, and the old build must start in the old environment.
  await run(render.rollbackPointStep(client, { serviceId, commitId: commit }))
  await run(render.envVarsStep(client, { serviceId, set: variables }))
  await run(render.deployStep(client, { serviceId, commitId: commit, deployId }))
  const ready = httpProbe(`${resource.serviceDetails.url}/readyz`)
  await run(
    healthGateStep(ready, {
      expect: { release: commit },
      stableMs: settings.GATE_STABLE_SECONDS * 1000,
      totalTimeoutMs: gateMs,
    }),
  )
}

/** The service as it should be. */
export function desiredService(
  settings: Settings,
  target: Target,
  variables: Readonly<Record<string, string | Secret>>,
): render.CreateServiceParams {
  return {
    type: 'web_service',
    name: target.serviceName,
    repo: settings.SERVICE_REPO ?? 'https://github.com/keelson/keelson',
    branch: settings.SERVICE_BRANCH,
    rootDir: 'docs/recipes/app',
    autoDeploy: 'no',
    envVars: Object.entries(variables).map(([key, value]) => ({ key, value })),
    serviceDetails: {
      runtime: 'node',
      plan: settings.SERVICE_PLAN,
      healthCheckPath: '/healthz',
      envSpecificDetails: { buildCommand: 'sh build.sh', startCommand: 'node server.js' },
    },
  }
}
