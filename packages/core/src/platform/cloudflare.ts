import * as variable from '../env/variable.js'
import type { DetectedPlatform, ReadVariable } from './detected-platform.js'
import { given, givenUrl } from './given.js'

/** What {@link cloudflarePagesVariables} and the environment tell. */
export function describeCloudflarePages(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  return {
    phase: 'build',
    url: read('CF_PAGES_URL'),
    commit: read('CF_PAGES_COMMIT_SHA'),
    branch: read('CF_PAGES_BRANCH'),
  }
}

/** What the environment of a build of Workers tells. */
export function describeCloudflareWorkers(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  return { phase: 'build', commit: read('WORKERS_CI_COMMIT_SHA'), branch: read('WORKERS_CI_BRANCH') }
}

/**
 * What Cloudflare Pages sets in a build, to be spread into `defineEnv`; all of it may be missing.
 *
 * https://developers.cloudflare.com/pages/configuration/build-configuration/#environment-variables
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { cloudflarePagesVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...cloudflarePagesVariables() }), process.env)
 */
export function cloudflarePagesVariables() {
  return {
    CF_PAGES: variable.boolean({ default: false, description: 'whether it is built by Cloudflare Pages' }),
    CF_PAGES_URL: givenUrl('address of this deployment'),
    CF_PAGES_COMMIT_SHA: given('commit'),
    CF_PAGES_BRANCH: given('branch'),
  }
}
