import { custom } from '../env/custom.js'
import * as variable from '../env/variable.js'
import type { DetectedPlatform, ReadVariable } from './detected-platform.js'
import { given, givenUrl } from './given.js'

/** What {@link renderVariables} and the environment tell. */
export function describeRender(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  return {
    // Python builds have CI, web and private services have RENDER_WEB_CONCURRENCY when they run.
    phase: read('CI') ? 'build' : read('RENDER_WEB_CONCURRENCY') ? 'run' : undefined,
    environment: read('IS_PULL_REQUEST') ? 'preview' : undefined,
    url: read('RENDER_EXTERNAL_URL'),
    commit: read('RENDER_GIT_COMMIT'),
    branch: read('RENDER_GIT_BRANCH'),
    instance: read('RENDER_INSTANCE_ID'),
  }
}

/**
 * What Render sets, to be spread into `defineEnv`. All of it may be missing elsewhere; `PORT` is 10000 then.
 *
 * https://render.com/docs/environment-variables
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { renderVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...renderVariables() }), process.env)
 * const hosts = [env.RENDER_EXTERNAL_HOSTNAME ?? 'localhost']
 */
export function renderVariables() {
  return {
    RENDER: variable.boolean({ default: false, description: 'whether it runs on Render' }),
    IS_PULL_REQUEST: variable.boolean({ default: false, description: 'whether it is a preview' }),
    PORT: variable.port({ default: 10_000, description: 'where the web server must listen' }),
    RENDER_CPU_COUNT: custom({
      optional: true,
      expected: 'a number of CPUs',
      example: '0.5',
      parse: (cpus) => (Number(cpus) > 0 ? Number(cpus) : undefined),
    }),
    RENDER_DISCOVERY_SERVICE: given('name under which all instances are found'),
    RENDER_EXTERNAL_HOSTNAME: given('host on onrender.com; of web services and static sites'),
    RENDER_EXTERNAL_URL: givenUrl('the same with https://'),
    RENDER_GIT_BRANCH: given('branch'),
    RENDER_GIT_COMMIT: given('commit'),
    RENDER_GIT_REPO_SLUG: given('owner/name of the repository'),
    RENDER_INSTANCE_ID: given('this instance'),
    RENDER_SERVICE_ID: given('srv-…, as the API knows the service'),
    RENDER_SERVICE_NAME: given('name of the service'),
    RENDER_SERVICE_TYPE: variable.oneOf(['web', 'pserv', 'cron', 'worker', 'static'], { optional: true }),
    RENDER_WEB_CONCURRENCY: variable.integer({ optional: true, min: 1, description: 'processes that Render advises' }),
    WEB_CONCURRENCY: variable.integer({ optional: true, min: 1, description: 'the same, unless somebody sets it' }),
  }
}
