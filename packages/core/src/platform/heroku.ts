import * as variable from '../env/variable.js'
import { toUrl, type DetectedPlatform, type ReadVariable } from './detected-platform.js'
import { given } from './given.js'

/** What {@link herokuVariables} and the environment tell. */
export function describeHeroku(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  return {
    phase: 'run',
    environment: read('HEROKU_PR_NUMBER') ? 'preview' : undefined,
    url: toUrl(read('HEROKU_APP_DEFAULT_DOMAIN_NAME')),
    // The latter is the former name.
    commit: read('HEROKU_BUILD_COMMIT') ?? read('HEROKU_SLUG_COMMIT'),
    branch: read('HEROKU_BRANCH'),
    instance: read('DYNO'),
  }
}

/**
 * What Heroku sets, to be spread into `defineEnv`; all of it may be missing. Names beginning with `HEROKU_` need the metadata
 * of dynos turned on, `HEROKU_PR_NUMBER` and `HEROKU_BRANCH` are those of review apps.
 *
 * https://devcenter.heroku.com/articles/dyno-metadata
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { herokuVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...herokuVariables() }), process.env)
 */
export function herokuVariables() {
  return {
    DYNO: given('web.1, worker.2, run.9157'),
    PORT: variable.port({ optional: true, description: 'where a web dyno must listen' }),
    HEROKU_APP_ID: given('the application'),
    HEROKU_APP_NAME: given('name of the application'),
    HEROKU_APP_DEFAULT_DOMAIN_NAME: given('host on herokuapp.com'),
    HEROKU_RELEASE_VERSION: given('v42'),
    HEROKU_BUILD_COMMIT: given('commit'),
    HEROKU_SLUG_COMMIT: given('the same, under its former name'),
    HEROKU_BRANCH: given('branch'),
    HEROKU_PR_NUMBER: given('number of the pull request'),
  }
}
