import * as variable from '../env/variable.js'
import type { DetectedPlatform, ReadVariable } from './detected-platform.js'
import { given } from './given.js'

/** What {@link githubActionsVariables} and the environment tell. */
export function describeGithubActions(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  // Of a pull request GITHUB_REF_NAME is its merge, as 7/merge.
  return { phase: 'pipeline', commit: read('GITHUB_SHA'), branch: read('GITHUB_HEAD_REF') ?? read('GITHUB_REF_NAME') }
}

/**
 * What GitHub sets in a step of a workflow, to be spread into `defineEnv`; all of it may be missing. The token is no
 * environment variable unless the workflow makes it one.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { githubActionsVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...githubActionsVariables() }), process.env)
 */
export function githubActionsVariables() {
  return {
    GITHUB_ACTIONS: variable.boolean({ default: false, description: 'whether a workflow runs it' }),
    GITHUB_EVENT_NAME: given('push, pull_request, …'),
    GITHUB_REPOSITORY: given('owner/name'),
    GITHUB_REF: given('refs/heads/main'),
    GITHUB_REF_NAME: given('branch or tag'),
    GITHUB_HEAD_REF: given('branch of the pull request'),
    GITHUB_BASE_REF: given('branch that the pull request is for'),
    GITHUB_SHA: given('commit'),
    GITHUB_RUN_ID: given('this run'),
    GITHUB_RUN_ATTEMPT: variable.integer({ optional: true, min: 1, description: 'counts its repetitions' }),
    GITHUB_ACTOR: given('who started it'),
    GITHUB_WORKSPACE: given('folder of the checkout'),
    GITHUB_STEP_SUMMARY: given('file that takes Markdown for the summary'),
    GITHUB_OUTPUT: given('file that takes outputs of the step'),
  }
}
