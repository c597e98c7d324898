import * as variable from '../env/variable.js'
import { toUrl, type DetectedPlatform, type ReadVariable } from './detected-platform.js'
import { given } from './given.js'

/** What {@link flyVariables} and the environment tell. */
export function describeFly(read: ReadVariable): Omit<DetectedPlatform, 'name'> {
  const name = read('FLY_APP_NAME')
  return {
    phase: 'run',
    url: toUrl(name && `${name}.fly.dev`),
    region: read('FLY_REGION'),
    instance: read('FLY_MACHINE_ID'),
  }
}

/**
 * What Fly.io sets, to be spread into `defineEnv`; all of it may be missing.
 *
 * https://fly.io/docs/machines/runtime-environment/
 *
 * @example
 * import { defineEnv, readEnv } from '@keelson/core'
 * import { flyVariables } from '@keelson/core/platform'
 * const env = readEnv(defineEnv({ ...flyVariables() }), process.env)
 */
export function flyVariables() {
  return {
    FLY_APP_NAME: given('name of the application'),
    FLY_MACHINE_ID: given('this machine'),
    FLY_MACHINE_VERSION: given('version of its configuration'),
    FLY_REGION: given('three letters: ams'),
    PRIMARY_REGION: given('region of fly.toml'),
    FLY_PROCESS_GROUP: given('web, worker, …'),
    FLY_IMAGE_REF: given('image that runs'),
    FLY_PRIVATE_IP: given('IPv6 address in the private network'),
    FLY_VM_MEMORY_MB: variable.integer({ optional: true, min: 1, description: 'memory in MB' }),
  }
}
