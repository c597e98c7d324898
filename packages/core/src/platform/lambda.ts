import * as variable from '../env/variable.js'
import type { DetectedPlatform, ReadVariable } from './detected-platform.js'
import { given } from './given.js'

/** What {@link lambdaVariables} and the environment tell. */
export function describeLambda(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  return { phase: 'run', region: read('AWS_REGION'), instance: read('AWS_LAMBDA_LOG_STREAM_NAME') }
}

/**
 * What AWS Lambda sets, to be spread into `defineEnv`; all of it may be missing. The keys of its role are not among them: the
 * AWS SDK reads them itself.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { lambdaVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...lambdaVariables() }), process.env)
 */
export function lambdaVariables() {
  return {
    AWS_LAMBDA_FUNCTION_NAME: given('name of the function'),
    AWS_LAMBDA_FUNCTION_VERSION: given('$LATEST or a number'),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: variable.integer({ optional: true, min: 128, description: 'memory in MB' }),
    AWS_LAMBDA_LOG_STREAM_NAME: given('this instance'),
    AWS_LAMBDA_INITIALIZATION_TYPE: given('on-demand, provisioned-concurrency, …'),
    AWS_REGION: given('region'),
    LAMBDA_TASK_ROOT: given('folder of the code'),
  }
}
