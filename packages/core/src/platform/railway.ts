import { toUrl, type DetectedPlatform, type ReadVariable } from './detected-platform.js'
import { given } from './given.js'

/** What {@link railwayVariables} and the environment tell. */
export function describeRailway(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  return {
    // Any other name may mean anything.
    environment: read('RAILWAY_ENVIRONMENT_NAME') === 'production' ? 'production' : undefined,
    url: toUrl(read('RAILWAY_PUBLIC_DOMAIN')),
    commit: read('RAILWAY_GIT_COMMIT_SHA'),
    branch: read('RAILWAY_GIT_BRANCH'),
    region: read('RAILWAY_REPLICA_REGION'),
    instance: read('RAILWAY_REPLICA_ID'),
  }
}

/**
 * What Railway sets, to be spread into `defineEnv`; all of it may be missing.
 *
 * https://docs.railway.com/reference/variables
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { railwayVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...railwayVariables() }), process.env)
 */
export function railwayVariables() {
  return {
    RAILWAY_PUBLIC_DOMAIN: given('host for visitors'),
    RAILWAY_PRIVATE_DOMAIN: given('name in the private network'),
    RAILWAY_PROJECT_ID: given('the project'),
    RAILWAY_PROJECT_NAME: given('name of the project'),
    RAILWAY_ENVIRONMENT_ID: given('the environment'),
    RAILWAY_ENVIRONMENT_NAME: given('name of the environment'),
    RAILWAY_SERVICE_ID: given('the service'),
    RAILWAY_SERVICE_NAME: given('name of the service'),
    RAILWAY_DEPLOYMENT_ID: given('this deployment'),
    RAILWAY_REPLICA_ID: given('this instance'),
    RAILWAY_REPLICA_REGION: given('where it runs'),
    RAILWAY_GIT_BRANCH: given('branch'),
    RAILWAY_GIT_COMMIT_SHA: given('commit'),
    RAILWAY_VOLUME_MOUNT_PATH: given('where the volume is'),
  }
}
