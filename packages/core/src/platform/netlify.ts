import * as variable from '../env/variable.js'
import type { DetectedPlatform, ReadVariable } from './detected-platform.js'
import { given, givenUrl } from './given.js'

/** What {@link netlifyVariables} and the environment tell. */
export function describeNetlify(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  const context = read('CONTEXT')
  const environment =
    context === undefined
      ? undefined
      : context === 'production'
        ? 'production'
        : context === 'dev'
          ? 'development'
          : 'preview'
  return {
    phase: context === 'dev' ? undefined : 'build',
    environment,
    url: environment === 'production' ? read('URL') : read('DEPLOY_PRIME_URL'),
    commit: read('COMMIT_REF'),
    branch: read('BRANCH'),
  }
}

/**
 * What Netlify sets in a build, to be spread into `defineEnv`; all of it may be missing, most of it in a function.
 *
 * https://docs.netlify.com/build/configure-builds/environment-variables/
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { netlifyVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...netlifyVariables() }), process.env)
 */
export function netlifyVariables() {
  return {
    NETLIFY: variable.boolean({ default: false, description: 'whether it is built by Netlify' }),
    CONTEXT: given('production, deploy-preview, branch-deploy, dev, or the name of a branch'),
    URL: givenUrl('main address of the site'),
    DEPLOY_URL: givenUrl('address of this deploy'),
    DEPLOY_PRIME_URL: givenUrl('address of the preview or the branch'),
    DEPLOY_ID: given('this deploy'),
    SITE_ID: given('the site, as the API knows it'),
    SITE_NAME: given('name of the site'),
    BRANCH: given('branch'),
    COMMIT_REF: given('commit'),
    PULL_REQUEST: variable.boolean({ default: false, description: 'whether it is a preview of a pull request' }),
    REVIEW_ID: given('number of the pull request'),
  }
}
