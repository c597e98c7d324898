import * as variable from '../env/variable.js'
import { toUrl, type DetectedPlatform, type ReadVariable } from './detected-platform.js'
import { given } from './given.js'

const environments = ['production', 'preview', 'development'] as const

/** What {@link vercelVariables} and the environment tell. */
export function describeVercel(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  const environment = environments.find((name) => name === read('VERCEL_ENV'))
  const host = (environment === 'production' && read('VERCEL_PROJECT_PRODUCTION_URL')) || read('VERCEL_URL')
  return {
    // CI is there in the build only.
    phase: read('CI') ? 'build' : 'run',
    environment,
    url: toUrl(host),
    commit: read('VERCEL_GIT_COMMIT_SHA'),
    branch: read('VERCEL_GIT_COMMIT_REF'),
    region: read('VERCEL_REGION'),
  }
}

/**
 * What Vercel sets (unless the project turned its system variables off), to be spread into `defineEnv`; all of it may be
 * missing. The hosts come without scheme.
 *
 * https://vercel.com/docs/environment-variables/system-environment-variables
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { vercelVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...vercelVariables() }), process.env)
 * const isLive = env.VERCEL_ENV === 'production'
 */
export function vercelVariables() {
  return {
    VERCEL: variable.boolean({ default: false, description: 'whether it runs on Vercel' }),
    VERCEL_ENV: variable.oneOf(environments, { optional: true }),
    VERCEL_TARGET_ENV: given('the same, or the name of a custom environment'),
    VERCEL_URL: given('host of this deployment'),
    VERCEL_BRANCH_URL: given("host of the branch's newest deployment"),
    VERCEL_PROJECT_PRODUCTION_URL: given('host of production, also in previews'),
    VERCEL_REGION: given('where the function runs'),
    VERCEL_DEPLOYMENT_ID: given('dpl_…'),
    VERCEL_PROJECT_ID: given('prj_…'),
    VERCEL_AUTOMATION_BYPASS_SECRET: variable.secret({ optional: true, description: 'opens protected deployments' }),
    VERCEL_GIT_PROVIDER: given('where the repository is'),
    VERCEL_GIT_REPO_OWNER: given('owner of the repository'),
    VERCEL_GIT_REPO_SLUG: given('name of the repository'),
    VERCEL_GIT_COMMIT_REF: given('branch'),
    VERCEL_GIT_COMMIT_SHA: given('commit'),
    VERCEL_GIT_PULL_REQUEST_ID: given('number of the pull request'),
  }
}
